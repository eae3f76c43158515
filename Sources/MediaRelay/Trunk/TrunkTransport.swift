package import MediaEngine
import Wire

/// The security of a trunk: set-up by nonces and a shared secret, then AEAD_AES_256_GCM with one byte behind each
/// packet that names the epoch of its key (an MKI, RFC 3711 §3.1). Packet indices go on over epochs, so that neither
/// roll-over nor replay protection starts anew. Owned by one worker.
package final class TrunkTransport: SecureTransport {
    package private(set) var state: SecureTransportState = .handshaking
    package private(set) var handshakesHeard: UInt64 = 0
    package private(set) var handshakeCopiesHeard: UInt64 = 0
    /// Keys taken so far, the first included.
    package private(set) var epochs: UInt64 = 0

    private let role: TrunkRole
    private let keys: TrunkKeys
    private let rekeying: TrunkRekeying
    private var handshake: TrunkHandshake
    private var counter: UInt64 = 0
    private var sending: Epoch?
    /// Newest last; at most three: one fading, one in use, one just agreed.
    private var receiving: [Epoch] = []
    private var packets: UInt64 = 0
    private var takenAt: MonotonicInstant
    private var startedAt: MonotonicInstant
    private let nonces: () -> [UInt8]

    private struct Epoch {
        let number: UInt32
        let protection: CipherProtection
        var endsAt: MonotonicInstant?
    }

    /// A re-keying cannot be forced more often than this.
    private static let spacing: Duration = .milliseconds(500)

    /// `nonces` draws 32 unpredictable bytes.
    package init(
        role: TrunkRole, keys: TrunkKeys, rekeying: TrunkRekeying, at now: MonotonicInstant,
        nonces: @escaping () -> [UInt8] = TrunkTransport.drawNonce
    ) {
        self.role = role
        self.keys = keys
        self.rekeying = rekeying
        self.nonces = nonces
        takenAt = now
        startedAt = now
        handshake = TrunkHandshake(epoch: 0, nonce: nonces(), at: now)
    }

    package static func drawNonce() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<TrunkHello.nonceBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private var isOver: Bool { if case .failed = state { true } else { false } }

    // MARK: Set-up

    package func receiveHandshake(_ datagram: Span<UInt8>, at now: MonotonicInstant) {
        guard !isOver, let hello = TrunkHello(datagram), hello.trunk == keys.identifier,
            hello.flags.contains(.branch) != (role == .branch), keys.isAuthentic(datagram)
        else { return }
        // The other end begins the next epoch; only from a set-up that has been completed.
        if hello.epoch == handshake.epoch &+ 1, sending?.number == handshake.epoch {
            begin(hello.epoch, at: now)
        }
        guard hello.epoch == handshake.epoch else { return }
        switch handshake.receive(hello, at: now) {
        case .new: handshakesHeard &+= 1
        case .copy: handshakeCopiesHeard &+= 1
        case .other: break
        }
        if handshake.isVerified, receiving.last?.number != handshake.epoch { agree(at: now) }
        if handshake.isPeerReady, sending?.number != handshake.epoch, let newest = receiving.last,
            newest.number == handshake.epoch
        {
            switchSending(to: newest, at: now)
        }
        speakIfDue(at: now)
    }

    private func begin(_ epoch: UInt32, at now: MonotonicInstant) {
        guard now >= startedAt.advanced(by: Self.spacing) else { return }
        startedAt = now
        handshake = TrunkHandshake(epoch: epoch, nonce: nonces(), at: now)
    }

    /// Both nonces are known and proven: from now on packets of this epoch are understood.
    private func agree(at now: MonotonicInstant) {
        guard let peer = handshake.peerNonce else { return }
        let (branch, core) = role == .branch ? (handshake.nonce, peer) : (peer, handshake.nonce)
        let other: TrunkRole = role == .branch ? .core : .branch
        guard
            let own = keys.masterKey(
                from: role, epoch: handshake.epoch, branchNonce: branch, coreNonce: core),
            let theirs = keys.masterKey(
                from: other, epoch: handshake.epoch, branchNonce: branch, coreNonce: core),
            let protection = CipherProtection(
                profile: .aeadAES256GCM, sending: own, receiving: theirs,
                replayWindow: PacketProtectionLimit.wideReplayWindow, continuing: receiving.last?.protection)
        else { return close() }
        if receiving.count > 2 { receiving.removeFirst() }
        receiving.append(Epoch(number: handshake.epoch, protection: protection))
    }

    private func switchSending(to epoch: Epoch, at now: MonotonicInstant) {
        if let old = sending { epoch.protection.continueSending(from: old.protection) }
        for place in receiving.indices where receiving[place].number != epoch.number {
            receiving[place].endsAt = now.advanced(by: rekeying.overlap)
        }
        sending = epoch
        packets = 0
        takenAt = now
        epochs &+= 1
        if case .handshaking = state { state = .established(.aeadAES256GCM) }
    }

    package func nextHandshakeDatagram(into buffer: inout MutableSpan<UInt8>) -> Int? {
        guard !isOver, helloIsDue, buffer.count >= TrunkHello.bytes else { return nil }
        helloIsDue = false
        counter &+= 1
        var flags: TrunkHello.Flags = role == .branch ? .branch : []
        if handshake.isVerified { flags.insert(.ready) }
        if handshake.isVerified, handshake.isPeerReady { flags.insert(.done) }
        let hello = TrunkHello(
            flags: flags, trunk: keys.identifier, epoch: handshake.epoch, counter: counter,
            nonce: handshake.nonce,
            echo: handshake.peerNonce ?? [UInt8](repeating: 0, count: TrunkHello.nonceBytes))
        buffer.copy(hello.authenticated, to: 0)
        buffer.copy(keys.code(of: hello), to: TrunkHello.codeOffset)
        return TrunkHello.bytes
    }

    private var helloIsDue = false

    package var handshakeDeadline: MonotonicInstant? {
        guard !isOver else { return nil }
        if helloIsDue { return .init(nanoseconds: 0) }
        var result = handshake.nextAt
        if let due = rekeyAt { result = min(result, due) }
        for place in receiving.indices { if let end = receiving[place].endsAt { result = min(result, end) } }
        return result.nanoseconds == .max ? nil : result
    }

    /// When the key in use has done its share; nil while its successor is being agreed upon.
    private var rekeyAt: MonotonicInstant? {
        guard let sending, sending.number == handshake.epoch else { return nil }
        let soonest = startedAt.advanced(by: Self.spacing)
        return packets >= rekeying.packets
            ? soonest : max(soonest, takenAt.advanced(by: rekeying.interval))
    }

    package func handleTimeout(at now: MonotonicInstant) {
        guard !isOver else { return }
        receiving.removeAll { $0.endsAt.map { $0 <= now } ?? false }
        if let due = rekeyAt, due <= now { begin(handshake.epoch &+ 1, at: now) }
        speakIfDue(at: now)
    }

    private func speakIfDue(at now: MonotonicInstant) {
        guard handshake.isDue(at: now) else { return }
        handshake.said(at: now)
        helloIsDue = true
    }

    package func close() {
        sending = nil
        receiving = []
        state = .failed(.closedByPeer)
    }

    // MARK: Packets

    private func protection(of packet: borrowing MutableSpan<UInt8>, _ length: Int) -> CipherProtection? {
        guard length > 0, length <= packet.count else { return nil }
        let mark = packet[length - 1]
        for place in receiving.indices.reversed()
        where UInt8(truncatingIfNeeded: receiving[place].number) == mark {
            return receiving[place].protection
        }
        return nil
    }

    package func unprotectRTP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        guard let protection = protection(of: packet, length) else { throw .noKeys }
        return try protection.unprotectRTP(&packet, length: length - 1)
    }

    package func unprotectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure)
        -> Int
    {
        guard let protection = protection(of: packet, length) else { throw .noKeys }
        return try protection.unprotectRTCP(&packet, length: length - 1)
    }

    /// Owes no tag: the epoch behind it belongs to the whole packet.
    package func protectRTP(
        _ packet: inout MutableSpan<UInt8>, length: Int, owingTag: Bool
    ) throws(ProtectionFailure) -> Int {
        guard let sending else { throw .noKeys }
        let total = try sending.protection.protectRTP(&packet, length: length)
        return try mark(&packet, total, sending.number)
    }

    package func protectRTCP(_ packet: inout MutableSpan<UInt8>, length: Int) throws(ProtectionFailure) -> Int
    {
        guard let sending else { throw .noKeys }
        let total = try sending.protection.protectRTCP(&packet, length: length)
        return try mark(&packet, total, sending.number)
    }

    private func mark(
        _ packet: inout MutableSpan<UInt8>, _ total: Int, _ epoch: UInt32
    ) throws(ProtectionFailure) -> Int {
        guard total < packet.count else { throw .noRoom }
        packet[total] = UInt8(truncatingIfNeeded: epoch)
        packets &+= 1
        return total + 1
    }
}
