import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Remote diagnosis: ordering, reading, reporting (NHC-TM 三(四), JL 24, JL 29).
struct DiagnosisRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/diagnosis-orders", .read) { try await list($0) }
        routes.on(.get, "/diagnosis-offers", .read) { call in
            .json(
                Items(
                    items: try await services.diagnoses.offers(for: call.person).map { .init($0) }
                        as [DiagnosisOfferPayload]))
        }
        routes.on(.post, "/diagnosis-orders", .command) { try await draft($0) }
        routes.on(.get, "/diagnosis-orders/{id}", .read) { try await show(try id($0), $0) }
        routes.on(.get, "/diagnosis-orders/{id}/timeline", .read) { call in
            let entries = try await services.diagnoses.timeline(of: try id(call), for: call.person)
            guard let entries else { throw Problem.notFound }
            return .json(Items(items: entries.map(DiagnosisTimelinePayload.init)))
        }
        routes.on(.post, "/diagnosis-orders/{id}/consent/sign", .change) { try await signConsent($0) }
        change(&routes, .put, "/request") { .edit($0.diagnosisRequest()) }
        change(&routes, .post, "/consent/present") { .presentConsent($0.consentPresentation()) }
        change(&routes, .post, "/consent/withdraw") { .withdrawConsent(reason: $0.reason()) }
        change(&routes, .post, "/submit") { _ in .submit }
        change(&routes, .post, "/assign") {
            .assign(PractitionerID($0.text("practitionerId", limit: Limits.id)))
        }
        change(&routes, .post, "/take-up") { _ in .takeUp }
        change(&routes, .post, "/return") { .returnData(reason: $0.reason(), items: $0.itemIDs()) }
        change(&routes, .post, "/resubmit") { _ in .resubmit }
        change(&routes, .post, "/report") { .signReport($0.diagnosisFindings()) }
        change(&routes, .post, "/addenda") {
            .addAddendum(text: Redacted($0.text("text", limit: Limits.text)), items: $0.itemIDs())
        }
        change(&routes, .post, "/close") {
            .close(note: Redacted($0.optionalText("note", limit: Limits.reason) ?? ""))
        }
        change(&routes, .post, "/cancel") { .cancel(reason: $0.reason()) }
    }

    private func id(_ call: Call) throws(Problem) -> DiagnosisOrderID {
        DiagnosisOrderID(try call.parameter("id"))
    }

    private func list(_ call: Call) async throws -> Response {
        let name = call.query("box") ?? DiagnosisBox.all.rawValue
        guard let box = DiagnosisBox(rawValue: name) else {
            throw call.wrongQuery("box", .unknownValue(allowed: DiagnosisBox.allCases.map(\.rawValue)))
        }
        let now = services.orchestrator.environment.now()
        let page = try await services.diagnoses.orders(
            box, cursor: call.query("cursor"), limit: Limits.pageSize.upperBound, for: call.person)
        return .json(
            Items(items: page.items.map { DiagnosisSummaryPayload($0, now: now) }, next: page.next))
    }

    private func draft(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let patient = PatientID(fields.text("patientId", limit: Limits.id))
        let request = fields.diagnosisRequest()
        try fields.finish()
        let outcome = try await services.orchestrator.draftDiagnosis(
            of: patient, request, by: call.person, idempotency: call.idempotency)
        return try await show(
            outcome.record.id, call, status: .created, isReplay: outcome.isReplay, isActor: true)
    }

    private func change(
        _ routes: inout Routes, _ method: HTTPRequest.Method, _ path: String,
        command: @escaping @Sendable (Fields) -> DiagnosisCommand
    ) {
        routes.on(method, "/diagnosis-orders/{id}" + path, .change) { call in
            let (command, person) = try await services.asked(call, command)
            return try await perform(command, call, as: person)
        }
    }

    private func signConsent(_ call: Call) async throws -> Response {
        try await perform(.signConsent(try services.consentSigner(call)), call, as: call.person)
    }

    private func perform(
        _ command: DiagnosisCommand, _ call: Call, as person: SignedIn
    ) async throws -> Response {
        let id = try id(call)
        let outcome = try await services.orchestrator.perform(
            command, on: id, expectedVersion: call.version, by: person, idempotency: call.idempotency)
        return try await show(id, call, isReplay: outcome.isReplay, isActor: true)
    }

    private func show(
        _ id: DiagnosisOrderID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false,
        isActor: Bool = false
    ) async throws -> Response {
        let access: CaseAccess = isActor && !isReplay ? .ownAct : .read
        guard let view = try await services.diagnoses.order(id, for: call.person, access) else {
            throw Problem.notFound
        }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.order.version)\""
        let now = services.orchestrator.environment.now()
        return .json(DiagnosisPresenter(view: view, now: now).payload, status: status, headers: headers)
    }
}
