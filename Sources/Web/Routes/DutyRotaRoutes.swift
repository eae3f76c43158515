import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// The 24-hour duty rota of the invited side (JL 24).
struct DutyRotaRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/duty-rotas", .read) { call in
            let now = services.orchestrator.environment.now()
            let views = try await services.diagnoses.rotas(for: call.person)
            return .json(Items(items: views.map { DutyRotaPayload($0, now: now) }))
        }
        routes.on(.get, "/duty-candidates", .read) { try await candidates($0) }
        routes.on(.post, "/duty-rotas", .command) { call in
            let fields = try call.fields()
            let agreement = AgreementID(fields.text("agreementId", limit: Limits.id))
            let kind = fields.choice("serviceKind", otherwise: ServiceKind.remoteImagingDiagnosis)
            let (period, shifts) = fields.dutyPlan()
            try fields.finish()
            let outcome = try await services.orchestrator.draftRota(
                under: agreement, for: kind, period, shifts, by: call.person, idempotency: call.idempotency)
            return try await show(outcome.record.id, call, status: .created, isReplay: outcome.isReplay)
        }
        routes.on(.get, "/duty-rotas/{id}", .read) { try await show(try id($0), $0) }
        change(&routes, .put, "/plan") { fields in
            let (period, shifts) = fields.dutyPlan()
            return .plan(period, shifts)
        }
        change(&routes, .post, "/publish") { _ in .publish }
        change(&routes, .post, "/withdraw") { .withdraw(reason: $0.reason().value) }
    }

    private func id(_ call: Call) throws(Problem) -> DutyRotaID { DutyRotaID(try call.parameter("id")) }

    private func candidates(_ call: Call) async throws -> Response {
        guard let kind = ServiceKind(rawValue: call.query("serviceKind") ?? "") else {
            throw call.wrongQuery(
                "serviceKind", .unknownValue(allowed: ServiceKind.allCases.map(\.rawValue)))
        }
        let subKind = call.query("subKind").flatMap(ImagingSubKind.init(rawValue:))
        let found = try await services.diagnoses.candidates(for: kind, subKind, for: call.person)
        return .json(
            Items(items: found.map { DutyCandidatePayload($0, trace: call.context.traceID) }))
    }

    private func change(
        _ routes: inout Routes, _ method: HTTPRequest.Method, _ path: String,
        command: @escaping @Sendable (Fields) -> DutyRotaCommand
    ) {
        routes.on(method, "/duty-rotas/{id}" + path, .change) { call in
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            let id = try id(call)
            let outcome = try await services.orchestrator.perform(
                command, on: id, expectedVersion: call.version, by: call.person,
                idempotency: call.idempotency)
            return try await show(id, call, isReplay: outcome.isReplay)
        }
    }

    private func show(
        _ id: DutyRotaID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false
    ) async throws -> Response {
        guard let view = try await services.diagnoses.rota(id, for: call.person) else {
            throw Problem.notFound
        }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.rota.version)\""
        let now = services.orchestrator.environment.now()
        return .json(DutyRotaPayload(view, now: now), status: status, headers: headers)
    }
}
