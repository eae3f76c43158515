import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Needs published on the platform: reading, matching by the operator, answering of one's own accord (NHC-TM 一(二)).
struct PlatformRoutes: Sendable {
    let services: WebServices

    private static let readers: [Role] = [.invitationCoordinator, .operator]

    func add(to routes: inout Routes) {
        routes.on(.get, "/platform-needs", .read) { call in
            guard Self.readers.contains(where: { call.person.member.roles.contains($0) }) else {
                throw Problem(.roleRequired(Self.readers))
            }
            let needs = try await services.directory.platformNeeds(for: call.person)
            return .json(Items(items: needs.map(PlatformNeedPayload.init)))
        }
        // Names of platforms are no secret; whoever opens a case chooses one.
        routes.on(.get, "/platforms", .read) { call in
            let operators = try await services.directory.platforms()
            return .json(Items(items: operators.map(AgreementPartnerPayload.init)))
        }
        routes.on(.post, "/platform-needs/{id}/volunteer", .command) { call in
            let fields = try call.fields()
            let acceptance = fields.acceptance()
            try fields.finish()
            let id = try call.consultation()
            let outcome = try await services.orchestrator.volunteer(
                acceptance, on: id, by: call.person, idempotency: call.idempotency)
            return try await services.show(id, call, isReplay: outcome.isReplay)
        }
        routes.on(.post, "/platform-needs/{id}/match", .command) { call in
            let fields = try call.fields()
            let institution = InstitutionID(fields.text("institutionId", limit: Limits.id))
            let reason = Redacted(fields.text("reason", limit: Limits.reason))
            try fields.finish()
            let outcome = try await services.orchestrator.match(
                institution, reason: reason, on: try call.consultation(), by: call.person,
                idempotency: call.idempotency)
            // The operator has no part in the case: it is done, and there is nothing to show.
            return Response(status: .noContent, headers: WebServices.replay(outcome.isReplay))
        }
        MatchRoutes(services: services).add(to: &routes)
    }
}

/// What strangers read of a need.
struct PlatformNeedPayload: Encodable {
    let id: String
    let specialty: String?
    let title: String?
    let purpose: String?
    let proposedSchedule: [SlotPayload]
    let region: String
    let summary: String?
    let priority: String
    let publishedAt: Instant
    let platformOperatorId: String?

    init(_ need: PlatformNeed) {
        id = need.id.text
        specialty = need.specialty?.text
        title = need.title?.rawValue
        purpose = need.purpose?.value
        proposedSchedule = need.schedule.map(SlotPayload.init)
        region = need.region.text
        summary = need.summary?.value
        priority = need.priority.rawValue
        publishedAt = Instant(need.publishedAt)
        platformOperatorId = need.platformOperator?.text
    }
}
