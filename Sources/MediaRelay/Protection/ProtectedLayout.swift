/// Where the parts of an RTP or RTCP packet lie, as far as SRTP needs to know.
enum ProtectedLayout {
    /// Bytes of the fixed RTCP header that stay readable (RFC 3711 §3.4).
    static let controlHeaderBytes = 8
    /// E flag and 31-bit index behind an SRTCP packet.
    static let controlIndexBytes = 4

    /// Bytes of the RTP header with contributing sources and extension; nil when the packet does not hold them.
    ///
    ///      0                   1                   2                   3
    ///     |V=2|P|X|  CC   |M|     PT      |       sequence number         |   RFC 3550 §5.1
    static func rtpHeaderBytes(_ packet: borrowing MutableSpan<UInt8>, length: Int) -> Int? {
        guard length >= 12, length <= packet.count, packet[0] >> 6 == 2 else { return nil }
        var bytes = 12 + 4 * Int(packet[0] & 0x0f)
        if packet[0] & 0x10 != 0 {
            guard length >= bytes + 4 else { return nil }
            bytes += 4 + 4 * (Int(packet[bytes + 2]) << 8 | Int(packet[bytes + 3]))
        }
        return bytes <= length ? bytes : nil
    }

    static func sequence(_ packet: borrowing MutableSpan<UInt8>) -> UInt16 {
        UInt16(packet[2]) << 8 | UInt16(packet[3])
    }

    /// The SSRC of an RTP packet lies at 8, of an RTCP packet at 4.
    static func word(_ packet: borrowing MutableSpan<UInt8>, at offset: Int) -> UInt32 {
        UInt32(packet[offset]) << 24 | UInt32(packet[offset + 1]) << 16
            | UInt32(packet[offset + 2]) << 8 | UInt32(packet[offset + 3])
    }

    static func setWord(_ packet: inout MutableSpan<UInt8>, at offset: Int, _ value: UInt32) {
        packet[offset] = UInt8(truncatingIfNeeded: value >> 24)
        packet[offset + 1] = UInt8(truncatingIfNeeded: value >> 16)
        packet[offset + 2] = UInt8(truncatingIfNeeded: value >> 8)
        packet[offset + 3] = UInt8(truncatingIfNeeded: value)
    }
}
