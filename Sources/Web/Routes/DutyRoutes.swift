import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// The 24-hour upload duty of Jilin (JL 22).
struct DutyRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/upload-duties", .read) { try await list($0) }
        routes.on(.post, "/upload-duties", .command) { try await open($0) }
        routes.on(.post, "/upload-duties/{id}/close", .command) { try await close($0) }
        routes.on(.post, "/upload-duties/{id}/evidence", .command) { try await attachEvidence($0) }
    }

    private func list(_ call: Call) async throws -> Response {
        let now = services.orchestrator.environment.now()
        let duties = try await services.directory.uploadDuties(for: call.person)
        return .json(Items(items: duties.map { UploadDutyPayload($0.duty, patient: $0.patient, now: now) }))
    }

    private func open(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let consultation = ConsultationID(fields.text("consultationId", limit: Limits.id))
        var trigger = fields.uploadTrigger()
        try fields.finish()
        if case .undiagnosed72h(nil) = trigger {
            let view = try await services.cases.consultation(consultation, for: call.person)
            trigger = .undiagnosed72h(view?.consultation.request.admission?.admittedAt)
        }
        guard let known = trigger.known else {
            throw Problem.fields([FieldMistake.required.problem(at: "/admittedAt")])
        }
        let outcome = try await services.orchestrator.openUploadDuty(
            known, for: consultation, by: call.person, idempotency: call.idempotency)
        return answer(outcome, status: .created)
    }

    private func close(_ call: Call) async throws -> Response {
        let id = UploadDutyID(try call.parameter("id"))
        let fields = try call.fields()
        // A missing reason goes through: the refusal that follows names the article (JL 22).
        let reason = fields.optionalChoice("reason", of: UploadDuty.CloseReason.self)
        let password = fields.text("password", limit: Limits.password)
        try fields.finish()
        let person = try await services.stepUp(call.person, password: password)
        let outcome = try await services.orchestrator.perform(
            .close(reason: reason), on: id, by: person, idempotency: call.idempotency)
        return answer(outcome, status: .ok)
    }

    /// What shows that lines or equipment failed (AT-11).
    private func attachEvidence(_ call: Call) async throws -> Response {
        let id = UploadDutyID(try call.parameter("id"))
        let fields = try call.fields()
        let evidence = OutageEvidence(
            since: WallTime(milliseconds: fields.instant("since")),
            until: WallTime(milliseconds: fields.instant("until")),
            text: Redacted(fields.text("text", limit: Limits.reason)))
        try fields.finish()
        let outcome = try await services.orchestrator.perform(
            .attachEvidence(evidence), on: id, by: call.person, idempotency: call.idempotency)
        return answer(outcome, status: .ok)
    }

    private func answer(_ outcome: UploadDutyOutcome, status: HTTPResponse.Status) -> Response {
        let now = services.orchestrator.environment.now()
        return .json(
            UploadDutyPayload(outcome.duty, patient: nil, now: now), status: status,
            headers: WebServices.replay(outcome.isReplay))
    }
}
