/// The VP8 payload descriptor (RFC 7741 §4.2) in front of each packet's piece of a frame.
///
/// ```
///  |X|R|N|S|R| PID |   X: |I|L|T|K| RSV |   I: picture id, 7 bits or M and 15 bits   L: TL0PICIDX   T/K:
///  |TID|Y|KEYIDX|
/// ```
struct VP8Descriptor: Equatable {
    /// First packet of the frame: start of partition 0.
    var isFrameStart: Bool
    var pictureID: UInt16?
    var temporalLayer: UInt8?
    /// The frame's bytes in this packet, indices of the packet it was taken from.
    var data: Range<Int>

    init?(_ payload: ArraySlice<UInt8>) {
        var reader = ByteReader(payload)
        guard let first: UInt8 = reader.integer() else { return nil }
        if first & 0x80 != 0 {
            guard let extensions: UInt8 = reader.integer() else { return nil }
            if extensions & 0x80 != 0 {
                guard let high: UInt8 = reader.integer() else { return nil }
                if high & 0x80 != 0 {
                    guard let low: UInt8 = reader.integer() else { return nil }
                    pictureID = UInt16(high & 0x7F) << 8 | UInt16(low)
                } else {
                    pictureID = UInt16(high)
                }
            }
            if extensions & 0x40 != 0 { guard reader.take(1) != nil else { return nil } }
            if extensions & 0x30 != 0 {
                guard let layers: UInt8 = reader.integer() else { return nil }
                if extensions & 0x20 != 0 { temporalLayer = layers >> 6 }
            }
        }
        guard reader.remaining > 0 else { return nil }
        isFrameStart = first & 0x10 != 0 && first & 0x07 == 0
        data = reader.position..<payload.endIndex
    }
}

/// The start of a VP8 frame (RFC 6386 §9.1).
enum VP8Frame {
    /// Width and height, in keyframes only.
    static func size(_ frame: [UInt8]) -> PictureSize? {
        guard frame.count >= 10, frame[0] & 1 == 0, frame[3] == 0x9D, frame[4] == 0x01, frame[5] == 0x2A
        else {
            return nil
        }
        let width = (UInt16(frame[6]) | UInt16(frame[7]) << 8) & 0x3FFF
        let height = (UInt16(frame[8]) | UInt16(frame[9]) << 8) & 0x3FFF
        return width > 0 && height > 0 ? PictureSize(width: width, height: height) : nil
    }
}
