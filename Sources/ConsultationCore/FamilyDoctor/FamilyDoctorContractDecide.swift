/// What a decision about a contract needs beside it.
package struct FamilyDoctorFacts: Sendable {
    package var institution: Institution?
    package var patient: Patient?
    package var physician: Practitioner?
    package var members: [Practitioner]
    package var price: PriceEntry?
    package var notice: NoticeTemplate
    /// Another contract of the patient is in force here.
    package var isSignedAlready: Bool
    package var rules: OnlineRules?

    package init(
        institution: Institution? = nil, patient: Patient? = nil, physician: Practitioner? = nil,
        members: [Practitioner] = [], price: PriceEntry? = nil,
        notice: NoticeTemplate = .standard(.familyDoctorService), isSignedAlready: Bool = false,
        rules: OnlineRules? = nil
    ) {
        self.institution = institution
        self.patient = patient
        self.physician = physician
        self.members = members
        self.price = price
        self.notice = notice
        self.isSignedAlready = isSignedAlready
        self.rules = rules
    }
}

extension FamilyDoctorContract {
    /// Product limit: people in one team beside the family doctor.
    package static let memberLimit = 10

    package static func decide(
        _ command: FamilyDoctorCommand, on current: FamilyDoctorContract?, by caller: Caller,
        at now: WallTime, under policy: Policy, facts: FamilyDoctorFacts
    ) throws(Refusal) -> RecordDecision<FamilyDoctorChange> {
        let weighing = FamilyDoctorWeighing(caller: caller, now: now, policy: policy, facts: facts)
        let change: FamilyDoctorChange
        var effects: [Effect] = []
        if case .draft(let opening) = command {
            guard current == nil else { throw .alreadyExists }
            change = try weighing.draft(opening)
        } else {
            guard let current else { throw .accessDenied }
            try current.gate(command.action, by: caller)
            change = try weighing.change(command, on: current)
            effects = current.notices(of: change, by: caller)
        }
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)],
            effects: effects)
    }

    package func availableActions(for caller: Caller) -> [FamilyDoctorCommand.Action] {
        FamilyDoctorCommand.Action.allCases.filter { action in
            do throws(Refusal) {
                try gate(action, by: caller)
                return true
            } catch { return false }
        }
    }

    private func gate(_ action: FamilyDoctorCommand.Action, by caller: Caller) throws(Refusal) {
        if let member = caller.member {
            guard member.institution == institution else { throw .accessDenied }
            // The contract is the family doctor's own; the administrator may end it when the doctor is gone.
            let isDoctor = member.practitioner == physician && member.roles.contains(.physician)
            let isAdmin = action == .end && member.roles.contains(.institutionAdmin)
            guard action != .deadlinePassed, isDoctor || isAdmin else { throw .roleRequired(action.roles) }
        } else {
            guard action.isOpen else { throw .roleRequired(action.roles) }
        }
        guard action.allowedStates.contains(state) else {
            throw .visit(.familyDoctor(.stateNotAllowed(state)))
        }
    }

    private func notices(of change: FamilyDoctorChange, by caller: Caller) -> [Effect] {
        switch change {
        case .withdrawn where caller.member == nil, .expired:
            [.notify(institution: institution, role: .physician, notice: .agreementEnded)]
        default: []
        }
    }
}

private struct FamilyDoctorWeighing {
    let caller: Caller
    let now: WallTime
    let policy: Policy
    let facts: FamilyDoctorFacts

    private var today: CivilDate { CivilDate(now) }

    func draft(_ opening: FamilyDoctorOpening) throws(Refusal) -> FamilyDoctorChange {
        guard let member = caller.member, member.roles.contains(.physician),
            let own = member.practitioner
        else { throw .roleRequired([.physician]) }
        let institution = try institution(member.institution)
        try ServiceChecks.check(facts.patient, is: opening.patient, of: institution.id)
        try check(opening.terms, of: institution, led: own)
        return .drafted(opening, institution.id, own)
    }

    func change(
        _ command: FamilyDoctorCommand, on contract: FamilyDoctorContract
    ) throws(Refusal) -> FamilyDoctorChange {
        switch command {
        case .draft: throw .alreadyExists
        case .edit(let terms):
            try check(terms, of: try institution(contract.institution), led: contract.physician)
            return .edited(terms)
        case .sign(let notice, let signer):
            guard !facts.isSignedAlready else { throw .visit(.familyDoctor(.alreadySigned)) }
            return .signed(try signing(contract, from: today, on: today, notice, signer))
        case .renew(let notice, let signer):
            guard let validTo = contract.validTo, let first = contract.validFrom else {
                throw .visit(.familyDoctor(.stateNotAllowed(contract.state)))
            }
            let opens = validTo.adding(months: -(try rules().familyDoctorRenewalMonths))
            guard today >= opens else { throw .visit(.familyDoctor(.renewalTooEarly(from: opens))) }
            return .renewed(
                try signing(contract, from: validTo.adding(days: 1), on: first, notice, signer))
        case .withdraw(let reason):
            try QualityGate.required("/reason", reason)
            return .withdrawn(reason: reason)
        case .end(let reason):
            try QualityGate.required("/reason", reason)
            return .ended(reason: reason)
        case .deadlinePassed:
            guard let due = contract.openDeadlines.first else {
                throw .visit(.familyDoctor(.stateNotAllowed(contract.state)))
            }
            guard due.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: due.dueAt) }
            return .expired(dueAt: due.dueAt)
        }
    }

    /// A term that begins on `from`: read, agreed, signed (NHC-ID 15), by a patient known by name and document, at the
    /// published price of the day. `first` is the day from which the whole contract holds.
    private func signing(
        _ contract: FamilyDoctorContract, from: CivilDate, on first: CivilDate, _ notice: String,
        _ signer: ConsentSigner
    ) throws(Refusal) -> FamilyDoctorSigning {
        let institution = try institution(contract.institution)
        try ServiceChecks.check(facts.patient, is: contract.patient, of: institution.id)
        try check(contract.terms, of: institution, led: contract.physician)
        if let block = facts.notice.missingBlock { throw .visit(.noticeBlockMissing(block)) }
        guard notice == facts.notice.version else {
            throw .fieldInvalid([FieldProblem("/noticeVersion", .invalid)])
        }
        try ServiceChecks.check(signer, under: policy)
        let fee = try fee(of: contract.terms, at: institution)
        let to = from.adding(months: try rules().familyDoctorTermMonths).adding(days: -1)
        let content = contract.content(from: first, to: to, fee: fee, notice: notice, signedBy: signer)
        return FamilyDoctorSigning(
            validFrom: from, validTo: to, fee: fee, notice: notice, signer: signer, at: now,
            documentHash: content.digest)
    }

    private func institution(_ id: InstitutionID) throws(Refusal) -> Institution {
        guard let institution = facts.institution, institution.id == id else { throw .accessDenied }
        guard !institution.isSuspended else { throw .institutionSuspended(id) }
        guard institution.offersOnlineVisits else { throw .visit(.internetDiagnosisNotLicensed) }
        guard institution.offersFamilyDoctor else { throw .visit(.familyDoctor(.notRegistered)) }
        return institution
    }

    private func rules() throws(Refusal) -> OnlineRules {
        guard let rules = facts.rules else { throw .pathwayNotOpen }
        return rules
    }

    private func fee(of terms: FamilyDoctorTerms, at institution: Institution) throws(Refusal) -> Money {
        guard let price = terms.price else { return .zero }
        return try ServiceChecks.valid(
            facts.price, is: price, of: institution.id, for: .familyDoctorService, at: now, under: policy
        ).amount
    }

    private func check(
        _ terms: FamilyDoctorTerms, of institution: Institution, led physician: PractitionerID
    ) throws(Refusal) {
        guard institution.department(terms.department)?.isApproved == true else {
            throw .departmentNotApproved(institution.id, terms.department)
        }
        var problems: [FieldProblem] = []
        if terms.items.isEmpty { problems.append(FieldProblem("/items", .missing)) }
        if Set(terms.items).count != terms.items.count { problems.append(FieldProblem("/items", .invalid)) }
        if terms.members.count > FamilyDoctorContract.memberLimit {
            problems.append(FieldProblem("/memberIds", .tooMany))
        }
        for (index, id) in terms.members.enumerated()
        where id == physician || terms.members[..<index].contains(id)
            || facts.members.first(where: { $0.id == id })?.isRegistered(at: institution.id, on: today)
                != true
        {
            problems.append(FieldProblem("/memberIds/\(index)", .invalid))
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        guard let doctor = facts.physician, doctor.id == physician else {
            throw .visit(.familyDoctor(.notOfTeam(physician)))
        }
        let found = Qualification.refusals(
            of: doctor, at: institution.id, for: terms.department, on: today, under: policy)
        if let first = found.min(by: { $0.code.precedence < $1.code.precedence }) { throw first }
        _ = try fee(of: terms, at: institution)
    }
}
