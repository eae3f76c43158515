extension VisitWeighing {
    /// Only the words that hold now can have been read (SC 15).
    func readNotice(_ version: String) throws(Refusal) -> VisitChange {
        let notice = facts.clinic?.notice(.internetVisit) ?? .standard(.internetVisit)
        guard version == notice.version else { throw .fieldInvalid([FieldProblem("/version", .invalid)]) }
        return .riskNoticeRead(RiskNoticeReading(notice: version, at: now))
    }

    /// The notice first, then the consent (NHC-SUP 9); who may sign is the same as for any other service.
    func consent(_ signer: ConsentSigner, _ visit: InternetVisit) throws(Refusal) -> VisitChange {
        guard let notice = visit.riskNotice else { throw .visit(.riskNoticeMissing) }
        try ServiceChecks.check(signer, under: policy)
        var content = CanonicalContent("visitConsent")
        content.add("visit", visit.id)
        content.add("patient", visit.patient)
        content.add("notice", notice.notice)
        content.add("signerKind", signer.kind.rawValue)
        content.add("signerName", signer.name.value)
        content.add("reasonNotPatient", signer.reasonNotPatient?.rawValue ?? "")
        content.add("relationship", signer.relationship?.rawValue ?? "")
        content.add("signature", signer.signature.hexadecimal)
        return .consentGiven(
            VisitConsent(signer: signer, notice: notice.notice, at: now, documentHash: content.digest))
    }

    func openToPatient(_ visit: InternetVisit) throws(Refusal) -> VisitChange {
        guard visit.isHiddenFromPatient else { throw .visit(.stateNotAllowed(visit.state)) }
        return .openedToPatient
    }

    func addEvidence(
        _ evidence: VisitEvidence, _ visit: InternetVisit
    ) throws(Refusal) -> VisitChange {
        var problems: [FieldProblem] = []
        if evidence.institutionName.isBlank { problems.append(FieldProblem("/institutionName", .missing)) }
        if evidence.diagnosedOn > CivilDate(now) {
            problems.append(FieldProblem("/diagnosedOn", .outOfRange))
        }
        if evidence.diagnoses.isEmpty || evidence.diagnoses.contains(where: { !VisitEvidence.isCode($0) }) {
            problems.append(FieldProblem("/diagnoses", .invalid))
        }
        if visit.evidence.count >= InternetVisit.evidenceLimit {
            problems.append(FieldProblem("/", .tooMany))
        }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        return .evidenceAdded(evidence)
    }

    func start(_ visit: InternetVisit) throws(Refusal) -> [VisitWarning] {
        if rules.riskNoticeRequired, visit.riskNotice == nil { throw .visit(.riskNoticeMissing) }
        guard visit.consent != nil else { throw .consentMissing }
        // The patient is in a physical institution, with the physician who receives them (GX 28).
        if visit.isHospitalConsultation { return [] }
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
    func isFresh(_ visit: InternetVisit, _ months: Int) -> Bool {
        visit.evidence.contains { CivilDate(now) <= $0.diagnosedOn.adding(months: months) }
    }
}

extension VisitEvidence {
    package static func isCode(_ code: String) -> Bool { CodeSystem.icd10.isWellFormed(code) }
}
