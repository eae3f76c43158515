import COpenSSL
package import MediaEngine

/// SRTP on OpenSSL's EVP with reused contexts: AEAD_AES_128_GCM, AEAD_AES_256_GCM (RFC 7714) and
/// AES_CM_128_HMAC_SHA1_80 (RFC 3711). The default implementation, because it scales over threads.
package final class EVPProtection: PacketProtection {
    private let profile: ProtectionProfile
    private let sealRTP: SealingCipher
    private let sealRTCP: SealingCipher
    private let openRTP: SealingCipher
    private let openRTCP: SealingCipher
    private var sentRTP = StreamTable()
    private var sentRTCP = StreamTable()
    private var receivedRTP = StreamTable()
    private var receivedRTCP = StreamTable()

    /// nil when OpenSSL lacks memory or the algorithm.
    package init?(profile: ProtectionProfile, sending: MasterKey, receiving: MasterKey) {
        func cipher(_ master: MasterKey, _ kind: SessionKeys.Kind, _ direction: SealingCipher.Direction)
            -> SealingCipher?
        {
            SessionKeys(master, profile: profile, kind: kind).flatMap { keys in
                SealingCipher(keys: keys, profile: profile, direction: direction)
            }
        }
        guard let sealRTP = cipher(sending, .rtp, .seal), let sealRTCP = cipher(sending, .rtcp, .seal),
            let openRTP = cipher(receiving, .rtp, .open), let openRTCP = cipher(receiving, .rtcp, .open)
        else { return nil }
        self.profile = profile
        self.sealRTP = sealRTP
        self.sealRTCP = sealRTCP
        self.openRTP = openRTP
        self.openRTCP = openRTCP
    }

    // MARK: RTP

    package func protectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    {
        guard let header = ProtectedLayout.rtpHeaderBytes(packet, length: length) else { throw .tooShort }
        guard packet.count >= length + profile.tagBytes else { throw .noRoom }
        let ssrc = ProtectedLayout.word(packet, at: 8)
        guard let stream = sentRTP.find(ssrc) ?? sentRTP.add(ssrc) else { throw .noRoom }
        let index = StreamTable.estimate(ProtectedLayout.sequence(packet), after: sentRTP[stream].window)
        // A vector used twice gives GCM's key away: an index is sealed once, or not at all.
        guard sentRTP[stream].window.check(index) == .fresh else { throw .replayed }
        guard index < 1 << 48 else { throw .internalFault }
        sentRTP[stream].window.insert(index)
        sealRTP.setVector(ssrc: ssrc, index: index)
        let done = packet.withUnsafeMutableBufferPointer { [sealRTP, profile] buffer in
            guard let bytes = buffer.baseAddress else { return false }
            // SAFETY: header ≤ length and length + tag ≤ count were checked above.
            switch profile {
            case .aes128CMHMACSHA1_80:
                return sealRTP.applyCounterMode(bytes + header, count: length - header)
                    && sealRTP.authenticate(bytes, count: length, rollover: UInt32(index >> 16)) { tag in
                        (bytes + length).update(from: tag, count: 10)
                        return true
                    }
            case .aeadAES128GCM, .aeadAES256GCM:
                return sealRTP.sealGCM(
                    associated: .init(header: bytes, headerBytes: header, trailer: nil, trailerBytes: 0),
                    text: bytes + header, count: length - header, tag: bytes + length)
            }
        }
        guard done else { throw .internalFault }
        return length + profile.tagBytes
    }

    package func unprotectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        let plain = length - profile.tagBytes
        guard let header = ProtectedLayout.rtpHeaderBytes(packet, length: plain) else { throw .tooShort }
        let ssrc = ProtectedLayout.word(packet, at: 8)
        let known = receivedRTP.find(ssrc)
        let window = known.map { receivedRTP[$0].window } ?? ReplayWindow()
        let index = StreamTable.estimate(ProtectedLayout.sequence(packet), after: window)
        guard window.check(index) == .fresh else { throw .replayed }
        openRTP.setVector(ssrc: ssrc, index: index)
        let authentic = packet.withUnsafeMutableBufferPointer { [openRTP, profile] buffer in
            guard let bytes = buffer.baseAddress else { return false }
            // SAFETY: header ≤ plain and plain + tag = length ≤ count were checked above.
            switch profile {
            case .aes128CMHMACSHA1_80:
                return openRTP.authenticate(
                    bytes, count: plain, rollover: UInt32(truncatingIfNeeded: index >> 16)
                ) {
                    CRYPTO_memcmp($0, bytes + plain, 10) == 0
                } && openRTP.applyCounterMode(bytes + header, count: plain - header)
            case .aeadAES128GCM, .aeadAES256GCM:
                return openRTP.openGCM(
                    associated: .init(header: bytes, headerBytes: header, trailer: nil, trailerBytes: 0),
                    text: bytes + header, count: plain - header, tag: bytes + plain)
            }
        }
        guard authentic else { throw .authentication }
        guard let stream = known ?? receivedRTP.add(ssrc) else { throw .noRoom }
        receivedRTP[stream].window.insert(index)
        return plain
    }

    // MARK: RTCP

    package func protectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    {
        let header = ProtectedLayout.controlHeaderBytes
        guard length >= header, length <= packet.count, packet[0] >> 6 == 2 else { throw .tooShort }
        let total = length + ProtectedLayout.controlIndexBytes + profile.tagBytes
        guard packet.count >= total else { throw .noRoom }
        let ssrc = ProtectedLayout.word(packet, at: 4)
        guard let stream = sentRTCP.find(ssrc) ?? sentRTCP.add(ssrc) else { throw .noRoom }
        let index = sentRTCP[stream].lastSentControlIndex + 1
        guard index < 0x8000_0000 else { throw .internalFault }
        sentRTCP[stream].lastSentControlIndex = index
        sealRTCP.setVector(ssrc: ssrc, index: UInt64(index))
        let word = 0x8000_0000 | index
        let wordAt = profile == .aes128CMHMACSHA1_80 ? length : length + profile.tagBytes
        ProtectedLayout.setWord(&packet, at: wordAt, word)
        let done = packet.withUnsafeMutableBufferPointer { [sealRTCP, profile] buffer in
            guard let bytes = buffer.baseAddress else { return false }
            // SAFETY: `total` ≤ count was checked above; every part lies inside it.
            switch profile {
            case .aes128CMHMACSHA1_80:
                return sealRTCP.applyCounterMode(bytes + header, count: length - header)
                    && sealRTCP.authenticate(bytes, count: length + 4, rollover: nil) { tag in
                        (bytes + length + 4).update(from: tag, count: 10)
                        return true
                    }
            case .aeadAES128GCM, .aeadAES256GCM:
                return sealRTCP.sealGCM(
                    associated: .init(
                        header: bytes, headerBytes: header, trailer: bytes + wordAt, trailerBytes: 4),
                    text: bytes + header, count: length - header, tag: bytes + length)
            }
        }
        guard done else { throw .internalFault }
        return total
    }

    package func unprotectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        let header = ProtectedLayout.controlHeaderBytes
        let plain = length - profile.tagBytes - ProtectedLayout.controlIndexBytes
        guard plain >= header, length <= packet.count, packet[0] >> 6 == 2 else { throw .tooShort }
        let wordAt = profile == .aes128CMHMACSHA1_80 ? plain : plain + profile.tagBytes
        let word = ProtectedLayout.word(packet, at: wordAt)
        // Both sides agreed on encryption (RFC 8827 §6.5): a packet that says it is not encrypted is not theirs.
        guard word & 0x8000_0000 != 0 else { throw .authentication }
        let index = UInt64(word & 0x7fff_ffff)
        let ssrc = ProtectedLayout.word(packet, at: 4)
        let known = receivedRTCP.find(ssrc)
        if let known, receivedRTCP[known].window.check(index) != .fresh { throw .replayed }
        openRTCP.setVector(ssrc: ssrc, index: index)
        let authentic = packet.withUnsafeMutableBufferPointer { [openRTCP, profile] buffer in
            guard let bytes = buffer.baseAddress else { return false }
            // SAFETY: plain + index + tag = length ≤ count was checked above.
            switch profile {
            case .aes128CMHMACSHA1_80:
                return openRTCP.authenticate(bytes, count: plain + 4, rollover: nil) {
                    CRYPTO_memcmp($0, bytes + plain + 4, 10) == 0
                } && openRTCP.applyCounterMode(bytes + header, count: plain - header)
            case .aeadAES128GCM, .aeadAES256GCM:
                return openRTCP.openGCM(
                    associated: .init(
                        header: bytes, headerBytes: header, trailer: bytes + wordAt, trailerBytes: 4),
                    text: bytes + header, count: plain - header, tag: bytes + plain)
            }
        }
        guard authentic else { throw .authentication }
        guard let stream = known ?? receivedRTCP.add(ssrc) else { throw .noRoom }
        receivedRTCP[stream].window.insert(index)
        return plain
    }
}
