import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// 应急与备份: plans, incidents, backups, drills (NHC-TM 四(一)1, NHC-IH 附录五, SC 23(1)).
struct OperationsRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/operations", .read) { try await show($0) }
        routes.on(.put, "/contingency-plans/{kind}", .command) { call in
            guard let kind = IncidentKind(rawValue: try call.parameter("kind")) else {
                throw Problem.notFound
            }
            let fields = try call.fields()
            let plan = ContingencyPlan(
                kind: kind, title: fields.text("title", limit: Limits.name),
                steps: fields.texts("steps", itemLimit: Limits.reason, limit: ContingencyPlan.stepLimit)
                    ?? [],
                document: fields.optionalText("document", limit: Limits.reason))
            try fields.finish()
            try await services.operations.keep(plan, by: call.person, idempotency: call.idempotency)
            return try await show(call)
        }
        routes.on(.post, "/incidents", .command) { call in
            let fields = try call.fields()
            let kind = fields.choice("kind", otherwise: IncidentKind.device)
            let summary = fields.text("summary", limit: Limits.reason)
            try fields.finish()
            try await services.operations.open(
                kind, summary: summary, as: IncidentID(try call.stableID("incident")), by: call.person)
            return try await show(call, status: .created)
        }
        command(&routes, "steps") { .completeStep(Int($0.integer("step", in: 0...100))) }
        command(&routes, "notes") { .note($0.text("text", limit: Limits.reason)) }
        command(&routes, "close") { .close(summary: $0.text("summary", limit: Limits.reason)) }
        routes.on(.post, "/drills/plan", .command) { call in
            let fields = try call.fields()
            let day = fields.requiredDate("plannedOn")
            try fields.finish()
            _ = try await services.orchestrator.perform(
                .planDrill(day), by: call.person, idempotency: call.idempotency)
            return try await show(call)
        }
    }

    private func command(
        _ routes: inout Routes, _ path: String, command: @escaping @Sendable (Fields) -> IncidentCommand
    ) {
        routes.on(.post, "/incidents/{id}/" + path, .command) { call in
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            try await services.operations.perform(
                command, on: IncidentID(try call.parameter("id")), by: call.person,
                idempotency: call.idempotency)
            return try await show(call)
        }
    }

    private func show(_ call: Call, status: HTTPResponse.Status = .ok) async throws -> Response {
        .json(OperationsPayload(try await services.operations.view(for: call.person)), status: status)
    }
}
