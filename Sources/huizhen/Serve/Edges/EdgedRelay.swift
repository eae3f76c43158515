import ConsultationCore
import Foundation
import Logging
import Orchestration
import RelayAPI
import ServiceLifecycle

/// A core that edges can be joined to.
protocol TrunkedRelay: RelayControl {
    func openTrunk(_ room: RoomName, _ request: TrunkRequest) async throws -> TrunkOpened
    func closeTrunk(_ room: RoomName, _ trunk: String) async
}

/// `RelayControl` with site edges in front: whose institution has an edge on line gets the offer from there, and the
/// edge's branch of the room is joined to the core by a trunk. Without an edge, or when one fails, everybody joins the
/// core directly; the pages notice no difference.
actor EdgedRelay: RelayControl {
    struct Seat {
        var institution: String
        var room: RoomName
        var participant: ParticipantName
        var isConnected = false
    }

    nonisolated let events: AsyncStream<RelayEvent>
    private let outlet: AsyncStream<RelayEvent>.Continuation
    private let core: any TrunkedRelay
    private let registry: EdgeRegistry
    private let logger: Logger
    private var branches: [RoomName: [String: Task<String, any Error>]] = [:]
    private var seats: [SessionName: Seat] = [:]
    /// Those whom an edge could not reach: they join the core until the room ends.
    private var direct: [RoomName: Set<ParticipantName>] = [:]

    /// A browser that cannot reach its hospital's edge (a physician at home) goes to the core after so long.
    private static let connectLimit = Duration.seconds(8)

    init(core: any TrunkedRelay, registry: EdgeRegistry, logger: Logger) {
        self.core = core
        self.registry = registry
        self.logger = logger
        (events, outlet) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(8192))
    }

    // MARK: Joining

    func join(_ room: RoomName, participant: ParticipantName, session: SessionName) async throws -> String {
        try await core.join(room, participant: participant, session: session)
    }

    func join(
        _ room: RoomName, participant: ParticipantName, session: SessionName, from institution: InstitutionID
    ) async throws -> String {
        let name = institution.text
        let mayUseEdge = direct[room]?.contains(participant) != true
        if mayUseEdge, await registry.isOnline(name) {
            do {
                return try await joinEdge(name, room, participant, session)
            } catch {
                logger.warning(
                    "edge refused a participant; joining the relay directly",
                    metadata: ["institution": "\(name)", "fault": "\(RelayFleet.name(of: error))"])
            }
        }
        return try await core.join(room, participant: participant, session: session)
    }

    private func joinEdge(
        _ institution: String, _ room: RoomName, _ participant: ParticipantName, _ session: SessionName
    ) async throws -> String {
        try await makeBranch(of: room, at: institution)
        seats[session] = Seat(institution: institution, room: room, participant: participant)
        do {
            let request = BrowserSessionRequest(participant: participant.text, session: session.text)
            let reply = try await registry.call(institution, .join(room: room.text, request))
            guard let offer = reply.offer else { throw EdgeRegistry.Fault(description: "no offer") }
            logger.info(
                "joined at the edge", metadata: ["session": "\(session)", "institution": "\(institution)"])
            return offer
        } catch {
            seats[session] = nil
            throw error
        }
    }

    /// Opens the edge's branch of a room once, however many join.
    private func makeBranch(of room: RoomName, at institution: String) async throws {
        if let known = branches[room]?[institution] {
            _ = try await known.value
            return
        }
        let task = Task { try await self.openBranch(of: room, at: institution) }
        branches[room, default: [:]][institution] = task
        do {
            _ = try await task.value
        } catch {
            if branches[room]?[institution] == task { branches[room]?[institution] = nil }
            throw error
        }
    }

    private func openBranch(of room: RoomName, at institution: String) async throws -> String {
        var generator = SystemRandomNumberGenerator()
        let secret = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        let trunk = "edge-" + String(UInt64.random(in: 1 ... .max, using: &generator), radix: 16)
        let opened = try await core.openTrunk(room, .init(trunk: trunk, role: .core, secret: secret))
        do {
            _ = try await registry.call(
                institution,
                .openRoom(
                    room: room.text, trunk: .init(name: trunk, secret: secret, core: opened.addresses)))
        } catch {
            await core.closeTrunk(room, trunk)
            throw error
        }
        return trunk
    }

    /// Devices join the core: an edge is for the pages of its hospital.
    func joinForeign(
        _ room: RoomName, participant: ParticipantName, session: SessionName, offer: String, role: DeviceRole
    ) async throws -> String {
        try await core.joinForeign(
            room, participant: participant, session: session, offer: offer, role: role)
    }

    func answer(_ session: SessionName, sdp: String) async throws {
        guard let seat = seats[session] else { return try await core.answer(session, sdp: sdp) }
        do {
            _ = try await registry.call(
                seat.institution, .answer(session: session.text, SessionAnswer(sdp: sdp)))
        } catch {
            throw CommandFault(relay: error)
        }
        Task {
            try? await Task.sleep(for: Self.connectLimit)
            self.reviewConnection(session)
        }
    }

    func restart(_ session: SessionName) async throws -> String {
        guard let seat = seats[session] else { return try await core.restart(session) }
        do {
            let reply = try await registry.call(seat.institution, .restart(session: session.text))
            guard let offer = reply.offer else { throw EdgeRegistry.Fault(description: "no offer") }
            return offer
        } catch {
            throw CommandFault(relay: error)
        }
    }

    func pin(_ session: SessionName, participant: ParticipantName?) async throws {
        guard let seat = seats[session] else {
            return try await core.pin(session, participant: participant)
        }
        do {
            _ = try await registry.call(
                seat.institution,
                .pin(session: session.text, PinRequest(participant: participant?.text)))
        } catch {
            throw CommandFault(relay: error)
        }
    }

    private func reviewConnection(_ session: SessionName) {
        guard let seat = seats[session], !seat.isConnected else { return }
        sendAway(session, seat)
    }

    /// The page joins again by itself, directly.
    private func sendAway(_ session: SessionName, _ seat: Seat) {
        direct[seat.room, default: []].insert(seat.participant)
        seats[session] = nil
        outlet.yield(.mustRejoin(session))
    }

    func leave(_ session: SessionName) async {
        guard let seat = seats.removeValue(forKey: session) else { return await core.leave(session) }
        _ = try? await registry.call(seat.institution, .leave(session: session.text))
    }

    func statistics(of session: SessionName) async -> SeatStatistics? {
        guard let seat = seats[session] else { return await core.statistics(of: session) }
        let reply = try? await registry.call(seat.institution, .statistics(session: session.text))
        return reply?.statistics.map { SeatStatistics($0) }
    }

    /// The core records whatever the edges send.
    func pictures(in room: RoomName) async -> [StreamPicture] { await core.pictures(in: room) }

    func links() async -> [RelayLink] { await core.links() }

    // MARK: Rooms

    func openRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        forgetBranches(of: room)
        return try await core.openRoom(room, recording: recording, segmentOf: segmentOf)
    }

    func closeRoom(_ room: RoomName) async -> RecordingSeal? {
        let institutions = branches[room]?.keys.map { $0 } ?? []
        forgetBranches(of: room)
        direct[room] = nil
        for (session, seat) in seats where seat.room == room { seats[session] = nil }
        for institution in institutions {
            _ = try? await registry.call(institution, .closeRoom(room: room.text))
        }
        return await core.closeRoom(room)
    }

    /// The branches are joined to the old place. Who joins again opens them anew, at the new one.
    func moveRoom(_ room: RoomName, recording: RecordingName, segmentOf: UInt32) async throws -> UInt32 {
        let segment = try await core.moveRoom(room, recording: recording, segmentOf: segmentOf)
        forgetBranches(of: room)
        return segment
    }

    private func forgetBranches(of room: RoomName) { branches[room] = nil }

    func closeFormerRoom(_ room: RoomName) async -> RecordingSeal? { await core.closeFormerRoom(room) }

    func sealOfLostSegment(_ segment: UInt32, of recording: RecordingName) async -> RecordingSeal? {
        await core.sealOfLostSegment(segment, of: recording)
    }

    // MARK: What is told

    private func take(_ event: RelayEvent) {
        if case .roomLost(let room, _) = event { forgetBranches(of: room) }
        outlet.yield(event)
    }

    private func take(_ notice: EdgeRegistry.Notice) {
        switch notice {
        case .lost(let institution):
            for room in branches.keys { branches[room]?[institution] = nil }
            for (session, seat) in seats where seat.institution == institution {
                // The edge may come back: only this time directly.
                seats[session] = nil
                outlet.yield(.mustRejoin(session))
            }
        case .event(let institution, let event):
            takeEdgeEvent(event, of: institution)
        }
    }

    private func takeEdgeEvent(_ event: NodeEvent, of institution: String) {
        if event.kind == .trunkChanged, event.reason == "closed" || event.reason == "silent",
            let room = event.room.map({ RoomName($0) })
        {
            branches[room]?[institution] = nil
            for (session, seat) in seats where seat.room == room && seat.institution == institution {
                sendAway(session, seat)
            }
            return
        }
        guard let name = event.session, seats[SessionName(name)]?.institution == institution else { return }
        let session = SessionName(name)
        if event.kind == .connected { seats[session]?.isConnected = true }
        guard let translated = RelayEvent(event) else { return }
        if event.kind == .disconnected { seats[session] = nil }
        outlet.yield(translated)
    }
}

extension EdgedRelay: Service {
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await event in self.core.events { await self.take(event) } }
                group.addTask { for await notice in self.registry.notices { await self.take(notice) } }
                group.addTask { await self.registry.watch() }
                await group.waitForAll()
            }
        }
        outlet.finish()
    }
}
