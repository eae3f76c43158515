/// What a decision about a visit needs beside it.
package struct VisitFacts: Sendable {
    package var institution: Institution?
    package var practitioner: Practitioner?
    package var patient: Patient?
    /// The institution's catalogue, by code.
    package var drugs: [String: Drug]

    package init(
        institution: Institution? = nil, practitioner: Practitioner? = nil, patient: Patient? = nil,
        drugs: [String: Drug] = [:]
    ) {
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
        let event = RecordEvent(
            at: now, by: caller, policyVersion: rules.version, change: try weighing.change(command))
        return RecordDecision(events: [event], effects: [])
    }

    /// What a page offers to `caller`; details are judged when they come.
    package func availableActions(for caller: Caller, isPharmacist: Bool) -> [VisitCommand.Action] {
        guard let member = caller.member, member.institution == institution else { return [] }
        let isPhysician = member.practitioner == physician && member.roles.contains(.physician)
        return VisitCommand.Action.allCases.filter { action in
            guard action.allowedStates.contains(state) else { return false }
            guard action.isPharmacists ? isPharmacist && !isPhysician : isPhysician else { return false }
            guard let states = action.prescriptionStates else { return true }
            return prescriptions.contains { states.contains($0.state) }
        }
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

    func change(_ command: VisitCommand) throws(Refusal) -> VisitChange {
        if case .open(let opening) = command { return try open(opening) }
        guard let visit, let action = command.action else { throw .accessDenied }
        try gate(action, visit, command.prescription)
        return switch command {
        case .open: throw .alreadyExists
        case .addEvidence(let evidence): try addEvidence(evidence, visit)
        case .readRiskNotice(let version):
            .riskNoticeRead(RiskNoticeReading(notice: try text(version, "/version", 100), at: now))
        case .excludeConditions(let conditions): .conditionsExcluded(conditions)
        case .confirmFollowUp: .followUpConfirmed
        case .start: .started(try start(visit))
        case .exchange(let medium, let words): try exchange(medium, words, visit)
        case .reviewRecord: .recordReviewed
        case .noteCompanions(let companions): .companionsNoted(companions)
        case .diagnose(let code, let name): try diagnose(code, name, visit)
        case .draftPrescription(let lines): try draft(lines, visit)
        case .signPrescription(let number): try sign(number, visit)
        case .approvePrescription(let number, let note): try review(number, note, isApproval: true, visit)
        case .rejectPrescription(let number, let reason):
            try review(number, try text(reason, "/reason", Limits.shortText), isApproval: false, visit)
        case .routePrescription(let number, let route): .prescriptionRouted(number, route)
        case .deliverPrescription(let number): .prescriptionDelivered(number)
        case .voidPrescription(let number, let reason):
            .prescriptionVoided(number, reason: try text(reason, "/reason", Limits.shortText))
        case .complete: .completed
        case .terminate(let reason, let advice):
            .terminated(
                VisitEnding(
                    reason: reason, advice: Redacted(try text(advice.value, "/advice", Limits.shortText)),
                    at: now))
        }
    }

    // MARK: Who, and in which state

    private func open(_ opening: VisitOpening) throws(Refusal) -> VisitChange {
        guard visit == nil else { throw .alreadyExists }
        guard let member = caller.member, member.roles.contains(.physician),
            let physician = member.practitioner
        else { throw .roleRequired([.physician]) }
        guard let institution = facts.institution, institution.id == member.institution,
            let patient = facts.patient, patient.institution == institution.id
        else { throw .patientNotOfInvitingInstitution }
        try checkInstitution(institution, opening.department)
        guard patient.isIdentityVerified, let birthDate = patient.birthDate.value else {
            throw .patientIdentityUnverified
        }
        guard let practitioner = facts.practitioner, practitioner.id == physician else {
            throw .signatureRequired
        }
        try checkPhysician(practitioner, institution, opening.department)
        return .opened(opening, institution.id, physician, birthDate: Redacted(birthDate))
    }

    /// NHC-ID-9, NHC-ID-11.
    private func checkInstitution(_ institution: Institution, _ department: DepartmentCode) throws(Refusal) {
        guard !institution.isSuspended else { throw .institutionSuspended(institution.id) }
        guard institution.offersOnlineVisits else {
            throw .visit(.internetDiagnosisNotLicensed)
        }
        guard institution.department(department)?.isApproved == true else {
            throw .departmentNotApproved(institution.id, department)
        }
    }

    /// Licence, register and three years of independent work (NHC-ID-25); one who is registered elsewhere alone asks
    /// for an internet-hospital licence (NHC-IH-5).
    private func checkPhysician(
        _ physician: Practitioner, _ institution: Institution, _ department: DepartmentCode
    ) throws(Refusal) {
        let today = CivilDate(now)
        if !physician.isRegistered(at: institution.id, on: today), !rules.multiSiteWithoutInternetHospital,
            !institution.holdsInternetHospitalLicence
        {
            throw .visit(.internetHospitalRequired)
        }
        let found = Qualification.refusals(
            of: physician, at: institution.id, for: department, on: today, under: policy)
        if let first = found.min(by: { $0.code.precedence < $1.code.precedence }) { throw first }
    }

    private func gate(
        _ action: VisitCommand.Action, _ visit: InternetVisit, _ number: Int?
    ) throws(Refusal) {
        guard let member = caller.member, member.institution == visit.institution else { throw .accessDenied }
        if action.isPharmacists {
            guard let practitioner = facts.practitioner, practitioner.id == member.practitioner else {
                throw .visit(.pharmacistRequired)
            }
            // A prescriber with a pharmacist's licence reviews nothing of their own (AT-53).
            guard practitioner.id != visit.physician else { throw .visit(.selfReview) }
            guard practitioner.kind == .reviewingPharmacist else {
                throw .visit(.pharmacistRequired)
            }
        } else {
            guard member.roles.contains(.physician), member.practitioner == visit.physician else {
                throw .accessDenied
            }
        }
        guard visit.state != .terminated else { throw .visit(.terminated) }
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

    // MARK: Before the visit

    private func addEvidence(
        _ evidence: VisitEvidence, _ visit: InternetVisit
    ) throws(Refusal) -> VisitChange {
        var problems: [FieldProblem] = []
        if evidence.institutionName.isBlank { problems.append(FieldProblem("/institutionName", .missing)) }
        if evidence.diagnosedOn > CivilDate(now) {
            problems.append(FieldProblem("/diagnosedOn", .outOfRange))
        }
        if evidence.diagnoses.isEmpty || evidence.diagnoses.contains(where: { !Self.isCode($0) }) {
            problems.append(FieldProblem("/diagnoses", .invalid))
        }
        if visit.evidence.count >= InternetVisit.evidenceLimit {
            problems.append(FieldProblem("/", .tooMany))
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        return .evidenceAdded(evidence)
    }

    /// ICD-10 as the Chinese edition prints it: a letter, two digits, and what follows.
    private static func isCode(_ code: String) -> Bool {
        let bytes = Array(code.utf8)
        guard (3...16).contains(bytes.count), (0x41...0x5A).contains(bytes[0]) else { return false }
        guard bytes[1...2].allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return bytes.dropFirst(3).allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || [0x2E, 0x78, 0x2B, 0x2A].contains($0)
        }
    }

    private func start(_ visit: InternetVisit) throws(Refusal) -> [VisitWarning] {
        if rules.riskNoticeRequired, visit.riskNotice == nil { throw .visit(.riskNoticeMissing) }
        guard !visit.evidence.isEmpty else { throw .visit(.evidenceMissing) }
        if rules.firstVisitForbidden, visit.followUpConfirmedAt == nil { throw .visit(.firstVisitForbidden) }
        for condition in rules.excludedConditions
        where condition != .firstVisit && !visit.excluded.contains(condition) {
            throw .visit(.excludedCondition(condition))
        }
        if let months = rules.evidenceMaxMonths, !isFresh(visit, months) {
            throw .visit(.evidenceTooOld(months: months))
        }
        if let months = rules.evidenceWarningMonths, !isFresh(visit, months) {
            return [.evidenceOlderThan(months: months)]
        }
        return []
    }

    /// Counted forwards from the diagnosis: the same day of a later month, or its last (AMB-30).
    private func isFresh(_ visit: InternetVisit, _ months: Int) -> Bool {
        visit.evidence.contains { CivilDate(now) <= $0.diagnosedOn.adding(months: months) }
    }

    // MARK: In the visit

    private func exchange(
        _ medium: VisitExchange.Medium, _ words: Redacted<String>, _ visit: InternetVisit
    ) throws(Refusal) -> VisitChange {
        guard visit.exchanges.count < InternetVisit.exchangeLimit else {
            throw .fieldInvalid([FieldProblem("/", .tooMany)])
        }
        let said = try text(words.value, "/text", Limits.messageText)
        return .exchanged(VisitExchange(medium: medium, text: Redacted(said), at: now))
    }

    private func diagnose(
        _ code: String, _ name: Redacted<String>, _ visit: InternetVisit
    ) throws(Refusal) -> VisitChange {
        guard visit.evidence.contains(where: { $0.diagnoses.contains(code) }) else {
            throw .visit(.diagnosisNotSame)
        }
        let words = try text(name.value, "/name", Limits.shortText)
        return .diagnosed(VisitDiagnosis(code: code, name: Redacted(words), at: now))
    }

    // MARK: Prescriptions

    private func draft(_ lines: [Prescription.Line], _ visit: InternetVisit) throws(Refusal) -> VisitChange {
        var problems: [FieldProblem] = []
        if lines.isEmpty { problems.append(FieldProblem("/lines", .missing)) }
        if lines.count > InternetVisit.lineLimit { problems.append(FieldProblem("/lines", .tooMany)) }
        if visit.prescriptions.count >= InternetVisit.prescriptionLimit {
            problems.append(FieldProblem("/", .tooMany))
        }
        for (index, line) in lines.enumerated() {
            if !(1...999).contains(line.quantity) {
                problems.append(FieldProblem("/lines/\(index)/quantity", .outOfRange))
            }
            if line.usage.isBlank { problems.append(FieldProblem("/lines/\(index)/usage", .missing)) }
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        return .prescriptionDrafted((visit.prescriptions.map(\.number).max() ?? 0) + 1, lines)
    }

    private func sign(_ number: Int, _ visit: InternetVisit) throws(Refusal) -> VisitChange {
        guard let member = caller.member, member.isVerified(at: now, under: policy),
            let practitioner = facts.practitioner, practitioner.kind == .licensedPhysician
        else { throw .signatureRequired }
        guard let prescription = visit.prescription(number) else { throw .accessDenied }
        guard let startedAt = visit.startedAt, now >= startedAt else { throw .visit(.backdated) }
        for (index, line) in prescription.lines.enumerated() {
            // An unknown drug cannot be shown to be none of the forbidden ones.
            guard let drug = facts.drugs[line.drug],
                !drug.classes.contains(where: { rules.forbiddenDrugClasses.contains($0) })
            else { throw .visit(.forbiddenDrug(line: index + 1)) }
        }
        guard visit.diagnosis != nil else { throw .visit(.diagnosisNotSame) }
        guard visit.recordReviewedAt != nil else { throw .visit(.recordNotReviewed) }
        guard visit.exchanges.contains(where: \.medium.isRealTime) else {
            throw .visit(.withoutExchange)
        }
        if rules.needsGuardian(bornOn: visit.birthDate.value, on: CivilDate(now)) {
            guard visit.companions?.hasGuardian == true else { throw .visit(.guardianRequired) }
            guard visit.companions?.hasSpecialist == true else {
                throw .visit(.accompanyingSpecialistRequired)
            }
        }
        return .prescriptionSigned(number, visit.physician)
    }

    private func review(
        _ number: Int, _ note: String, isApproval: Bool, _ visit: InternetVisit
    ) throws(Refusal) -> VisitChange {
        guard let member = caller.member, let pharmacist = member.practitioner else {
            throw .visit(.pharmacistRequired)
        }
        if rules.pharmacistSignatureRequired, !member.isVerified(at: now, under: policy) {
            throw .visit(.signatureMissing)
        }
        return .prescriptionReviewed(
            number, Prescription.Review(pharmacist: pharmacist, note: note, isApproval: isApproval, at: now))
    }

    private func text(_ words: String, _ pointer: String, _ limit: Int) throws(Refusal) -> String {
        guard !words.isBlank else { throw .fieldInvalid([FieldProblem(pointer, .missing)]) }
        guard words.unicodeScalars.count <= limit else {
            throw .fieldInvalid([FieldProblem(pointer, .tooLong)])
        }
        return words
    }
}
