extension Deliberation {
    /// Saving voids signatures given to an earlier content. Without a list, the author is the only signer.
    mutating func saveReportDraft(_ sections: [ReportSection], _ signers: [PractitionerID]) throws(Refusal) {
        let authors = signers.isEmpty ? [try practitioner()] : signers
        if let stranger = authors.first(where: { !consultation.isAssigned($0) }) {
            throw .practitionerNotAuthorised(stranger)
        }
        let asked = consultation.questionsAsked
        var problems: [FieldProblem?] = []
        for (index, section) in sections.enumerated() {
            problems.append(
                Limits.problem("/sections/\(index)/answer", section.answer, limit: Limits.longText))
            if !asked.contains(section.question)
                || sections.prefix(index).contains(where: sameQuestion(section))
            {
                problems.append(FieldProblem("/sections/\(index)/question", .notAsked))
            }
        }
        if authors.count < policy.reportMinSigners { problems.append(FieldProblem("/signers", .missing)) }
        if Set(authors).count != authors.count { problems.append(FieldProblem("/signers", .invalid)) }
        try refuse(problems)
        if consultation.isTeam { return try saveOpinion(sections, by: authors) }
        record(.reportDraftSaved(sections: sections, signers: authors))
    }

    private func sameQuestion(_ section: ReportSection) -> (ReportSection) -> Bool {
        { $0.question == section.question }
    }

    mutating func signReport() throws(Refusal) {
        let signer = try signer()
        guard consultation.note != nil else { throw .sessionNoteMissing }
        if consultation.isTeam { return try signOpinion(signer) }
        let report = try answeredReport()
        guard report.signers.contains(signer.id) else { throw .practitionerNotAuthorised(signer.id) }
        if let absent = report.signers.first(where: { !consultation.session.attended($0) }) {
            throw .reportSignerDidNotAttend(absent)
        }
        if let specialty = consultation.request.requestedSpecialty,
            !signer.scopeOfPractice.contains(specialty)
        {
            throw .practitionerOutOfScope(signer.id)
        }
        let hash = consultation.reportContent(report).digest
        // Signing twice is signing once.
        guard !report.signatures.contains(where: { $0.practitioner == signer.id && $0.contentHash == hash })
        else { return }
        let signature = ReportSignature(
            practitioner: signer.id, title: signer.title, signedAt: now, contentHash: hash)
        record(.reportSigned(signature))
        if Self.isFullySigned(report, with: report.signatures + [signature], over: hash) {
            try issue(hash)
        }
    }

    /// What a page asks before it shows the signature field: everything but the proof of identity.
    func weighReport() throws(Refusal) {
        guard consultation.note != nil else { throw .sessionNoteMissing }
        if consultation.isTeam {
            let own = caller.institution.flatMap { consultation.opinion(of: $0) }
            if own?.givenAt != nil { throw .reportImmutable }
            return try checkAnswered(own?.sections ?? [])
        }
        let report = try answeredReport()
        if let absent = report.signers.first(where: { !consultation.session.attended($0) }) {
            throw .reportSignerDidNotAttend(absent)
        }
    }

    mutating func issueReport() throws(Refusal) {
        if consultation.isTeam { try weighSummary() }
        let report = try consultation.isTeam ? summarised() : answeredReport()
        let hash = consultation.reportContent(report).digest
        guard Self.isFullySigned(report, with: report.signatures, over: hash) else {
            throw .reportSignatureMissing
        }
        try issue(hash)
    }

    private func summarised() throws(Refusal) -> ConsultationReport {
        guard let report = consultation.report else { throw .reportSignatureMissing }
        return report
    }

    static func isFullySigned(
        _ report: ConsultationReport, with signatures: [ReportSignature], over hash: Digest
    ) -> Bool {
        !report.signers.isEmpty
            && report.signers.allSatisfy { signer in
                signatures.contains { $0.practitioner == signer && $0.contentHash == hash }
            }
    }

    /// One section for each question asked, none of them empty.
    private func answeredReport() throws(Refusal) -> ConsultationReport {
        try checkAnswered(consultation.report?.sections ?? [])
        guard let report = consultation.report else { throw .reportQuestionUnanswered([]) }
        return report
    }

    func checkAnswered(_ sections: [ReportSection]) throws(Refusal) {
        var unanswered: [FieldProblem] = []
        for (index, question) in consultation.questionsAsked.enumerated() {
            let section = sections.first { $0.question == question }
            if section?.answer.isBlank ?? true {
                unanswered.append(FieldProblem("/sections/\(index)/answer", .missing))
            }
        }
        guard unanswered.isEmpty else { throw .reportQuestionUnanswered(unanswered) }
    }

    /// The opinion is delivered, cannot be changed any more, and the charge becomes billable with it (§5.1).
    mutating func issue(_ hash: Digest) throws(Refusal) {
        guard let charge = consultation.charge, let split = charge.split, let invited = consultation.invited
        else { throw .noServiceEvidence }
        let due = consultation.stateSince + policy.reportDeadline
        if now > due, !hasPassed(.reportDue, due) { raise(.reportLate(dueAt: due, delay: now - due)) }
        if consultation.invitedInstitutions.contains(where: {
            facts.agreement(between: consultation.inviting, and: $0, at: now) == nil
        }) {
            raise(.agreementLapsedDuringCase)
        }
        let parties = [consultation.inviting] + consultation.invitedInstitutions
        record(
            .reportIssued(
                contentHash: hash, liability: policy.consultationLiability,
                entities: parties.compactMap { facts.institution($0) }.map {
                    LegalEntity(of: $0, under: .telemedicine)
                }))
        if consultation.isTeam {
            let shares = shares(of: split)
            record(.feeShared(shares))
            postings += Ledger.billable(consultation.id, consultation.inviting, shares, at: now)
        } else {
            postings += Ledger.billable(
                consultation.id, InstitutionPair(inviting: consultation.inviting, invited: invited), split,
                at: now)
        }
        record(.chargeBecameBillable(split))
        notify(.inviting, .physician, .reportIssued)
        notify(.inviting, .invitationCoordinator, .reportIssued)
        cause(.publish(.reportIssued))
    }

    mutating func addAddendum(_ text: Redacted<String>) throws(Refusal) {
        let signer = try signer()
        guard let report = consultation.report,
            report.signatures.contains(where: { $0.practitioner == signer.id })
        else { throw .practitionerNotAuthorised(signer.id) }
        var problems = [Limits.required("/text", text, limit: Limits.longText)]
        if report.addenda.count >= Limits.addenda { problems.append(FieldProblem("/text", .tooMany)) }
        try refuse(problems)
        record(
            .addendumAdded(
                ReportAddendum(
                    text: text, practitioner: signer.id, signedAt: now,
                    contentHash: consultation.addendumContent(text, to: report).digest)))
        notify(.inviting, .physician, .addendumAdded)
    }

    /// The inviting physician decides and stays responsible (NHC-TM 三(三)3, JL 28).
    mutating func decideTreatment(
        _ outcome: TreatmentDecision.Outcome, _ plan: Redacted<String>
    ) throws(Refusal) {
        if let problem = Limits.required("/plan", plan, limit: Limits.longText) {
            throw .decisionMissing([problem])
        }
        let signer = try signer()
        guard let own = facts.institution(consultation.inviting),
            Qualification.isCompanion(signer, of: own, on: today, under: policy)
        else { throw .practitionerLicenceInvalid(signer.id) }
        record(
            .treatmentDecided(
                TreatmentDecision(
                    outcome: outcome, plan: plan, practitioner: signer.id, signedAt: now,
                    contentHash: consultation.decisionContent(outcome, plan: plan).digest)))
        notify(.invited, .physician, .decided)
        cause(.publish(.decided))
    }

    func hasPassed(_ kind: Deadline.Kind, _ dueAt: WallTime) -> Bool {
        consultation.passedDeadlines.contains { $0.kind == kind && $0.dueAt == dueAt }
    }
}
