package import Evidence
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

    /// How large and how frequent a room's pictures are, as its recorder sees them come in.
    package func pictures(
        in name: RelayRoomName
    ) async throws(RelayNodeError) -> [(sender: RelayParticipantName, picture: MeasuredPicture)] {
        guard let room = rooms[name] else { throw .unknownRoom(name) }
        let names = Dictionary(
            room.participants.map { ($0.value.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        let measured = await recorder?.pictures(of: name) ?? []
        return measured.compactMap { picture in names[picture.participant].map { ($0, picture) } }
    }

    /// Who is who among the participants of a session's room.
    package func participants(beside session: RelaySessionName) -> [ParticipantID: RelayParticipantName] {
        let room = sessions[session].flatMap { rooms[$0.room] }
        return Dictionary(
            room?.participants.map { ($0.value, $0.key) } ?? [], uniquingKeysWith: { first, _ in first })
    }
}
