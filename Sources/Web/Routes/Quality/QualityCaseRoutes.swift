import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Completeness of records, figures of the service, ratings, and the territory that an office looks over.
struct QualityCaseRoutes: Sendable {
    let services: WebServices

    private struct Place: Encodable {
        let id: String
        let name: String
        let division: String?
    }

    func add(to routes: inout Routes) {
        routes.on(.get, "/quality/institutions", .read) { call in
            let found = try await services.quality.institutions(for: call.person)
            return .json(
                Items(items: found.map { Place(id: $0.id.text, name: $0.name, division: $0.division?.code) }))
        }
        routes.on(.get, "/quality/cases", .read) { call in
            let page = try await services.quality.cases(
                of: call.institution, cursor: call.query("cursor"), limit: try call.pageLimit(),
                for: call.person)
            return .json(Items(items: page.items.map(QualityCasePayload.init), next: page.next))
        }
        routes.on(.get, "/quality/cases/{id}", .read) { call in
            let found = try await services.quality.quality(of: try call.consultation(), for: call.person)
            guard let found else { throw Problem.notFound }
            return .json(QualityCasePayload(found))
        }
        routes.on(.post, "/quality/cases/{id}/identified", .act) { try await identified($0) }
        routes.on(.get, "/statistics", .read) { try await statistics($0) }
        routes.on(.get, "/consultations/{id}/rating", .read) { try await rating($0) }
        routes.on(.post, "/consultations/{id}/rating", .command) { try await rate($0) }
        routes.on(.post, "/consultations/{id}/rating/slip", .act) { call in
            let slip = try await services.orchestrator.issueRatingSlip(
                for: try call.consultation(), by: call.person)
            return .json(
                SlipPayload(receipt: slip.receipt, secret: slip.secret, dueAt: nil), status: .created,
                headers: [.cacheControl: "no-store, no-transform"])
        }
    }

    private func identified(_ call: Call) async throws -> Response {
        guard try await services.quality.quality(of: try call.consultation(), for: call.person) != nil else {
            throw Problem.notFound
        }
        let fields = try call.fields()
        let purpose = Supervision.Purpose(
            kind: fields.choice("purpose", otherwise: .recordSample),
            reference: fields.text("reference", limit: 2 * Limits.id))
        try fields.finish()
        let found = try await services.quality.identified(
            try call.consultation(), for: purpose, by: call.person)
        guard let found else { throw Problem.notFound }
        return .json(IdentifiedCasePayload(found), headers: [.cacheControl: "no-store"])
    }

    /// `period=2026-11`, or `from` and `to`, both days included.
    private func statistics(_ call: Call) async throws -> Response {
        let (first, last) = try call.days()
        let found = try await services.quality.statistics(
            of: call.institution, from: first, to: last, for: call.person)
        return .json(ServiceStatisticsPayload(found))
    }

    private func rating(_ call: Call) async throws -> Response {
        guard let found = try await services.quality.rating(of: try call.consultation(), for: call.person)
        else { throw Problem.notFound }
        return .json(payload(found.consultation, found.rating, call))
    }

    private func rate(_ call: Call) async throws -> Response {
        guard try await services.quality.rating(of: try call.consultation(), for: call.person) != nil else {
            throw Problem.notFound
        }
        let fields = try call.fields()
        let score = Int(fields.integer("score", in: 1...5))
        let comment = fields.optionalText("comment", limit: Limits.question).map { Redacted($0) }
        try fields.finish()
        let id = try call.consultation()
        _ = try await services.orchestrator.rateAsPhysician(
            score, comment: comment, of: id, by: call.person, idempotency: call.idempotency)
        return try await rating(call)
    }

    /// The rated side learns that it was rated, and not how.
    private func payload(_ subject: Consultation, _ rating: CaseRating?, _ call: Call) -> CaseRatingPayload {
        let member = call.person.member
        let isServed = [.reported, .decided, .archived].contains(subject.state)
        let isInviting = member.institution == subject.inviting && isServed
        let state = rating?.stateName ?? QualityGate.start
        func may(_ action: CaseRatingCommand.Action) -> Bool {
            isInviting && action.allowedStates.contains(state)
                && action.roles.contains(where: member.roles.contains)
        }
        return CaseRatingPayload(
            mayRate: may(.rateAsPhysician), mayIssueSlip: may(.issueSlip),
            patientRated: rating?.ratings[.patient] != nil,
            physicianRated: rating?.ratings[.invitingPhysician] != nil)
    }
}

extension Call {
    /// `period=2026-11`, or `from` and `to`, both days included.
    func days() throws(Problem) -> (CivilDate, CivilDate) {
        guard query("from") != nil || query("to") != nil else {
            let period = try period()
            return (period.first, period.first.adding(months: 1).adding(days: -1))
        }
        var ends: [CivilDate] = []
        for name in ["from", "to"] {
            guard let text = query(name), let day = CivilDate(text) else {
                throw wrongQuery(name, .invalid(ofKind: "YYYY-MM-DD"))
            }
            ends.append(day)
        }
        let span = ends[1].daysSinceEpoch - ends[0].daysSinceEpoch
        guard (0..<QualityQueries.daysLimit).contains(span) else {
            throw wrongQuery("to", .outOfRange(0...Int64(QualityQueries.daysLimit - 1)))
        }
        return (ends[0], ends[1])
    }

    /// The institution that a list is asked of; nil for the own one.
    var institution: InstitutionID? {
        query("institution").flatMap { $0.isEmpty ? nil : InstitutionID($0) }
    }

    func pageLimit() throws(Problem) -> Int {
        guard let text = query("limit") else { return 50 }
        guard let number = Int(text), Limits.pageSize.contains(number) else {
            throw wrongQuery(
                "limit", .outOfRange(Int64(Limits.pageSize.lowerBound)...Int64(Limits.pageSize.upperBound)))
        }
        return number
    }
}
