import MediaEngine
import MediaRelay

/// Bytes from hexadecimal text; spaces are ignored.
func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }
    return stride(from: 0, to: digits.count, by: 2).compactMap { offset in
        let start = digits.index(digits.startIndex, offsetBy: offset)
        return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16)
    }
}

/// A small seeded generator, so that a failing run can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

enum PacketMaker {
    static func rtp(
        ssrc: UInt32, sequence: UInt16, payload: [UInt8], sources: Int = 0, extensionWords: Int? = nil
    ) -> [UInt8] {
        var packet: [UInt8] = [0x80 | UInt8(sources) | (extensionWords == nil ? 0 : 0x10), 96]
        packet += [UInt8(sequence >> 8), UInt8(sequence & 0xff)] + [0, 0, 0x12, 0x34] + word(ssrc)
        for source in 0..<sources { packet += word(UInt32(source)) }
        if let extensionWords {
            packet += [0xbe, 0xde, UInt8(extensionWords >> 8), UInt8(extensionWords & 0xff)]
            packet += [UInt8](repeating: 0, count: 4 * extensionWords)
        }
        return packet + payload
    }

    /// A receiver report without blocks, or with stray words behind it.
    static func rtcp(ssrc: UInt32, extra: [UInt8] = []) -> [UInt8] {
        [0x80, 201, 0, UInt8(1 + extra.count / 4)] + word(ssrc) + extra
    }

    static func word(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xff), UInt8(value >> 8 & 0xff), UInt8(value & 0xff)]
    }
}

/// What became of one packet: its new bytes, or why it was refused.
func run(
    _ packet: [UInt8],
    _ operation: (inout MutableSpan<UInt8>, Int) throws(ProtectionFailure) -> Int
) -> Result<[UInt8], ProtectionFailure> {
    var buffer = packet + [UInt8](repeating: 0, count: ProtectionLimit.trailerBytes)
    do throws(ProtectionFailure) {
        var span = buffer.mutableSpan
        let length = try operation(&span, packet.count)
        return .success(Array(buffer.prefix(length)))
    } catch {
        return .failure(error)
    }
}
