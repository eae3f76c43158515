import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// What is on its way to the province's platform, and what it would not take (JL 19).
struct PlatformFeedRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/platform-messages", .read) { call in
            let states = PlatformMessage.State.allCases
            let word = call.query("state") ?? PlatformMessage.State.waiting.rawValue
            guard let state = PlatformMessage.State(rawValue: word) else {
                throw call.wrongQuery("state", .unknownValue(allowed: states.map(\.rawValue)))
            }
            let page = try await services.platform.messages(
                state, before: try place(call), for: call.person)
            return .json(PlatformMessagePage(page))
        }
        routes.on(.post, "/platform-messages/retry", .command) { call in
            let fields = try call.fields()
            let name = fields.text("name", limit: 300)
            try fields.finish()
            try await services.platform.retry(name, by: call.person)
            return Response(status: .noContent)
        }
    }

    private func place(_ call: Call) throws(Problem) -> PlatformMessagePlace? {
        guard let text = call.query("before") else { return nil }
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let at = Int64(parts[0]) else {
            throw call.wrongQuery("before", .invalid(ofKind: "cursor"))
        }
        return PlatformMessagePlace(createdAt: WallTime(milliseconds: at), name: String(parts[1]))
    }
}

struct PlatformMessagePage: Encodable {
    struct Message: Encodable {
        let name: String
        let institutionId: String
        let kind: String
        let event: String
        let state: String
        let createdAt: Instant
        let attempts: Int
        let nextAt: Instant?
        let failure: String?
        let receipt: String?
        let settledAt: Instant?
    }

    let items: [Message]
    let waiting: Int
    let dead: Int
    let configured: Bool
    let next: String?

    init(_ page: PlatformDesk.Page) {
        items = page.messages.map {
            Message(
                name: $0.name, institutionId: $0.institution.text, kind: $0.kind.rawValue, event: $0.event,
                state: $0.state.rawValue, createdAt: Instant($0.createdAt), attempts: $0.attempts,
                nextAt: $0.state == .waiting ? Instant($0.nextAt) : nil, failure: $0.failure,
                receipt: $0.receipt, settledAt: $0.settledAt.map(Instant.init))
        }
        waiting = page.waiting
        dead = page.dead
        configured = page.isConfigured
        next =
            page.messages.count < PlatformDesk.pageSize
            ? nil : page.messages.last.map { "\($0.createdAt.milliseconds) \($0.name)" }
    }
}
