extension VisitWeighing {
    func open(_ opening: VisitOpening) throws(Refusal) -> VisitChange {
        guard visit == nil else { throw .alreadyExists }
        guard let member = caller.member, member.roles.contains(.physician),
            let own = member.practitioner
        else { throw .roleRequired([.physician]) }
        let isConsultation = opening.pathway == .internetHospitalConsultation
        guard rules.prescriptionPathways.contains(rules.pathway),
            rules.pathway == opening.pathway ?? .internetFollowUp
        else { throw .pathwayNotOpen }
        guard let institution = facts.institution, let patient = facts.patient else {
            throw .patientNotOfInvitingInstitution
        }
        if isConsultation {
            try checkReception(opening, member, institution)
        } else {
            guard institution.id == member.institution, opening.reception == nil else {
                throw .patientNotOfInvitingInstitution
            }
        }
        try ServiceChecks.check(patient, is: opening.patient, of: member.institution)
        try checkInstitution(institution, opening.department)
        guard let birthDate = patient.birthDate.value else { throw .patientIdentityUnverified }
        let physician = isConsultation ? facts.consulted : facts.practitioner
        guard let physician, physician.id == (isConsultation ? opening.physician : own) else {
            throw .signatureRequired
        }
        try checkPhysician(physician, institution, opening.department)
        if let kind = opening.serviceKind { try checkContract(kind, opening, institution, physician.id) }
        return .opened(
            opening, institution.id, physician.id, birthDate: Redacted(birthDate),
            entity: LegalEntity(of: institution, under: rules.pathway))
    }

    /// Visits of family doctors are for those who have signed with the doctor's team (NHC-ID 2, NHC-ID 15).
    private func checkContract(
        _ kind: ServiceKind, _ opening: VisitOpening, _ institution: Institution, _ physician: PractitionerID
    ) throws(Refusal) {
        guard kind == .familyDoctorService, opening.pathway == nil else {
            throw .fieldInvalid([FieldProblem("/serviceKind", .invalid)])
        }
        guard institution.offersFamilyDoctor else { throw .visit(.familyDoctor(.notRegistered)) }
        guard let contract = facts.contract, contract.id == opening.contract,
            contract.patient == opening.patient, contract.institution == institution.id,
            contract.isInForce(on: CivilDate(now))
        else { throw .visit(.familyDoctor(.contractMissing)) }
        guard contract.team.contains(physician) else { throw .visit(.familyDoctor(.notOfTeam(physician))) }
    }

    /// The physician who receives the patient opens it; both are named, and consult an internet hospital (GX 28).
    private func checkReception(
        _ opening: VisitOpening, _ member: Caller.Member, _ institution: Institution
    ) throws(Refusal) {
        var problems: [FieldProblem] = []
        if opening.reception == nil { problems.append(FieldProblem("/reception", .missing)) }
        if opening.physician == nil { problems.append(FieldProblem("/physicianId", .missing)) }
        guard problems.isEmpty, let reception = opening.reception else { throw .fieldMissing(problems) }
        guard reception.institution == member.institution, reception.physician == member.practitioner,
            facts.reception?.id == reception.institution
        else { throw .fieldInvalid([FieldProblem("/reception", .invalid)]) }
        guard opening.physician != reception.physician else {
            throw .fieldInvalid([FieldProblem("/physicianId", .inviteeIsSelf)])
        }
        guard institution.holdsInternetHospitalLicence else { throw .visit(.internetHospitalRequired) }
    }

    /// NHC-ID-9, NHC-ID-11.
    private func checkInstitution(_ institution: Institution, _ department: DepartmentCode) throws(Refusal) {
        guard !institution.isSuspended else { throw .institutionSuspended(institution.id) }
        try institution.online?.check(on: CivilDate(now))
        guard institution.offersOnlineVisits else {
            throw .visit(.internetDiagnosisNotLicensed)
        }
        guard institution.department(department)?.isApproved == true else {
            throw .departmentNotApproved(institution.id, department)
        }
    }

    /// Licence, register, three years of independent work and the agreement of an institution where the physician is
    /// registered (NHC-ID-25); one who is registered elsewhere alone asks for an internet-hospital licence (NHC-IH-5).
    private func checkPhysician(
        _ physician: Practitioner, _ institution: Institution, _ department: DepartmentCode
    ) throws(Refusal) {
        let today = CivilDate(now)
        let isOwn = physician.isHomeRegistered(at: institution.id, on: today)
        let mayBeElsewhere =
            rules.multiSiteWithoutInternetHospital || institution.holdsInternetHospitalLicence
        if !isOwn, !mayBeElsewhere { throw .visit(.internetHospitalRequired) }
        let registered = physician.registrations.filter { $0.validTo.map { today <= $0 } ?? true }
            .map(\.institution)
        // Work at another's internet hospital is registered or filed there (NHC-SUP 16).
        let found = Qualification.refusals(
            of: physician, at: institution.id, for: department, on: today, under: policy)
        if let first = found.min(by: { $0.code.precedence < $1.code.precedence }) { throw first }
        guard !rules.insuranceRequired || physician.isInsured(on: today) else {
            throw .admission(.insuranceMissing(physician.id))
        }
        guard physician.hasOnlineConsent(of: registered, on: today) else {
            throw .visit(.institutionConsentMissing(physician.id))
        }
    }
}

extension Practitioner {
    /// Whether one of the institutions where the person is registered agreed to the online work (NHC-ID 25).
    package func hasOnlineConsent(of registered: [InstitutionID], on day: CivilDate) -> Bool {
        onlineConsent.map { registered.contains($0.institution) && $0.isValid(on: day) } ?? false
    }
}
