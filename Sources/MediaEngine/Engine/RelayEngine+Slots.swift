/// Who sees and hears whom. Only a first packet, a leaving, a long silence or a new speaker changes anything here.
extension RelayEngine {
    /// A source sends: it gets a slot on every connected listener.
    mutating func activate(_ source: SourceStream, of owner: Leg, at now: MonotonicInstant) {
        guard !source.isActive else { return }
        source.isActive = true
        events.append(.trackStarted(owner.session, source.description))
        for listener in owner.room.legs where listener !== owner && listener.isEstablished {
            assign(source, to: listener, at: now)
        }
    }

    /// A source stopped: its slots are free for those who wait.
    mutating func deactivate(_ source: SourceStream, of owner: Leg, at now: MonotonicInstant) {
        guard source.isActive else { return }
        source.isActive = false
        source.keyframeArrived()
        source.missing.reset()
        if source.speech.isSpeaking { events.append(.speaking(owner.room.id, owner.participant, false)) }
        source.speech = SpeechDetector()
        events.append(.trackEnded(owner.session, ssrc: source.ssrc, source.kind))
        for listener in owner.room.legs where listener !== owner {
            guard let slot = listener.slots.first(where: { $0.source === source }) else { continue }
            slot.show(nil)
            listener.slotsChanged = true
            serveWaiting(slot, of: listener, at: now)
        }
    }

    /// The publisher replaced a source's SSRC: the old stream is gone for good.
    mutating func retire(_ source: SourceStream, of owner: Leg, at now: MonotonicInstant) {
        deactivate(source, of: owner, at: now)
        owner.streams.removeAll { $0.source === source }
    }

    mutating func assign(_ source: SourceStream, to listener: Leg, at now: MonotonicInstant) {
        guard listener.phase == .connected, !listener.slots.contains(where: { $0.source === source }) else {
            return
        }
        guard let slot = choose(source, on: listener) else { return }
        slot.show(source)
        if slot.repairPayloadType != nil { source.keepPackets() }
        source.wantKeyframe()
        listener.slotsChanged = true
    }

    /// Microphone and camera of one participant share a rank, so that the browser plays them in sync; screens take the
    /// last slots, so that cameras keep theirs.
    private func choose(_ source: SourceStream, on listener: Leg) -> ListenerSlot? {
        let free = listener.slots.filter { $0.plan.kind == source.kind.media && $0.isFree }
        if source.kind == .screen { return free.last }
        let partner = listener.slots.first {
            $0.source?.participant == source.participant && $0.source?.kind != .screen
                && $0.plan.kind != source.kind.media
        }
        if let partner, let slot = free.first(where: { $0.rank == partner.rank }) { return slot }
        let taken = Set(
            listener.slots.filter { $0.plan.kind != source.kind.media && $0.source != nil }.map(\.rank))
        return free.first { !taken.contains($0.rank) } ?? free.first
    }

    private mutating func serveWaiting(_ slot: ListenerSlot, of listener: Leg, at now: MonotonicInstant) {
        guard listener.isEstablished else { return }
        for other in listener.room.legs where other !== listener {
            for source in other.sources where source.isActive && source.kind.media == slot.plan.kind {
                if !listener.slots.contains(where: { $0.source === source }) {
                    assign(source, to: listener, at: now)
                    return
                }
            }
        }
    }

    /// A speaker without a slot takes that of the source that has been quiet longest.
    mutating func giveSlots(toSpeaker source: SourceStream, of owner: Leg, at now: MonotonicInstant) {
        for listener in owner.room.legs where listener !== owner && listener.isEstablished {
            guard !listener.slots.contains(where: { $0.source === source }) else { continue }
            assign(source, to: listener, at: now)
            if listener.slots.contains(where: { $0.source === source }) { continue }
            let quiet = listener.slots
                .filter { $0.plan.kind == .audio && $0.source.map { !$0.speech.isSpeaking } ?? false }
                .min {
                    ($0.source?.speech.lastLoudAt ?? .init(nanoseconds: 0))
                        < ($1.source?.speech.lastLoudAt ?? .init(nanoseconds: 0))
                }
            guard let quiet else { continue }
            quiet.show(source)
            if quiet.repairPayloadType != nil { source.keepPackets() }
            listener.slotsChanged = true
        }
    }
}
