import TestRequirements
import Testing
import Web

struct FormatTests {
    @Test(
        arguments: [
            ("2026-11-21T10:15:30.123+08:00", 1_795_227_330_123),
            ("2026-11-21T02:15:30.123Z", 1_795_227_330_123),
            ("2026-11-21T02:15:30Z", 1_795_227_330_000),
            ("2026-11-20T21:15:30.1239-05:00", 1_795_227_330_123),
            ("1970-01-01T00:00:00Z", 0), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ] as [(String, Int64)])
    func `an instant is read from RFC 3339`(_ text: String, _ milliseconds: Int64) {
        #expect(Instants.parse(text) == milliseconds)
        #expect(Instants.parse(Instants.text(milliseconds)) == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T10:15:30", "2026-13-21T10:15:30Z", "2026-02-29T10:15:30Z",
        "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z", "2026-11-21 10:15:30Z", "2026-11-21T10:15:30.Z",
        "2026-11-21T10:15:30.1234567890Z", "2026-11-21T10:15:30+8:00", "2026-11-21T10:15:30+08:00x",
        "２０２６-11-21T10:15:30Z",
    ])
    func `what is not an instant is nothing`(_ text: String) {
        #expect(Instants.parse(text) == nil)
    }

    @Test func `instants are written in China's time with milliseconds`() {
        #expect(Instants.text(1_795_227_330_123) == "2026-11-21T10:15:30.123+08:00")
        #expect(Instants.text(0) == "1970-01-01T08:00:00.000+08:00")
        #expect(Instants.text(-1) == "1970-01-01T07:59:59.999+08:00")
    }

    @Test(.requirement("JL-21b")) func `names and numbers are masked`() {
        #expect(Masking.name("张三") == "张*")
        #expect(Masking.name("欧阳娜娜") == "欧***")
        #expect(Masking.name("") == "*")
        #expect(Masking.identity("220102198001011234") == "220***********1234")
        #expect(Masking.identity("E123") == "****")
    }
}
