import MediaEngine

extension RelayNode {
    /// This session's end wants one participant's camera before all other pictures; nil takes the wish back.
    package func pin(
        session name: RelaySessionName, participant: RelayParticipantName?
    ) async throws(RelayNodeError) {
        _ = try requireRunning()
        guard let session = sessions[name], let room = rooms[session.room], session.trunk == nil else {
            throw .unknownSession(name)
        }
        let (id, wanted) = (session.id, participant.map { Array($0.value.utf8) })
        let refusal: EngineRefusal? = try await room.worker.call { state in
            do throws(EngineRefusal) {
                try state.engine.pin(id, participant: wanted, at: state.now)
                return nil
            } catch {
                return error
            }
        }
        switch (refusal, participant) {
        case (nil, _): return
        case (.unknownParticipant, let participant?): throw .unknownParticipant(participant)
        default: throw .unknownSession(name)
        }
    }
}
