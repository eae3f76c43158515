import ConsultationCore
import Storage
import TestRequirements
import Testing

struct SecondFactorTests {
    private static let secret = Array("12345678901234567890".utf8)

    /// RFC 6238, appendix B, the column for SHA-1.
    @Test(
        .requirement("NHC-ID-13"),
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func `codes are those of the standard's own table`(_ seconds: Int64, _ code: String) {
        let step = TimeBasedCode.step(at: WallTime(milliseconds: seconds * 1000))
        #expect(TimeBasedCode.code(Self.secret, step: step, digits: 8) == code)
    }

    @Test(.requirement("NHC-ID-13"))
    func `one step to either side is taken, no other, and none a second time`() {
        let now = WallTime(milliseconds: 1_700_000_000_000)
        let step = TimeBasedCode.step(at: now)
        for offset in Int64(-3)...3 {
            let code = TimeBasedCode.code(Self.secret, step: step + offset)
            let found = TimeBasedCode.match(code, Self.secret, at: now, after: 0)
            #expect(found == (abs(offset) <= 1 ? step + offset : nil), "\(offset)")
            #expect(TimeBasedCode.match(code, Self.secret, at: now, after: step + offset) == nil)
        }
        for wrong in ["", "00000", "abcdef", "1234567"] {
            #expect(TimeBasedCode.match(wrong, Self.secret, at: now, after: 0) == nil)
        }
    }

    /// RFC 4648, section 10, without padding.
    @Test(
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ])
    func `base 32 is that of the standard`(_ plain: String, _ text: String) {
        #expect(Base32.encode(Array(plain.utf8)) == text)
        #expect(Base32.decode(text).map { String(decoding: $0, as: UTF8.self) } == plain)
        #expect(Base32.decode("MZ 1") == nil && Base32.decode("é") == nil)
    }
}
