/// Who sees and hears whom. Only a first packet, a leaving, a long silence or a new speaker changes anything here.
extension RelayEngine {
    /// An encoding is being sent. The first one of a publication gets it a slot on every connected listener.
    mutating func activate(_ source: SourceStream, of owner: Leg, at now: MonotonicInstant) {
        guard !source.isActive else { return }
        source.isActive = true
        events.append(.trackStarted(owner.session, source.description))
        let publication = source.publication
        let isNew = !publication.isActive
        publication.isActive = true
        for listener in owner.room.legs where listener !== owner && listener.isEstablished {
            if listener.trunk != nil {
                forward(source, overTrunk: listener, at: now)
            } else if isNew {
                assign(publication, to: listener, at: now)
                showPinned(publication, to: listener, at: now)
            } else {
                allocate(listener, at: now)
            }
        }
    }

    /// An encoding stopped. With the last one the publication's slots are free for those who wait.
    mutating func deactivate(_ source: SourceStream, of owner: Leg, at now: MonotonicInstant) {
        guard source.isActive else { return }
        source.isActive = false
        source.keyframeArrived()
        source.missing.reset()
        if source.speech.isSpeaking { events.append(.speaking(owner.room.id, source.participant, false)) }
        source.speech = SpeechDetector()
        events.append(.trackEnded(owner.session, ssrc: source.ssrc, source.kind))
        let publication = source.publication
        publication.isActive = publication.smallest != nil
        for listener in owner.room.legs where listener !== owner {
            if listener.trunk != nil {
                announceEnd(of: source, on: listener, at: now)
                continue
            }
            guard let slot = listener.slots.first(where: { $0.publication === publication }) else { continue }
            if publication.isActive {
                allocate(listener, at: now)
                continue
            }
            slot.show(nil)
            listener.slotsChanged = true
            serveWaiting(slot, of: listener, at: now)
        }
    }

    /// The publisher replaced a stream's SSRC: the old stream is gone for good.
    mutating func retire(_ source: SourceStream, of owner: Leg, at now: MonotonicInstant) {
        deactivate(source, of: owner, at: now)
        owner.streams.removeAll { $0.source === source }
        source.publication.remove(source)
    }

    mutating func assign(_ publication: Publication, to listener: Leg, at now: MonotonicInstant) {
        if listener.trunk != nil {
            for source in publication.encodings where source.isActive {
                forward(source, overTrunk: listener, at: now)
            }
            return
        }
        // A device that sends for a participant is not heard by the participant's own page.
        guard listener.phase == .connected, listener.participant != publication.participant,
            !listener.slots.contains(where: { $0.publication === publication })
        else { return }
        guard let slot = choose(publication, on: listener) else {
            return tellIfUnsupported(publication, to: listener)
        }
        show(publication, in: slot, of: listener, at: now)
    }

    private mutating func show(
        _ publication: Publication, in slot: ListenerSlot, of listener: Leg, at now: MonotonicInstant
    ) {
        slot.show(publication)
        // Repairs and pictures that wait for their turn are taken from the cache.
        let isPaced = slot.plan.kind == .video && listener.congestion != nil
        if isPaced || slot.formats.repair(of: publication.codec) != nil { publication.keepPackets() }
        listener.slotsChanged = true
        if slot.plan.kind == .audio {
            aim(slot, of: listener, at: publication.largest)
        } else {
            allocate(listener, at: now)
        }
    }

    /// Chooses the encoding of a slot.
    mutating func aim(_ slot: ListenerSlot, of listener: Leg, at encoding: SourceStream?) {
        let wasPaused = slot.isPaused
        if slot.aim(at: encoding) { encoding?.wantKeyframe() }
        if slot.isPaused != wasPaused { listener.slotsChanged = true }
    }

    /// Nothing is transcoded: a listener whose lines cannot carry a codec gets nothing of it, and is told so.
    private mutating func tellIfUnsupported(_ publication: Publication, to listener: Leg) {
        let lines = listener.slots.filter { $0.plan.kind == publication.kind.media && $0.isNegotiated }
        guard !lines.isEmpty, !lines.contains(where: { $0.accepts(publication.codec) }),
            let encoding = publication.largest
        else { return }
        events.append(.sourceUnsupported(listener.session, encoding.description))
    }

    /// Microphone and camera of one participant share a rank, so that the browser plays them in sync; screens take the
    /// last slots, so that cameras keep theirs.
    private func choose(_ publication: Publication, on listener: Leg) -> ListenerSlot? {
        let media = publication.kind.media
        let free = listener.slots.filter {
            $0.plan.kind == media && $0.isFree && $0.accepts(publication.codec)
        }
        if publication.kind == .screen { return free.last }
        let partner = listener.slots.first {
            $0.publication?.participant == publication.participant && $0.publication?.kind != .screen
                && $0.plan.kind != media
        }
        if let partner, let slot = free.first(where: { $0.rank == partner.rank }) { return slot }
        let taken = Set(
            listener.slots.filter { $0.plan.kind != media && $0.publication != nil }.map(\.rank))
        return free.first { !taken.contains($0.rank) } ?? free.first
    }

    private mutating func serveWaiting(_ slot: ListenerSlot, of listener: Leg, at now: MonotonicInstant) {
        guard listener.isEstablished else { return }
        for other in listener.room.legs where other !== listener {
            for publication in other.publications
            where publication.isActive && slot.accepts(publication.codec)
                && publication.participant != listener.participant
            {
                if !listener.slots.contains(where: { $0.publication === publication }) {
                    assign(publication, to: listener, at: now)
                    return
                }
            }
        }
    }

    /// A speaker without a slot takes that of the one who has been quiet longest; so does the speaker's camera.
    mutating func giveSlots(toSpeaker source: SourceStream, of owner: Leg, at now: MonotonicInstant) {
        owner.spokeAt = now
        for listener in owner.room.legs
        where listener !== owner && listener.isEstablished && listener.trunk == nil {
            for publication in owner.publications
            where publication.isActive && publication.kind != .screen
                && publication.participant == source.participant
            {
                give(publication, to: listener, at: now)
            }
            allocate(listener, at: now)
        }
    }

    /// A free slot, or that of the one who has been quiet longest; never that of a pinned camera.
    mutating func give(_ publication: Publication, to listener: Leg, at now: MonotonicInstant) {
        guard !listener.slots.contains(where: { $0.publication === publication }) else { return }
        assign(publication, to: listener, at: now)
        if listener.slots.contains(where: { $0.publication === publication }) { return }
        var quiet: (slot: ListenerSlot, since: MonotonicInstant)?
        for slot in listener.slots where slot.accepts(publication.codec) {
            guard let shown = slot.publication, shown.kind != .screen, !listener.wantsFirst(shown),
                let leg = legs[shown.session], !leg.isSpeaking
            else { continue }
            let since = leg.spokeAt ?? .init(nanoseconds: 0)
            if quiet.map({ since < $0.since }) ?? true { quiet = (slot, since) }
        }
        guard let quiet else { return }
        show(publication, in: quiet.slot, of: listener, at: now)
    }
}
