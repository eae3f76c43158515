import ConsultationCore

extension Consultation {
    static func decide(
        _ command: ConsultationCommand, on consultation: Consultation?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: Facts
    ) throws(Refusal) -> Decision {
        throw .accessDenied
    }

    func openDeadlines(under policy: Policy) -> [Deadline] { [] }
    static func replay(_ events: some Sequence<ConsultationEvent>) -> Consultation? { nil }
    mutating func apply(_ event: ConsultationEvent) {}
}

enum Qualification {
    static func refusals(
        of practitioner: Practitioner, at institution: InstitutionID, for specialty: DepartmentCode?,
        on date: CivilDate, under policy: Policy
    ) -> [Refusal] { [] }
}

extension Deadline {
    init(
        kind: Kind, dueAt: WallTime, openedAt: WallTime, owner: Owner, escalation: Role, passedAt: WallTime?
    ) { preconditionFailure("replaced by the core") }
}
