/// The parts of an RTP packet evidence looks at (RFC 3550 §5.1); nil when it is not one.
struct RTPFields {
    var payloadType: UInt8
    var isMarked: Bool
    var sequence: UInt16
    var timestampTicks: UInt32
    var ssrc: UInt32
    /// Without CSRCs, header extension and padding; indices of the packet it was taken from.
    var payload: Range<Int>

    init?(_ packet: ArraySlice<UInt8>) {
        var reader = ByteReader(packet)
        guard let first: UInt8 = reader.integer(), first >> 6 == 2, let second: UInt8 = reader.integer(),
            let sequence: UInt16 = reader.integer(), let timestamp: UInt32 = reader.integer(),
            let ssrc: UInt32 = reader.integer(), reader.take(Int(first & 0x0F) * 4) != nil
        else { return nil }
        if first & 0x10 != 0 {
            guard reader.take(2) != nil, let words: UInt16 = reader.integer(),
                reader.take(Int(words) * 4) != nil
            else {
                return nil
            }
        }
        var end = packet.endIndex
        if first & 0x20 != 0, let padding = packet.last, reader.remaining > 0 {
            guard padding >= 1, Int(padding) <= reader.remaining else { return nil }
            end -= Int(padding)
        }
        payloadType = second & 0x7F
        isMarked = second & 0x80 != 0
        self.sequence = sequence
        timestampTicks = timestamp
        self.ssrc = ssrc
        payload = reader.position..<end
    }
}
