import Evidence
import MediaEngine
package import MediaRelay
import Synchronization

/// What the control API does: one relay node, its state, its table of rooms and its log of events.
package actor NodeControl {
    /// Seals of rooms closed lately, told again to a caller whose answer was lost.
    static let sealsKept = 1024

    package nonisolated let node: RelayNode
    /// Drawn at start; tells one life of the node from the next.
    package nonisolated let instance: String
    nonisolated let log: EventLog
    var table = NodeTable()
    var state = NodeState.serving
    var refusals: [String: UInt64] = [:]
    private var seals: [String: SegmentSeal] = [:]
    private var sealOrder: [String] = []
    private var drainTask: Task<Void, Never>?

    private let observer: (@Sendable (NodeEvent) -> Void)?

    /// - Parameter observer: hears every event, in order; for a service in the same process.
    package init(node: RelayNode, observer: (@Sendable (NodeEvent) -> Void)? = nil) {
        self.node = node
        self.observer = observer
        var generator = SystemRandomNumberGenerator()
        let bits: UInt64 = generator.next()
        instance = String(bits, radix: 16)
        log = EventLog(instance: instance)
    }

    /// Passes the node's events on until it stops.
    package func run() async {
        for await event in node.events { note(NodeEvent(event)) }
        log.finish()
    }

    func note(_ event: NodeEvent) {
        table.apply(event)
        log.append(event)
        observer?(event)
    }

    // MARK: Node

    package var health: NodeHealth {
        NodeHealth(
            instance: instance, state: state, rooms: table.rooms.count, sessions: table.roomOfSession.count,
            sequence: log.sequence)
    }

    var rooms: RoomList { RoomList(instance: instance, sequence: log.sequence, rooms: table.status) }

    /// No new rooms from now on; those still open at the deadline are closed and sealed.
    package func drain(deadlineSeconds: Int?) {
        if state != .draining {
            state = .draining
            note(NodeEvent(kind: .draining))
        }
        guard let deadlineSeconds else { return }
        drainTask?.cancel()
        drainTask = Task {
            guard (try? await Task.sleep(for: .seconds(deadlineSeconds))) != nil else { return }
            for room in self.table.rooms.keys.sorted() { _ = try? await self.closeRoom(room) }
        }
    }

    /// Takes new rooms again.
    func resume() {
        drainTask?.cancel()
        state = .serving
    }

    /// Waits until no room is open, at most so long.
    package func waitUntilEmpty(seconds: Int) async {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !table.rooms.isEmpty, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    // MARK: Rooms

    package func openRoom(_ room: String, _ opening: RoomOpening) async throws -> (
        opened: RoomOpened, isNew: Bool
    ) {
        if let known = table.rooms[room] {
            guard known.recording == opening.recording, known.controller == opening.controller else {
                throw count(.roomExists(room))
            }
            return (RoomOpened(segment: known.segment), false)
        }
        guard state == .serving else { throw count(.draining) }
        let segment: UInt32?
        do {
            segment = try await node.openRoom(
                id: .init(room), recording: opening.recording.map { .init($0) },
                segment: opening.segment ?? 1)
        } catch {
            throw count(RelayProblem(error))
        }
        forgetSeal(of: room)
        table.rooms[room] = .init(
            recording: opening.recording, segment: segment, controller: opening.controller)
        return (RoomOpened(segment: segment), true)
    }

    @discardableResult
    package func closeRoom(_ room: String) async throws -> RoomClosed {
        guard table.rooms[room] != nil else { return RoomClosed(seal: seals[room]) }
        let summary: RecordingSummary?
        do {
            summary = try await node.closeRoom(id: .init(room))
        } catch .unknownRoom {
            summary = nil
        } catch {
            throw RelayProblem(error)
        }
        table.remove(room: room)
        let seal = summary.map { SegmentSeal($0) }
        if let seal { keep(seal, of: room) }
        return RoomClosed(seal: seal)
    }

    private func keep(_ seal: SegmentSeal, of room: String) {
        seals[room] = seal
        sealOrder.append(room)
        if sealOrder.count > Self.sealsKept { seals[sealOrder.removeFirst()] = nil }
    }

    private func forgetSeal(of room: String) {
        guard seals.removeValue(forKey: room) != nil else { return }
        sealOrder.removeAll { $0 == room }
    }

    /// What is valid of a segment whose writer was lost, read from the disk.
    package func lostSegment(_ segment: UInt32, of recording: String) throws -> SegmentSeal {
        let isRunning = table.rooms.values.contains { $0.recording == recording && $0.segment == segment }
        guard !isRunning else { throw RelayProblem.stillRecording(recording) }
        return try Self.read(segment, of: recording, on: node)
    }

    private static func read(
        _ segment: UInt32, of recording: String, on node: RelayNode
    ) throws -> SegmentSeal {
        let verifier = RecordingVerifier(key: node.keys.recording)
        let found = try? verifier.verify(
            directory: node.configuration.recordingsDirectory, recording: recording)
        guard let seal = found.flatMap({ SegmentSeal(segment: segment, of: $0) }) else {
            throw RelayProblem.unknownSegment(recording, segment)
        }
        return seal
    }

    // MARK: Sessions

    package func open(
        _ request: SessionRequest, in room: String
    ) async throws -> any Encodable & Sendable {
        do {
            switch request {
            case .browser(let request): return try await join(request, in: room)
            case .fixed(let request): return try await join(request, in: room)
            case .foreign(let request): return try await join(request, in: room)
            }
        } catch let error as RelayNodeError {
            throw count(RelayProblem(error))
        }
    }

    package func join(
        _ request: BrowserSessionRequest, in room: String
    ) async throws -> OfferedSession {
        do {
            let offer = try await node.join(
                room: .init(room), participant: .init(request.participant), session: .init(request.session))
            add(request.session, request.participant, to: room)
            return OfferedSession(offer: offer)
        } catch {
            throw count(RelayProblem(error))
        }
    }

    package func join(
        _ request: FixedSessionRequest, in room: String
    ) async throws -> FixedSessionOpened {
        let leg = try FixedLegRequest(request)
        // The leg is connected before the call returns: what the node tells of it must find it in the table.
        add(request.session, request.participant, to: room)
        do {
            let opened = try await node.joinFixed(
                room: .init(room), participant: .init(request.participant),
                session: .init(request.session), request: leg)
            return FixedSessionOpened(opened)
        } catch {
            if error != .sessionExists(.init(request.session)) { table.remove(session: request.session) }
            throw count(RelayProblem(error))
        }
    }

    package func join(
        _ request: ForeignSessionRequest, in room: String
    ) async throws -> ForeignSessionOpened {
        // It may be connected before the call returns: what the node tells of it must find it in the table.
        add(request.session, request.participant, to: room)
        do {
            let answer = try await node.joinForeign(
                room: .init(room), participant: .init(request.participant),
                session: .init(request.session), offer: request.offer,
                role: request.role == .publish ? .publish : .watch)
            return ForeignSessionOpened(answer: answer)
        } catch {
            if error != .sessionExists(.init(request.session)) { table.remove(session: request.session) }
            throw count(RelayProblem(error))
        }
    }

    private func add(_ session: String, _ participant: String, to room: String) {
        guard table.roomOfSession[session] == nil else { return }
        table.add(.init(session: session, participant: participant), to: room)
    }

    package func answer(_ session: String, _ answer: SessionAnswer) async throws {
        do {
            try await node.answer(session: .init(session), sdp: answer.sdp)
        } catch {
            throw RelayProblem(error)
        }
    }

    /// A new offer under new ICE credentials; the answer is given as the first was.
    package func restart(_ session: String) async throws -> OfferedSession {
        do {
            return OfferedSession(offer: try await node.restart(session: .init(session)))
        } catch {
            throw count(RelayProblem(error))
        }
    }

    package func pin(_ session: String, _ request: PinRequest) async throws {
        do {
            try await node.pin(
                session: .init(session), participant: request.participant.map { .init($0) })
        } catch {
            throw RelayProblem(error)
        }
    }

    package func leave(_ session: String) async {
        await node.leave(session: .init(session))
        table.remove(session: session)
    }

    /// Counts what was turned away, for the metrics.
    private func count(_ problem: RelayProblem) -> RelayProblem {
        refusals[problem.code, default: 0] += 1
        return problem
    }
}
