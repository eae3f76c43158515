/// The opinions of a team's institutions and their joint summary (NHC-TM-2.2e).
extension Deliberation {
    private func ownInstitution() throws(Refusal) -> InstitutionID {
        guard let own = caller.institution, consultation.side(of: own) == .invited else {
            throw .accessDenied
        }
        return own
    }

    mutating func saveOpinion(_ sections: [ReportSection], by authors: [PractitionerID]) throws(Refusal) {
        let own = try ownInstitution()
        if consultation.opinion(of: own)?.givenAt != nil { throw .reportImmutable }
        if let stranger = authors.first(where: { consultation.institution(sending: $0) != own }) {
            throw .practitionerNotAuthorised(stranger)
        }
        record(.opinionDraftSaved(institution: own, sections: sections, signers: authors))
    }

    mutating func signOpinion(_ signer: Practitioner) throws(Refusal) {
        let own = try ownInstitution()
        guard let opinion = consultation.opinion(of: own) else {
            throw .reportQuestionUnanswered([FieldProblem("/sections/0/answer", .missing)])
        }
        if opinion.givenAt != nil { throw .reportImmutable }
        try checkAnswered(opinion.sections)
        guard opinion.signers.contains(signer.id) else { throw .practitionerNotAuthorised(signer.id) }
        if let absent = opinion.signers.first(where: { !consultation.session.attended($0) }) {
            throw .reportSignerDidNotAttend(absent)
        }
        let asked = consultation.specialties(askedOf: own)
        guard asked.contains(where: signer.scopeOfPractice.contains) else {
            throw .practitionerOutOfScope(signer.id)
        }
        let hash = consultation.opinionContent(opinion).digest
        guard !opinion.signatures.contains(where: { $0.practitioner == signer.id && $0.contentHash == hash })
        else { return }
        record(
            .opinionSigned(
                institution: own,
                ReportSignature(
                    practitioner: signer.id, title: signer.title, signedAt: now, contentHash: hash)))
        let signed = (after.opinion(of: own)?.signatures ?? []).filter { $0.contentHash == hash }
        if opinion.signers.allSatisfy({ author in signed.contains { $0.practitioner == author } }) {
            record(.opinionGiven(institution: own, contentHash: hash))
        }
    }

    /// Whoever attended may write it; writing again voids the signatures given.
    mutating func saveSummary(_ text: Redacted<String>) throws(Refusal) {
        guard consultation.isTeam else {
            throw .stateNotAllowed(action: .saveSummary, state: consultation.state)
        }
        try refuse([Limits.required("/text", text, limit: Limits.longText)])
        let author = try practitioner()
        let signers = consultation.everybodyAttending
        guard signers.contains(author) else { throw .reportSignerDidNotAttend(author) }
        record(.summarySaved(text: text, signers: signers))
    }

    mutating func signSummary() throws(Refusal) {
        let signer = try signer()
        try weighSummary()
        guard let report = consultation.report else { throw .reportSignatureMissing }
        guard report.signers.contains(signer.id) else { throw .reportSignerDidNotAttend(signer.id) }
        let hash = consultation.reportContent(report).digest
        guard !report.signatures.contains(where: { $0.practitioner == signer.id && $0.contentHash == hash })
        else { return }
        let signature = ReportSignature(
            practitioner: signer.id, title: signer.title, signedAt: now, contentHash: hash)
        record(.reportSigned(signature))
        if Self.isFullySigned(report, with: report.signatures + [signature], over: hash) {
            try issue(hash)
        }
    }

    /// The summary rests on the opinions: all of them are given before anybody signs it.
    func weighSummary() throws(Refusal) {
        guard consultation.isTeam else {
            throw .stateNotAllowed(action: .signSummary, state: consultation.state)
        }
        guard consultation.note != nil else { throw .sessionNoteMissing }
        let owed = consultation.institutionsAttending
        guard !owed.isEmpty, owed.allSatisfy({ consultation.opinion(of: $0)?.givenAt != nil }),
            consultation.report?.summary?.isBlank == false
        else { throw .reportSignatureMissing }
    }

    /// What each institution that gave an opinion gets of the fee (AMB-14).
    func shares(of split: SettlementSplit) -> [TeamShare] {
        let parts = consultation.institutionsAttending.map { institution in
            TeamShare.Part(
                institution: institution,
                weight: consultation.liveInvitation(of: institution)?.seat?.weight ?? 1)
        }
        return split.shares(among: parts)
    }

    /// In telemedicine the invited side advises; medicines stand as advice in the report (AT-49).
    mutating func prescribe() throws(Refusal) {
        guard policy.prescriptionPathways.contains(consultation.legalPathway) else {
            throw .prescriptionPathwayNotPermitted
        }
        throw .pathwayNotOpen
    }
}
