/// Why a protected packet was refused. Counted by reason, never logged per packet.
package enum ProtectionFailure: Error, Hashable, Sendable, CaseIterable {
    case noKeys, tooShort, authentication, replayed, noRoom, internalFault
}

/// SRTP protection profiles, by their DTLS-SRTP registry number (RFC 5764 §4.1.2, RFC 7714 §14.2).
package enum ProtectionProfile: UInt16, Hashable, Sendable, CaseIterable {
    case aes128CMHMACSHA1_80 = 0x0001
    case aeadAES128GCM = 0x0007
    case aeadAES256GCM = 0x0008
}

/// Where a secure transport stands. `failed` is final.
package enum SecureTransportState: Hashable, Sendable {
    case handshaking
    case established(ProtectionProfile)
    case failed(SecureTransportFailure)
}

package enum SecureTransportFailure: Hashable, Sendable {
    case fingerprintMismatch, handshake, timeout, noCommonProfile, closedByPeer
}

/// One leg's security: the DTLS association and the SRTP session that grows out of it (RFC 5764), or given SDES
/// keys (RFC 4568). The engine owns *when*; the implementation owns *how*. Real: OpenSSL DTLS with EVP or libsrtp2;
/// simulation: a transparent cipher. Owned by one engine, so not Sendable; never touched from two threads.
///
/// Packets are opened and closed in place. A packet to protect must have at least `ProtectionLimit.trailerBytes`
/// free bytes behind `length`.
package protocol SecureTransport: AnyObject {
    var state: SecureTransportState { get }

    /// Feeds one received DTLS datagram. Never throws: bad input is counted by the implementation and ignored.
    func receiveHandshake(_ datagram: Span<UInt8>, at now: MonotonicInstant)

    /// Handshake datagrams that proved to come from the other end, now, and not from an earlier run. A leg without ICE
    /// follows the address of such a one.
    var handshakesHeard: UInt64 { get }

    /// Further copies of the newest of them, as they come over the other links. They prove no more than it did, but
    /// a link that has no address yet gets one.
    var handshakeCopiesHeard: UInt64 { get }

    /// Takes the next handshake datagram to send, at most `ProtectionLimit.handshakeDatagramBytes`; nil when drained.
    func nextHandshakeDatagram(into buffer: inout MutableSpan<UInt8>) -> Int?

    /// When `handleTimeout` wants to be called next (DTLS retransmission, RFC 6347 §4.2.4).
    var handshakeDeadline: MonotonicInstant? { get }
    func handleTimeout(at now: MonotonicInstant)

    /// Authenticates, checks replay and decrypts in place. Returns the plain length.
    func unprotectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    func unprotectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int

    /// Encrypts in place and appends tag (and SRTCP index). Returns the protected length.
    ///
    /// `owingTag`: the tag may be left out until the worker settles its batch, for an implementation that computes
    /// those of many packets at once. The packet must stay where it is until then.
    func protectRTP(
        _ packet: inout MutableSpan<UInt8>, length: Int, owingTag: Bool
    ) throws(ProtectionFailure) -> Int
    func protectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int

    /// Whether `foresee` is of use for this end's suite; known once it is established.
    var foresees: Bool { get }

    /// A packet of the burst that is about to be handed over, for work that is cheaper done on many at once. It changes
    /// neither the packet nor what `unprotectRTP` accepts.
    func foresee(_ packet: inout MutableSpan<UInt8>, length: Int)

    /// Ends the association; afterwards a close-notify may be waiting in `nextHandshakeDatagram`.
    func close()
}

package enum ProtectionLimit {
    /// Room an SRTP or SRTCP packet may grow by: SRTCP index (4) and the longest tag (16), rounded up (RFC 3711, 7714).
    package static let trailerBytes = 32
    /// Handshake flights are cut to this size so that they fit every path (RFC 8261 §5 speaks of 1200 for
    /// DTLS over IPv6).
    package static let handshakeDatagramBytes = 1200
}

extension SecureTransport {
    package var handshakesHeard: UInt64 { 0 }
    package var handshakeCopiesHeard: UInt64 { 0 }

    package func protectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    {
        try protectRTP(&packet, length: length, owingTag: false)
    }

    package var foresees: Bool { false }
    package func foresee(_ packet: inout MutableSpan<UInt8>, length: Int) {}
}
