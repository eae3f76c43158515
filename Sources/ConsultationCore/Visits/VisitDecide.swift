/// What a decision about a visit needs beside it.
package struct VisitFacts: Sendable {
    package var institution: Institution?
    package var practitioner: Practitioner?
    package var patient: Patient?
    /// The institution's catalogue, by code.
    package var drugs: [String: Drug]
    /// How the institution holds its visits; nil before it said anything.
    package var clinic: OnlineClinic?
    /// Reviewing pharmacists who are signed in now.
    package var pharmacistsOnDuty: Int
    /// Who is named in an opening, where that is not the caller.
    package var consulted: Practitioner?
    package var reception: Institution?
    /// In force between the patient and a family doctor of the institution.
    package var contract: FamilyDoctorContract?

    package init(
        institution: Institution? = nil, practitioner: Practitioner? = nil, patient: Patient? = nil,
        drugs: [String: Drug] = [:], clinic: OnlineClinic? = nil, pharmacistsOnDuty: Int = 1,
        consulted: Practitioner? = nil, reception: Institution? = nil, contract: FamilyDoctorContract? = nil
    ) {
        self.contract = contract
        self.clinic = clinic
        self.pharmacistsOnDuty = pharmacistsOnDuty
        self.consulted = consulted
        self.reception = reception
        self.institution = institution
        self.practitioner = practitioner
        self.patient = patient
        self.drugs = drugs
    }
}

extension InternetVisit {
    package static let prescriptionLimit = 20
    package static let lineLimit = 50
    package static let exchangeLimit = 2_000
    package static let evidenceLimit = 20

    /// Decides one command on a visit. `policy` holds for physicians, `rules` for visits and prescriptions.
    package static func decide(
        _ command: VisitCommand, on current: InternetVisit?, by caller: Caller, at now: WallTime,
        under policy: Policy, rules: VisitRules, facts: VisitFacts
    ) throws(Refusal) -> RecordDecision<VisitChange> {
        let weighing = VisitWeighing(
            visit: current, caller: caller, now: now, policy: policy, rules: rules, facts: facts)
        let changes = try weighing.changes(command)
        return RecordDecision(
            events: changes.map {
                RecordEvent(at: now, by: caller, policyVersion: rules.version, change: $0)
            }, effects: weighing.effects(of: changes))
    }

    /// What a page offers to `caller`; details are judged when they come.
    package func availableActions(for caller: Caller, isPharmacist: Bool) -> [VisitCommand.Action] {
        guard let member = caller.member else { return [] }
        let isPhysician = member.practitioner == physician && member.roles.contains(.physician)
        let isReception = member.practitioner != nil && member.practitioner == reception?.physician
        let evaluates =
            !isPhysician && member.institution == institution
            && (isPharmacist || member.roles.contains(.qualityController))
        return VisitCommand.Action.allCases.filter { action in
            guard action.allowedStates.contains(state) else { return false }
            switch action {
            case .approvePrescription, .rejectPrescription:
                guard isPharmacist, !isPhysician else { return false }
            case .evaluatePrescription: guard evaluates else { return false }
            case .openToPatient: guard isPhysician, isHiddenFromPatient else { return false }
            case .signOpinion: guard isPhysician, isHospitalConsultation else { return false }
            case .confirmFollowUp, .excludeConditions:
                guard isPhysician, !isHospitalConsultation else { return false }
            case .confirmAssistance: guard isPhysician, hasUnconfirmedAssistance else { return false }
            default: guard isPhysician || (isReception && action.isReceptions) else { return false }
            }
            guard let states = action.prescriptionStates else { return true }
            return prescriptions.contains { states.contains($0.state) }
        }
    }

    /// Words of a program that nobody has confirmed (SC 16).
    package var hasUnconfirmedAssistance: Bool {
        ([diagnosis?.assistance, record?.assistance] + prescriptions.map(\.assistance))
            .contains { $0.map { $0.confirmedAt == nil } ?? false }
    }
}

extension Institution {
    /// An internet hospital, or one whose licence names 互联网诊疗 (NHC-ID 9).
    package var offersOnlineVisits: Bool {
        holdsInternetHospitalLicence || (licence?.scope?.contains("互联网诊疗") ?? false)
    }
}

/// One command on a visit being weighed.
struct VisitWeighing {
    let visit: InternetVisit?
    let caller: Caller
    let now: WallTime
    let policy: Policy
    let rules: VisitRules
    let facts: VisitFacts

    func changes(_ command: VisitCommand) throws(Refusal) -> [VisitChange] {
        if case .open(let opening) = command { return [try open(opening)] }
        guard let visit, let action = command.action else { throw .accessDenied }
        try gate(action, visit, command.prescription)
        switch command {
        case .open: throw .alreadyExists
        case .signPrescription(let number): return try sign(number, visit)
        case .complete: return try complete(visit)
        case .reportImpersonation(let words): return try impersonation(words)
        case .approvePrescription(let number, let note):
            return [try review(number, note, isApproval: true, visit)]
        case .rejectPrescription(let number, let reason):
            let words = try text(reason, "/reason", Limits.shortText)
            return [try review(number, words, isApproval: false, visit)]
        case .routePrescription(let number, let route): return [.prescriptionRouted(number, route)]
        case .deliverPrescription(let number): return [.prescriptionDelivered(number)]
        case .voidPrescription(let number, let reason):
            return [.prescriptionVoided(number, reason: try text(reason, "/reason", Limits.shortText))]
        case .evaluatePrescription(let number, let verdict, let note):
            return [try evaluate(number, verdict, note)]
        case .draftPrescription(let lines, let tool): return [try draft(lines, tool, visit)]
        case .confirmAssistance(let part): return [try confirm(part, visit)]
        default: return [try simpleChange(command, visit)]
        }
    }

    private func simpleChange(
        _ command: VisitCommand, _ visit: InternetVisit
    ) throws(Refusal) -> VisitChange {
        switch command {
        case .addEvidence(let evidence): return try addEvidence(evidence, visit)
        case .readRiskNotice(let version): return try readNotice(version)
        case .giveConsent(let signer): return try consent(signer, visit)
        case .openToPatient: return try openToPatient(visit)
        case .excludeConditions(let conditions): return .conditionsExcluded(conditions)
        case .confirmFollowUp: return .followUpConfirmed
        case .start: return .started(try start(visit))
        case .exchange(let medium, let words, let file): return try exchange(medium, words, file, visit)
        case .reviewRecord: return .recordReviewed
        case .noteCompanions(let companions): return .companionsNoted(companions)
        case .writeRecord(let record): return try write(record, visit)
        case .diagnose(let code, let name, let tool): return try diagnose(code, name, tool, visit)
        case .signOpinion(let words): return try opinion(words, visit)
        case .terminate(let reason, let advice):
            guard VisitEnding.Reason.chosen.contains(reason) else {
                throw .fieldInvalid([FieldProblem("/reason", .invalid)])
            }
            let words = try text(advice.value, "/advice", Limits.shortText)
            return .terminated(VisitEnding(reason: reason, advice: Redacted(words), at: now))
        case .stopAndReferOffline(let stop): return try stopped(stop)
        default: throw .accessDenied
        }
    }

    func effects(of changes: [VisitChange]) -> [Effect] {
        changes.compactMap { change in
            guard case .violationRaised(let violation) = change, let visit else { return nil }
            return .reportViolation(violation, to: visit.institution)
        }
    }

    // MARK: Who, and in which state

    private func gate(
        _ action: VisitCommand.Action, _ visit: InternetVisit, _ number: Int?
    ) throws(Refusal) {
        guard let member = caller.member, visit.parties.contains(member.institution) else {
            throw .accessDenied
        }
        if action == .evaluatePrescription {
            try checkEvaluator(member, visit)
        } else if action.isPharmacists {
            guard let practitioner = facts.practitioner, practitioner.id == member.practitioner else {
                throw .visit(.pharmacistRequired)
            }
            // A prescriber with a pharmacist's licence reviews nothing of their own (AT-53).
            guard practitioner.id != visit.physician else { throw .visit(.selfReview) }
            guard practitioner.kind == .reviewingPharmacist, reviewsHere(practitioner.id, member, visit)
            else {
                throw .visit(.pharmacistRequired)
            }
        } else {
            let isReception = action.isReceptions && member.practitioner == visit.reception?.physician
            guard member.roles.contains(.physician), member.practitioner == visit.physician || isReception
            else { throw .accessDenied }
        }
        guard visit.state != .terminated || action == .openToPatient else { throw .visit(.terminated) }
        // On a hazard or serious event everything stops but ending the visit (GX 31).
        if action.isService, let institution = facts.institution, institution.isSuspended {
            throw .institutionSuspended(institution.id)
        }
        guard action.allowedStates.contains(visit.state) else { throw .visit(.stateNotAllowed(visit.state)) }
        guard let states = action.prescriptionStates else { return }
        guard let number, let prescription = visit.prescription(number) else { throw .accessDenied }
        guard states.contains(prescription.state) else {
            let goesOut = action == .routePrescription || action == .deliverPrescription
            let isEffective = prescription.state == .effective || prescription.state == .routed
            if goesOut, !isEffective { throw .visit(.notEffective) }
            throw .visit(.prescriptionStateNotAllowed(prescription.state))
        }
    }

    /// The institution's own, or one it named by agreement and who may still review today (NHC-IH 附录三(三)).
    private func reviewsHere(
        _ pharmacist: PractitionerID, _ member: Caller.Member, _ visit: InternetVisit
    ) -> Bool {
        member.institution == visit.institution
            || facts.clinic?.isOutsidePharmacist(pharmacist, on: CivilDate(now)) == true
    }

    /// Quality control or a pharmacist of the institution, and never the prescriber (NHC-SUP 20).
    private func checkEvaluator(_ member: Caller.Member, _ visit: InternetVisit) throws(Refusal) {
        guard member.institution == visit.institution else { throw .accessDenied }
        guard member.practitioner != visit.physician else { throw .visit(.selfReview) }
        guard member.roles.contains(.qualityController) || facts.practitioner?.kind == .reviewingPharmacist
        else { throw .visit(.pharmacistRequired) }
    }

    func text(_ words: String, _ pointer: String, _ limit: Int) throws(Refusal) -> String {
        guard !words.isBlank else { throw .fieldInvalid([FieldProblem(pointer, .missing)]) }
        guard words.unicodeScalars.count <= limit else {
            throw .fieldInvalid([FieldProblem(pointer, .tooLong)])
        }
        return words
    }

    /// The name of a program that had a part; nil when none had.
    func assistance(_ tool: String?) throws(Refusal) -> Assistance? {
        guard let tool else { return nil }
        return Assistance(tool: try text(tool, "/assistance", Limits.reference))
    }

    /// A physician, a human being, whose identity was proved a short while ago (SC 16, NHC-IH 20).
    func signer() throws(Refusal) -> PractitionerID {
        guard facts.practitioner?.kind != .softwareAgent else { throw .visit(.signatureNotHuman) }
        guard let member = caller.member, member.isVerified(at: now, under: policy),
            let practitioner = facts.practitioner, practitioner.kind == .licensedPhysician
        else { throw .signatureRequired }
        return practitioner.id
    }
}
