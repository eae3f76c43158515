import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Two-way referrals between institutions of different level (JL 9, NHC-ID 16, NHC-ID 22).
struct ReferralRoutes: Sendable {
    let services: WebServices

    /// Who treats patients, and who watches over quality; finance and operators have no part in it (JL-36).
    static let readers: [Role] = [.physician, .invitationCoordinator, .qualityController]

    private var referrals: ReferralQueries { services.orchestrator.referrals }

    func add(to routes: inout Routes) {
        routes.on(.get, "/referrals", .read) { try await list($0) }
        routes.on(.post, "/referrals", .command) { try await draft($0) }
        routes.on(.get, "/referrals/targets", .read) { try await targets($0) }
        routes.on(.get, "/referrals/statistics", .read) { try await statistics($0) }
        routes.on(.get, "/referrals/{id}", .read) { call in
            try await show(ReferralID(try call.parameter("id")), call)
        }
        routes.on(.get, "/referrals/{id}/documents/{number}", .read) { try await document($0) }
        change(&routes, "/edit") { .edit($0.referralContent()) }
        change(&routes, "/send") { _ in .send([]) }
        change(&routes, "/accept") {
            .accept(
                expectedOn: $0.date("expectedOn") ?? CivilDate(daysSinceEpoch: 0),
                note: Redacted($0.optionalText("note", limit: ConsultationCore.Limits.shortText) ?? ""))
        }
        change(&routes, "/decline") { .decline(reason: $0.reason()) }
        change(&routes, "/withdraw") { .withdraw(reason: $0.reason()) }
        change(&routes, "/arrival") { _ in .confirmArrival }
        routes.on(.post, "/referrals/{id}/consent", .change) { call in
            let id = ReferralID(try call.parameter("id"))
            let signer = try services.consentSigner(call)
            return try await perform(.signConsent(signer), on: id, call)
        }
    }

    private func change(
        _ routes: inout Routes, _ path: String, command: @escaping @Sendable (Fields) -> ReferralCommand
    ) {
        routes.on(.post, "/referrals/{id}" + path, .change) { call in
            let id = ReferralID(try call.parameter("id"))
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            return try await perform(command, on: id, call)
        }
    }

    private func perform(
        _ command: ReferralCommand, on id: ReferralID, _ call: Call
    ) async throws -> Response {
        let outcome = try await services.orchestrator.perform(
            command, on: id, expectedVersion: call.version, by: call.person, idempotency: call.idempotency)
        return try await show(id, call, isReplay: outcome.isReplay)
    }

    private func list(_ call: Call) async throws -> Response {
        try Self.mayRead(call)
        var cursor: (at: Int64, id: String)?
        if let text = call.query("cursor") {
            let parts = text.split(separator: "/")
            guard parts.count == 2, let at = Int64(parts[0]) else {
                throw call.wrongQuery("cursor", .invalid(ofKind: "cursor"))
            }
            cursor = (at, String(parts[1]))
        }
        let page = try await referrals.list(
            call.query("box") == "received" ? .invited : .inviting, before: cursor, for: call.person)
        return .json(Items(items: page.items.map(ReferralPayload.init), next: page.next))
    }

    private func draft(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let patient = PatientID(fields.text("patientId", limit: Limits.id))
        let origin = ReferralOrigin(
            consultation: fields.optionalText("consultationId", limit: Limits.id)
                .map(ConsultationID.init(_:)))
        let content = fields.referralContent()
        try fields.finish()
        let outcome = try await services.orchestrator.draftReferral(
            of: patient, from: origin, content, by: call.person, idempotency: call.idempotency)
        return try await show(outcome.record.id, call, status: .created, isReplay: outcome.isReplay)
    }

    private func targets(_ call: Call) async throws -> Response {
        try Self.mayRead(call)
        let allowed = ReferralDirection.allCases.map(\.rawValue)
        guard let direction = ReferralDirection(rawValue: call.query("direction") ?? "") else {
            throw call.wrongQuery("direction", .unknownValue(allowed: allowed))
        }
        let found = try await referrals.targets(direction, for: call.person)
        return .json(Items(items: found.map(ReferralTargetPayload.init)))
    }

    private func statistics(_ call: Call) async throws -> Response {
        let allowed = Self.readers + [.institutionAdmin, .auditor, .healthAuthority]
        guard allowed.contains(where: { call.person.member.roles.contains($0) }) else {
            throw Problem(.roleRequired(allowed))
        }
        let period = try call.period()
        let counts = try await referrals.statistics(in: period, for: call.person)
        return .json(Items(items: counts.map(ReferralCountPayload.init)))
    }

    private func document(_ call: Call) async throws -> Response {
        try Self.mayRead(call)
        let id = ReferralID(try call.parameter("id"))
        let number = Int(try call.parameter("number")) ?? 0
        guard let found = try await referrals.document(number, of: id, for: call.person) else {
            throw Problem.notFound
        }
        return StoredFile(
            content: found.content, name: found.document.name.value, type: found.document.contentType
        ).response(to: call.request)
    }

    private func show(
        _ id: ReferralID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false
    ) async throws -> Response {
        try Self.mayRead(call)
        guard let view = try await referrals.referral(id, for: call.person) else { throw Problem.notFound }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.referral.version)\""
        return .json(ReferralPayload(view), status: status, headers: headers)
    }

    private static func mayRead(_ call: Call) throws(Problem) {
        guard readers.contains(where: { call.person.member.roles.contains($0) }) else {
            throw Problem(.roleRequired(readers))
        }
    }
}

extension Fields {
    fileprivate func referralContent() -> ReferralContent {
        ReferralContent(
            direction: choice("direction", otherwise: .referralUp),
            to: optionalText("toInstitutionId", limit: Limits.id).map(InstitutionID.init(_:)),
            department: optionalDepartment("departmentCode"),
            reason: Redacted(optionalText("reason", limit: ConsultationCore.Limits.shortText) ?? ""),
            summary: Redacted(optionalText("summary", limit: ConsultationCore.Limits.longText) ?? ""))
    }
}
