import Wire

extension RelayEngine {
    /// Runs every timer due at `now`. True when the batch filled up first: flush and call again.
    package mutating func advance(to now: MonotonicInstant, into batch: inout TransmitBatch) -> Bool {
        while let leg = table.due(at: now) {
            if batch.wantsFlush { return true }
            run(leg, at: now, into: &batch)
            // What is still due has its turn after all others, and cannot hold the loop.
            table.schedule(leg, at: leg.deadline.map { $0 > now ? $0 : now.advanced(nanoseconds: 1000) })
        }
        return false
    }

    /// Whoever brings a leg's deadline forward calls this; one that moved back may wait until the leg next runs.
    mutating func reschedule(_ leg: Leg) { table.schedule(leg, at: leg.deadline) }

    private mutating func run(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        switch leg.phase {
        case .awaitingAnswer:
            if now.since(leg.phaseSince) >= EngineTimes.answerLimit {
                disconnect(leg, .neverConnected, at: now)
            }
            return
        case .connecting:
            if now.since(leg.phaseSince) >= EngineTimes.connectLimit {
                return disconnect(leg, .neverConnected, at: now)
            }
        case .connected:
            if now >= leg.nextUpkeepAt { upkeep(leg, at: now, into: &batch) }
            if now >= leg.nextWatchAt { watch(leg, at: now, into: &batch) }
            runPacer(leg, at: now, into: &batch)
        case .ended:
            return
        }
        if let deadline = leg.transport.handshakeDeadline, deadline <= now {
            leg.transport.handleTimeout(at: now)
            drainHandshake(leg, at: now, into: &batch)
        }
        if leg.phase == .connecting, !leg.heardHandshake { leg.ice.nominateIfAwaited(at: now) }
        runChecks(leg, at: now, into: &batch)
        reviewPath(leg, at: now, into: &batch)
        reviewRestart(leg, at: now, into: &batch)
    }

    /// What must not wait for `upkeep`: the silence of a path, and the packets that are missing.
    private mutating func watch(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        if !leg.isFixed {
            leg.ice.probeIfDoubtful(at: now)
            reviewCrowd(around: leg, at: now, into: &batch)
        }
        steer(leg, at: now, into: &batch)
        reviewCongestion(leg, at: now)
        if leg.nextRepairAt.map({ $0 <= now }) ?? false { askAgain(leg, at: now, into: &batch) }
        if leg.isTrunk { repeatAnnouncements(leg, at: now, into: &batch) }
        leg.nextWatchAt = leg.planWatch(at: now)
    }

    /// Everything about a connected leg that may wait a tenth of a second.
    private mutating func upkeep(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard hasConsent(leg, at: now) else { return disconnect(leg, .consentLost, at: now) }
        let isQuiet = leg.isFixed && !leg.duplicates && leg.extensions.transportSequence == nil
        leg.nextUpkeepAt = now.advanced(by: isQuiet ? EngineTimes.quietUpkeep : EngineTimes.upkeep)
        reviewLife(leg, silence: now.since(leg.lastHeardAt), at: now)
        reviewRedundancy(leg, at: now)
        if leg.ice.awaitsReturn(at: now) { wantRestart(leg, at: now) }
        reviewBreaker(leg, at: now)
        for source in leg.sources where source.isActive { review(source, leg, at: now) }
        sendCongestionFeedback(leg, into: &batch)
        if now >= leg.nextReportAt {
            leg.nextReportAt = now.advanced(by: EngineTimes.receiverReport)
            sendReceiverReport(leg, at: now, into: &batch)
            limitSources(of: leg, into: &batch)
            leg.fixed?.reported(at: now)
        }
        reportOnFixedPaths(leg, at: now, into: &batch)
        if now >= leg.nextRefreshAt { refreshKeyframes(leg, at: now) }
        serveKeyframes(leg, at: now, into: &batch)
    }

    /// A listener without feedback cannot say that it missed a keyframe: it gets one now and then.
    private func refreshKeyframes(_ leg: Leg, at now: MonotonicInstant) {
        leg.nextRefreshAt = now.advanced(by: EngineTimes.keyframeRefresh)
        guard leg.answer.map({ !$0.asksForKeyframes }) ?? false else { return }
        for slot in leg.slots where slot.plan.kind == .video {
            guard let source = slot.source, source.isActive else { continue }
            let age = source.lastKeyframeAt.map(now.since)
            if age.map({ $0 >= EngineTimes.keyframeRefresh }) ?? true { source.wantKeyframe() }
        }
    }

    /// A fixed end has no consent to lose: it lasts until it is removed. A trunk does end, when all its paths are dead.
    private func hasConsent(_ leg: Leg, at now: MonotonicInstant) -> Bool {
        if leg.trunk != nil { return now.since(leg.lastHeardAt) < EngineTimes.consentLimit }
        return leg.fixed != nil || leg.ice.hasConsent(at: now)
    }

    /// A leg that publishes is lost when nothing authenticated comes; one that only listens may be silent for long, and
    /// is lost when our checks go unanswered too.
    private mutating func reviewLife(_ leg: Leg, silence: Duration, at now: MonotonicInstant) {
        let answers = leg.ice.pairs.contains { $0.answered(within: EngineTimes.mediaLost, at: now) }
        if leg.isLost {
            let isBack = leg.ice.pairs.contains {
                $0.answered(within: EngineTimes.checkInterval * 2, at: now)
            }
            guard !leg.wasPublishing, isBack else { return }
            leg.isLost = false
            events.append(.mediaResumed(leg.session))
        } else if silence >= EngineTimes.mediaLost {
            let publishes = leg.sources.contains(where: \.isActive)
            // A fixed end that only listens may never say a word.
            guard publishes || !answers && leg.fixed == nil || leg.trunk != nil else { return }
            leg.isLost = true
            leg.wasPublishing = publishes
            events.append(.mediaLost(leg.session))
        }
    }

    private mutating func review(_ source: SourceStream, _ leg: Leg, at now: MonotonicInstant) {
        if now.since(source.lastPacketAt) >= source.silenceLimit(at: now) {
            return deactivate(source, of: leg, at: now)
        }
        if let speaks = source.speech.expire(at: now) {
            events.append(.speaking(leg.room.id, source.participant, speaks))
        }
    }

    /// Asks the publisher for what is missing and due.
    private mutating func askAgain(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        leg.nextRepairAt = nil
        for source in leg.sources where source.isActive && !source.missing.isEmpty {
            let due = source.missing.due(
                at: now, roundTrip: leg.roundTrip, limit: EngineLimits.nacksPerMessage)
            leg.expectRepair(at: source.missing.nextAt)
            if due.gaveUp > 0 { source.wantKeyframe() }
            guard !due.ask.isEmpty else { continue }
            leg.statistics.nacksSent &+= 1
            sendRTCP(leg, into: &batch) { packet in
                GenericNACK.write(
                    sender: leg.configuration.plan.reportSSRC, media: source.ssrc, lost: due.ask, at: 0,
                    into: &packet)
            }
        }
    }

    private mutating func sendCongestionFeedback(_ leg: Leg, into batch: inout TransmitBatch) {
        var messages = EngineLimits.feedbackMessages
        while messages > 0, let feedback = leg.arrivals.next() {
            messages -= 1
            // Any of its SSRCs will do: the numbers count over all of its streams.
            let media = leg.streams.first?.ssrc ?? 0
            sendRTCP(leg, into: &batch) { packet in
                feedback.write(
                    sender: leg.configuration.plan.reportSSRC, media: media, at: 0, into: &packet)
            }
        }
    }

    private mutating func sendReceiverReport(
        _ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        var blocks: [ReportBlock] = []
        swap(&blocks, &reportBlocks)
        defer { swap(&blocks, &reportBlocks) }
        blocks.removeAll(keepingCapacity: true)
        for source in leg.sources where source.isActive {
            let last = source.lastReport.map {
                (middle: UInt32(truncatingIfNeeded: $0.report.ntp >> 16), at: $0.at)
            }
            if let block = source.reception.block(ssrc: source.ssrc, lastReport: last, at: now) {
                blocks.append(block)
            }
        }
        let plan = leg.configuration.plan
        sendRTCP(leg, into: &batch) { packet in
            guard
                let report = ReceiverReport.write(from: plan.reportSSRC, blocks, at: 0, into: &packet),
                let names = SourceDescription.write(
                    ssrc: plan.reportSSRC, canonicalName: plan.canonicalName, at: report, into: &packet)
            else { return nil }
            return report &+ names
        }
    }
}
