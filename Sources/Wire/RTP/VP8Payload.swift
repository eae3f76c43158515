/// The descriptor in front of a VP8 payload (RFC 7741 §4.2), and where its counters stand.
///
///     |X|R|N|S|R| PID | |I|L|T|K| RSV | |M| PictureID (7 or 15) | TL0PICIDX | |TID|Y| KEYIDX |
package struct VP8Payload: Hashable, Sendable {
    /// First packet of a frame (S set, partition 0).
    package private(set) var startsFrame: Bool
    package private(set) var isKeyframe = false
    package private(set) var pictureID: UInt16?
    package private(set) var levelZeroIndex: UInt8?
    package private(set) var keyIndex: UInt8?
    /// Places of the counters behind the payload's start.
    private var pictureAt: UInt8 = 0
    private var levelZeroAt: UInt8 = 0
    private var keyAt: UInt8 = 0
    private var isLongPictureID = false

    package init?(_ packet: Span<UInt8>, payload: Range<Int>) {
        guard payload.lowerBound >= 0, payload.upperBound <= packet.count, !payload.isEmpty else {
            return nil
        }
        let start = payload.lowerBound
        var offset = start
        let end = payload.upperBound
        let first = packet[offset]
        startsFrame = first & 0x10 != 0 && first & 0x07 == 0
        offset &+= 1
        if first & 0x80 != 0 {
            guard offset < end else { return nil }
            let flags = packet[offset]
            offset &+= 1
            if flags & 0x80 != 0 {
                guard offset < end else { return nil }
                pictureAt = UInt8(truncatingIfNeeded: offset &- start)
                isLongPictureID = packet[offset] & 0x80 != 0
                if isLongPictureID {
                    guard offset &+ 1 < end else { return nil }
                    pictureID = packet.u16(offset) & 0x7FFF
                } else {
                    pictureID = UInt16(packet[offset])
                }
                offset &+= isLongPictureID ? 2 : 1
            }
            if flags & 0x40 != 0 {
                guard offset < end else { return nil }
                levelZeroAt = UInt8(truncatingIfNeeded: offset &- start)
                levelZeroIndex = packet[offset]
                offset &+= 1
            }
            if flags & 0x30 != 0 {
                guard offset < end else { return nil }
                if flags & 0x10 != 0 {
                    keyAt = UInt8(truncatingIfNeeded: offset &- start)
                    keyIndex = packet[offset] & 0x1F
                }
                offset &+= 1
            }
        }
        guard offset < end else { return nil }
        // Inverse of the key frame bit is the lowest of the payload header's first byte (RFC 7741 §4.3).
        isKeyframe = startsFrame && packet[offset] & 0x01 == 0
    }

    /// Moves the counters of the same descriptor, copied to `start` of another packet. Their widths stay.
    package func shift(
        _ packet: inout MutableSpan<UInt8>, at start: Int, pictureID picture: UInt16,
        levelZeroIndex level: UInt8,
        keyIndex key: UInt8
    ) {
        let (pictureAt, levelZeroAt, keyAt) = (Int(pictureAt), Int(levelZeroAt), Int(keyAt))
        guard start >= 0, start &+ max(pictureAt &+ 1, levelZeroAt, keyAt) < packet.count else { return }
        if let pictureID {
            let value = pictureID &+ picture
            if isLongPictureID {
                packet.store(0x8000 | value & 0x7FFF, at: start &+ pictureAt)
            } else {
                packet[start &+ pictureAt] = UInt8(truncatingIfNeeded: value & 0x7F)
            }
        }
        if let levelZeroIndex { packet[start &+ levelZeroAt] = levelZeroIndex &+ level }
        if let keyIndex {
            packet[start &+ keyAt] = packet[start &+ keyAt] & 0xE0 | (keyIndex &+ key) & 0x1F
        }
    }
}
