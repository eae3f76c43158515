/// A gzip member (RFC 1952) around one DEFLATE block with the fixed codes (RFC 1951 §3.2.6).
///
/// Used once per page file, so that the first visit over a county hospital's link stays small. Fixed codes
/// give away some ratio against zlib and need no C library.
package enum Gzip {
    package static func compress(_ bytes: [UInt8]) -> [UInt8] {
        // No name, no time stamp: equal input gives equal output. 255 = unknown operating system.
        var output: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        output.reserveCapacity(bytes.count / 2 + 64)
        var writer = BitWriter(output: output)
        writer.write(0b011, count: 3)  // final block, fixed codes
        deflate(bytes, into: &writer)
        writer.writeLiteral(256)
        output = writer.finish()
        append(crc32(bytes), to: &output)
        append(UInt32(truncatingIfNeeded: bytes.count), to: &output)
        return output
    }

    private static let windowSize = 32 * 1024
    private static let longestMatch = 258
    private static let shortestMatch = 3
    /// How many earlier places with the same three bytes are tried.
    private static let chainLimit = 64
    private static let hashBits = 15

    private static func deflate(_ bytes: [UInt8], into writer: inout BitWriter) {
        var head = [Int32](repeating: -1, count: 1 << hashBits)
        var previous = [Int32](repeating: -1, count: bytes.count)
        var position = 0
        while position < bytes.count {
            let match = longest(bytes, at: position, head: head, previous: previous)
            let step: Int
            if let match {
                writer.writeMatch(length: match.length, distance: match.distance)
                step = match.length
            } else {
                writer.writeLiteral(Int(bytes[position]))
                step = 1
            }
            for place in position..<position + step where place + shortestMatch <= bytes.count {
                let slot = hash(bytes, place)
                previous[place] = head[slot]
                head[slot] = Int32(place)
            }
            position += step
        }
    }

    private static func longest(
        _ bytes: [UInt8], at position: Int, head: [Int32], previous: [Int32]
    ) -> (length: Int, distance: Int)? {
        guard position + shortestMatch <= bytes.count else { return nil }
        let limit = min(longestMatch, bytes.count - position)
        var best = (length: 0, distance: 0)
        var candidate = Int(head[hash(bytes, position)])
        for _ in 0..<chainLimit {
            guard candidate >= 0, position - candidate <= windowSize else { break }
            var length = 0
            while length < limit, bytes[candidate + length] == bytes[position + length] { length += 1 }
            if length > best.length { best = (length, position - candidate) }
            if length == limit { break }
            candidate = Int(previous[candidate])
        }
        return best.length >= shortestMatch ? best : nil
    }

    private static func hash(_ bytes: [UInt8], _ at: Int) -> Int {
        let three = UInt32(bytes[at]) << 16 | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2])
        return Int((three &* 2_654_435_761) >> UInt32(32 - hashBits))
    }

    private static func append(_ word: UInt32, to output: inout [UInt8]) {
        for shift in [0, 8, 16, 24] as [UInt32] { output.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    /// RFC 1952 §8.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var register: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8)
        }
        return ~register
    }

    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        return value
    }
}
