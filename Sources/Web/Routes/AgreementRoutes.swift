import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Cooperation agreements: drafting, signing, changing and ending them (NHC-TM 三(一), JL 15).
struct AgreementRoutes: Sendable {
    let services: WebServices

    /// Those who bind the institution, and those who look after what was agreed.
    private static let readers: [Role] = [
        .institutionAdmin, .operator, .qualityController, .finance, .auditor, .invitationCoordinator,
    ]

    func add(to routes: inout Routes) {
        routes.on(.get, "/agreements", .read) { call in
            try mayRead(call)
            let now = services.orchestrator.environment.now()
            let views = try await services.directory.agreements(for: call.person)
            return .json(Items(items: views.map { AgreementPayload($0, now: now) }))
        }
        routes.on(.get, "/agreement-partners", .read) { call in
            try mayRead(call)
            let partners = try await services.directory.agreementPartners()
            return .json(Items(items: partners.map(AgreementPartnerPayload.init)))
        }
        routes.on(.post, "/agreements", .command) { call in
            let fields = try call.fields()
            let text = fields.agreementText()
            try fields.finish()
            let outcome = try await services.orchestrator.draftAgreement(
                text, by: call.person, idempotency: call.idempotency)
            return try await show(outcome.record.id, call, status: .created, isReplay: outcome.isReplay)
        }
        routes.on(.get, "/agreements/{id}", .read) { call in
            try mayRead(call)
            return try await show(try id(call), call)
        }
        addCommands(to: &routes)
    }

    private func addCommands(to routes: inout Routes) {
        change(&routes, .put, "/text") { .edit($0.agreementText()) }
        change(&routes, .post, "/submit") { _ in .submitForSignature }
        change(&routes, .post, "/reject") { .reject(reason: $0.reason().value) }
        change(&routes, .post, "/bring-into-force") { _ in .bringIntoForce }
        change(&routes, .post, "/amend") { .amend($0.agreementText()) }
        change(&routes, .post, "/suspend") { .suspend(reason: $0.reason().value) }
        change(&routes, .post, "/resume") { .resume(reason: $0.reason().value) }
        change(&routes, .post, "/terminate") { .terminate(reason: $0.reason().value) }
        change(&routes, .post, "/sign") { .sign($0.agreementSigning()) }
    }

    private func change(
        _ routes: inout Routes, _ method: HTTPRequest.Method, _ path: String,
        command: @escaping @Sendable (Fields) -> AgreementCommand
    ) {
        routes.on(method, "/agreements/{id}" + path, .change) { call in
            let (command, person) = try await services.asked(call, command)
            let id = try id(call)
            let outcome = try await services.orchestrator.perform(
                command, on: id, expectedVersion: call.version, by: person, idempotency: call.idempotency)
            return try await show(id, call, isReplay: outcome.isReplay)
        }
    }

    private func id(_ call: Call) throws(Problem) -> AgreementID { AgreementID(try call.parameter("id")) }

    private func mayRead(_ call: Call) throws(Problem) {
        guard Self.readers.contains(where: { call.person.member.roles.contains($0) }) else {
            throw Problem(.roleRequired(Self.readers))
        }
    }

    private func show(
        _ id: AgreementID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false
    ) async throws -> Response {
        guard let view = try await services.directory.agreement(id, for: call.person) else {
            throw Problem.notFound
        }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.agreement.version)\""
        let now = services.orchestrator.environment.now()
        return .json(AgreementPayload(view, now: now), status: status, headers: headers)
    }
}
