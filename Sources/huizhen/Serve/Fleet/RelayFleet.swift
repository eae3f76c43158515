import Foundation
import Logging
import Orchestration
import RelayAPI
import ServiceLifecycle

/// The consultation stack's `RelayControl` over relay nodes of their own: chooses a node for each room, watches all of
/// them, and says when a room's node is gone or about to end.
actor RelayFleet: TrunkedRelay {
    struct Place {
        var node: Int
        var recording: RecordingName
        /// Where the room was before it moved, until that place is closed.
        var former: Int?
    }

    nonisolated let events: AsyncStream<RelayEvent>
    nonisolated let outlet: AsyncStream<RelayEvent>.Continuation
    /// Marks our rooms on the nodes, so that after a restart of this service they are known for ours.
    let controller: String
    let lossAfter: Duration
    let logger: Logger
    let http: RelayHTTP
    var nodes: [FleetNode]
    /// Times a node was lost, for the metrics.
    var losses = 0
    var rooms: [RoomName: Place] = [:]
    var sessions: [SessionName: (node: Int, room: RoomName)] = [:]

    /// Events waiting for `RoomKeeper`.
    private static let eventCapacity = 8192

    struct NoNode: Error, CustomStringConvertible {
        let description = "no relay node takes rooms"
    }

    init(
        nodes: [(name: String, address: String)], access: ControlAccess?, controller: String,
        lossAfter: Duration, logger: Logger
    ) throws {
        let http = try RelayHTTP(access: access)
        self.http = http
        self.nodes = try nodes.map {
            FleetNode(
                name: $0.name, client: try RelayClient($0.address, through: http),
                watcher: try RelayClient($0.address, through: http, timeout: .seconds(1)))
        }
        self.controller = controller
        self.lossAfter = lossAfter
        self.logger = logger
        (events, outlet) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.eventCapacity))
    }

    // MARK: Rooms

    func openRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        let (node, segment) = try await open(room, recording, segmentOf, except: nil)
        rooms[room] = Place(node: node, recording: recording)
        return segment
    }

    func moveRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        guard let place = rooms[room], place.former == nil else { throw NoNode() }
        let (node, segment) = try await open(room, recording, segmentOf, except: place.node)
        rooms[room] = Place(node: node, recording: recording, former: place.node)
        return segment
    }

    /// Tries the nodes in order of their load; the first that can records.
    private func open(
        _ room: RoomName, _ recording: RecordingName, _ segment: UInt32, except: Int?
    ) async throws -> (node: Int, segment: UInt32) {
        let opening = RoomOpening(recording: recording.text, segment: segment, controller: controller)
        var failure: any Error = NoNode()
        for node in byLoad() where node != except {
            let client = nodes[node].client
            do {
                var answer = try await client.openRoom(room.text, opening)
                if !answer.isNew {
                    // Left over from a life of this service that knew nothing of its end. Its segment ends there.
                    _ = try await client.closeRoom(room.text)
                    answer = try await client.openRoom(room.text, opening)
                }
                nodes[node].health?.rooms += 1
                return (node, answer.opened.segment ?? segment)
            } catch {
                logger.warning(
                    "a relay node refused a room",
                    metadata: ["node": "\(nodes[node].name)", "fault": "\(Self.name(of: error))"])
                failure = error
            }
        }
        throw failure
    }

    /// Nodes that take rooms, by their sessions, then rooms.
    private func byLoad() -> [Int] {
        nodes.indices.filter { nodes[$0].isOpen }.sorted { left, right in
            let (one, other) = (nodes[left].health, nodes[right].health)
            return (one?.sessions ?? 0, one?.rooms ?? 0, left) < (
                other?.sessions ?? 0, other?.rooms ?? 0, right
            )
        }
    }

    func closeRoom(_ room: RoomName) async -> RecordingSeal? {
        guard let place = rooms.removeValue(forKey: room) else { return nil }
        for (session, known) in sessions where known.room == room { sessions[session] = nil }
        return await close(room, at: place.node)
    }

    func closeFormerRoom(_ room: RoomName) async -> RecordingSeal? {
        guard let former = rooms[room]?.former else { return nil }
        rooms[room]?.former = nil
        return await close(room, at: former)
    }

    /// Closing is idempotent on the node and tells the same seal again, so a lost answer costs nothing.
    private func close(_ room: RoomName, at node: Int) async -> RecordingSeal? {
        for _ in 0..<2 where !nodes[node].isLost {
            if let closed = try? await nodes[node].client.closeRoom(room.text) {
                return closed.seal.map { RecordingSeal($0) }
            }
        }
        return nil
    }

    /// Asks every node: only the one that recorded the segment has it.
    func sealOfLostSegment(_ segment: UInt32, of recording: RecordingName) async -> RecordingSeal? {
        for node in nodes where !node.isLost {
            if let seal = try? await node.client.segment(segment, of: recording.text) {
                return RecordingSeal(seal)
            }
        }
        return nil
    }

    // MARK: Trunks

    func openTrunk(_ room: RoomName, _ request: TrunkRequest) async throws -> TrunkOpened {
        guard let node = rooms[room]?.node else { throw CommandFault.relayUnavailable }
        return try await nodes[node].client.openTrunk(room.text, request)
    }

    func closeTrunk(_ room: RoomName, _ trunk: String) async {
        guard let node = rooms[room]?.node, !nodes[node].isLost else { return }
        try? await nodes[node].client.closeTrunk(room.text, trunk)
    }

    // MARK: Sessions

    func join(_ room: RoomName, participant: ParticipantName, session: SessionName) async throws -> String {
        guard let node = rooms[room]?.node else { throw CommandFault.relayUnavailable }
        // Before the call: the node may tell of the session before its answer is here.
        sessions[session] = (node, room)
        do {
            let request = BrowserSessionRequest(participant: participant.text, session: session.text)
            return try await nodes[node].client.join(room.text, request).offer
        } catch {
            sessions[session] = nil
            throw CommandFault(relay: error)
        }
    }

    func joinForeign(
        _ room: RoomName, participant: ParticipantName, session: SessionName, offer: String, role: DeviceRole
    ) async throws -> String {
        guard let node = rooms[room]?.node else { throw CommandFault.relayUnavailable }
        sessions[session] = (node, room)
        do {
            let request = ForeignSessionRequest(
                participant: participant.text, session: session.text, offer: offer, role: .init(role))
            let opened: ForeignSessionOpened = try await nodes[node].client.join(room.text, request)
            return opened.answer
        } catch {
            sessions[session] = nil
            throw CommandFault(relay: error)
        }
    }

    func answer(_ session: SessionName, sdp: String) async throws {
        guard let node = sessions[session]?.node else { throw CommandFault.notInRoom }
        do {
            try await nodes[node].client.answer(session.text, sdp: sdp)
        } catch {
            throw CommandFault(relay: error)
        }
    }

    func restart(_ session: SessionName) async throws -> String {
        guard let node = sessions[session]?.node else { throw CommandFault.notInRoom }
        do {
            return try await nodes[node].client.restart(session.text).offer
        } catch {
            throw CommandFault(relay: error)
        }
    }

    func pin(_ session: SessionName, participant: ParticipantName?) async throws {
        guard let node = sessions[session]?.node else { throw CommandFault.notInRoom }
        do {
            try await nodes[node].client.pin(session.text, participant: participant?.text)
        } catch {
            throw CommandFault(relay: error)
        }
    }

    func leave(_ session: SessionName) async {
        guard let node = sessions.removeValue(forKey: session)?.node, !nodes[node].isLost else { return }
        try? await nodes[node].client.leave(session.text)
    }

    func statistics(of session: SessionName) async -> SeatStatistics? {
        guard let node = sessions[session]?.node else { return nil }
        return (try? await nodes[node].client.statistics(of: session.text)).map { SeatStatistics($0) }
    }

    func pictures(in room: RoomName) async -> [StreamPicture] {
        guard let node = rooms[room]?.node else { return [] }
        return (try? await nodes[node].client.pictures(in: room.text))?.pictures.map { StreamPicture($0) }
            ?? []
    }

    func links() async -> [RelayLink] {
        let answering = nodes.filter { !$0.isLost }
        return await withTaskGroup(of: (Int, [RelayLink]).self) { group in
            for (index, node) in answering.enumerated() {
                let (name, client) = (node.name, node.client)
                group.addTask {
                    let links = (try? await client.statistics())?.links ?? []
                    return (index, links.map { RelayLink($0, node: name) })
                }
            }
            var found = [[RelayLink]](repeating: [], count: answering.count)
            for await (index, links) in group { found[index] = links }
            return found.flatMap { $0 }
        }
    }

    static func name(of error: any Error) -> String {
        (error as? RelayProblem)?.code ?? "\(type(of: error))"
    }
}
