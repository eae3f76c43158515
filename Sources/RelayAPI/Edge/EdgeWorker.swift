import Foundation
import MediaRelay

/// Does at the edge what the service commands, and keeps what is to be told until it is delivered.
actor EdgeWorker {
    /// Events waiting while the service is away; the oldest are kept, and the rooms are gone by then anyhow.
    private static let queueLimit = 1024

    private let control: NodeControl
    private var replies: [EdgeReply] = []
    private var events: [NodeEvent] = []
    private var sending: (replies: Int, events: Int)?
    private var number: UInt64 = 0

    init(control: NodeControl) { self.control = control }

    func note(_ event: NodeEvent) {
        if events.count < Self.queueLimit { events.append(event) }
    }

    func take(_ command: EdgeCommand) async {
        var reply = EdgeReply(id: command.id)
        do {
            try await perform(command.call, &reply)
        } catch let problem as RelayProblem {
            reply.problem = problem
        } catch {
            reply.problem = RelayProblem(
                code: "edgeFault", status: 500, title: "The edge failed", detail: "\(type(of: error))",
                mend: "See the edge's log.")
        }
        if replies.count < Self.queueLimit { replies.append(reply) }
    }

    private func perform(_ call: EdgeCommand.Call, _ reply: inout EdgeReply) async throws {
        switch call {
        case .openRoom(let room, let trunk): try await open(room, trunk)
        case .closeRoom(let room): _ = try await control.closeRoom(room)
        case .join(let room, let request): reply.offer = try await control.join(request, in: room).offer
        case .answer(let session, let answer): try await control.answer(session, answer)
        case .restart(let session): reply.offer = try await control.restart(session).offer
        case .pin(let session, let request): try await control.pin(session, request)
        case .leave(let session): await control.leave(session)
        case .statistics(let session): reply.statistics = try await control.statistics(of: session)
        }
    }

    private func open(_ room: String, _ trunk: EdgeTrunk) async throws {
        // Left over from a line that broke: its trunk's secret is used up.
        _ = try await control.closeRoom(room)
        _ = try await control.openRoom(room, RoomOpening(recording: nil))
        do {
            let request = TrunkRequest(
                trunk: trunk.name, role: .branch, secret: trunk.secret, remotes: remotes(trunk.core))
            _ = try await control.openTrunk(request, in: room)
        } catch {
            _ = try? await control.closeRoom(room)
            throw error
        }
    }

    /// Uplink n goes to the core's address n, so that two providers stay two on the whole way.
    private func remotes(_ core: [FixedSessionOpened.Address]) -> [String: String] {
        let uplinks = control.node.configuration.links.filter { $0.use != .participants }
        var result: [String: String] = [:]
        for (uplink, address) in zip(uplinks, core) {
            let host = address.address.contains(":") ? "[\(address.address)]" : address.address
            result[uplink.name] = "\(host):\(address.port)"
        }
        return result
    }

    // MARK: Reports

    var hasMore: Bool { !replies.isEmpty || !events.isEmpty }

    /// The next report; nil while one is under way. A delivered one is forgotten, another is sent again as it was and
    /// more.
    func beginReport() -> EdgeReport? {
        guard sending == nil else { return nil }
        sending = (replies.count, events.count)
        number += 1
        return EdgeReport(
            instance: control.instance, number: number, replies: replies, events: events)
    }

    func endReport(delivered: Bool) {
        if let sending, delivered {
            replies.removeFirst(sending.replies)
            events.removeFirst(sending.events)
        }
        sending = nil
    }
}
