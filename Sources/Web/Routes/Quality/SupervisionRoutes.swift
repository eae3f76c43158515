import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Yearly grades of institutions (JL 45, 47).
struct SupervisionRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/evaluations", .read) { call in
            let found = try await services.quality.evaluations(of: call.institution, for: call.person)
            return .json(EvaluationsPayload(found))
        }
        routes.on(.post, "/evaluations", .command) { call in
            let fields = try call.fields()
            let subject = InstitutionID(fields.text("institutionId", limit: Limits.id))
            let year = Int(fields.integer("year", in: 2000...2999))
            let grade: Evaluation.Grade = fields.choice("grade", otherwise: .qualified)
            let indicators =
                fields.children("indicators", limit: Evaluation.indicatorLimit)?.map {
                    Evaluation.Indicator(
                        name: $0.text("name", limit: Limits.name),
                        points: Int($0.integer("points", in: 0...100)))
                } ?? []
            try fields.finish()
            let outcome = try await services.orchestrator.evaluate(
                subject, year: year, indicators, grade, by: call.person, idempotency: call.idempotency)
            let found = try await services.quality.evaluations(of: subject, for: call.person)
            return .json(
                EvaluationsPayload(found), status: .created, headers: WebServices.replay(outcome.isReplay))
        }
    }
}

extension QualityRoutes {
    /// Findings of the authority (NHC-SUP 25).
    func findings(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<SupervisionFinding>) -> SupervisionFindingDetail = {
            SupervisionFindingDetail($0)
        }
        lists(&routes, "/findings", SupervisionFinding.self, detail)
        routes.on(.post, "/findings", .command) { call in
            let fields = try call.fields()
            let institution = InstitutionID(fields.text("institutionId", limit: Limits.id))
            let text = Redacted(fields.text("text", limit: Limits.reason))
            let dueOn = fields.date("dueOn") ?? CivilDate(daysSinceEpoch: 0)
            try fields.finish()
            let id = try call.stableID("finding")
            let outcome = try await services.orchestrator.sendFinding(
                text, dueOn: dueOn, to: institution, id: id, by: call.person, idempotency: call.idempotency)
            return try await show(
                SupervisionFinding.self, id, call, detail, status: .created, isReplay: outcome.isReplay)
        }
        act(&routes, "/findings/{id}/start", SupervisionFinding.self, detail) {
            .startRectification(plan: Redacted($0.text("plan", limit: Limits.reason)))
        }
        act(&routes, "/findings/{id}/upload", SupervisionFinding.self, detail) {
            .upload(result: Redacted($0.text("result", limit: Limits.reason)))
        }
        act(&routes, "/findings/{id}/report", SupervisionFinding.self, detail) { .report($0.filedReport()) }
        act(&routes, "/findings/{id}/close", SupervisionFinding.self, detail) {
            .close(conclusion: Redacted($0.text("conclusion", limit: Limits.reason)))
        }
    }
}
