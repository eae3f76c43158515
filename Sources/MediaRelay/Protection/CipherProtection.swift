package import MediaEngine

/// SRTP of our own over a library's ciphers, with keys set once: AEAD_AES_128_GCM, AEAD_AES_256_GCM (RFC 7714) and
/// AES_CM_128_HMAC_SHA1_80 (RFC 3711). The default implementation, because it scales over threads.
package final class CipherProtection: PacketProtection {
    private let tagBytes: Int
    private let isCounterMode: Bool
    private let sealRTP: SealingCipher
    private let sealRTCP: SealingCipher
    private let openRTP: SealingCipher
    private let openRTCP: SealingCipher
    private var sentRTP: StreamTable
    private var sentRTCP: StreamTable
    private var receivedRTP: StreamTable
    private var receivedRTCP: StreamTable
    /// How often a received packet reached the cipher: one that is refused by its index does not.
    package private(set) var decryptions: UInt64 = 0

    /// `replayWindow` is how many of the newest indices of each received SSRC are remembered. `continuing`: the
    /// protection of the same streams under the key before. `firstRollOver`: roll-over count of a stream's first
    /// packet, for one who comes late and has been told (RFC 3711 §3.3.1). nil when OpenSSL lacks memory or the
    /// algorithm.
    package init?(
        profile: ProtectionProfile, sending: MasterKey, receiving: MasterKey,
        library: CipherLibrary = .quickest,
        replayWindow: Int = PacketProtectionLimit.replayWindow, continuing earlier: CipherProtection? = nil,
        firstRollOver: UInt32 = 0
    ) {
        guard let sentKeys = SessionKeys(sending, profile: profile, kind: .rtp),
            let sentControlKeys = SessionKeys(sending, profile: profile, kind: .rtcp),
            let keys = SessionKeys(receiving, profile: profile, kind: .rtp),
            let controlKeys = SessionKeys(receiving, profile: profile, kind: .rtcp)
        else { return nil }
        guard let sealRTP = SealingCipher(keys: sentKeys, profile: profile, library, direction: .seal),
            let sealRTCP = SealingCipher(keys: sentControlKeys, profile: profile, library, direction: .seal),
            let openRTP = SealingCipher(keys: keys, profile: profile, library, direction: .open),
            let openRTCP = SealingCipher(keys: controlKeys, profile: profile, library, direction: .open)
        else { return nil }
        tagBytes = profile.tagBytes
        isCounterMode = profile == .aes128CMHMACSHA1_80
        foresees = isCounterMode && library == .quickest && CipherLibrary.hasQuicker
        self.sealRTP = sealRTP
        self.sealRTCP = sealRTCP
        self.openRTP = openRTP
        self.openRTCP = openRTCP
        sentRTP = StreamTable(
            windowPackets: PacketProtectionLimit.sendingWindow, firstRollOver: firstRollOver)
        sentRTCP = StreamTable(windowPackets: 64)
        receivedRTP =
            earlier?.receivedRTP
            ?? StreamTable(windowPackets: replayWindow, firstRollOver: firstRollOver)
        receivedRTCP =
            earlier?.receivedRTCP ?? StreamTable(windowPackets: PacketProtectionLimit.replayWindow)
    }

    /// Goes on with the indices of `earlier`, whose key is not used for sending any more. What was received before is
    /// known by `continuing`: new keys do not start the roll-over count anew.
    package func continueSending(from earlier: CipherProtection) {
        sentRTP = earlier.sentRTP
        sentRTCP = earlier.sentRTCP
    }

    // MARK: RTP

    package func protectRTP(
        _ packet: inout MutableSpan<UInt8>, length: Int, owingTag: Bool
    ) throws(ProtectionFailure) -> Int {
        guard let header = ProtectedLayout.rtpHeaderBytes(packet, length: length) else { throw .tooShort }
        guard packet.count >= length + tagBytes else { throw .noRoom }
        let ssrc = ProtectedLayout.word(packet, at: 8)
        let index = try sentRTP.claim(ssrc, ProtectedLayout.sequence(packet))
        guard
            sealRTP.seal(
                &packet, header: header, length: length, trailer: tagBytes, ssrc: ssrc, index: index,
                owingTag: owingTag)
        else { throw .internalFault }
        return length + tagBytes
    }

    package let foresees: Bool

    package func foresee(_ packet: inout MutableSpan<UInt8>, length: Int) {
        let plain = length - tagBytes
        guard foresees, length <= packet.count,
            ProtectedLayout.rtpHeaderBytes(packet, length: plain) != nil,
            let index = receivedRTP.foresee(
                ProtectedLayout.word(packet, at: 8), ProtectedLayout.sequence(packet))
        else { return }
        openRTP.foresee(&packet, length: plain, trailer: tagBytes, index: index)
    }

    package func unprotectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        let plain = length - tagBytes
        guard length <= packet.count, let header = ProtectedLayout.rtpHeaderBytes(packet, length: plain)
        else { throw .tooShort }
        let ssrc = ProtectedLayout.word(packet, at: 8)
        let (place, index) = try receivedRTP.expect(ssrc, ProtectedLayout.sequence(packet))
        decryptions &+= 1
        guard
            openRTP.open(&packet, header: header, length: plain, trailer: tagBytes, ssrc: ssrc, index: index)
        else { throw .authentication }
        try receivedRTP.accept(place, ssrc, index)
        return plain
    }

    // MARK: RTCP

    package func protectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    {
        let header = ProtectedLayout.controlHeaderBytes
        guard length >= header, length <= packet.count, packet[0] >> 6 == 2 else { throw .tooShort }
        let trailer = ProtectedLayout.controlIndexBytes + tagBytes
        guard packet.count >= length + trailer else { throw .noRoom }
        let ssrc = ProtectedLayout.word(packet, at: 4)
        let index = try sentRTCP.claimControl(ssrc)
        ProtectedLayout.setWord(
            &packet, at: isCounterMode ? length : length + tagBytes, 0x8000_0000 | index)
        guard
            sealRTCP.seal(
                &packet, header: header, length: length, trailer: trailer, ssrc: ssrc, index: UInt64(index),
                isControl: true)
        else { throw .internalFault }
        return length + trailer
    }

    package func unprotectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        let header = ProtectedLayout.controlHeaderBytes
        let trailer = ProtectedLayout.controlIndexBytes + tagBytes
        let plain = length - trailer
        guard plain >= header, length <= packet.count, packet[0] >> 6 == 2 else { throw .tooShort }
        let word = ProtectedLayout.word(packet, at: isCounterMode ? plain : plain + tagBytes)
        // Both sides agreed on encryption (RFC 8827 §6.5): a packet that says it is not encrypted is not theirs.
        guard word & 0x8000_0000 != 0 else { throw .authentication }
        let index = UInt64(word & 0x7fff_ffff)
        let ssrc = ProtectedLayout.word(packet, at: 4)
        let place = try receivedRTCP.expectControl(ssrc, index)
        decryptions &+= 1
        guard
            openRTCP.open(
                &packet, header: header, length: plain, trailer: trailer, ssrc: ssrc, index: index,
                isControl: true)
        else { throw .authentication }
        try receivedRTCP.accept(place, ssrc, index)
        return plain
    }
}
