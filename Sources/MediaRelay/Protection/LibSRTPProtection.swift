import CSRTP
package import MediaEngine

/// SRTP by libsrtp2: the reference that `CipherProtection` is held to, and an alternative by configuration.
package final class LibSRTPProtection: PacketProtection {
    private let profile: ProtectionProfile
    private let sending: srtp_t
    private let receiving: srtp_t

    /// Once per process; libsrtp's own state is not re-entrant.
    private static let initialised: Bool = srtp_init() == srtp_err_status_ok

    package init?(
        profile: ProtectionProfile, sending: MasterKey, receiving: MasterKey,
        replayWindow: Int = PacketProtectionLimit.replayWindow
    ) {
        guard Self.initialised,
            let outbound = Self.makeSession(
                profile, sending, direction: ssrc_any_outbound, window: PacketProtectionLimit.sendingWindow)
        else { return nil }
        guard
            let inbound = Self.makeSession(
                profile, receiving, direction: ssrc_any_inbound, window: replayWindow)
        else {
            srtp_dealloc(outbound)
            return nil
        }
        self.profile = profile
        self.sending = outbound
        self.receiving = inbound
    }

    deinit {
        srtp_dealloc(sending)
        srtp_dealloc(receiving)
    }

    private static func makeSession(
        _ profile: ProtectionProfile, _ master: MasterKey, direction: srtp_ssrc_type_t,
        window: Int
    ) -> srtp_t? {
        var policy = srtp_policy_t()
        switch profile {
        case .aes128CMHMACSHA1_80:
            srtp_crypto_policy_set_rtp_default(&policy.rtp)
            srtp_crypto_policy_set_rtp_default(&policy.rtcp)
        case .aeadAES128GCM:
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
            srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
        case .aeadAES256GCM:
            srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp)
            srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp)
        }
        policy.ssrc.type = direction
        policy.window_size = UInt(window)
        var material = master.key + master.salt
        return material.withUnsafeMutableBufferPointer { material in
            // SAFETY: libsrtp copies the key out of `policy` before srtp_create returns.
            policy.key = material.baseAddress
            var session: srtp_t?
            return srtp_create(&session, &policy) == srtp_err_status_ok ? session : nil
        }
    }

    /// The roll-over count of a stream's next packet, for one who comes late and has been told (RFC 3711 §3.3.1).
    /// libsrtp must have seen a packet of the stream before. False when it has not.
    package func setRollOver(_ count: UInt32, of ssrc: UInt32) -> Bool {
        let sends = srtp_set_stream_roc(sending, ssrc, count) == srtp_err_status_ok
        let receives = srtp_set_stream_roc(receiving, ssrc, count) == srtp_err_status_ok
        return sends || receives
    }

    /// libsrtp2 owes no tags.
    package func protectRTP(
        _ packet: inout MutableSpan<UInt8>, length: Int, owingTag: Bool
    ) throws(ProtectionFailure) -> Int {
        guard ProtectedLayout.rtpHeaderBytes(packet, length: length) != nil else { throw .tooShort }
        guard packet.count >= length + profile.tagBytes else { throw .noRoom }
        return try run(&packet, length) { srtp_protect(self.sending, $0, $1) }
    }

    package func protectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    {
        guard length >= ProtectedLayout.controlHeaderBytes, length <= packet.count, packet[0] >> 6 == 2
        else { throw .tooShort }
        guard packet.count >= length + ProtectedLayout.controlIndexBytes + profile.tagBytes else {
            throw .noRoom
        }
        return try run(&packet, length) { srtp_protect_rtcp(self.sending, $0, $1) }
    }

    package func unprotectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        guard ProtectedLayout.rtpHeaderBytes(packet, length: length - profile.tagBytes) != nil
        else { throw .tooShort }
        return try run(&packet, length) { srtp_unprotect(self.receiving, $0, $1) }
    }

    package func unprotectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        let least = ProtectedLayout.controlHeaderBytes + ProtectedLayout.controlIndexBytes + profile.tagBytes
        guard length >= least, length <= packet.count, packet[0] >> 6 == 2 else { throw .tooShort }
        let wordAt = profile == .aes128CMHMACSHA1_80 ? length - profile.tagBytes - 4 : length - 4
        guard packet[wordAt] & 0x80 != 0 else { throw .authentication }
        return try run(&packet, length) { srtp_unprotect_rtcp(self.receiving, $0, $1) }
    }

    private func run(
        _ packet: inout MutableSpan<UInt8>, _ length: Int,
        _ operation: (UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>) -> srtp_err_status_t
    ) throws(ProtectionFailure) -> Int {
        var size = Int32(length)
        // libsrtp reads the header as 32-bit words and asks for that alignment; a slab slot may start anywhere.
        let status = packet.withUnsafeMutableBufferPointer { buffer in
            // SAFETY: `length` ≤ count, and a growing operation was given room for tag and index by the caller.
            operation(UnsafeMutableRawPointer(buffer.baseAddress), &size)
        }
        switch status {
        case srtp_err_status_ok: return Int(size)
        case srtp_err_status_auth_fail, srtp_err_status_no_ctx: throw .authentication
        case srtp_err_status_replay_fail, srtp_err_status_replay_old, srtp_err_status_pkt_idx_old:
            throw .replayed
        case srtp_err_status_parse_err, srtp_err_status_bad_param: throw .tooShort
        default: throw .internalFault
        }
    }
}
