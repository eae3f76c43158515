package import ConsultationCore

/// One cooperation agreement on its way, driven by commands like the service drives it.
package struct AgreementJourney: Sendable {
    /// The administrators of the parties, and those who are none.
    package enum Person: String, CaseIterable, Sendable {
        case first, second, platform, stranger, firstPhysician, system
    }

    package static let platform: InstitutionID = "inst-platform"

    package var world = ConsultationWorld()
    package var policy = Policy.jilin
    package private(set) var current: CooperationAgreement?
    package private(set) var journal: [RecordEvent<AgreementChange>] = []
    package private(set) var effects: [Effect] = []
    package var now = ConsultationWorld.start
    /// What `draft`, `edit` and `amend` say.
    package var text = AgreementJourney.text()

    package init() {}

    package var phase: CooperationAgreement.Phase? { current?.phase }

    package static func text(
        from: CivilDate = CivilDate(ConsultationWorld.start), withPlatform: Bool = false
    ) -> AgreementText {
        AgreementText(
            parties: ["inst-county", "inst-province"], platformOperator: withPlatform ? platform : nil,
            validFrom: from, validTo: ConsultationWorld.date(2026, 6, 30), governingText: "JL",
            clauses: (AgreementClause.always + (withPlatform ? AgreementClause.withPlatform : [])).map {
                AgreementClauseText($0, "约定 \($0.rawValue)")
            })
    }

    package var facts: Facts {
        Facts(institutions: [
            world.county, world.province,
            ConsultationWorld.institution(
                Self.platform, jurisdiction: .jilin, level: .province, grade: .ungraded),
        ])
    }

    package func caller(_ person: Person, verifiedAt: WallTime? = nil) -> Caller {
        func member(_ institution: InstitutionID, _ role: Role) -> Caller {
            .member(
                Caller.Member(
                    account: AccountID("acc-\(person.rawValue)"), institution: institution, roles: [role],
                    verifiedAt: verifiedAt))
        }
        return switch person {
        case .first: member("inst-county", .institutionAdmin)
        case .second: member("inst-province", .institutionAdmin)
        case .platform: member(Self.platform, .operator)
        case .stranger: member("inst-elsewhere", .institutionAdmin)
        case .firstPhysician: member("inst-county", .physician)
        case .system: .system
        }
    }

    @discardableResult
    package mutating func perform(
        _ command: AgreementCommand, by person: Person = .first, isVerified: Bool = true
    ) throws(Refusal) -> RecordDecision<AgreementChange> {
        let decision = try CooperationAgreement.decide(
            command, on: current, by: caller(person, verifiedAt: isVerified ? now : nil), at: now,
            under: policy, facts: facts)
        current = CooperationAgreement.state(after: decision, on: current)
        journal += decision.events
        effects += decision.effects
        return decision
    }

    package func refusal(
        of command: AgreementCommand, by person: Person = .first, isVerified: Bool = true
    ) -> Refusal? {
        var other = self
        do throws(Refusal) {
            try other.perform(command, by: person, isVerified: isVerified)
            return nil
        } catch {
            return error
        }
    }

    package static let signing = AgreementSigning(signatory: "王院长", authority: "法定代表人")

    /// A journey in `phase`: out for signature the first party has signed.
    package static func arrived(
        at phase: CooperationAgreement.Phase, text: AgreementText = AgreementJourney.text()
    ) throws(Refusal) -> AgreementJourney {
        var journey = AgreementJourney()
        journey.text = text
        try journey.perform(.draft("agr-9", text))
        if phase == .draft { return journey }
        try journey.sendAndSign()
        if phase == .inSignature { return journey }
        try journey.perform(.sign(signing), by: .second)
        switch phase {
        case .draft, .inSignature, .inForce: break
        case .amending: try journey.perform(.amend(text))
        case .amendmentInSignature:
            try journey.perform(.amend(text))
            try journey.sendAndSign()
        case .suspended: try journey.perform(.suspend(reason: "设备改造"), by: .second)
        case .terminated: try journey.perform(.terminate(reason: "合作结束"))
        case .expired:
            journey.now = text.validTo.end
            try journey.perform(.deadlinePassed(.agreementExpiry), by: .system)
        }
        return journey
    }

    private mutating func sendAndSign() throws(Refusal) {
        try perform(.submitForSignature)
        try perform(.sign(Self.signing))
    }
}

/// The command that stands for one row of the table in Protocols/agreement-states.md.
package struct AgreementRow: Sendable {
    package let name: String
    package let person: AgreementJourney.Person
    package let command: @Sendable (AgreementJourney) -> AgreementCommand

    /// In the order of `AgreementCommand.Action`.
    package static let all: [AgreementRow] = [
        .init(name: "draft", person: .first) { .draft("agr-9", $0.text) },
        .init(name: "edit", person: .first) { .edit($0.text) },
        .init(name: "submitForSignature", person: .first) { _ in .submitForSignature },
        .init(name: "sign", person: .second) { _ in .sign(AgreementJourney.signing) },
        .init(name: "reject", person: .second) { _ in .reject(reason: "条款需修改") },
        .init(name: "bringIntoForce", person: .first) { _ in .bringIntoForce },
        .init(name: "amend", person: .first) { .amend($0.text) },
        .init(name: "suspend", person: .first) { _ in .suspend(reason: "设备改造") },
        .init(name: "resume", person: .second) { _ in .resume(reason: "改造完成") },
        .init(name: "terminate", person: .first) { _ in .terminate(reason: "合作结束") },
    ]
}
