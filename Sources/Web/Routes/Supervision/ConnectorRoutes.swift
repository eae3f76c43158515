import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// The ways to the provinces' supervision platforms (NHC-SUP 4).
struct ConnectorRoutes: Sendable {
    let services: WebServices

    private var desk: SupervisionDesk { SupervisionDesk(orchestrator: services.orchestrator) }

    func add(to routes: inout Routes) {
        routes.on(.get, "/supervision/connectors", .read) { call in
            let now = services.orchestrator.environment.now()
            let views = try await desk.connectors(for: call.person)
            return .json(Items(items: views.map { ConnectorPayload($0, now: now) }))
        }
        routes.on(.post, "/supervision/connectors", .command) { call in
            let fields = try call.fields()
            let province = Jurisdiction(fields.coded("province", in: .province))
            let office = fields.optionalText("officeId", limit: Limits.id).map { InstitutionID($0) }
            let consumer = fields.feedConsumer()
            try fields.finish()
            let outcome = try await desk.register(
                province, office: office, consumer, by: call.person, idempotency: call.idempotency)
            return try await show(outcome, call, status: .created)
        }
        act(&routes, "consumer") { .replaceConsumer($0.feedConsumer()) }
        act(&routes, "test") { _ in .startTest }
        act(&routes, "confirm") { _ in .confirm }
        act(&routes, "disconnect") { .disconnect(reason: $0.reason().value) }
    }

    private func act(
        _ routes: inout Routes, _ path: String,
        _ command: @escaping @Sendable (Fields) -> SupervisionConnectorCommand
    ) {
        routes.on(.post, "/supervision/connectors/{id}/" + path, .change) { call in
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            let outcome = try await desk.perform(
                command, on: try call.parameter("id"), expectedVersion: call.version, by: call.person,
                idempotency: call.idempotency)
            return try await show(outcome, call)
        }
    }

    private func show(
        _ outcome: RecordOutcome<SupervisionConnector>, _ call: Call, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let now = services.orchestrator.environment.now()
        guard
            let view = try await desk.connectors(for: call.person)
                .first(where: { $0.connector.key == outcome.record.key })
        else { throw Problem.notFound }
        var headers = WebServices.replay(outcome.isReplay)
        headers[.eTag] = "\"\(view.connector.version)\""
        return .json(ConnectorPayload(view, now: now), status: status, headers: headers)
    }
}

extension Fields {
    fileprivate func feedConsumer() -> FeedConsumer {
        let text = text("publicKey", limit: 64)
        let key = Digest(hexadecimal: text)
        if key == nil, has("publicKey") {
            note("publicKey", .invalid(ofKind: "Ed25519 key, 64 hexadecimal digits"))
        }
        return FeedConsumer(name: self.text("consumer", limit: Limits.name), publicKey: key ?? Digest(of: ""))
    }
}
