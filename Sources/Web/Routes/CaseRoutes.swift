import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Work list and consultations as they are read.
struct CaseRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/worklist", .read) { try await worklist($0) }
        routes.on(.get, "/consultations", .read) { try await list($0) }
        routes.on(.post, "/consultations", .command) { try await create($0) }
        routes.on(.get, "/consultations/{id}", .read) { try await services.show(try $0.consultation(), $0) }
        routes.on(.get, "/consultations/{id}/timeline", .read) { try await timeline($0) }
        routes.on(.get, "/consultations/{id}/access-links", .read) { call in
            let found = try await services.cases.accessLinks(of: try call.consultation(), for: call.person)
            guard let found else { throw Problem.notFound }
            return .json(Items(items: found.map(SideAccessPayload.init)))
        }
        routes.on(.get, "/consultations/{id}/recording", .read) { try await recording($0) }
        routes.on(.get, "/consultations/{id}/messages", .read) { try await messages($0) }
        routes.on(.post, "/consultations/{id}/messages", .command) { try await postMessage($0) }
    }

    private func worklist(_ call: Call) async throws -> Response {
        let name = call.query("box") ?? WorklistBox.todo.rawValue
        guard let box = WorklistBox(rawValue: name) else {
            throw call.wrongQuery("box", .unknownValue(allowed: WorklistBox.allCases.map(\.rawValue)))
        }
        let list = try await services.cases.worklist(box, for: call.person)
        let now = services.orchestrator.environment.now()
        let orders = try await services.diagnoses.orders(
            .todo, cursor: nil, limit: Limits.pageSize.upperBound, for: call.person
        ).items
        return .json(
            WorkListPayload(
                items: list.items.map(WorkItemPayload.init),
                diagnoses: box == .todo ? orders.map { DiagnosisSummaryPayload($0, now: now) } : [],
                counts: .init(
                    todo: list.todoCount + orders.count,
                    overdue: list.overdueCount + orders.count { $0.due?.hasPassed(at: now) ?? false })))
    }

    private func list(_ call: Call) async throws -> Response {
        var states: [Consultation.State] = []
        if let names = call.query("state") {
            for name in names.split(separator: ",") {
                guard let state = Consultation.State(rawValue: String(name)) else {
                    let allowed = Consultation.State.allCases.map(\.rawValue)
                    throw call.wrongQuery("state", .unknownValue(allowed: allowed))
                }
                states.append(state)
            }
        }
        var limit = 50
        if let text = call.query("limit") {
            guard let number = Int(text), Limits.pageSize.contains(number) else {
                throw call.wrongQuery(
                    "limit",
                    .outOfRange(Int64(Limits.pageSize.lowerBound)...Int64(Limits.pageSize.upperBound)))
            }
            limit = number
        }
        let page = try await services.cases.consultations(
            in: states, cursor: call.query("cursor"), limit: limit, for: call.person)
        return .json(Items(items: page.items.map(ConsultationSummaryPayload.init), next: page.next))
    }

    private func create(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let patient = fields.text("patientId", limit: Limits.id)
        let priority = fields.optionalChoice("priority", of: Priority.self) ?? .routine
        let mode = fields.optionalChoice("mode", of: ConsultationMode.self) ?? .direct
        let kind = fields.optionalChoice("serviceKind", of: ServiceKind.self) ?? .remoteConsultation
        let reference = fields.optionalText("approvalReference", limit: Limits.name)
        try fields.finish()
        let outcome = try await services.orchestrator.create(
            patient: PatientID(patient), priority: priority, mode: mode, kind: kind,
            approvalReference: reference, by: call.person,
            idempotency: call.idempotency)
        return try await services.show(
            outcome.consultation.id, call, status: .created, isReplay: outcome.isReplay)
    }

    private func timeline(_ call: Call) async throws -> Response {
        let entries = try await services.cases.timeline(of: try call.consultation(), for: call.person)
        guard let entries else { throw Problem.notFound }
        return .json(Items(items: entries.map(TimelinePayload.init)))
    }

    private func recording(_ call: Call) async throws -> Response {
        let view = try await services.cases.consultation(try call.consultation(), for: call.person)
        guard let recording = view?.consultation.recording else { throw Problem.notFound }
        return .json(RecordingPayload(recording))
    }

    private func messages(_ call: Call) async throws -> Response {
        let messages = try await services.cases.messages(of: try call.consultation(), for: call.person)
        guard let messages else { throw Problem.notFound }
        return .json(Items(items: messages.map(MessagePayload.init)))
    }

    private func postMessage(_ call: Call) async throws -> Response {
        let id = try call.consultation()
        let fields = try call.fields()
        let text = Redacted(fields.text("text", limit: Limits.text))
        try fields.finish()
        // A side that may not read the talk may not go on with it.
        try await services.cases.demandReading(of: id, for: call.person)
        // The id follows from the key, so that a repeated post names the same message.
        let message = MessageID(try call.stableID("message"))
        let outcome = try await services.orchestrator.perform(
            .postMessage(id: message, text: text), on: id, expectedVersion: nil, by: call.person,
            idempotency: call.idempotency)
        let stored = try await services.cases.messages(of: id, for: call.person)?.last { $0.id == message }
        guard let stored else { throw Problem.notFound }
        return .json(
            MessagePayload(stored), status: .created, headers: WebServices.replay(outcome.isReplay))
    }
}
