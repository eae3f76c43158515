/// The checks of §3.4 on one practitioner, each as the refusal it leads to, in order of precedence.
package enum Qualification {
    /// What disqualifies a consulting physician of `institution` as a person (JL 14, NHC-ID 14).
    ///
    /// `specialty` is nil where no case is in view, for example in a list of staff.
    package static func personalRefusals(
        of practitioner: Practitioner, at institution: InstitutionID, for specialty: DepartmentCode?,
        on date: CivilDate, under policy: Policy
    ) -> [Refusal] {
        let id = practitioner.id
        var found = identityRefusals(of: practitioner, at: institution, on: date, under: policy)
        if policy.provincialRegistrationRequired,
            practitioner.provincialRegistration?.jurisdiction != policy.jurisdiction
                || practitioner.provincialRegistration?.number.isBlank ?? true
        {
            found.append(.provincialRegistrationMissing(id))
        }
        if let minimum = policy.consultantMinTitle, practitioner.title < minimum {
            found.append(.practitionerTitleTooLow(id))
        }
        if let specialty, !practitioner.scopeOfPractice.contains(specialty) {
            found.append(.practitionerOutOfScope(id))
        }
        return found
    }

    /// What keeps a person from being the one physician with specialty and experience (NHC-TM 二(二)). Asked beside the
    /// title, which does not replace the years (AMB-18).
    package static func experienceRefusals(
        of practitioner: Practitioner, for specialty: DepartmentCode?, on date: CivilDate,
        under policy: Policy
    ) -> [Refusal] {
        var found: [Refusal] = []
        if practitioner.kind != .licensedPhysician {
            found.append(.practitionerLicenceInvalid(practitioner.id))
        }
        if let specialty, !practitioner.specialties.contains(specialty) {
            found.append(.practitionerSpecialtyMismatch(practitioner.id))
        }
        // Exactly the number of years passes.
        let isExperienced =
            practitioner.independentClinicalStart.map { $0.adding(years: policy.minClinicalYears) <= date }
            ?? false
        if !isExperienced { found.append(.practitionerExperienceTooShort(practitioner.id)) }
        return found
    }

    /// Everything against a consulting physician at once.
    package static func refusals(
        of practitioner: Practitioner, at institution: InstitutionID, for specialty: DepartmentCode?,
        on date: CivilDate, under policy: Policy
    ) -> [Refusal] {
        let personal = personalRefusals(
            of: practitioner, at: institution, for: specialty, on: date, under: policy)
        let experience = experienceRefusals(of: practitioner, for: specialty, on: date, under: policy)
        return personal + experience.filter { !personal.contains($0) }
    }

    /// Whether a person counts as the inviting side's companion. No title is asked of a companion (AMB-17); where the
    /// policy allows, an assistant physician or village doctor of a primary-care institution counts (AMB-19).
    package static func isCompanion(
        _ practitioner: Practitioner, of institution: Institution, on date: CivilDate, under policy: Policy
    ) -> Bool {
        let substitutes: [PractitionerKind] =
            policy.primaryCareSubstituteAllowed && institution.level == .primaryCare
            ? [.assistantPhysician, .villageDoctor] : []
        guard practitioner.kind == .licensedPhysician || substitutes.contains(practitioner.kind) else {
            return false
        }
        return identityRefusals(of: practitioner, at: institution.id, on: date, under: policy).isEmpty
    }

    private static func identityRefusals(
        of practitioner: Practitioner, at institution: InstitutionID, on date: CivilDate, under policy: Policy
    ) -> [Refusal] {
        let id = practitioner.id
        var found: [Refusal] = []
        if practitioner.kind == .softwareAgent { found.append(.attendanceNotHuman(id)) }
        let isLicensed =
            practitioner.licence.map { !$0.number.isBlank && ($0.validTo.map { date <= $0 } ?? true) }
            ?? false
        if !isLicensed { found.append(.practitionerLicenceInvalid(id)) }
        if !practitioner.mayBeAssigned { found.append(.admission(.notAdmitted(id))) }
        if !practitioner.isRegistered(at: institution, on: date) {
            found.append(.practitionerNotRegisteredHere(id))
        }
        let isConfirmed = practitioner.identityValidTo(under: policy).map { date <= $0 } ?? false
        if !isConfirmed { found.append(.practitionerIdentityUnverified(id)) }
        return found
    }
}
