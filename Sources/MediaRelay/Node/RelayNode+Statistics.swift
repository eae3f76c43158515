package import MediaEngine

extension RelayNode {
    /// How far the recorder is behind.
    package func recorderStatistics() async -> RecorderStatistics {
        var result = await recorder?.statistics() ?? RecorderStatistics()
        for ring in rooms.values.compactMap(\.ring) {
            result.fullestRing = max(result.fullestRing, ring.fill)
        }
        return result
    }

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
