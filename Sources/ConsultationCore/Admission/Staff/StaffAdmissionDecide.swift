extension StaffAdmission {
    package typealias Change = StaffAdmissionChange
    package typealias Command = StaffAdmissionCommand

    package static var stream: String { "staff" }
    package static var kind: QualityRecordKind { .staffAdmission }
    package var stateName: String { state.rawValue }

    package init?(first event: RecordEvent<StaffAdmissionChange>) {
        guard case .recorded(let practitioner, let institution, let data, let state) = event.change else {
            return nil
        }
        self.init(
            practitioner: practitioner, institution: institution, openedAt: event.at, version: 1,
            state: state, stateSince: event.at, data: data, multiSite: [])
    }

    package mutating func apply(_ event: RecordEvent<StaffAdmissionChange>) {
        version += 1
        switch event.change {
        case .recorded: return
        case .dataKept(let data): self.data = data
        case .insuranceKept(let insurance): self.insurance = insurance
        case .multiSiteKept(let places): multiSite = places
        case .admitted, .reinstated: enter(.admitted, nil, at: event.at)
        case .suspended(let reason): enter(.suspended, reason, at: event.at)
        case .exited(let reason): enter(.exited, reason, at: event.at)
        }
    }

    private mutating func enter(_ next: State, _ reason: String?, at instant: WallTime) {
        (state, self.reason, stateSince) = (next, reason, instant)
    }

    package static func decide(
        _ command: StaffAdmissionCommand, on current: StaffAdmission?, by caller: Caller, at now: WallTime,
        under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<StaffAdmissionChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        guard let practitioner = facts.admission?.practitioners.first else { throw .accessDenied }
        // Nobody lets themselves in or out.
        guard caller.member?.practitioner != practitioner.id else { throw .roleRequired([.institutionAdmin]) }
        let change: StaffAdmissionChange
        switch command {
        case .record(let id, let institution, let data):
            try data.check(on: CivilDate(now))
            // Who served before there was this register goes on serving, if the licence holds.
            let serves = practitioner.hasLicence(on: CivilDate(now)) && data.missing.isEmpty
            change = .recorded(id, at: institution, data, serves ? .admitted : .candidate)
        case .keepData(let data):
            try data.check(on: CivilDate(now))
            change = .dataKept(data)
        case .admit:
            guard let current else { throw .accessDenied }
            try QualityGate.all(current.data.missing)
            // GX 5: whoever has no verified licence gets no clinical work.
            guard practitioner.hasLicence(on: CivilDate(now)), practitioner.registryConfirmedOn != nil else {
                throw .practitionerLicenceInvalid(practitioner.id)
            }
            change = .admitted
        case .suspend(let reason):
            try QualityGate.required("/reason", Redacted(reason))
            change = .suspended(reason: reason)
        case .reinstate: change = .reinstated
        case .exit(let reason):
            try QualityGate.required("/reason", Redacted(reason))
            change = .exited(reason: reason)
        case .keepInsurance(let insurance):
            try QualityGate.all([
                Limits.required("/insurer", Redacted(insurance.insurer), limit: Limits.reference),
                Limits.required("/policyNumber", Redacted(insurance.policyNumber), limit: Limits.reference),
            ])
            change = .insuranceKept(insurance)
        case .keepMultiSite(let places):
            try QualityGate.all(places.problems)
            change = .multiSiteKept(places)
        case .deadlinePassed: return RecordDecision(events: [], effects: [])
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)], effects: [])
    }
}

extension StaffAdmissionCommand {
    package var institution: InstitutionID? {
        if case .record(_, let institution, _) = self { institution } else { nil }
    }
}

extension StaffData {
    static let placeLimit = 10

    func check(on today: CivilDate) throws(Refusal) {
        try QualityGate.all([
            ResidentID(identityNumber.value) == nil ? FieldProblem("/identityNumber", .invalid) : nil,
            practicePlaces.count > Self.placeLimit ? FieldProblem("/practicePlaces", .tooMany) : nil,
            clinicalSince.map { $0 > today } ?? false ? FieldProblem("/clinicalSince", .outOfRange) : nil,
        ])
    }

    /// What the province wants of everybody who is let in.
    package var missing: [FieldProblem] {
        var problems: [FieldProblem] = []
        if photo == nil { problems.append(FieldProblem("/photo", .missing)) }
        if practicePlaces.allSatisfy(\.isBlank) { problems.append(FieldProblem("/practicePlaces", .missing)) }
        if clinicalSince == nil { problems.append(FieldProblem("/clinicalSince", .missing)) }
        return problems
    }
}

extension [MultiSiteRegistration] {
    fileprivate var problems: [FieldProblem?] {
        guard count <= StaffAdmission.multiSiteLimit else { return [FieldProblem("/multiSite", .tooMany)] }
        return enumerated().flatMap { index, place in
            [
                Limits.required(
                    "/multiSite/\(index)/authority", Redacted(place.authority), limit: Limits.reference),
                Limits.required(
                    "/multiSite/\(index)/number", Redacted(place.number), limit: Limits.reference),
            ]
        }
    }
}

extension Practitioner {
    package func hasLicence(on date: CivilDate) -> Bool {
        licence.map { !$0.number.isBlank && ($0.validTo.map { date <= $0 } ?? true) } ?? false
    }

    /// Who was entered before there was a register of staff is taken as admitted.
    package var mayBeAssigned: Bool { employment.map { $0 == .admitted } ?? true }

    package func isInsured(on date: CivilDate) -> Bool { insurance.map { date <= $0.validTo } ?? false }

    /// Registered here by the licence itself, places of multi-site practice left out.
    package func isHomeRegistered(at institution: InstitutionID, on date: CivilDate) -> Bool {
        registrations.contains { $0.institution == institution && ($0.validTo.map { date <= $0 } ?? true) }
    }
}
