package import MediaEngine

/// One SRTP session: both directions, RTP and RTCP, every SSRC (RFC 3711, RFC 7714).
///
/// Two real implementations: `CipherProtection` on OpenSSL, and `LibSRTPProtection` on libsrtp2. Both produce the same
/// bytes; a test holds them together. Owned by one worker; never touched from two threads.
package protocol PacketProtection: AnyObject {
    /// `owingTag`: see `SecureTransport`.
    func protectRTP(
        _ packet: inout MutableSpan<UInt8>, length: Int, owingTag: Bool
    ) throws(ProtectionFailure) -> Int
    func protectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    func unprotectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    func unprotectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int

    /// See `SecureTransport`.
    var foresees: Bool { get }
    func foresee(_ packet: inout MutableSpan<UInt8>, length: Int)
}

extension PacketProtection {
    package func protectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    {
        try protectRTP(&packet, length: length, owingTag: false)
    }

    package var foresees: Bool { false }
    package func foresee(_ packet: inout MutableSpan<UInt8>, length: Int) {}
}

package enum PacketProtectionLimit {
    /// Newest indices remembered per SSRC and direction. RFC 3711 §3.3.2 asks for at least 64; two providers with
    /// 200 ms between them, at 5 Mbit/s, reorder over some 150 packets.
    package static let replayWindow = 1024
    /// The same where every packet comes on two links: 1 s between them at 2,000 packets/s, doubled.
    package static let wideReplayWindow = 4096
    /// The same for what is sent, on every leg: what came late from a publisher's slower link goes on late, and each
    /// index is sealed once.
    package static let sendingWindow = wideReplayWindow
    /// Different SSRCs per session, direction and kind. Beyond it packets are refused (`noRoom`): forgetting an old
    /// SSRC would forget which of its packets were seen.
    package static let streams = 256
}

/// Master key and salt of one direction (RFC 3711 §3.2.1).
package struct MasterKey: Hashable, Sendable {
    package var key: [UInt8]
    package var salt: [UInt8]

    /// nil when the lengths do not fit the profile.
    package init?(key: [UInt8], salt: [UInt8], for profile: ProtectionProfile) {
        guard key.count == profile.masterKeyBytes, salt.count == profile.masterSaltBytes else { return nil }
        self.key = key
        self.salt = salt
    }
}

extension ProtectionProfile {
    package var masterKeyBytes: Int {
        switch self {
        case .aes128CMHMACSHA1_80, .aeadAES128GCM: 16
        case .aeadAES256GCM: 32
        }
    }

    /// 112 bits for the counter-mode suites (RFC 3711 §8.2), 96 for the AEAD ones (RFC 7714 §12).
    package var masterSaltBytes: Int {
        switch self {
        case .aes128CMHMACSHA1_80: 14
        case .aeadAES128GCM, .aeadAES256GCM: 12
        }
    }

    package var tagBytes: Int {
        switch self {
        case .aes128CMHMACSHA1_80: 10
        case .aeadAES128GCM, .aeadAES256GCM: 16
        }
    }

    /// The name OpenSSL gives the profile in `SSL_CTX_set_tlsext_use_srtp`.
    package var openSSLName: String {
        switch self {
        case .aes128CMHMACSHA1_80: "SRTP_AES128_CM_SHA1_80"
        case .aeadAES128GCM: "SRTP_AEAD_AES_128_GCM"
        case .aeadAES256GCM: "SRTP_AEAD_AES_256_GCM"
        }
    }
}
