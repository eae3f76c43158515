package import ConsultationCore
package import Storage

/// What shows that the rules are kept: figures of the last month, the board of breaches, and who saw a case. No answer
/// holds anything of a patient.
package struct ComplianceQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment

    package init(database: ServiceDatabase, policies: PolicyBook, environment: ServiceEnvironment) {
        self.database = database
        self.policies = policies
        self.environment = environment
    }

    /// The page about compliance looks back so many days, today included.
    package static let days = 30
    package static let readers: [Role] = [.auditor, .qualityController, .operator]
    package static let boardReaders: [Role] = [.qualityController, .auditor, .institutionAdmin]
    package static let acknowledgers: [Role] = [.qualityController, .auditor]
    /// Open breaches are counted up to here; more reads as "1000 and more".
    static let openLimit = 1000

    /// The figures and rules that a person may see: a hospital's own, or everything for authority and operator.
    package func figures(for signedIn: SignedIn) async throws -> ComplianceFigures {
        try signedIn.demand(Self.readers)
        let now = environment.now()
        let today = CivilDate(now)
        let board = signedIn.board(orOperator: true)
        let jurisdiction = signedIn.institution.jurisdiction
        let (tallies, open) = try await database.read { transaction in
            (
                try transaction.tallies(of: board, from: today.adding(days: 1 - Self.days)),
                try transaction.openViolations(on: board, limit: Self.openLimit)
            )
        }
        var standings: [String: PolicyText.Status] = [:]
        var titles: [String: String] = [:]
        for text in policies.texts {
            titles[text.id] = text.title
            if let standing = text.standing(on: today) { standings[text.source] = standing }
        }
        return ComplianceFigures(
            from: today.adding(days: 1 - Self.days), to: today, ofEverybody: board == .authority,
            jurisdiction: jurisdiction, tallies: tallies, openViolations: open,
            resolution: policies.resolution(for: jurisdiction, at: now), standings: standings, titles: titles)
    }

    /// The board of the person's institution, newest first; the authority's has everything, or one institution's when
    /// it asks for that.
    package func violations(
        _ filter: ViolationFilter, of institution: InstitutionID? = nil, cursor: String?, limit: Int,
        for signedIn: SignedIn
    ) async throws -> ViolationPage {
        try signedIn.demand(Self.boardReaders)
        let limit = min(max(1, limit), CaseQueries.pageLimit)
        let board = signedIn.board(of: institution)
        let before = cursor.flatMap(ViolationPosition.init(cursor:))
        return try await database.read { transaction in
            let found = try transaction.violations(on: board, filter, before: before, limit: limit + 1)
            let page = found.prefix(limit)
            return ViolationPage(
                items: try page.map { try transaction.view(of: $0, opens: !signedIn.isAuthority) },
                next: found.count > limit ? page.last.map { $0.stored.position.cursor } : nil)
        }
    }

    /// Takes note of a breach with a reason; the journal keeps who and why. The first word on a board stands.
    package func acknowledge(
        _ seq: Int64, reason: String, by signedIn: SignedIn
    ) async throws -> ViolationView? {
        try signedIn.demand(Self.acknowledgers)
        let now = environment.now()
        let board = signedIn.board()
        let actor = signedIn.journalActor
        let word = ViolationAcknowledgement(
            at: now, by: signedIn.account, name: signedIn.displayName, reason: reason)
        return try await database.write { transaction in
            guard try transaction.reading.violation(seq, on: board) != nil else { return nil }
            if try transaction.acknowledge(seq, on: board, word) {
                try transaction.note(
                    "violationAcknowledged", try StoredJSON.encode(["reason": reason]),
                    in: "violation/\(seq)", at: now.milliseconds, by: actor)
            }
            return try transaction.reading.violation(seq, on: board).map {
                try transaction.reading.view(of: $0, opens: !signedIn.isAuthority)
            }
        }
    }
}

/// What the last days show, and the rules behind it.
package struct ComplianceFigures: Sendable {
    package let from: CivilDate
    package let to: CivilDate
    package let ofEverybody: Bool
    package let jurisdiction: Jurisdiction
    package let tallies: [TallyKind: [String: Int]]
    package let openViolations: Int
    package let resolution: PolicyResolution?
    /// What each source is today.
    package let standings: [String: PolicyText.Status]
    package let titles: [String: String]
}

package struct ViolationView: Sendable {
    package let seq: Int64
    package let at: WallTime
    package let violation: Violation
    /// The case, where the breach belongs to one that the reader may open.
    package let consultation: ConsultationID?
    package let number: String?
    package let parties: [String]
    package let acknowledgement: ViolationAcknowledgement?
}

package struct ViolationPage: Sendable {
    package let items: [ViolationView]
    package let next: String?
}

extension ReadTransaction {
    fileprivate func view(of listed: ListedViolation, opens: Bool) throws -> ViolationView {
        let stored = listed.stored
        let duty = try JournalStream.dutyID(in: stored.subject).flatMap { try system.duty($0) }
        let id =
            JournalStream.consultationID(in: stored.subject) ?? JournalStream.chargeID(in: stored.subject)
            ?? duty?.consultations.first
        let consultation = try id.flatMap { try system.consultation($0) }
        let rota = try JournalStream.key(of: DutyRota.self, in: stored.subject)
            .flatMap { try system.record(DutyRota.self, $0) }
        let order = try (JournalStream.key(of: DiagnosisOrder.self, in: stored.subject) ?? id?.text)
            .flatMap { consultation == nil ? try system.record(DiagnosisOrder.self, $0) : nil }
        let invited = consultation.map { one in
            one.isTeam ? one.invitedInstitutions : one.invitations.suffix(1).map(\.institution)
        }
        let parties =
            [consultation?.inviting ?? duty?.institution] + (invited ?? []).map(Optional.some)
            + (rota.map { [$0.institution] } ?? order?.parties ?? []).map(Optional.some)
        return ViolationView(
            seq: stored.seq, at: stored.at, violation: stored.violation,
            consultation: opens ? consultation?.id : nil,
            number: consultation?.number.text ?? order?.number.text,
            parties: try parties.compactMap(\.self).compactMap { try institution($0)?.shortName },
            acknowledgement: listed.acknowledgement)
    }
}

extension SignedIn {
    /// Throws the refusal that names the roles.
    func demand(_ roles: [Role]) throws(Refusal) {
        guard roles.contains(where: member.roles.contains) else { throw .roleRequired(roles) }
    }

    /// An auditor of an organisation that treats nobody watches over everybody: the health authority.
    package var isAuthority: Bool {
        member.roles.contains(.auditor) && institution.licence == nil && institution.departments.isEmpty
    }

    /// One's own board; only the authority may ask for another's.
    func board(of institution: InstitutionID?) -> ViolationBoard {
        guard isAuthority, let institution else { return board() }
        return .institution(institution)
    }

    /// The operator sees counts of everybody, and no single breach (JL 36).
    func board(orOperator: Bool = false) -> ViolationBoard {
        isAuthority || orOperator && member.roles.contains(.operator)
            ? .authority : .institution(member.institution)
    }
}

extension StoredViolation {
    var position: ViolationPosition { ViolationPosition(at: at, seq: seq) }
}

extension ViolationPosition {
    var cursor: String { "\(at.milliseconds).\(seq)" }

    init?(cursor: String) {
        let parts = cursor.split(separator: ".").compactMap { Int64($0) }
        guard parts.count == 2 else { return nil }
        self.init(at: WallTime(milliseconds: parts[0]), seq: parts[1])
    }
}
