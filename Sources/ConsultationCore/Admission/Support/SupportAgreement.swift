/// An agreement with a third party that supports the service (`thirdPartySupport`, NHC-ID 10, NHC-IH 17, NHC-SUP 28;
/// Protocols/support-agreement-states.md).
package struct SupportAgreement: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case draft, inForce, ended
    }

    package let id: String
    package let institution: InstitutionID
    package let openedAt: WallTime

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var terms: SupportTerms
    /// SHA-256 of the signed original, and who recorded it.
    package var document: Digest?
    /// Who is bound on the hospital's side; nil before it is concluded, and in those from before it was kept.
    package var entity: LegalEntity?
    package var ending: String?
    package var passedDeadlines: [PassedDeadline]

    package var key: String { id }
    package var consultation: ConsultationID? { nil }
    package var parties: [InstitutionID] { [institution] }
    package var isClosed: Bool { state == .ended }
}

package struct SupportTerms: Codable, Sendable, Equatable {
    /// The company, and its 统一社会信用代码.
    package var partner: String
    package var creditCode: String
    package var service: String
    package var validFrom: CivilDate
    /// The last valid day.
    package var validTo: CivilDate
    package var clauses: [AgreementClauseText]

    package init(
        partner: String, creditCode: String, service: String, validFrom: CivilDate, validTo: CivilDate,
        clauses: [AgreementClauseText]
    ) {
        self.partner = partner
        self.creditCode = creditCode
        self.service = service
        self.validFrom = validFrom
        self.validTo = validTo
        self.clauses = clauses
    }
}

package enum SupportAgreementCommand: QualityCommand {
    case draft(id: String, InstitutionID, SupportTerms)
    case edit(SupportTerms)
    case conclude(document: Digest)
    case end(reason: String)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case draft, edit, conclude, end, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .draft: [QualityGate.start]
            case .edit, .conclude: ["draft"]
            case .end: ["draft", "inForce"]
            case .deadlinePassed: ["inForce"]
            }
        }

        package var roles: [Role] { self == .deadlinePassed ? [] : [.institutionAdmin] }
    }

    package var action: Action {
        switch self {
        case .draft: .draft
        case .edit: .edit
        case .conclude: .conclude
        case .end: .end
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum SupportAgreementChange: QualityChange {
    case drafted(id: String, InstitutionID, SupportTerms)
    case edited(SupportTerms)
    case concluded(document: Digest, entity: LegalEntity? = nil)
    case ended(reason: String)
    case expired(dueAt: WallTime)

    package var kind: String {
        switch self {
        case .drafted: "supportAgreementDrafted"
        case .edited: "supportAgreementEdited"
        case .concluded: "supportAgreementConcluded"
        case .ended: "supportAgreementEnded"
        case .expired: "supportAgreementExpired"
        }
    }
}

extension SupportAgreement {
    package typealias Change = SupportAgreementChange
    package typealias Command = SupportAgreementCommand

    package static var stream: String { "supportAgreement" }
    package static var kind: QualityRecordKind { .supportAgreement }
    package var stateName: String { state.rawValue }

    package var openDeadlines: [Deadline] {
        guard state == .inForce else { return [] }
        return [
            Deadline(
                kind: .supportAgreementEnd, dueAt: terms.validTo.end, openedAt: stateSince,
                owner: Deadline.Owner(institution: institution, role: .institutionAdmin),
                escalation: Deadline.Kind.supportAgreementEnd.escalation)
        ]
    }

    package init?(first event: RecordEvent<SupportAgreementChange>) {
        guard case .drafted(let id, let institution, let terms) = event.change else { return nil }
        self.init(
            id: id, institution: institution, openedAt: event.at, version: 1, state: .draft,
            stateSince: event.at, terms: terms, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<SupportAgreementChange>) {
        version += 1
        switch event.change {
        case .drafted: return
        case .edited(let terms):
            self.terms = terms
            return
        case .concluded(let document, let entity):
            (state, self.document, self.entity) = (.inForce, document, entity)
        case .ended(let reason): (state, ending) = (.ended, reason)
        case .expired(let dueAt):
            (state, ending) = (.ended, "协议到期")
            passedDeadlines.append(
                PassedDeadline(kind: .supportAgreementEnd, dueAt: dueAt, at: event.at))
        }
        stateSince = event.at
    }

    package static func decide(
        _ command: SupportAgreementCommand, on current: SupportAgreement?, by caller: Caller,
        at now: WallTime, under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<SupportAgreementChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        let change: SupportAgreementChange
        var effects: [Effect] = []
        switch command {
        case .draft(let id, let institution, let terms):
            try terms.check()
            change = .drafted(id: id, institution, terms)
        case .edit(let terms):
            try terms.check()
            change = .edited(terms)
        case .conclude(let document):
            guard let terms = current?.terms, let rules = facts.admission?.rules else {
                throw .pathwayNotOpen
            }
            let missing = terms.missing(of: rules.supportClauses)
            guard missing.isEmpty else { throw .agreementClauseMissing(missing) }
            guard terms.validTo >= CivilDate(now) else {
                throw .fieldInvalid([FieldProblem("/validTo", .inPast)])
            }
            change = .concluded(
                document: document,
                entity: facts.institution.map { LegalEntity(of: $0, under: .internetFollowUp) })
        case .end(let reason):
            try QualityGate.required("/reason", Redacted(reason))
            change = .ended(reason: reason)
        case .deadlinePassed(let kind):
            guard let current, let due = try QualityGate.passed(kind, of: current, at: now) else {
                return RecordDecision(events: [], effects: [])
            }
            change = .expired(dueAt: due.dueAt)
            effects = [
                .notify(institution: institution, role: .institutionAdmin, notice: .agreementEnded)
            ]
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)],
            effects: effects)
    }
}

extension SupportTerms {
    func check() throws(Refusal) {
        try QualityGate.all(
            [
                Limits.required("/partner", Redacted(partner), limit: Limits.reference),
                CodeSystem.creditCode.isWellFormed(creditCode)
                    ? nil : FieldProblem("/creditCode", .invalid),
                Limits.required("/service", Redacted(service), limit: Limits.shortText),
                validTo < validFrom ? FieldProblem("/validTo", .endsBeforeStart) : nil,
            ]
                + clauses.map {
                    Limits.problem(
                        "/clauses/\($0.clause.rawValue)", Redacted($0.text), limit: Limits.longText)
                })
    }

    /// Which of the asked clauses nobody has written.
    package func missing(of asked: [AgreementClause]) -> [AgreementClause] {
        asked.filter { clause in clauses.last { $0.clause == clause }?.text.isBlank ?? true }
    }
}

extension SupportAgreementCommand {
    package var institution: InstitutionID? {
        if case .draft(_, let institution, _) = self { institution } else { nil }
    }
}
