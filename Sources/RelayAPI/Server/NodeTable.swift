/// What the node's control side knows of its rooms: kept in step by calls and events, told whole to a reader that
/// missed events.
struct NodeTable {
    struct Room {
        var recording: String?
        var segment: UInt32?
        var isRecorded = true
        var controller: String?
        var sessions: [String: RoomStatus.Session] = [:]
    }

    var rooms: [String: Room] = [:]
    var roomOfSession: [String: String] = [:]

    mutating func add(_ session: RoomStatus.Session, to room: String) {
        guard rooms[room] != nil else { return }
        rooms[room]?.sessions[session.session] = session
        roomOfSession[session.session] = room
    }

    mutating func remove(session: String) {
        guard let room = roomOfSession.removeValue(forKey: session) else { return }
        rooms[room]?.sessions[session] = nil
    }

    mutating func remove(room: String) {
        guard let gone = rooms.removeValue(forKey: room) else { return }
        for session in gone.sessions.keys { roomOfSession[session] = nil }
    }

    mutating func apply(_ event: NodeEvent) {
        switch event.kind {
        case .connected:
            change(event) { session in
                session.isConnected = true
                session.mediaFlows = true
            }
        case .disconnected:
            if let session = event.session { remove(session: session) }
        case .slotsChanged: change(event) { $0.slots = event.slots ?? [] }
        case .mediaLost: change(event) { $0.mediaFlows = false }
        case .mediaResumed: change(event) { $0.mediaFlows = true }
        case .linkChanged: change(event) { $0.link = event.link }
        case .recordingFailed: event.room.map { rooms[$0]?.isRecorded = false }
        case .recordingResumed:
            guard let room = event.room else { return }
            rooms[room]?.isRecorded = true
            rooms[room]?.segment = event.segment
        case .redundancyLost: change(event) { $0.isRedundant = false }
        case .redundancyBack: change(event) { $0.isRedundant = true }
        case .unsupported, .restartWanted, .draining, .trunkChanged, .linkState: break
        }
    }

    private mutating func change(_ event: NodeEvent, _ body: (inout RoomStatus.Session) -> Void) {
        guard let name = event.session, let room = roomOfSession[name],
            var session = rooms[room]?.sessions[name]
        else { return }
        body(&session)
        rooms[room]?.sessions[name] = session
    }

    var status: [RoomStatus] {
        rooms.map { name, room in
            RoomStatus(
                room: name, recording: room.recording, segment: room.segment, isRecorded: room.isRecorded,
                controller: room.controller,
                sessions: room.sessions.values.sorted { $0.session < $1.session })
        }.sorted { $0.room < $1.room }
    }
}
