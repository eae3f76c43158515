import MediaEngine
import Wire

/// The ICE side of a simulated browser: controlled, checks both links, answers checks, and sends on the link on which
/// it last received data (as measured with Chromium).
struct BrowserICE {
    let local: ICECredentials
    let remote: ICECredentials
    var writable: Set<LinkID> = []
    var selected: LinkID?
    /// Sends nothing until told which pair, and moves only when told (as measured with Firefox).
    var waitsForNomination = false
    var nextCheckAt: MonotonicInstant
    var lastAnswerAt: [LinkID: MonotonicInstant] = [:]
    private let localKey: HMACSHA1
    private let remoteKey: HMACSHA1

    init(local: ICECredentials, remote: ICECredentials, at now: MonotonicInstant) {
        self.local = local
        self.remote = remote
        nextCheckAt = now
        localKey = HMACSHA1(key: Array(local.password.utf8))
        remoteKey = HMACSHA1(key: Array(remote.password.utf8))
    }

    func check(_ transaction: STUNTransactionID) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 256)
        var span = buffer.mutableSpan
        var writer = STUNWriter(.request, transaction: transaction, into: &span)
        writer.add(
            STUN.Attribute.username,
            bytes: Array("\(remote.usernameFragment):\(local.usernameFragment)".utf8),
            into: &span)
        writer.add(STUN.Attribute.priority, u32: 1_845_501_695, into: &span)
        writer.add(STUN.Attribute.iceControlled, u64: 99, into: &span)
        let length = writer.finish(with: remoteKey, into: &span) ?? 0
        return Array(buffer[0..<length])
    }

    /// Takes a STUN message; gives an answer to send, if it was a good request.
    mutating func receive(_ bytes: [UInt8], on link: LinkID, at now: MonotonicInstant) -> [UInt8]? {
        guard let message = try? STUNMessage(bytes.span) else { return nil }
        switch message.messageClass {
        case .request:
            guard message.verifyIntegrity(bytes.span, with: localKey) else { return nil }
            if message.usesCandidate {
                // One that needs no nomination would give its other path up.
                guard waitsForNomination else { return nil }
                selected = link
            }
            var buffer = [UInt8](repeating: 0, count: 128)
            var span = buffer.mutableSpan
            var writer = STUNWriter(.success, transaction: message.transaction, into: &span)
            writer.addMappedAddress(PeerAddress(v4: 1, port: 1), into: &span)
            let length = writer.finish(with: localKey, into: &span) ?? 0
            return Array(buffer[0..<length])
        case .success:
            guard message.verifyIntegrity(bytes.span, with: remoteKey) else { return nil }
            writable.insert(link)
            lastAnswerAt[link] = now
            if !waitsForNomination { selected = selected ?? link }
            return nil
        case .error, .indication:
            return nil
        }
    }
}
