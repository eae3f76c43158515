extension Deliberation {
    /// The agreement must be in force now, and carry the province's terms if the invited side is from elsewhere.
    func checkAgreement(with invited: Institution) throws(Refusal) {
        guard let agreement = facts.agreement(between: consultation.inviting, and: invited.id, at: now) else {
            throw .agreementNotInForce
        }
        if consultation.mode == .platformMatched,
            agreement.platformOperator == nil
                || agreement.platformOperator != consultation.request.platformOperator
        {
            throw .platformOperatorMissing
        }
        guard let terms = policy.governingTextForOutsiders else { return }
        if invited.jurisdiction != policy.jurisdiction, agreement.governingText != terms {
            throw .jilinTermsRequired(governingText: terms)
        }
    }

    func checkConsentStillSigned() throws(Refusal) {
        if consultation.isDeidentified { return }
        guard let consent = consultation.consent else { throw .consentMissing }
        guard consent.state != .withdrawn, consent.useStoppedAt == nil else { throw .consentWithdrawn }
        guard consent.state == .signed else { throw .consentMissing }
    }

    /// Each consulting physician passes the personal checks; at least one has specialty and experience (NHC-TM-2.2b).
    func checkConsulting(
        _ physicians: [PractitionerID], of institution: InstitutionID, on date: CivilDate
    ) throws(Refusal) {
        guard !physicians.isEmpty else { throw .invitedPhysicianMissing }
        let asked = consultation.specialties(askedOf: institution)
        let specialties: [DepartmentCode?] = asked.isEmpty ? [consultation.request.requestedSpecialty] : asked
        var covered: Set<Int> = []
        var lacking: Refusal?
        for id in physicians {
            guard let practitioner = facts.practitioner(id) else { throw .practitionerNotAuthorised(id) }
            var fit: [Int] = []
            var unfit: Refusal?
            for (index, specialty) in specialties.enumerated() {
                let personal = Qualification.personalRefusals(
                    of: practitioner, at: institution, for: specialty, on: date, under: policy)
                if personal.isEmpty { fit.append(index) } else { unfit = unfit ?? personal.first }
            }
            if fit.isEmpty, let unfit { throw unfit }
            for index in fit {
                let experience = Qualification.experienceRefusals(
                    of: practitioner, for: specialties[index], on: date, under: policy)
                if experience.isEmpty { covered.insert(index) } else { lacking = lacking ?? experience.first }
            }
        }
        guard covered.count < specialties.count else { return }
        throw lacking ?? .practitionerSpecialtyMismatch(physicians[0])
    }

    /// Whether a person's presence counts for a side now.
    func counts(_ id: PractitionerID, on side: PartySide) -> Bool {
        guard let practitioner = facts.practitioner(id) else { return false }
        switch side {
        case .inviting:
            guard let institution = facts.institution(consultation.inviting) else { return false }
            return Qualification.isCompanion(practitioner, of: institution, on: today, under: policy)
        case .invited:
            guard let invited = consultation.institution(sending: id) else { return false }
            let asked = consultation.specialties(askedOf: invited)
            let specialties: [DepartmentCode?] =
                asked.isEmpty ? [consultation.request.requestedSpecialty] : asked
            return specialties.contains { specialty in
                Qualification.refusals(
                    of: practitioner, at: invited, for: specialty, on: today, under: policy
                ).isEmpty
            }
        }
    }
}
