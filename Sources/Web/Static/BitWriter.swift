/// Packs DEFLATE codes into bytes, least significant bit first (RFC 1951 §3.1.1).
struct BitWriter {
    private var output: [UInt8]
    private var pending: UInt32 = 0
    private var pendingCount: UInt32 = 0

    init(output: [UInt8]) {
        self.output = output
    }

    mutating func write(_ bits: UInt32, count: UInt32) {
        pending |= bits << pendingCount
        pendingCount += count
        while pendingCount >= 8 {
            output.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingCount -= 8
        }
    }

    /// Huffman codes go most significant bit first.
    private mutating func writeCode(_ code: UInt32, count: UInt32) {
        var reversed: UInt32 = 0
        for bit in 0..<count where code & (1 << bit) != 0 { reversed |= 1 << (count - 1 - bit) }
        write(reversed, count: count)
    }

    /// The fixed literal and length code (RFC 1951 §3.2.6).
    mutating func writeLiteral(_ symbol: Int) {
        switch symbol {
        case 0...143: writeCode(UInt32(0x30 + symbol), count: 8)
        case 144...255: writeCode(UInt32(0x190 + symbol - 144), count: 9)
        case 256...279: writeCode(UInt32(symbol - 256), count: 7)
        default: writeCode(UInt32(0xC0 + symbol - 280), count: 8)
        }
    }

    mutating func writeMatch(length: Int, distance: Int) {
        let lengthIndex = Self.lengthBases.lastIndex { $0 <= length } ?? 0
        writeLiteral(257 + lengthIndex)
        write(UInt32(length - Self.lengthBases[lengthIndex]), count: Self.lengthExtraBits[lengthIndex])
        let distanceIndex = Self.distanceBases.lastIndex { $0 <= distance } ?? 0
        writeCode(UInt32(distanceIndex), count: 5)
        let extra = distanceIndex < 4 ? 0 : UInt32(distanceIndex / 2 - 1)
        write(UInt32(distance - Self.distanceBases[distanceIndex]), count: extra)
    }

    consuming func finish() -> [UInt8] {
        if pendingCount > 0 { output.append(UInt8(truncatingIfNeeded: pending)) }
        return output
    }

    /// RFC 1951 §3.2.5, codes 257 to 285.
    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163,
        195,
        227, 258,
    ]
    private static let lengthExtraBits: [UInt32] = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
        4097, 6145, 8193, 12_289, 16_385, 24_577,
    ]
}
