package import Evidence
import MediaEngine

extension RelayNode {
    /// Opens a room. The recorder runs first; without it there is no room (JL 35c). `segment` numbers the segment at
    /// least so, when earlier ones of the recording lie on another node; returned is the number it got.
    ///
    /// nil opens a room that is not recorded, for load tests and trunks of a room recorded elsewhere.
    @discardableResult
    package func openRoom(
        id name: RelayRoomName, recording: RelayRecordingName?, segment: UInt32 = 1
    ) async throws(RelayNodeError) -> UInt32? {
        let recorder = try requireRunning()
        guard rooms[name] == nil, !opening.contains(name) else { throw .roomExists(name) }
        guard rooms.count + opening.count < configuration.limits.roomsPerNode else {
            throw .nodeFull(limit: configuration.limits.roomsPerNode)
        }
        if let recording, !RecordingDirectory.isValidName(recording.value) {
            throw .badRecordingName(recording)
        }
        opening.insert(name)
        defer { opening.remove(name) }
        var started: (ring: RecordingRing, segment: UInt32)?
        if let recording {
            started = try await recorder.open(
                name, recording: recording, configuration: recordings, keys: keys, from: segment)
        }
        let tap: any RecordingTap & Sendable = started?.ring ?? NoRecording()
        let worker = leastLoadedWorker()
        let id = RoomID(value: nextNumber())
        do throws(RelayNodeError) {
            let refusal = try await worker.call { state in
                do throws(EngineRefusal) {
                    try state.engine.openRoom(id, tap: tap)
                    return EngineRefusal?.none
                } catch {
                    return error
                }
            }
            guard refusal == nil else { throw .nodeFull(limit: EngineLimits.rooms) }
        } catch {
            if started != nil { _ = await recorder.close(name) }
            throw error
        }
        rooms[name] = Room(id: id, name: name, recording: recording, worker: worker, ring: started?.ring)
        return started?.segment
    }

    /// Ends the room for everybody and seals its recording. nil when the recording had failed before and could not be
    /// sealed; what is on disk of it stays valid and recoverable.
    package func closeRoom(id name: RelayRoomName) async throws(RelayNodeError) -> RecordingSummary? {
        let recorder = try requireRunning()
        guard let room = rooms[name], !room.isClosing else { throw .unknownRoom(name) }
        rooms[name]?.isClosing = true
        let id = room.id
        let ids = room.sessions.flatMap { sessions[$0]?.legs ?? [] }
        _ = try? await room.worker.call { state in
            state.engine.closeRoom(id, at: state.now, into: &state.batch)
            for session in ids { state.transports[session] = nil }
        }
        // The worker has let go of the ring: what it captured is all there will be. What it told of it goes into the
        // recording before that is sealed.
        await eventsHandled(of: room.worker)
        for session in room.sessions { forget(session, reason: .left) }
        formerUnrecorded[room.worker.index, default: 0] += room.ring?.droppedPackets ?? 0
        let summary = room.ring == nil ? nil : await recorder.close(name)
        rooms[name] = nil
        return summary
    }

    /// By sessions, then rooms: a room of many outweighs many rooms of none.
    private func leastLoadedWorker() -> RelayWorker {
        var load = [(sessions: Int, rooms: Int)](repeating: (0, 0), count: workers.count)
        for room in rooms.values {
            load[room.worker.index].rooms += 1
            load[room.worker.index].sessions += room.sessions.count
        }
        return workers.min { left, right in
            (load[left.index].sessions, load[left.index].rooms)
                < (load[right.index].sessions, load[right.index].rooms)
        } ?? workers[0]
    }
}
