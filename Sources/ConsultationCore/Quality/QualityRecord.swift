/// A record of quality control with states of its own: what may be done in which state, and by whom, stands in its
/// actions; the shells treat all of them alike.
package protocol QualityRecord: DomainRecord where Change: QualityChange {
    associatedtype Command: QualityCommand

    static var kind: QualityRecordKind { get }

    /// The institution whose people look after it.
    var institution: InstitutionID { get }
    var openedAt: WallTime { get }
    /// Nothing waits for anybody any more.
    var isClosed: Bool { get }
    /// The case it is about, if it is about one.
    var consultation: ConsultationID? { get }

    static func decide(
        _ command: Command, on current: Self?, by caller: Caller, at now: WallTime, under policy: Policy,
        facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<Change>

    /// What this person may do now.
    func availableActions(for caller: Caller) -> [Command.Action]
}

package enum QualityRecordKind: String, Codable, Sendable, CaseIterable {
    case adverseEvent, complaint, dataBreach, medicalDispute, recordSample, caseRating, supervisionFinding
    case inspection, trainingEvent
    case supervisionConnector, internetHospital, staffAdmission, supportAgreement, publicContent, expertStudio
    case asset

    /// The requirement row and article that ask for it.
    package var rule: (requirement: String, article: String) {
        switch self {
        case .adverseEvent: ("NHC-SUP-27", "NHC-SUP 27")
        case .complaint: ("NHC-SUP-36", "NHC-SUP 36")
        case .dataBreach: ("NHC-ID-20", "NHC-ID 20")
        case .medicalDispute: ("NHC-TM-5.2", "NHC-TM 五(二)")
        case .recordSample: ("JL-27", "JL 27")
        case .caseRating: ("NHC-SUP-25c", "NHC-SUP 25")
        case .supervisionFinding: ("NHC-SUP-25b", "NHC-SUP 25")
        case .inspection: ("NHC-TM-4.3.3", "NHC-TM 四(三)3")
        case .trainingEvent: ("NHC-TM-4.2.1", "NHC-TM 四(二)1")
        case .supervisionConnector: ("NHC-SUP-4", "NHC-SUP 4")
        case .internetHospital: ("NHC-IH-13", "NHC-IH 10; NHC-IH 13")
        case .staffAdmission: ("NHC-SUP-14", "NHC-SUP 14")
        case .supportAgreement: ("NHC-ID-10", "NHC-ID 10")
        case .publicContent: ("NHC-IH-28", "NHC-IH 28")
        case .expertStudio: ("GX-34", "NHC-IH 26; GX 34")
        case .asset: ("NHC-TM-2.2f", "NHC-TM 二(二)¶2; NHC-TM 四(三)4")
        }
    }
}

package protocol QualityChange: RecordChange {
    /// The breach that the change puts on the boards, if any.
    var violation: Violation? { get }
}

extension QualityChange {
    package var violation: Violation? { nil }
}

package protocol QualityCommand: Sendable {
    associatedtype Action: QualityAction

    var action: Action { get }
    static func deadlinePassed(_ kind: Deadline.Kind) -> Self
}

package protocol QualityAction: RawRepresentable<String>, CaseIterable, Sendable, Equatable {
    /// Names of the states in which it may be done; `QualityGate.start` when it begins the record.
    var allowedStates: [String] { get }
    /// Who may; empty for the service itself and for people without an account.
    var roles: [Role] { get }
    /// People who have no account here do it, or the service.
    var isOpen: Bool { get }
}

extension QualityAction {
    package var isOpen: Bool { roles.isEmpty }
}

/// What a decision about quality needs from outside its record.
package struct QualityFacts: Sendable {
    package var institution: Institution?
    package var consultation: Consultation?
    /// The other parties of the case.
    package var partners: [Institution]
    package var calendar: WorkCalendar
    /// The health authority of the place, where one is known here.
    package var authority: Institution?
    /// Nil where nothing is let in or out.
    package var admission: AdmissionFacts?
    /// The person who is to keep something is of the institution.
    package var isKeeperKnown = false

    package init(
        institution: Institution? = nil, consultation: Consultation? = nil, partners: [Institution] = [],
        calendar: WorkCalendar = .weekdaysOnly, authority: Institution? = nil,
        admission: AdmissionFacts? = nil
    ) {
        self.institution = institution
        self.consultation = consultation
        self.partners = partners
        self.calendar = calendar
        self.authority = authority
        self.admission = admission
    }

    /// Who answers for a case, as printed today, in the order of its parties.
    func entities(of parties: [InstitutionID]) -> [LegalEntity] {
        let known = [institution].compactMap(\.self) + partners
        return parties.compactMap { party in known.first { $0.id == party } }
            .map { LegalEntity(of: $0, under: .telemedicine) }
    }
}

/// What holds for a command whatever its details are: institution, role, state, in this order.
package enum QualityGate {
    /// The state before there is a record.
    package static let start = "—"

    static func pass<Record: QualityRecord>(
        _ action: Record.Command.Action, on current: Record?, of institution: InstitutionID, by caller: Caller
    ) throws(Refusal) {
        if let member = caller.member {
            guard member.institution == institution else { throw .accessDenied }
            guard action.roles.contains(where: member.roles.contains) else {
                throw .roleRequired(action.roles)
            }
        } else {
            guard action.isOpen else { throw .roleRequired(action.roles) }
        }
        let state = current?.stateName ?? start
        guard action.allowedStates.contains(state) else {
            throw .qualityStateNotAllowed(Record.kind, state: state)
        }
    }

    static func required(_ pointer: String, _ text: Redacted<String>) throws(Refusal) {
        if let problem = Limits.required(pointer, text, limit: Limits.shortText) {
            throw .fieldInvalid([problem])
        }
    }

    static func all(_ problems: [FieldProblem?]) throws(Refusal) {
        let found = problems.compactMap { $0 }
        guard found.isEmpty else { throw .fieldInvalid(found) }
    }

    /// The deadline of this kind that has passed and was not handled; nil when it was.
    static func passed(
        _ kind: Deadline.Kind, of record: some QualityRecord, at now: WallTime
    ) throws(Refusal) -> Deadline? {
        guard let deadline = record.openDeadlines.first(where: { $0.kind == kind }) else {
            throw .qualityStateNotAllowed(type(of: record).kind, state: record.stateName)
        }
        guard deadline.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: deadline.dueAt) }
        return deadline.passedAt == nil ? deadline : nil
    }
}

extension QualityRecord {
    package func availableActions(for caller: Caller) -> [Command.Action] {
        guard let member = caller.member, member.institution == institution else { return [] }
        return Command.Action.allCases.filter { action in
            action.allowedStates.contains(stateName) && action.roles.contains(where: member.roles.contains)
        }
    }
}

/// A report to an authority: its number, to whom, on which day, by whom.
package struct FiledReport: Codable, Sendable, Equatable {
    package var number: String
    package var authority: String
    package var filedOn: CivilDate
    package var by: AccountID?

    package init(number: String, authority: String, filedOn: CivilDate, by: AccountID? = nil) {
        self.number = number
        self.authority = authority
        self.filedOn = filedOn
        self.by = by
    }

    func check(at now: WallTime) throws(Refusal) {
        try QualityGate.all([
            Limits.required("/number", Redacted(number), limit: Limits.shortText),
            Limits.required("/authority", Redacted(authority), limit: Limits.shortText),
            filedOn > CivilDate(now) ? FieldProblem("/filedOn", .outOfRange) : nil,
        ])
    }
}
