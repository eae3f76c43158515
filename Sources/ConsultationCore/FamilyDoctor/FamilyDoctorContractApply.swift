extension FamilyDoctorContract {
    package static var stream: String { "familyDoctor" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }

    package var openDeadlines: [Deadline] {
        guard state == .inForce, let validTo else { return [] }
        return [
            Deadline(
                kind: .familyDoctorContractEnd, dueAt: validTo.end, openedAt: stateSince,
                owner: Deadline.Owner(institution: institution, role: .physician),
                escalation: Deadline.Kind.familyDoctorContractEnd.escalation)
        ]
    }

    package init?(first event: RecordEvent<FamilyDoctorChange>) {
        guard case .drafted(let opening, let institution, let physician) = event.change else { return nil }
        self.init(
            id: opening.id, institution: institution, patient: opening.patient, physician: physician,
            createdAt: event.at, version: 1, state: .draft, stateSince: event.at, terms: opening.terms,
            signings: [], passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<FamilyDoctorChange>) {
        version += 1
        switch event.change {
        case .drafted: return
        case .edited(let terms): self.terms = terms
        case .signed(let signing):
            signings.append(signing)
            enter(.inForce, at: event.at)
        case .renewed(let signing): signings.append(signing)
        case .withdrawn(let reason):
            self.reason = reason
            enter(.withdrawn, at: event.at)
        case .ended(let reason):
            self.reason = reason
            enter(.ended, at: event.at)
        case .expired(let dueAt):
            passedDeadlines.append(
                PassedDeadline(kind: .familyDoctorContractEnd, dueAt: dueAt, at: event.at))
            enter(.expired, at: event.at)
        }
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        state = next
        stateSince = instant
    }

    /// What the patient signs: who serves, what, for how long and for how much, after which notice.
    package func content(
        from: CivilDate, to: CivilDate, fee: Money, notice: String, signedBy signer: ConsentSigner
    ) -> CanonicalContent {
        var content = CanonicalContent("familyDoctorContract")
        content.add("contract", id)
        content.add("institution", institution)
        content.add("patient", patient)
        for person in team { content.add("team", person) }
        content.add("department", terms.department)
        for item in terms.items { content.add("item", item.rawValue) }
        content.add("feeFen", String(fee.fen))
        content.add("validFrom", from.description)
        content.add("validTo", to.description)
        content.add("notice", notice)
        content.add("signerKind", signer.kind.rawValue)
        content.add("signerName", signer.name.value)
        content.add("reasonNotPatient", signer.reasonNotPatient?.rawValue ?? "")
        content.add("relationship", signer.relationship?.rawValue ?? "")
        content.add("signature", signer.signature.hexadecimal)
        return content
    }
}
