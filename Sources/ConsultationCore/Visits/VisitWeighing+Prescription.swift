extension VisitWeighing {
    func draft(
        _ lines: [Prescription.Line], _ tool: String?, _ visit: InternetVisit
    ) throws(Refusal) -> VisitChange {
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
        return .prescriptionDrafted(
            (visit.prescriptions.map(\.number).max() ?? 0) + 1, lines, assistance: try assistance(tool))
    }

    func sign(_ number: Int, _ visit: InternetVisit) throws(Refusal) -> [VisitChange] {
        let signer = try signer()
        guard let prescription = visit.prescription(number) else { throw .accessDenied }
        let parts = [prescription.assistance, visit.diagnosis?.assistance]
        guard parts.allSatisfy({ $0.map { $0.confirmedAt != nil } ?? true }) else {
            throw .visit(.signatureNotHuman)
        }
        guard let startedAt = visit.startedAt, now >= startedAt else { throw .visit(.backdated) }
        for (index, line) in prescription.lines.enumerated() {
            // An unknown drug cannot be shown to be none of the forbidden ones.
            guard let drug = facts.drugs[line.drug],
                !drug.classes.contains(where: { rules.forbiddenDrugClasses.contains($0) })
            else { throw .visit(.forbiddenDrug(line: index + 1)) }
        }
        guard visit.diagnosis != nil else { throw .visit(.diagnosisNotSame) }
        guard visit.recordReviewedAt != nil else { throw .visit(.recordNotReviewed) }
        guard visit.hasRealExchange else { throw .visit(.withoutExchange) }
        try checkChild(visit)
        var changes: [VisitChange] = [.prescriptionSigned(number, signer)]
        let reviewers = Set(
            (facts.clinic?.pharmacists ?? []).filter { CivilDate(now) <= $0.validTo }.map(\.institution)
        )
        .union(visit.reviewingInstitutions ?? []).sorted()
        if reviewers != visit.reviewingInstitutions ?? [] { changes.append(.reviewersNamed(reviewers)) }
        if facts.pharmacistsOnDuty < rules.pharmacistsOnDutyMin {
            changes.append(.prescriptionQueued(number))
        }
        return changes
    }

    /// Guardian and specialist are with a small child, and registered with their five fields (AMB-29, SC 22(1)).
    private func checkChild(_ visit: InternetVisit) throws(Refusal) {
        guard rules.needsGuardian(bornOn: visit.birthDate.value, on: CivilDate(now)) else { return }
        guard let companions = visit.companions, companions.hasGuardian else {
            throw .visit(.guardianRequired)
        }
        guard companions.hasSpecialist else { throw .visit(.accompanyingSpecialistRequired) }
        if let field = companions.missingField { throw .visit(.guardianFieldMissing(field)) }
    }

    func evaluate(
        _ number: Int, _ verdict: Prescription.Evaluation.Verdict, _ note: String
    ) throws(Refusal) -> VisitChange {
        guard let evaluator = caller.member?.account else { throw .accessDenied }
        // What is found wrong is said.
        let words = verdict == .reasonable && note.isBlank ? "" : try text(note, "/note", Limits.shortText)
        return .prescriptionEvaluated(
            number, Prescription.Evaluation(evaluator: evaluator, verdict: verdict, note: words, at: now))
    }

    func review(
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
}
