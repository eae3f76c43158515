import Wire

/// Decides what happens to each datagram and timer of one worker, and owns all its media state. It reads no clock and
/// opens no socket: datagrams and instants go in, a batch of datagrams and a queue of events come out.
///
/// The worker's round: `receive` each datagram (after a flush when `batch.wantsFlush`), `advance` until it says false,
/// flush, take every `nextEvent`, sleep until `nextDeadline` or the next datagram.
package struct RelayEngine: ~Copyable {
    var rooms: [RoomID: Room] = [:]
    var legs: [SessionID: Leg] = [:]
    /// The same legs in a fixed order, so that a run can be replayed.
    var order: [Leg] = []
    var legsByFragment: [[UInt8]: Leg] = [:]
    var legsByNumber: [UInt32: Leg] = [:]
    /// Where packets of a leg come from; entries are made by integrity-checked STUN only.
    var legsByPath: PathTable
    var legsByTrunk: [UInt64: Leg] = [:]
    /// Whether any leg has had use for `foresee`.
    package internal(set) var foresees = false
    /// Fixed legs that take a path from whoever proves to have their keys.
    var learners: [Leg] = []
    /// Room for one try to decrypt; trials made in the second that began at `trialWindowAt`.
    var trial = [UInt8](repeating: 0, count: EngineLimits.datagramBytes)
    var trials = 0
    var trialWindowAt = MonotonicInstant(nanoseconds: 0)
    var events = EventQueue()
    var random: SplitMix64
    var nextNumber: UInt32 = 1
    var links = LinkStates()
    /// When anything of any leg was last heard on each link, by link number.
    var linkHeardAt: [MonotonicInstant] = []
    var crowdReviewedAt = MonotonicInstant(nanoseconds: 0)
    /// Set by the shell while datagrams wait in its sockets that the engine has not seen: then silence says nothing.
    package var hasUnreadInput = false
    /// When each leg wants to run; see `reschedule`.
    var table = LegTable()
    let notice = Notice()
    /// Room for the report being written, kept so that none is allocated.
    var reportBlocks: [ReportBlock] = []
    /// Drops that belong to no leg.
    package internal(set) var drops = DropCounters()
    /// What was dropped of legs that have gone, so that a total never falls.
    package internal(set) var formerDrops = DropCounters()

    /// `seed` feeds STUN transaction ids; draw it from the system's generator.
    package init(seed: UInt64) {
        random = SplitMix64(state: seed)
        legsByPath = PathTable(seed: random.next())
    }

    package var legCount: Int { legs.count }
    package var roomCount: Int { rooms.count }
    /// Every leg, oldest first.
    package var sessions: [SessionID] { order.map(\.session) }

    /// When `advance` wants to be called next; nil when nothing waits.
    package var nextDeadline: MonotonicInstant? { table.deadlines.first?.at }

    /// A leg that would be woken later than it wants: somebody brought a deadline forward and forgot `reschedule`. For
    /// tests; looks at every leg.
    package var oversleeper: SessionID? {
        order.first { leg in
            guard let wanted = leg.deadline else { return false }
            return table.deadlines.deadline(of: leg.place).map { $0 > wanted } ?? true
        }?.session
    }

    /// The next thing to tell, or nil. `slotsChanged` speaks of the newest state, however often it changed.
    package mutating func nextEvent() -> EngineEvent? {
        if let event = events.next() { return event }
        guard notice.slotsChanged else { return nil }
        for leg in order where leg.slotsChanged {
            leg.slotsChanged = false
            return .slotsChanged(leg.session, leg.assignments)
        }
        notice.slotsChanged = false
        return nil
    }

    package func statistics(of session: SessionID, at now: MonotonicInstant) -> LegStatistics? {
        guard let leg = legs[session] else { return nil }
        var result = leg.statistics
        result.connected = leg.isEstablished
        result.isNominated = leg.ice.nominates
        result.estimate = leg.congestion?.estimator.bitsPerSecond
        result.lossOut = leg.congestion?.estimator.loss ?? 0
        result.pacerQueue = leg.congestion?.pacer.count ?? 0
        result.pictures = leg.slots.compactMap { slot in
            guard slot.plan.kind == .video, let publication = slot.publication else { return nil }
            return .init(
                mediaLine: slot.plan.mediaLine, participant: publication.participant,
                source: publication.kind, layer: (slot.pending ?? slot.source)?.layer,
                loss: Double(slot.fractionLost) / 256)
        }
        for source in leg.sources {
            result.lostIn &+= UInt64(max(0, source.reception.lost))
            result.recoveredIn &+= source.missing.recovered
            result.sources.append(source.numbers)
        }
        if let fixed = leg.fixed {
            result.pairs = fixed.statistics(at: now)
            result.skew = fixed.skew
            return result
        }
        result.pairs = leg.ice.pairs.indices.map { index in
            let pair = leg.ice.pairs[index]
            return .init(
                path: pair.path, isActive: index == leg.ice.active, roundTrip: pair.roundTrip,
                jitter: pair.roundTripDeviation, loss: pair.loss,
                sinceAnswer: pair.lastAnswerAt.map(now.since), sinceMedia: pair.lastMediaAt.map(now.since))
        }
        return result
    }
}
