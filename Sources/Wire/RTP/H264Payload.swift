/// An H.264 payload (RFC 6184), read as far as routing needs it: does a decoder that knows nothing start here?
package struct H264Payload: Hashable, Sendable {
    /// NAL unit types (ITU-T H.264 table 7-1) and those of RFC 6184 §5.2.
    private enum NAL {
        static let slice: UInt8 = 5  // of an IDR picture
        static let sequenceParameters: UInt8 = 7
        static let singleTimeAggregation: UInt8 = 24  // STAP-A
        static let fragmentA: UInt8 = 28  // FU-A
    }

    /// A picture that needs no other, or the parameters that are sent in front of one, begin in this packet.
    package var startsKeyframe: Bool

    package init?(_ packet: Span<UInt8>, payload: Range<Int>) {
        guard payload.lowerBound >= 0, payload.upperBound <= packet.count, !payload.isEmpty else {
            return nil
        }
        let start = payload.lowerBound
        switch packet[start] & 0x1F {
        case NAL.singleTimeAggregation:
            startsKeyframe = Self.aggregateStarts(packet, start &+ 1..<payload.upperBound)
        case NAL.fragmentA:
            guard payload.count >= 2 else { return nil }
            // Only the first fragment: a picture cannot be decoded from its middle.
            let head = packet[start &+ 1]
            startsKeyframe = head & 0x80 != 0 && Self.isKey(head & 0x1F)
        case let type:
            startsKeyframe = Self.isKey(type)
        }
    }

    private static func isKey(_ type: UInt8) -> Bool {
        type == NAL.slice || type == NAL.sequenceParameters
    }

    /// STAP-A: units, each behind its length in 16 bits (RFC 6184 §5.7.1).
    private static func aggregateStarts(_ packet: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        while offset &+ 2 < range.upperBound {
            let length = Int(packet.u16(offset))
            guard length > 0, length <= range.upperBound &- offset &- 2 else { return false }
            if isKey(packet[offset &+ 2] & 0x1F) { return true }
            offset &+= 2 &+ length
        }
        return false
    }
}
