package import MediaEngine

extension RelayNode {
    /// One session's numbers.
    package func statistics(of name: RelaySessionName) async throws(RelayNodeError) -> LegStatistics {
        guard let session = sessions[name], let room = rooms[session.room] else {
            throw .unknownSession(name)
        }
        let id = session.id
        let found = try await room.worker.call { state in state.engine.statistics(of: id, at: state.now) }
        guard let found else { throw .unknownSession(name) }
        return found
    }
}
