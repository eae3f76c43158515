package import ConsultationCore

/// The standing of one hospital on its way.
package struct StandingJourney: Sendable {
    package enum Person: String, CaseIterable, Sendable {
        case admin, `operator`, quality, secondQuality, physician, stranger, authority, otherAuthority, system
    }

    package var institution = ConsultationWorld().county
    package private(set) var current: InstitutionStanding?
    package private(set) var journal: [RecordEvent<StandingChange>] = []
    package private(set) var effects: [Effect] = []
    package var now = ConsultationWorld.start

    package init() {
        institution.licence?.office = LicensingOffice(id: "inst-authority", level: .province)
    }

    /// What the institution has; complete unless a test takes something away.
    package var profile = InstitutionProfile.complete("inst-county")

    /// People by role; a quality controller is asked for before anybody serves.
    package var staff: [Role: Int] = [.qualityController: 1]

    package var grounds: ActivationGrounds {
        ActivationGrounds(
            institution: institution, profile: profile, policy: .jilin, at: now, staff: staff)
    }

    private var facts: Facts {
        Facts(institutions: [
            institution, ConsultationWorld.office("inst-authority"),
            ConsultationWorld.office("inst-elsewhere", in: .sichuan),
        ])
    }

    package func caller(_ person: Person) -> Caller {
        func member(_ institution: InstitutionID, _ role: Role) -> Caller {
            .member(
                Caller.Member(
                    account: AccountID("acc-\(person.rawValue)"), institution: institution, roles: [role]))
        }
        return switch person {
        case .admin: member(institution.id, .institutionAdmin)
        case .operator: member("inst-platform", .operator)
        case .quality, .secondQuality: member(institution.id, .qualityController)
        case .physician: member(institution.id, .physician)
        case .stranger: member("inst-province", .qualityController)
        case .authority: member("inst-authority", .healthAuthority)
        case .otherAuthority: member("inst-elsewhere", .healthAuthority)
        case .system: .system
        }
    }

    @discardableResult
    package mutating func perform(
        _ command: StandingCommand, by person: Person
    ) throws(Refusal) -> RecordDecision<StandingChange> {
        let decision = try InstitutionStanding.decide(
            command, of: institution, on: current, by: caller(person), at: now, under: .jilin, facts: facts,
            grounds: grounds)
        current = InstitutionStanding.state(after: decision, on: current)
        journal += decision.events
        effects += decision.effects
        return decision
    }

    package func refusal(of command: StandingCommand, by person: Person) -> Refusal? {
        var other = self
        do throws(Refusal) {
            try other.perform(command, by: person)
            return nil
        } catch {
            return error
        }
    }

    package static let stop = StandingCommand.suspend(.safetyHazard, reason: "录播设备故障，存在隐患")
    package static let report = StandingCommand.fileReport(
        SuspensionReport(
            number: "吉卫报〔2025〕7号", authority: "省卫生健康委员会", filedOn: CivilDate(ConsultationWorld.start)))

    package static func arrived(at state: InstitutionStanding.State) throws(Refusal) -> StandingJourney {
        var journey = StandingJourney()
        if state == .registered {
            try journey.perform(.register(validTo: journey.institution.licence?.validTo), by: .system)
            return journey
        }
        try journey.perform(.propose(.equipmentChanged), by: .system)
        if state == .active { return journey }
        if state == .exited { try journey.perform(.exit(reason: "不再开展"), by: .admin) }
        if state == .exited { return journey }
        try journey.perform(stop, by: .quality)
        if state == .suspendedReported { try journey.perform(report, by: .admin) }
        return journey
    }
}

/// The command that stands for one row of the table in Protocols/standing-states.md.
package struct StandingRow: Sendable {
    package let name: String
    package let person: StandingJourney.Person
    package let command: StandingCommand

    package static let all: [StandingRow] = [
        .init(name: "register", person: .system, command: .register(validTo: nil)),
        .init(name: "accept", person: .operator, command: .accept),
        .init(
            name: "recordLicence", person: .system,
            command: .recordLicence(validTo: ConsultationWorld.date(2031, 1, 1))),
        .init(name: "propose", person: .system, command: .propose(.staffChanged)),
        .init(name: "dismissProposal", person: .quality, command: .dismissProposal(reason: "已有替代设备")),
        .init(name: "suspend", person: .quality, command: StandingJourney.stop),
        .init(name: "fileReport", person: .admin, command: StandingJourney.report),
        .init(name: "resume", person: .secondQuality, command: .resume(evidence: "设备已更换并验收")),
        .init(name: "exit", person: .admin, command: .exit(reason: "不再开展")),
    ]
}
