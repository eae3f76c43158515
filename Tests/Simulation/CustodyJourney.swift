package import ConsultationCore

/// What is kept of one case, on its way through the years.
package struct CustodyJourney: Sendable {
    package enum Person: String, CaseIterable, Sendable {
        case admin, secondAdmin, quality, invitedAdmin, physician, stranger, platformStaff, platformColleague
        case authority, otherAuthority, system
    }

    package var journey: ConsultationJourney
    package private(set) var current: CaseCustody?
    package private(set) var journal: [RecordEvent<CustodyChange>] = []
    package private(set) var effects: [Effect] = []
    package var now: WallTime

    package init(_ journey: ConsultationJourney) {
        self.journey = journey
        now = journey.now
    }

    private var facts: Facts {
        Facts(institutions: [
            journey.world.county, journey.world.province, ConsultationWorld.office("inst-authority"),
            ConsultationWorld.office("inst-elsewhere", in: .guangxi),
        ])
    }

    package func caller(_ person: Person) -> Caller {
        func member(_ institution: InstitutionID, _ role: Role) -> Caller {
            .member(
                Caller.Member(
                    account: AccountID("acc-\(person.rawValue)"), institution: institution, roles: [role]))
        }
        let (county, province) = (journey.world.county.id, journey.world.province.id)
        return switch person {
        case .admin, .secondAdmin: member(county, .institutionAdmin)
        case .quality: member(county, .qualityController)
        case .invitedAdmin: member(province, .institutionAdmin)
        case .physician: member(county, .physician)
        case .stranger: member("inst-third", .institutionAdmin)
        case .platformStaff, .platformColleague: member(ConsultationWorld.platform, .operator)
        case .authority: member("inst-authority", .healthAuthority)
        case .otherAuthority: member("inst-elsewhere", .healthAuthority)
        case .system: .system
        }
    }

    @discardableResult
    package mutating func perform(
        _ command: CustodyCommand, by person: Person
    ) throws(Refusal) -> RecordDecision<CustodyChange> {
        guard let consultation = journey.current else { throw .accessDenied }
        let decision = try CaseCustody.decide(
            command, of: consultation, on: current, by: caller(person), at: now, under: journey.world.policy,
            facts: facts)
        current = CaseCustody.state(after: decision, on: current)
        journal += decision.events
        effects += decision.effects
        return decision
    }

    package func refusal(of command: CustodyCommand, by person: Person) -> Refusal? {
        var other = self
        do throws(Refusal) {
            try other.perform(command, by: person)
            return nil
        } catch {
            return error
        }
    }

    package static func asking(
        _ kind: CustodyRequest.Kind, for purpose: AccessPurpose? = .disputeHandling
    ) -> CustodyCommand {
        .request(CustodyAsking(kind: kind, purpose: purpose, ground: "医疗纠纷调查需要"))
    }

    /// Asks and has it agreed to by as many people as it needs.
    package mutating func obtain(
        _ kind: CustodyRequest.Kind, by person: Person = .admin,
        from approvers: [Person] = [.quality, .invitedAdmin]
    ) throws(Refusal) {
        try perform(Self.asking(kind), by: person)
        let id = current?.requests.last?.id ?? 0
        for approver in approvers.prefix(kind.approvalsNeeded) { try perform(.approve(id), by: approver) }
    }

    package func package(of institution: InstitutionID, saying manifest: Digest? = nil) -> ArchivePackage {
        ArchivePackage(
            institution: institution, sha256: Digest(of: "package of \(institution)"), size: 1,
            manifestHash: manifest ?? journey.current?.manifestContent.digest ?? Digest(of: ""),
            storedAt: now)
    }

    /// A custody in `state`, its case as far as that needs.
    package static func arrived(at state: CaseCustody.State) throws(Refusal) -> CustodyJourney {
        let course: Consultation.State =
            switch state {
            case .notRecorded: .draft
            case .recording: .inSession
            case .finalising: .decided
            case .archived, .disposable, .disposed: .archived
            }
        var custody = CustodyJourney(try ConsultationJourney.arrived(at: course))
        if course == .archived {
            let archived = custody.journey
            // The packages were stored before the case was archived.
            custody.journey = try ConsultationJourney.arrived(at: .decided)
            for institution in [archived.world.county.id, archived.world.province.id] {
                try custody.perform(.storePackage(custody.package(of: institution)), by: .system)
            }
            custody.journey = archived
        }
        try custody.perform(.follow, by: .system)
        guard state == .disposable || state == .disposed, let retention = custody.current?.retention else {
            return custody
        }
        custody.now = retention.mediaTo.end
        try custody.perform(.deadlinePassed(.mediaRetentionEnd), by: .system)
        if state == .disposed { try custody.obtain(.disposeMedia) }
        return custody
    }
}

/// The command that stands for one row of the table in Protocols/custody-states.md.
package struct CustodyRow: Sendable {
    package let name: String
    package let person: CustodyJourney.Person
    package let command: @Sendable (CustodyJourney) -> CustodyCommand

    private init(
        _ name: String, _ person: CustodyJourney.Person,
        _ command: @escaping @Sendable (CustodyJourney) -> CustodyCommand
    ) {
        self.name = name
        self.person = person
        self.command = command
    }

    package static let all: [CustodyRow] = [
        .init("follow", .system) { _ in .follow },
        .init("storePackage", .system) { journey in
            .storePackage(
                ArchivePackage(
                    institution: journey.journey.world.county.id, sha256: Digest(of: "another"), size: 2,
                    manifestHash: journey.journey.current?.manifestContent.digest ?? Digest(of: ""),
                    storedAt: journey.now))
        },
        .init("placeHold", .quality) { _ in .placeHold(ground: "医疗纠纷", reference: "dispute/1") },
        .init("request (access)", .physician) { _ in CustodyJourney.asking(.access) },
        .init("request (copyOut)", .admin) { _ in CustodyJourney.asking(.copyOut) },
        .init("request (seal)", .quality) { _ in CustodyJourney.asking(.seal) },
        .init("request (unseal)", .admin) { _ in CustodyJourney.asking(.unseal) },
        .init("request (disposeMedia)", .admin) { _ in CustodyJourney.asking(.disposeMedia) },
        .init("request (breakGlass)", .platformStaff) { _ in
            CustodyJourney.asking(.breakGlass, for: .emergencyMaintenance)
        },
        .init("deadlinePassed (mediaRetentionEnd)", .system) { _ in .deadlinePassed(.mediaRetentionEnd) },
    ]
}
