extension RelayEngine {
    /// Chooses the encoding of each of a listener's video slots; without an estimate, the largest.
    mutating func allocate(_ listener: Leg, at now: MonotonicInstant) {
        // A trunk carries every encoding; its listeners choose.
        guard listener.trunk == nil else { return }
        guard let congestion = listener.congestion else {
            for slot in listener.slots where slot.plan.kind == .video && slot.publication != nil {
                aim(slot, of: listener, at: listener.breaker.isOpen ? nil : slot.publication?.largest)
            }
            return
        }
        let microseconds = Int64(clamping: now.nanoseconds / 1000)
        var sound = 0.0
        congestion.demands.removeAll(keepingCapacity: true)
        for place in listener.slots.indices {
            let slot = listener.slots[place]
            guard let publication = slot.publication else { continue }
            if slot.plan.kind == .audio {
                if slot.isRunning, let source = slot.source {
                    sound += max(source.meter.bitsPerSecond, Self.leastSound)
                }
            } else if listener.breaker.isOpen {
                aim(slot, of: listener, at: nil)
            } else {
                congestion.demands.append(
                    .init(
                        slot: place, priority: priority(of: publication, place, for: listener, at: now),
                        rates: rates(of: publication), current: Self.current(slot)))
            }
        }
        // What is lost is sent twice.
        let estimate = congestion.estimator.bitsPerSecond * (1 - min(congestion.estimator.loss, 0.5))
        congestion.allocatedFor = congestion.estimator.bitsPerSecond
        congestion.soundRate = sound
        congestion.share.decide(&congestion.demands, budget: estimate - sound, at: microseconds)
        for demand in congestion.demands {
            let slot = listener.slots[demand.slot]
            aim(slot, of: listener, at: slot.publication?.encoding(demand.choice))
        }
    }

    /// Room for a voice that has just begun, in bit/s.
    private static var leastSound: Double { 24_000 }

    private static func current(_ slot: ListenerSlot) -> Int {
        (slot.pending ?? slot.source).map { Int($0.layer) } ?? -1
    }

    /// What the listener pinned first, then a screen, then whoever spoke last, then the others in the order of their
    /// slots.
    private func priority(
        of publication: Publication, _ place: Int, for listener: Leg, at now: MonotonicInstant
    ) -> UInt64 {
        if listener.wantsFirst(publication) { return 0 }
        if publication.kind == .screen { return 1 }
        guard let owner = legs[publication.session] else { return .max }
        if owner.isSpeaking { return 2 }
        guard let spokeAt = owner.spokeAt else { return UInt64.max / 2 &+ UInt64(place) }
        return 3 &+ now.nanoseconds &- min(spokeAt.nanoseconds, now.nanoseconds)
    }

    private func rates(of publication: Publication) -> InlineArray<3, Double> {
        var rates = InlineArray<3, Double>(repeating: 0)
        let isSimulcast = publication.encodings.count > 1
        for encoding in publication.encodings where encoding.isActive {
            let layer = Int(encoding.layer)
            guard layer < VideoShare.layers else { continue }
            let measured = encoding.meter.bitsPerSecond
            rates[layer] = measured > 0 ? measured : Self.expectedRate(isSimulcast ? layer : 1)
        }
        return rates
    }

    /// Of an encoding not measured yet, as the pages set them, in bit/s.
    private static func expectedRate(_ layer: Int) -> Double {
        layer == 0 ? 150_000 : layer == 1 ? 500_000 : 1_700_000
    }
}
