/// Steps through a compound RTCP packet (RFC 3550 §6.1; reduced size allowed, RFC 5506). Every length is checked
/// before a part is handed out; unknown types are handed out too and skipped by the caller.
///
///     |V=2|P|  count  |      PT       |         length in words       |
package struct RTCPWalker: Sendable {
    package enum Kind {
        package static let senderReport: UInt8 = 200
        package static let receiverReport: UInt8 = 201
        package static let description: UInt8 = 202
        package static let bye: UInt8 = 203
        package static let application: UInt8 = 204
        package static let transportFeedback: UInt8 = 205
        package static let payloadFeedback: UInt8 = 206
    }

    package struct Part: Hashable, Sendable {
        package var kind: UInt8
        /// The five bits that mean a count, a feedback format or a subtype.
        package var count: Int
        /// The whole part with its four-byte head, without padding.
        package var range: Range<Int>
        package var body: Range<Int> { range.lowerBound &+ 4..<range.upperBound }
    }

    private var offset = 0
    package private(set) var isMalformed = false

    package init() {}

    package mutating func next(in packet: Span<UInt8>) -> Part? {
        guard !isMalformed, offset < packet.count else { return nil }
        guard offset &+ 4 <= packet.count, packet[offset] >> 6 == 2 else { return fail() }
        let length = (Int(packet.u16(offset &+ 2)) &+ 1) &* 4
        let end = offset &+ length
        guard end <= packet.count else { return fail() }
        var usable = end
        if packet[offset] & 0x20 != 0 {
            let padding = Int(packet[end &- 1])
            // Only the last part may be padded (RFC 3550 §6.4.1).
            guard padding >= 1, padding <= length &- 4, end == packet.count else { return fail() }
            usable = end &- padding
        }
        let part = Part(kind: packet[offset &+ 1], count: Int(packet[offset] & 0x1F), range: offset..<usable)
        offset = end
        return part
    }

    private mutating func fail() -> Part? {
        isMalformed = true
        return nil
    }

    /// Writes a part's head; `bytes` is its whole length, a multiple of four.
    package static func writeHead(
        kind: UInt8, count: Int, bytes length: Int, at offset: Int, into packet: inout MutableSpan<UInt8>
    ) {
        packet[offset] = 0x80 | UInt8(truncatingIfNeeded: count & 0x1F)
        packet[offset &+ 1] = kind
        packet.store(UInt16(truncatingIfNeeded: length / 4 &- 1), at: offset &+ 2)
    }
}
