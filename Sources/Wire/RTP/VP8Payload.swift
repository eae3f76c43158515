/// The descriptor in front of a VP8 payload (RFC 7741 §4.2), read as far as routing needs it.
package struct VP8Payload: Hashable, Sendable {
    /// First packet of a frame (S set, partition 0).
    package var startsFrame: Bool
    package var isKeyframe: Bool

    package init?(_ packet: Span<UInt8>, payload: Range<Int>) {
        guard payload.lowerBound >= 0, payload.upperBound <= packet.count, !payload.isEmpty else {
            return nil
        }
        var offset = payload.lowerBound
        let end = payload.upperBound
        let first = packet[offset]
        startsFrame = first & 0x10 != 0 && first & 0x07 == 0
        offset &+= 1
        if first & 0x80 != 0 {
            guard offset < end else { return nil }
            let flags = packet[offset]
            offset &+= 1
            if flags & 0x80 != 0 {  // PictureID, one or two bytes
                guard offset < end else { return nil }
                offset &+= packet[offset] & 0x80 != 0 ? 2 : 1
            }
            if flags & 0x40 != 0 { offset &+= 1 }  // TL0PICIDX
            if flags & 0x30 != 0 { offset &+= 1 }  // TID, KEYIDX
        }
        guard offset < end else { return nil }
        // Inverse of the key frame bit is the lowest of the payload header's first byte (RFC 7741 §4.3).
        isKeyframe = startsFrame && packet[offset] & 0x01 == 0
    }
}
