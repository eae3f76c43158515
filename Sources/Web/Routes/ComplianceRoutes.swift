import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// What shows that the rules are kept: requirements with figures, the board of breaches, and who saw a case.
struct ComplianceRoutes: Sendable {
    let services: WebServices
    let presenter: CompliancePresenter

    func add(to routes: inout Routes) {
        routes.on(.get, "/compliance", .read) { call in
            .json(presenter.payload(try await services.compliance.figures(for: call.person)))
        }
        routes.on(.get, "/policy-versions/{id}", .read) { call in
            let version = PolicyVersionID(try call.parameter("id"))
            let book = services.orchestrator.policies
            guard let resolution = book.resolution(named: version) else { throw Problem.notFound }
            let today = CivilDate(services.orchestrator.environment.now())
            return .json(
                presenter.payload(
                    resolution, named: version, texts: book.texts, today: book.standings(on: today)))
        }
        routes.on(.get, "/violations", .read) { try await violations($0) }
        routes.on(.post, "/violations/{id}/acknowledge", .command) { try await acknowledge($0) }
        routes.on(.get, "/consultations/{id}/accesses", .read) { try await accesses($0) }
    }

    private func violations(_ call: Call) async throws -> Response {
        var filter = ViolationFilter()
        if let code = call.query("code"), !code.isEmpty {
            guard ViolationTexts.codes.contains(code) else {
                throw call.wrongQuery("code", .unknownValue(allowed: ViolationTexts.codes))
            }
            filter.code = code
        }
        if let state = call.query("state"), !state.isEmpty {
            guard ["open", "acknowledged"].contains(state) else {
                throw call.wrongQuery("state", .unknownValue(allowed: ["open", "acknowledged"]))
            }
            filter.isAcknowledged = state == "acknowledged"
        }
        filter.from = try call.queryDay("from")?.start
        filter.to = try call.queryDay("to")?.adding(days: 1).start
        let institution = call.query("institution").flatMap { $0.isEmpty ? nil : InstitutionID($0) }
        let page = try await services.compliance.violations(
            filter, of: institution, cursor: call.query("cursor"), limit: try call.queryLimit(),
            for: call.person)
        return .json(Items(items: page.items.map(ViolationPayload.init), next: page.next))
    }

    /// A breach of another institution is not there, whoever asks.
    private func acknowledge(_ call: Call) async throws -> Response {
        guard let seq = Int64(try call.parameter("id")) else { throw Problem.notFound }
        let fields = try call.fields()
        let reason = fields.text("reason", limit: 500)
        try fields.finish()
        guard
            let view = try await services.compliance.acknowledge(seq, reason: reason, by: call.person)
        else { throw Problem.notFound }
        return .json(ViolationPayload(view))
    }

    private func accesses(_ call: Call) async throws -> Response {
        let entries = try await services.compliance.accesses(of: try call.consultation(), for: call.person)
        guard let entries else { throw Problem.notFound }
        return .json(
            Items(
                items: entries.map {
                    CaseReadingPayload(
                        seq: $0.seq, at: Instant($0.at), name: $0.name, institution: $0.institutionName,
                        operation: $0.operation, purpose: $0.purpose.map(DisplayNames.purpose),
                        origin: $0.origin, reason: $0.reason)
                }))
    }
}
