import Wire

/// A full, controlling ICE agent (RFC 8445) that never stops checking and nominates only if told to. It chooses the
/// path by its own judgement; the other end follows the data (a controlled Chromium does).
struct ICEAgent {
    enum RequestOutcome {
        case respond(pair: Int, isNew: Bool)
        /// The other end believes it is controlling: it is told so (RFC 8445 §7.3.1.1), our tie-breaker is the largest.
        case roleConflict
        case drop(DropReason)
    }

    /// Goes into each transaction id, so that an answer finds its leg without a table.
    let number: UInt32
    let local: ICECredentials
    let localKey: HMACSHA1
    /// Whether checks on the active pair carry USE-CANDIDATE. Turned on for an end that says nothing without it.
    private(set) var nominates: Bool
    /// Whether a second pair is kept for copies.
    let keepsStandby: Bool
    private(set) var remote: ICECredentials?
    private(set) var remoteKey: HMACSHA1?
    var pairs: [CandidatePair] = []
    var active: Int?
    /// When the first path was found, and when it was last changed.
    var startedAt: MonotonicInstant?
    var movedAt: MonotonicInstant?
    /// Instants of the last moves, oldest first; for damping.
    var moves: [MonotonicInstant] = []
    static let movesRemembered = 16
    /// When a preferred link was last gone back to, and how long it must be healthy before the next return.
    var returnedAt: MonotonicInstant?
    var returnAfter = EngineTimes.returnAfter
    var links = LinkStates()
    /// How regularly authenticated packets come; tells whether silence means anything.
    private(set) var rhythm = UplinkRhythm()
    /// The pair on which the last of them came.
    private(set) var lastMediaPair: Int?
    /// The pair for copies beside the active one.
    var standby: Int?
    private var lastCheckAt: MonotonicInstant?
    private var random: SplitMix64
    private var checkUsername: [UInt8] = []

    init(number: UInt32, local: ICECredentials, nominates: Bool, keepsStandby: Bool = false, seed: UInt64) {
        self.number = number
        self.local = local
        self.nominates = nominates
        self.keepsStandby = keepsStandby
        localKey = HMACSHA1(key: Array(local.password.utf8))
        random = SplitMix64(state: seed)
    }

    var activePath: PathDescription? { active.map { pairs[$0].path } }
    var standbyPath: PathDescription? { standby.map { pairs[$0].path } }

    mutating func setRemote(_ credentials: ICECredentials) {
        remote = credentials
        remoteKey = HMACSHA1(key: Array(credentials.password.utf8))
        checkUsername = Array("\(credentials.usernameFragment):\(local.usernameFragment)".utf8)
    }

    /// A second agent for the same leg, that goes on with what the first has learned of the other end.
    init(restarting old: ICEAgent, number: UInt32, local: ICECredentials, seed: UInt64) {
        self.init(
            number: number, local: local, nominates: old.nominates, keepsStandby: old.keepsStandby, seed: seed
        )
        links = old.links
        rhythm = old.rhythm
    }

    func index(of path: PathDescription) -> Int? { pairs.firstIndex { $0.path == path } }

    /// Index of the pair, made if there is room. Room is made by giving up a pair that never answered.
    mutating func admit(_ path: PathDescription, at now: MonotonicInstant) -> Int? {
        if let index = index(of: path) { return index }
        if pairs.count < EngineLimits.pairsPerLeg {
            pairs.append(CandidatePair(path: path, at: now))
            return pairs.count - 1
        }
        guard
            let index = pairs.indices.first(where: {
                $0 != active && pairs[$0].lastAnswerAt == nil && pairs[$0].lastRequestAt == nil
            })
                ?? pairs.indices.first(where: {
                    $0 != active && !pairs[$0].answered(within: EngineTimes.consentLimit, at: now)
                })
        else { return nil }
        pairs[index] = CandidatePair(path: path, at: now)
        if lastMediaPair == index { lastMediaPair = nil }
        if standby == index { standby = nil }
        return index
    }

    /// A connectivity check of the other end. `remoteFragment` is the second half of its USERNAME.
    mutating func receiveRequest(
        _ message: STUNMessage, _ bytes: Span<UInt8>, remoteFragment: Range<Int>, on path: PathDescription,
        at now: MonotonicInstant
    ) -> RequestOutcome {
        guard message.verifyIntegrity(bytes, with: localKey) else { return .drop(.badIntegrity) }
        if let remote {
            guard bytes.array(remoteFragment) == Array(remote.usernameFragment.utf8) else {
                return .drop(.unknownUsername)
            }
        }
        if message.controllingTieBreaker != nil { return .roleConflict }
        let isNew = index(of: path) == nil
        guard let index = admit(path, at: now) else { return .drop(.pairLimit) }
        pairs[index].lastRequestAt = now
        // A triggered check (RFC 8445 §7.3.1.4).
        if pairs[index].lastAnswerAt == nil,
            now.since(pairs[index].lastSentAt ?? .init(nanoseconds: 0)) > .milliseconds(20)
        {
            pairs[index].nextCheckAt = now
        }
        return .respond(pair: index, isNew: isNew)
    }

    /// An answer to one of our checks; it must come from where the check went (RFC 8445 §7.2.5.2.1).
    mutating func receiveAnswer(
        _ message: STUNMessage, _ bytes: Span<UInt8>, on path: PathDescription, at now: MonotonicInstant
    ) -> DropReason? {
        guard let index = index(of: path) else { return .strayResponse }
        guard let remoteKey, message.verifyIntegrity(bytes, with: remoteKey) else { return .badIntegrity }
        guard message.messageClass == .success else {
            // 487: it disagrees about the role. We stay controlling and ask again at once.
            if message.errorCode == 487 { pairs[index].nextCheckAt = now }
            return nil
        }
        return pairs[index].answer(message.transaction, at: now) ? nil : .strayResponse
    }

    /// An SRTP or SRTCP packet from `path` has authenticated.
    mutating func heardMedia(on path: PathDescription, at now: MonotonicInstant) {
        rhythm.heard(at: now)
        if let last = lastMediaPair, last < pairs.count, pairs[last].path == path {
            pairs[last].lastMediaAt = now
            return
        }
        guard let index = index(of: path) else { return }
        pairs[index].lastMediaAt = now
        lastMediaPair = index
    }

    /// The pair whose check is due, if pacing allows one now.
    func dueCheck(at now: MonotonicInstant) -> Int? {
        guard remoteKey != nil else { return nil }
        if let lastCheckAt, now.since(lastCheckAt) < EngineTimes.checkPacing { return nil }
        var best: Int?
        for index in pairs.indices where pairs[index].nextCheckAt <= now {
            if best.map({ pairs[index].nextCheckAt < pairs[$0].nextCheckAt }) ?? true { best = index }
        }
        return best
    }

    var nextCheckAt: MonotonicInstant? {
        guard remoteKey != nil, var due = pairs.first?.nextCheckAt else { return nil }
        for index in pairs.indices where pairs[index].nextCheckAt < due { due = pairs[index].nextCheckAt }
        guard let lastCheckAt else { return due }
        return max(due, lastCheckAt.advanced(by: EngineTimes.checkPacing))
    }

    /// Checks every pair of a link that is said to be up again.
    mutating func ask(_ link: LinkID, at now: MonotonicInstant) {
        for index in pairs.indices where pairs[index].path.link == link { expedite(index, at: now) }
    }

    /// The other end has a pair that answers, and is silent: it waits to be told which one (Firefox does, and every
    /// agent that follows RFC 8445 §8 to the letter). Chromium has sent its ClientHello long before.
    mutating func nominateIfAwaited(at now: MonotonicInstant) {
        guard !nominates, let active, let startedAt else { return }
        let patience = EngineTimes.nominationPatience + (pairs[active].roundTrip ?? .zero) * 2
        guard now.since(startedAt) >= patience else { return }
        nominates = true
        expedite(active, at: now)
    }

    mutating func expedite(_ index: Int, at now: MonotonicInstant) { pairs[index].nextCheckAt = now }

    /// Writes a Binding request for the pair and notes it as sent.
    mutating func writeCheck(
        pair index: Int, at now: MonotonicInstant, into bytes: inout MutableSpan<UInt8>
    ) -> Int? {
        guard let remoteKey else { return nil }
        let transaction = STUNTransactionID(high: number, low: random.next())
        var writer = STUNWriter(.request, transaction: transaction, into: &bytes)
        writer.add(STUN.Attribute.username, bytes: checkUsername, into: &bytes)
        // The priority a peer-reflexive candidate of ours would have (RFC 8445 §7.1.1).
        let priority: UInt32 = 110 << 24 | (65535 &- UInt32(pairs[index].path.link.value)) << 8 | 255
        writer.add(STUN.Attribute.priority, u32: priority, into: &bytes)
        writer.add(STUN.Attribute.iceControlling, u64: .max, into: &bytes)
        if nominates, index == active { writer.addFlag(STUN.Attribute.useCandidate, into: &bytes) }
        let length = writer.finish(with: remoteKey, into: &bytes)
        pairs[index].checkSent(transaction, at: now, every: checkInterval(of: index))
        lastCheckAt = now
        return length
    }

    private func checkInterval(of index: Int) -> Duration {
        guard let active else { return EngineTimes.checkIntervalWhileConnecting }
        return index == active ? EngineTimes.activeCheckInterval : EngineTimes.checkInterval
    }

    /// Writes the success response to a check from `peer`.
    func writeResponse(
        to transaction: STUNTransactionID, from peer: PeerAddress, into bytes: inout MutableSpan<UInt8>
    ) -> Int? {
        var writer = STUNWriter(.success, transaction: transaction, into: &bytes)
        writer.addMappedAddress(peer, into: &bytes)
        return writer.finish(with: localKey, into: &bytes)
    }

    func writeRoleConflict(
        to transaction: STUNTransactionID, into bytes: inout MutableSpan<UInt8>
    ) -> Int? {
        var writer = STUNWriter(.error, transaction: transaction, into: &bytes)
        writer.addError(487, reason: "Role Conflict", into: &bytes)
        return writer.finish(with: localKey, into: &bytes)
    }
}

/// A small seeded generator for identifiers that need not be secret (Steele, Lea, Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
