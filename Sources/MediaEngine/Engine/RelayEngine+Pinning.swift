extension RelayEngine {
    /// A listener wants one participant's camera before all other pictures: it keeps its slot whoever speaks, and gets
    /// its larger encodings first. The participant goes by the name the control side gave; nil takes the wish back.
    package mutating func pin(
        _ session: SessionID, participant name: [UInt8]?, at now: MonotonicInstant
    ) throws(EngineRefusal) {
        guard let listener = legs[session], !listener.isTrunk else { throw .unknownSession }
        listener.congestion?.share.orderChanged()
        guard let name else {
            listener.pinned = nil
            return allocate(listener, at: now)
        }
        guard let participant = listener.room.participants[name] else { throw .unknownParticipant }
        listener.pinned = participant
        guard listener.isEstablished else { return }
        for owner in listener.room.legs where owner !== listener {
            for publication in owner.publications where publication.isActive {
                showPinned(publication, to: listener, at: now)
            }
        }
        allocate(listener, at: now)
    }

    /// Takes the slot of whoever has been quiet longest where none is free.
    mutating func showPinned(_ publication: Publication, to listener: Leg, at now: MonotonicInstant) {
        guard listener.wantsFirst(publication) else { return }
        give(publication, to: listener, at: now)
    }
}

extension Leg {
    func wantsFirst(_ publication: Publication) -> Bool {
        publication.kind == .camera && publication.participant == pinned
    }
}
