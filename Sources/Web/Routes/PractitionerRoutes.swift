import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// The register of the own practitioners and the checks of who they are (NHC-ID 14).
struct PractitionerRoutes: Sendable {
    let services: WebServices

    private static let readers: [Role] = [
        .institutionAdmin, .qualityController, .invitationCoordinator, .auditor,
    ]

    func add(to routes: inout Routes) {
        routes.on(.get, "/practitioners", .read) { call in
            guard Self.readers.contains(where: { call.person.member.roles.contains($0) }) else {
                throw Problem(.roleRequired(Self.readers))
            }
            let page = try await services.diagnoses.practitioners(
                after: call.query("cursor"), limit: Limits.pageSize.upperBound, for: call.person)
            let today = CivilDate(services.orchestrator.environment.now())
            return .json(
                Items(
                    items: page.items.map {
                        RegisterPayload($0, on: today, trace: call.context.traceID)
                    }, next: page.next))
        }
        change(&routes, "/registry-check") { .recordRegistryCheck($0.registryCheck()) }
        change(&routes, "/real-name") { .recordRealName($0.realNameVerification()) }
        routes.on(.post, "/practitioners/{id}/online-consent", .change) { call in
            let fields = try call.fields()
            let consent = OnlineConsent(
                institution: call.person.member.institution,
                reference: fields.text("reference", limit: Limits.name),
                from: fields.date("from") ?? CivilDate(daysSinceEpoch: 0),
                validTo: fields.optionalDate("validTo"))
            try fields.finish()
            return try await perform(.recordOnlineConsent(consent), call)
        }
    }

    private func change(
        _ routes: inout Routes, _ path: String,
        command: @escaping @Sendable (Fields) -> PractitionerFileCommand
    ) {
        routes.on(.post, "/practitioners/{id}" + path, .change) { call in
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            return try await perform(command, call)
        }
    }

    private func perform(_ command: PractitionerFileCommand, _ call: Call) async throws -> Response {
        let id = PractitionerID(try call.parameter("id"))
        let outcome = try await services.orchestrator.perform(
            command, on: id, expectedVersion: call.version, by: call.person,
            idempotency: call.idempotency)
        guard let shown = try await services.diagnoses.practitioner(id, for: call.person) else {
            throw Problem.notFound
        }
        var headers = WebServices.replay(outcome.isReplay)
        headers[.eTag] = "\"\(shown.file?.version ?? 0)\""
        let today = CivilDate(services.orchestrator.environment.now())
        return .json(
            RegisterPayload(shown, on: today, trace: call.context.traceID), headers: headers)
    }
}
