/// One command being weighed: what is known, and what has been decided so far.
struct Deliberation {
    let consultation: Consultation
    let caller: Caller
    let now: WallTime
    let policy: Policy
    let facts: Facts

    private(set) var changes: [ConsultationChange] = []
    var postings: [Posting] = []
    private(set) var effects: [Effect] = []

    var decision: Decision {
        let events = changes.map {
            ConsultationEvent(at: now, by: caller, policyVersion: policy.id, change: $0)
        }
        return Decision(events: events, postings: postings, effects: effects)
    }

    var today: CivilDate { CivilDate(now) }

    mutating func record(_ change: ConsultationChange) { changes.append(change) }

    mutating func cause(_ effect: Effect) { effects.append(effect) }

    mutating func notify(_ side: PartySide, _ role: Role, _ notice: Effect.Notice) {
        var institutions = [consultation.inviting]
        if side == .invited {
            institutions =
                consultation.isTeam
                ? consultation.invitedInstitutions : consultation.invitations.suffix(1).map(\.institution)
        }
        for institution in institutions {
            effects.append(.notify(institution: institution, role: role, notice: notice))
        }
    }

    /// Records a breach and tells the quality controllers of both sides.
    mutating func raise(_ violation: Violation) {
        changes.append(.violationRaised(violation))
        effects.append(.reportViolation(violation, to: consultation.inviting))
        for invited in consultation.invitedInstitutions {
            effects.append(.reportViolation(violation, to: invited))
        }
    }

    /// The state that what was decided so far leads to.
    var after: Consultation {
        var state = consultation
        decision.events.forEach { state.apply($0) }
        return state
    }

    func member() throws(Refusal) -> Caller.Member {
        guard let member = caller.member else { throw .roleRequired([]) }
        return member
    }

    func practitioner() throws(Refusal) -> PractitionerID {
        guard let id = try member().practitioner else { throw .roleRequired([.physician]) }
        return id
    }

    /// The signer, if the signature can count: a person whose identity was proved a short while ago (NHC-SUP-13).
    func signer() throws(Refusal) -> Practitioner {
        let id = try practitioner()
        guard let signer = facts.practitioner(id) else { throw .signatureRequired }
        guard signer.kind != .softwareAgent else { throw .visit(.signatureNotHuman) }
        guard caller.member?.isVerified(at: now, under: policy) == true else { throw .signatureRequired }
        return signer
    }

    func refuse(_ problems: [FieldProblem?]) throws(Refusal) {
        let found = problems.compactMap { $0 }
        guard found.isEmpty else { throw .fieldInvalid(found) }
    }
}

extension Caller.Member {
    /// Whether the person proved who they are recently enough to sign.
    package func isVerified(at now: WallTime, under policy: Policy) -> Bool {
        guard let verifiedAt else { return false }
        return verifiedAt <= now && now - verifiedAt <= policy.realNameMaxAge
    }
}
