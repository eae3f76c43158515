import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Whether institutions serve: stopping, reporting, resuming (JL 34).
struct StandingRoutes: Sendable {
    let services: WebServices

    private static let readers: [Role] = [
        .institutionAdmin, .qualityController, .invitationCoordinator, .healthAuthority, .operator,
    ]

    func add(to routes: inout Routes) {
        routes.on(.get, "/standings", .read) { call in
            guard Self.readers.contains(where: { call.person.member.roles.contains($0) }) else {
                throw Problem(.roleRequired(Self.readers))
            }
            let now = services.orchestrator.environment.now()
            let views = try await services.directory.standings(for: call.person)
            return .json(Items(items: views.map { StandingPayload($0, now: now) }))
        }
        command(&routes, "accept") { _ in .accept }
        command(&routes, "suspend") {
            .suspend($0.choice("cause", otherwise: .otherConditionChanged), reason: $0.reason().value)
        }
        command(&routes, "report") { fields in
            let filedOn = fields.optionalDate("filedOn")
            if filedOn == nil, !fields.has("filedOn") { fields.note("filedOn", .required) }
            return .fileReport(
                SuspensionReport(
                    number: fields.text("number", limit: Limits.name),
                    authority: fields.text("authority", limit: Limits.name),
                    filedOn: filedOn ?? CivilDate(daysSinceEpoch: 0)))
        }
        command(&routes, "resume") { .resume(evidence: $0.text("evidence", limit: Limits.reason)) }
        command(&routes, "dismiss") { .dismissProposal(reason: $0.reason().value) }
        command(&routes, "exit") { .exit(reason: $0.reason().value) }
    }

    private func command(
        _ routes: inout Routes, _ path: String, command: @escaping @Sendable (Fields) -> StandingCommand
    ) {
        routes.on(.post, "/standings/{id}/" + path, .change) { call in
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            let id = InstitutionID(try call.parameter("id"))
            let outcome = try await services.orchestrator.perform(
                command, on: id, expectedVersion: call.version, by: call.person,
                idempotency: call.idempotency)
            let shown = try await services.directory.standings(for: call.person)
                .first { $0.institution.id == id }
            guard let shown else { throw Problem.notFound }
            var headers = WebServices.replay(outcome.isReplay)
            headers[.eTag] = "\"\(shown.standing?.version ?? 0)\""
            return .json(
                StandingPayload(shown, now: services.orchestrator.environment.now()), headers: headers)
        }
    }
}
