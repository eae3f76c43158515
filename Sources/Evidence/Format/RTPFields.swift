import Wire

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
        guard let header = RTPHeader(packet.span) else { return nil }
        payloadType = header.payloadType
        isMarked = header.marker
        sequence = header.sequence
        timestampTicks = header.timestamp
        ssrc = header.ssrc
        let start = packet.startIndex
        payload = (start + header.payloadRange.lowerBound)..<(start + header.payloadRange.upperBound)
    }
}
