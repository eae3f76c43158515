extension RelayEngine {
    /// Chooses the encoding of each of a listener's video slots.
    mutating func allocate(_ listener: Leg, at now: MonotonicInstant) {
        // A trunk carries every encoding; its listeners choose.
        guard listener.trunk == nil else { return }
        for slot in listener.slots where slot.plan.kind == .video {
            guard let publication = slot.publication else { continue }
            aim(slot, of: listener, at: publication.largest)
        }
    }
}
