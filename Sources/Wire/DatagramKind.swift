/// What a datagram on a shared port is, by its first bytes (RFC 7983 §7, RFC 5761 §4).
package enum DatagramKind: UInt8, Hashable, Sendable {
    case stun, dtls, rtp, rtcp
    /// The set-up of a trunk (Protocols/trunk-format.md); 4 to 15 are unassigned in RFC 7983 and 9443.
    case trunk

    /// nil for ranges nobody here speaks (ZRTP, TURN channels, QUIC) and for an empty datagram.
    package init?(of datagram: Span<UInt8>) {
        guard datagram.count >= 1 else { return nil }
        switch datagram[0] {
        case 0...3: self = .stun
        case TrunkHello.firstByte: self = .trunk
        case 20...63: self = .dtls
        case 128...191:
            guard datagram.count >= 2 else { return nil }
            // RTCP packet types 192...223 overlap RTP payload types 64...95 with the marker bit set.
            self = (192...223).contains(datagram[1]) ? .rtcp : .rtp
        default: return nil
        }
    }
}
