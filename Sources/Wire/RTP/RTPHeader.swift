/// The header of an RTP packet (RFC 3550 §5.1) and where its parts lie. Total: any bytes give a header or nil.
///
///     0                   1                   2                   3
///     |V=2|P|X|  CC   |M|     PT      |       sequence number         |
///     |                           timestamp                           |
///     |                             SSRC                              |
package struct RTPHeader: Hashable, Sendable {
    package static let fixedBytes = 12

    package var marker: Bool
    package var payloadType: UInt8
    package var sequence: UInt16
    package var timestamp: UInt32
    package var ssrc: UInt32
    package var contributors: Int
    /// The profile word of the header extension (RFC 3550 §5.3.1); nil without extension.
    package var extensionProfile: UInt16?
    /// The extension's data, without its four-byte head.
    package var extensionRange: Range<Int>
    /// The payload without padding.
    package var payloadRange: Range<Int>
    package var paddingBytes: Int

    package init?(_ packet: Span<UInt8>) {
        let count = packet.count
        guard count >= Self.fixedBytes, packet[0] >> 6 == 2 else { return nil }
        contributors = Int(packet[0] & 0x0F)
        marker = packet[1] & 0x80 != 0
        payloadType = packet[1] & 0x7F
        sequence = packet.u16(2)
        timestamp = packet.u32(4)
        ssrc = packet.u32(8)
        var offset = Self.fixedBytes &+ contributors &* 4
        guard offset <= count else { return nil }
        if packet[0] & 0x10 != 0 {
            guard offset &+ 4 <= count else { return nil }
            extensionProfile = packet.u16(offset)
            let length = Int(packet.u16(offset &+ 2)) &* 4
            offset &+= 4
            guard offset &+ length <= count else { return nil }
            extensionRange = offset..<offset &+ length
            offset &+= length
        } else {
            extensionProfile = nil
            extensionRange = offset..<offset
        }
        paddingBytes = 0
        if packet[0] & 0x20 != 0 {
            guard offset < count else { return nil }
            paddingBytes = Int(packet[count &- 1])
            guard paddingBytes >= 1, offset &+ paddingBytes <= count else { return nil }
        }
        payloadRange = offset..<count &- paddingBytes
    }

    /// Size of a header with these fields: no contributors and `extensionBytes` of one-byte-form elements.
    package static func bytes(extensionBytes: Int) -> Int {
        extensionBytes == 0 ? fixedBytes : fixedBytes &+ 4 &+ (extensionBytes &+ 3) & ~3
    }

    /// Writes the fixed twelve bytes: no padding, no contributors.
    package static func write(
        into packet: inout MutableSpan<UInt8>, hasExtension: Bool, marker: Bool, payloadType: UInt8,
        sequence: UInt16, timestamp: UInt32, ssrc: UInt32
    ) {
        guard packet.count >= fixedBytes else { return }
        packet[0] = hasExtension ? 0x90 : 0x80
        packet[1] = (marker ? 0x80 : 0) | payloadType & 0x7F
        packet.store(sequence, at: 2)
        packet.store(timestamp, at: 4)
        packet.store(ssrc, at: 8)
    }

    /// Replaces the identity of a packet where it stands; everything behind the fixed header keeps its place.
    package static func rewrite(
        _ packet: inout MutableSpan<UInt8>, payloadType: UInt8, sequence: UInt16, ssrc: UInt32
    ) {
        guard packet.count >= fixedBytes else { return }
        packet[1] = packet[1] & 0x80 | payloadType & 0x7F
        packet.store(sequence, at: 2)
        packet.store(ssrc, at: 8)
    }
}
