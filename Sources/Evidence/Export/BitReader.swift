/// Reads bits, most significant first, out of an H.264 unit (ITU-T H.264 §7.2, §9.1). Steps over emulation prevention
/// bytes: 00 00 03 stands for 00 00 (§7.4.1). Every call may say no, none can trap.
struct BitReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private var bit: UInt8 = 0
    private var zeros = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
        skipPrevention()
    }

    private mutating func skipPrevention() {
        if zeros >= 2, position < bytes.endIndex, bytes[position] == 3 {
            position += 1
            zeros = 0
        }
    }

    mutating func flag() -> Bool? {
        guard position < bytes.endIndex else { return nil }
        let byte = bytes[position]
        let value = byte >> (7 - bit) & 1 == 1
        bit += 1
        if bit == 8 {
            bit = 0
            zeros = byte == 0 ? zeros + 1 : 0
            position += 1
            skipPrevention()
        }
        return value
    }

    /// At most 32 bits.
    mutating func bits(_ count: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<min(max(count, 0), 32) {
            guard let bit = flag() else { return nil }
            value = value << 1 | (bit ? 1 : 0)
        }
        return value
    }

    /// ue(v); values above 2^31 are not in any field read here.
    mutating func unsigned() -> UInt32? {
        var zeros = 0
        while true {
            guard let bit = flag() else { return nil }
            if bit { break }
            zeros += 1
            guard zeros < 32 else { return nil }
        }
        guard let rest = bits(zeros) else { return nil }
        return (UInt32(1) << UInt32(zeros) &- 1) &+ rest
    }

    /// se(v).
    mutating func signed() -> Int32? {
        guard let code = unsigned() else { return nil }
        let half = Int32(truncatingIfNeeded: code >> 1)
        return code & 1 == 1 ? half &+ 1 : 0 &- half
    }
}
