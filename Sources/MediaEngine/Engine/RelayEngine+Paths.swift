import Wire

extension RelayEngine {
    /// Sends every check that is due.
    mutating func runChecks(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard leg.phase == .connecting || leg.phase == .connected else { return }
        var left = EngineLimits.pairsPerLeg
        while left > 0, batch.count < batch.capacity, let index = leg.ice.dueCheck(at: now) {
            let path = leg.ice.pairs[index].path
            _ = batch.append(to: path.remote, on: path.link) { slot in
                leg.ice.writeCheck(pair: index, at: now, into: &slot)
            }
            left -= 1
        }
        while left > 0, batch.count < batch.capacity, let index = leg.restart?.agent.dueCheck(at: now),
            let path = leg.restart?.agent.pairs[index].path
        {
            _ = batch.append(to: path.remote, on: path.link) { slot in
                leg.restart?.agent.writeCheck(pair: index, at: now, into: &slot)
            }
            left -= 1
        }
    }

    /// Lets the agent reconsider the path, and does what a move needs.
    mutating func reviewPath(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard leg.fixed == nil, leg.phase == .connecting || leg.phase == .connected else { return }
        // What waits unread in a socket may be the very packets that seem to be missing.
        if hasUnreadInput, leg.ice.active != nil { return }
        if let change = leg.ice.reviewPath(at: now) { follow(change, leg, at: now, into: &batch) }
    }

    mutating func follow(
        _ change: PathChange, _ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        events.append(.pathChanged(leg.session, change))
        if change.cause == .first {
            drainHandshake(leg, at: now, into: &batch)
        } else {
            leg.statistics.pathChanges &+= 1
            leg.congestion?.pathChanged(at: now)
            leg.statistics.lastPathChange = change
            leg.steeringLeft = EngineTimes.steeringPackets
            leg.steeringAt = now
            // Many legs may move at once: those the batch has no room for say it in their next tick, after a flush.
            if batch.wantsFlush {
                leg.nextWatchAt = now.advanced(by: .milliseconds(1))
            } else {
                steer(leg, at: now, into: &batch)
            }
        }
        reschedule(leg)
    }

    /// Something that authenticates has come over the link.
    mutating func heard(_ link: LinkID, at now: MonotonicInstant) {
        let index = Int(link.value)
        while linkHeardAt.count <= index { linkHeardAt.append(.init(nanoseconds: 0)) }
        linkHeardAt[index] = now
    }

    /// When one leg falls silent, looks whether most legs of its link did, while other links are heard: then
    /// the link is dead, and everyone silent on it moves without waiting for a proof of one's own.
    mutating func reviewCrowd(around leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard let own = leg.ice.crowdSilence(at: now), own.isSilent, !hasUnreadInput,
            now.since(crowdReviewedAt) >= EngineTimes.crowdReview
        else { return }
        crowdReviewedAt = now
        var (all, silent) = (0, 0)
        var newest = own.since
        for other in order where other.phase == .connected {
            guard let state = other.ice.crowdSilence(at: now), state.link == own.link else { continue }
            all += 1
            guard state.isSilent else { continue }
            silent += 1
            newest = max(newest, state.since)
        }
        // The relay itself may have stood still, or the peers' common network: then no link is heard.
        let othersAreHeard = linkHeardAt.indices.contains { index in
            index != Int(own.link.value) && linkHeardAt[index] > newest
        }
        guard all >= EngineTimes.crowd, silent * 4 >= all * 3, othersAreHeard else { return }
        for other in order where other.phase == .connected {
            guard other.ice.activePath?.link == own.link else { continue }
            if let change = other.ice.leaveWithCrowd(at: now) { follow(change, other, at: now, into: &batch) }
        }
    }

    /// Tells when a leg has one living link left, or two again. An end with fixed paths has none of ours to
    /// judge by.
    mutating func reviewRedundancy(_ leg: Leg, at now: MonotonicInstant) {
        guard leg.fixed == nil, now >= leg.nextRedundancyReviewAt else { return }
        leg.nextRedundancyReviewAt = now.advanced(by: EngineTimes.redundancyReview)
        guard now.since(leg.phaseSince) >= EngineTimes.redundancyGrace else { return }
        // The end may hear us and believe that all is well.
        if !hasUnreadInput, leg.ice.isCutOff(at: now) { wantRestart(leg, at: now) }
        let isRedundant = leg.ice.livingLinks(at: now) >= 2
        guard leg.statistics.isRedundant != isRedundant else { return }
        leg.statistics.isRedundant = isRedundant
        events.append(.redundancyChanged(leg.session, isRedundant: isRedundant))
    }

    // MARK: What the shell says

    /// The kernel says a link went down or came up: faster than any silence.
    package mutating func linkChanged(
        _ link: LinkID, isUp: Bool, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        if isUp { links.down.remove(link) } else { links.down.insert(link) }
        for leg in order {
            leg.know(links)
            if isUp {
                leg.ice.ask(link, at: now)
                leg.restart?.agent.ask(link, at: now)
                reschedule(leg)
            }
            leaveFixed(leg, at: now)
            if let change = leg.ice.reviewPath(at: now) { follow(change, leg, at: now, into: &batch) }
        }
    }

    /// The operator takes a link out of use: every leg that has another moves there, without a gap.
    package mutating func leaveLink(
        _ link: LinkID, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        links.left.insert(link)
        for leg in order {
            leg.know(links)
            leaveFixed(leg, at: now)
            if leg.ice.nominates, leg.ice.activePath?.link == link { wantRestart(leg, at: now) }
            if let change = leg.ice.reviewPath(at: now) { follow(change, leg, at: now, into: &batch) }
        }
    }

    /// And gives it back. `atOnce`: legs that prefer it return where it answers; else, and the others, when
    /// it has been healthy for a while.
    package mutating func returnToLink(
        _ link: LinkID, atOnce: Bool = true, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard links.left.remove(link) != nil else { return }
        for leg in order {
            leg.know(links)
            guard atOnce else { continue }
            if let change = leg.fixed?.returnOnCommand(to: link, at: now) { tell(change, leg) }
            if leg.ice.nominates, leg.ice.activePath.map({ $0.link.value > link.value }) ?? false {
                wantRestart(leg, at: now)
            }
            guard !leg.ice.nominates, let change = leg.ice.returnOnCommand(to: link, at: now) else {
                continue
            }
            follow(change, leg, at: now, into: &batch)
        }
    }

    /// A browser follows the path on which it last received RTP or RTCP: say something there at once, and
    /// again.
    mutating func steer(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard leg.steeringLeft > 0, now >= leg.steeringAt, leg.isEstablished else { return }
        leg.steeringLeft -= 1
        leg.steeringAt = now.advanced(by: EngineTimes.steering)
        sendRTCP(leg, into: &batch) { packet in
            ReceiverReport.write(from: leg.configuration.plan.reportSSRC, [], at: 0, into: &packet)
        }
    }

    /// Protects and sends one RTCP compound on the leg's path or paths, or on `path` alone.
    mutating func sendRTCP(
        _ leg: Leg, on path: PathDescription? = nil, into batch: inout TransmitBatch,
        _ build: (inout MutableSpan<UInt8>) -> Int?
    ) {
        guard leg.answer?.takesRTCP ?? true else { return }
        _ = sendProtected(leg, on: path, into: &batch) { slot in
            guard let length = build(&slot), length &+ ProtectionLimit.trailerBytes <= slot.count else {
                return nil
            }
            return try? leg.transport.protectRTCP(&slot, length: length)
        }
    }
}
