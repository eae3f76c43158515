import COpenSSL
package import MediaEngine

/// One leg's DTLS 1.2 association on memory BIOs, and the SRTP session grown out of it (RFC 5764).
///
/// It is made before the SDP answer is known; `begin` gives it the role and the fingerprint the peer must show. Without
/// them nothing is said and nothing is believed. Owned by one worker.
package final class DTLSTransport: SecureTransport {
    package enum Role: Hashable, Sendable { case client, server }

    package private(set) var state: SecureTransportState = .handshaking
    package private(set) var handshakeDeadline: MonotonicInstant?
    /// Datagrams that OpenSSL refused to read anything from.
    package private(set) var ignoredDatagrams: UInt64 = 0

    private let identity: RelayIdentity
    private let cipher: RelayConfiguration.Cipher
    private let ssl: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer
    private var role: Role?
    private var expectedFingerprint: [UInt8] = []
    private var flights = FlightQueue()
    private var protection: (any PacketProtection)?

    /// nil when OpenSSL lacks memory.
    package init?(identity: RelayIdentity, cipher: RelayConfiguration.Cipher) {
        guard let ssl = SSL_new(identity.context) else { return nil }
        guard let input = BIO_new(BIO_s_mem()), let output = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            return nil
        }
        huizhen_bio_never_eof(input)
        huizhen_bio_never_eof(output)
        SSL_set_bio(ssl, input, output)  // ssl owns both from here
        // Room for IP, UDP and one more record header is already out of the 1200 bytes.
        huizhen_set_mtu(ssl, ProtectionLimit.handshakeDatagramBytes)
        self.identity = identity
        self.cipher = cipher
        self.ssl = ssl
        self.input = input
        self.output = output
    }

    deinit { SSL_free(ssl) }

    /// Starts the handshake. A client's first flight waits in `nextHandshakeDatagram` afterwards.
    package func begin(_ role: Role, peerFingerprint: [UInt8], at now: MonotonicInstant) {
        guard self.role == nil, case .handshaking = state else { return }
        self.role = role
        expectedFingerprint = peerFingerprint
        switch role {
        case .client: SSL_set_connect_state(ssl)
        case .server: SSL_set_accept_state(ssl)
        }
        huizhen_quick_dtls_timer(ssl)
        advance(at: now)
    }

    // MARK: Handshake

    package func receiveHandshake(_ datagram: Span<UInt8>, at now: MonotonicInstant) {
        guard role != nil, !isOver, datagram.count <= Int(UInt16.max) else { return }
        let written = datagram.withUnsafeBufferPointer { BIO_write(input, $0.baseAddress, Int32($0.count)) }
        guard written > 0 else { return }
        advance(at: now)
        // What is left was no record; it must not be read together with the next datagram.
        if huizhen_bio_pending(input) > 0 {
            huizhen_bio_reset(input)
            ignoredDatagrams += 1
        }
    }

    package func nextHandshakeDatagram(into buffer: inout MutableSpan<UInt8>) -> Int? {
        flights.next(into: &buffer)
    }

    package func handleTimeout(at now: MonotonicInstant) {
        guard role != nil, !isOver else { return }
        ERR_clear_error()
        if huizhen_dtls_handle_timeout(ssl) < 0 { fail(.timeout) }
        advance(at: now)
    }

    package func close() {
        guard !isOver else { return }
        if case .established = state {
            ERR_clear_error()
            SSL_shutdown(ssl)
            collectFlight()
        }
        protection = nil
        handshakeDeadline = nil
        state = .failed(.closedByPeer)
    }

    private var isOver: Bool { if case .failed = state { true } else { false } }

    private func advance(at now: MonotonicInstant) {
        switch state {
        case .handshaking: continueHandshake()
        case .established: readRecords()
        case .failed: break
        }
        collectFlight()
        let left = isOver ? -1 : huizhen_dtls_timeout_ns(ssl)
        handshakeDeadline = left < 0 ? nil : now.advanced(by: .nanoseconds(left))
    }

    private func continueHandshake() {
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        guard result != 1 else { return finishHandshake() }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: break
        default: fail(.handshake)
        }
    }

    private func finishHandshake() {
        guard let certificate = SSL_get1_peer_certificate(ssl) else { return fail(.fingerprintMismatch) }
        defer { X509_free(certificate) }
        guard let shown = CertificateFingerprint.of(certificate), shown == expectedFingerprint
        else { return fail(.fingerprintMismatch) }
        guard let chosen = SSL_get_selected_srtp_profile(ssl),
            let profile = ProtectionProfile(rawValue: UInt16(truncatingIfNeeded: chosen.pointee.id))
        else { return fail(.noCommonProfile) }
        guard let keys = DTLSKeys(exportingFrom: ssl, profile: profile) else { return fail(.handshake) }
        let (sending, receiving) = role == .server ? (keys.server, keys.client) : (keys.client, keys.server)
        protection =
            switch cipher {
            case .quickest, .evp:
                CipherProtection(
                    profile: profile, sending: sending, receiving: receiving,
                    library: cipher == .evp ? .openSSL : .quickest)
            case .libsrtp: LibSRTPProtection(profile: profile, sending: sending, receiving: receiving)
            }
        guard protection != nil else { return fail(.handshake) }
        state = .established(profile)
        readRecords()
    }

    /// After the handshake only retransmitted flights, alerts and stray application data come.
    private func readRecords() {
        var scratch: [UInt8] = .init(repeating: 0, count: 256)
        for _ in 0..<16 {
            ERR_clear_error()
            let result = SSL_read(ssl, &scratch, Int32(scratch.count))
            if result > 0 { continue }
            switch SSL_get_error(ssl, result) {
            case SSL_ERROR_ZERO_RETURN: fail(.closedByPeer)
            // A record that cannot be read is a stranger's; a fatal alert that could be is the peer's last word.
            case SSL_ERROR_SSL: SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0 ? fail(.closedByPeer) : ()
            default: break
            }
            return
        }
    }

    private func collectFlight() {
        let pending = huizhen_bio_pending(output)
        guard pending > 0 else { return }
        var flight = [UInt8](repeating: 0, count: pending)
        let read = BIO_read(output, &flight, Int32(pending))
        guard read > 0 else { return }
        _ = flights.append(flight.prefix(Int(read)))
    }

    private func fail(_ reason: SecureTransportFailure) {
        collectFlight()
        protection = nil
        handshakeDeadline = nil
        state = .failed(reason)
    }

    // MARK: Packets

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
