import Wire

/// One participant's one connection. Owned by one engine, so never touched from two threads; a class because a packet
/// of one leg writes into the slots of the others.
final class Leg {
    enum Phase: Hashable {
        /// Checks are answered, none is sent: the other end's password is unknown.
        case awaitingAnswer
        case connecting
        case connected
        case ended
    }

    struct Stream {
        var ssrc: UInt32
        var source: SourceStream
        var isRepair: Bool
        var payloadType: UInt8
    }

    /// Retransmissions one listener may cause in a second; a NACK storm must not become a packet storm.
    static let retransmissionsPerSecond = 1000

    let session: SessionID
    let participant: ParticipantID
    let room: Room
    let number: UInt32
    let configuration: LegConfiguration
    let transport: any SecureTransport
    var ice: ICEAgent
    /// The paths that will replace those of `ice`, from an ICE restart's offer until one of them is good.
    var restart: PathRestart?
    /// When a restart was last asked for.
    var restartWantedAt: MonotonicInstant?
    /// Paths of the agent before: what is still under way on them is the leg's.
    var formerPaths: [PathDescription] = []
    /// nil on a participant's leg.
    var trunk: TrunkState?
    let isTrunk: Bool
    /// nil on a leg that finds its paths by ICE.
    var fixed: FixedPaths?
    let isFixed: Bool
    /// Sends every packet on several paths.
    let duplicates: Bool
    var phase = Phase.awaitingAnswer
    var phaseSince: MonotonicInstant
    var answer: NegotiatedAnswer? { didSet { extensions = answer?.extensions ?? ExtensionIDs() } }
    /// The answer's, beside it because every packet asks for them.
    private(set) var extensions = ExtensionIDs()
    var slots: [ListenerSlot] = []
    var streams: [Stream] = []
    var publications: [Publication] = []
    /// Whose camera this listener wants before all other pictures.
    var pinned: ParticipantID?
    /// Open while its path is so bad that it gets sound only (RFC 8083).
    var breaker = CircuitBreaker()
    /// When its microphone last began to be heard.
    var spokeAt: MonotonicInstant?
    var arrivals = ArrivalLog()
    /// From the answer on, when it agreed to transport-wide feedback.
    var congestion: LegCongestion?
    let firstTransportSequence: UInt16
    /// The listener's slots are not what the page was last told.
    var slotsChanged = false { didSet { if slotsChanged { notice.slotsChanged = true } } }
    private let notice: Notice
    /// Its number in the engine's table of legs.
    var place = -1

    /// When silence, repairs and steering are looked at next, and when everything else is.
    var nextWatchAt: MonotonicInstant
    var nextUpkeepAt: MonotonicInstant
    /// When the first of the missing packets of its sources is to be asked for; nil when none is missing.
    var nextRepairAt: MonotonicInstant?
    var nextReportAt: MonotonicInstant
    /// When keyframes are asked for on behalf of a listener that cannot.
    var nextRefreshAt: MonotonicInstant
    var lastHeardAt: MonotonicInstant
    /// A DTLS datagram has come: the other end regards a path as good.
    var heardHandshake = false
    var isLost = false
    var nextRedundancyReviewAt: MonotonicInstant
    /// Whether it published when it was lost: then only media brings it back, else an answered check does.
    var wasPublishing = false
    /// RTCP packets still to send on a path just taken, so that the browser follows (the first may be lost).
    var steeringLeft = 0
    var steeringAt: MonotonicInstant
    var retransmissions = 0
    var retransmissionWindowAt: MonotonicInstant
    var statistics: LegStatistics

    init(
        _ configuration: LegConfiguration, room: Room, number: UInt32, transport: any SecureTransport,
        notice: Notice, seed: UInt64, at now: MonotonicInstant
    ) {
        self.configuration = configuration
        session = configuration.session
        participant = configuration.participant
        self.room = room
        self.notice = notice
        self.number = number
        self.transport = transport
        ice = ICEAgent(
            number: number, local: configuration.credentials, nominates: configuration.nominates,
            keepsStandby: configuration.duplicatesAudio, seed: seed)
        isTrunk = configuration.trunk != nil
        if let trunk = configuration.trunk {
            self.trunk = TrunkState(trunk, seed: configuration.plan.seed, at: now)
        }
        if case .fixed(let paths) = configuration.paths {
            fixed = FixedPaths(paths, at: now)
            (isFixed, duplicates) = (true, paths.duplicates)
        } else {
            (isFixed, duplicates) = (false, false)
        }
        phaseSince = now
        nextWatchAt = now
        nextUpkeepAt = now
        nextReportAt = now
        nextRefreshAt = now
        lastHeardAt = now
        nextRedundancyReviewAt = now
        steeringAt = now
        retransmissionWindowAt = now
        statistics = LegStatistics(session: configuration.session, participant: configuration.participant)
        var random = SplitMix64(state: configuration.plan.seed)
        firstTransportSequence = UInt16(truncatingIfNeeded: random.next() & 0x7FFF)
        var ranks: [MediaKind: Int] = [:]
        for plan in configuration.plan.slots {
            let rank = ranks[plan.kind, default: 0]
            ranks[plan.kind] = rank + 1
            slots.append(ListenerSlot(plan: plan, rank: rank, random: &random))
        }
    }

    /// Its transport has keys: nothing is connected before, and whatever loses them ends the leg.
    var isEstablished: Bool { phase == .connected }

    /// Does something with the agent whose fragment or number a STUN message names.
    func withAgent<Value>(ofRestart isRestart: Bool, _ body: (inout ICEAgent) -> Value) -> Value {
        guard isRestart, let restart else { return body(&ice) }
        return body(&restart.agent)
    }

    /// Whether a check names the fragment of a restart under way.
    func isRestart(fragment bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard let restart else { return false }
        return bytes.array(range) == Array(restart.agent.local.usernameFragment.utf8)
    }

    /// What the shell says of links, for every agent of the leg.
    func know(_ links: LinkStates) {
        ice.links = links
        restart?.agent.links = links
    }

    var isSpeaking: Bool { streams.contains { !$0.isRepair && $0.source.speech.isSpeaking } }

    /// In the order they came; a repair stream belongs to the source it repairs.
    var sources: some Sequence<SourceStream> { streams.lazy.filter { !$0.isRepair }.map(\.source) }

    var assignments: [SlotAssignment] {
        slots.map {
            SlotAssignment(
                mediaLine: $0.plan.mediaLine, kind: $0.plan.kind, participant: $0.publication?.participant,
                source: $0.publication?.kind, isPaused: $0.isPaused)
        }
    }

    /// Where the next packet goes; the first of its paths on a leg that duplicates.
    var sendingPath: PathDescription? {
        isFixed ? fixed?.sendingPath : ice.activePath
    }

    /// Where a source's packets go: a listener shows one encoding of a publication, a trunk carries each.
    func slot(for source: SourceStream) -> ListenerSlot? {
        // Listeners of a room mostly show a source in the same slot.
        let likely = source.likelySlot
        if isTrunk {
            if likely < slots.count, slots[likely].source === source { return slots[likely] }
            guard let place = slots.firstIndex(where: { $0.source === source }) else { return nil }
            source.likelySlot = place
            return slots[place]
        }
        let publication = source.publication
        if likely < slots.count, slots[likely].publication === publication { return slots[likely] }
        guard let place = slots.firstIndex(where: { $0.publication === publication }) else { return nil }
        source.likelySlot = place
        return slots[place]
    }

    /// Whether a packet with this SSRC may be the leg's: true also when the answer does not name all of its SSRCs.
    func mayPublish(_ ssrc: UInt32) -> Bool {
        answer?.published.contains { $0.ssrc == nil || $0.ssrc == ssrc || $0.repairSSRC == ssrc } ?? false
    }

    var roundTrip: Duration { ice.active.flatMap { ice.pairs[$0].roundTrip } ?? .milliseconds(100) }

    /// What it publishes on a line; made when first asked for.
    func publication(
        _ published: NegotiatedAnswer.Published, of participant: ParticipantID? = nil
    ) -> Publication {
        let participant = participant ?? self.participant
        if let known = publications.first(where: {
            $0.kind == published.source && $0.participant == participant
        }) {
            return known
        }
        let new = Publication(
            session: session, participant: participant, kind: published.source, codec: published.codec,
            obeysBitrate: published.obeysBitrate)
        publications.append(new)
        return new
    }

    func count(_ reason: DropReason) { statistics.drops[reason] &+= 1 }

    /// Takes one retransmission from this second's budget.
    func mayRetransmit(at now: MonotonicInstant) -> Bool {
        if now.since(retransmissionWindowAt) >= .seconds(1) {
            retransmissionWindowAt = now
            retransmissions = 0
        }
        guard retransmissions < Self.retransmissionsPerSecond else { return false }
        retransmissions += 1
        return true
    }

    /// When to look at a connected leg's silence again. While packets come, rarely; from the first silence on, every
    /// `tick`, for that is how a lost path is found. Fixed paths are judged in the leg's upkeep alone.
    func planWatch(at now: MonotonicInstant) -> MonotonicInstant {
        var next = isFixed ? max(nextUpkeepAt, now) : now.advanced(by: EngineTimes.idleTick)
        if !isFixed, now.since(lastHeardAt) < .seconds(2) {
            next = max(
                now.advanced(by: EngineTimes.tick), lastHeardAt.advanced(by: EngineTimes.expectedSpacing))
            if let sooner = ice.nextSilenceDeadline(after: now) { next = min(next, sooner) }
        }
        if let announcement = trunk?.nextRepeatAt { next = min(next, announcement) }
        if steeringLeft > 0 { next = min(next, steeringAt) }
        if let nextRepairAt { next = min(next, nextRepairAt) }
        return max(next, now.advanced(nanoseconds: 1_000_000))
    }

    func expectRepair(at instant: MonotonicInstant?) {
        guard let instant else { return }
        nextRepairAt = nextRepairAt.map { min($0, instant) } ?? instant
    }

    /// When this leg wants `advance` to be called.
    var deadline: MonotonicInstant? {
        var result: MonotonicInstant?
        func consider(_ instant: MonotonicInstant?) {
            guard let instant else { return }
            result = result.map { min($0, instant) } ?? instant
        }
        switch phase {
        case .awaitingAnswer:
            consider(phaseSince.advanced(by: EngineTimes.answerLimit))
        case .connecting:
            consider(ice.nextCheckAt)
            consider(transport.handshakeDeadline)
            consider(phaseSince.advanced(by: EngineTimes.connectLimit))
        case .connected:
            consider(ice.nextCheckAt)
            consider(restart?.nextAt)
            consider(congestion?.nextAt)
            consider(nextWatchAt)
            consider(nextUpkeepAt)
            consider(transport.handshakeDeadline)
        case .ended:
            break
        }
        return result
    }
}
