package import MediaEngine

/// The security of a leg whose keys came by protected signalling (RFC 4568) or were derived by both ends: established
/// from the first packet, no handshake.
package final class GivenKeysTransport: SecureTransport {
    package private(set) var state: SecureTransportState
    package var handshakeDeadline: MonotonicInstant? { nil }
    private var protection: (any PacketProtection)?

    /// `replayWindow` is a power of two. nil when the library lacks memory or the algorithm.
    package init?(
        profile: ProtectionProfile, sending: MasterKey, receiving: MasterKey,
        cipher: RelayConfiguration.Cipher, replayWindow: Int = PacketProtectionLimit.replayWindow
    ) {
        let protection: (any PacketProtection)? =
            switch cipher {
            case .quickest, .evp:
                CipherProtection(
                    profile: profile, sending: sending, receiving: receiving,
                    library: cipher == .evp ? .openSSL : .quickest, replayWindow: replayWindow)
            case .libsrtp:
                LibSRTPProtection(
                    profile: profile, sending: sending, receiving: receiving, replayWindow: replayWindow)
            }
        guard let protection else { return nil }
        self.protection = protection
        state = .established(profile)
    }

    /// Received packets that reached the cipher, where the implementation counts them.
    package var decryptions: UInt64? { (protection as? CipherProtection)?.decryptions }

    package func receiveHandshake(_ datagram: Span<UInt8>, at now: MonotonicInstant) {}
    package func nextHandshakeDatagram(into buffer: inout MutableSpan<UInt8>) -> Int? { nil }
    package func handleTimeout(at now: MonotonicInstant) {}

    package func close() {
        protection = nil
        state = .failed(.closedByPeer)
    }

    package func unprotectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        guard let protection else { throw .noKeys }
        return try protection.unprotectRTP(&packet, length: length)
    }

    package func unprotectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        guard let protection else { throw .noKeys }
        return try protection.unprotectRTCP(&packet, length: length)
    }

    package func protectRTP(
        _ packet: inout MutableSpan<UInt8>, length: Int, owingTag: Bool
    ) throws(ProtectionFailure) -> Int {
        guard let protection else { throw .noKeys }
        return try protection.protectRTP(&packet, length: length, owingTag: owingTag)
    }

    package var foresees: Bool { protection?.foresees ?? false }

    package func foresee(_ packet: inout MutableSpan<UInt8>, length: Int) {
        protection?.foresee(&packet, length: length)
    }

    package func protectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    {
        guard let protection else { throw .noKeys }
        return try protection.protectRTCP(&packet, length: length)
    }
}
