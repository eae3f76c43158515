/// A practitioner as a decision sees them: the facts of §3.4.
package struct Practitioner: Codable, Sendable, Equatable {
    package var id: PractitionerID
    package var name: String
    package var kind: PractitionerKind
    package var title: ProfessionalTitle
    /// The title as it is printed, for example 副主任医师.
    package var titleDisplay: String
    package var department: DepartmentCode?
    /// Specialties of the title and of experience (NHC-TM-2.2b, JL-14c).
    package var specialties: [DepartmentCode]
    /// 执业范围, the registered scope of practice (JL-14d).
    package var scopeOfPractice: [DepartmentCode]
    package var licence: PractitionerLicence?
    /// Institutions where the practitioner is registered, multi-site practice included (NHC-TM-2.1.2).
    package var registrations: [Registration]
    package var provincialRegistration: ProvincialRegistration?
    package var independentClinicalStart: CivilDate?
    /// When the state register last confirmed the identity (NHC-ID-14).
    package var registryCheckedOn: CivilDate?
    /// What the institution itself recorded since; these two take the place of the day above.
    package var registryCheck: RegistryCheck?
    package var realNameVerification: RealNameVerification?
    /// That an institution of the registration agreed to online visits (NHC-ID 25).
    package var onlineConsent: OnlineConsent?
    /// Nil for who was entered before there was a register of staff.
    package var employment: StaffAdmission.State?
    package var insurance: MalpracticeInsurance?
    package var multiSite: [MultiSiteRegistration]?

    package init(
        id: PractitionerID, name: String, kind: PractitionerKind, title: ProfessionalTitle,
        titleDisplay: String,
        department: DepartmentCode?, specialties: [DepartmentCode], scopeOfPractice: [DepartmentCode],
        licence: PractitionerLicence?, registrations: [Registration],
        provincialRegistration: ProvincialRegistration?, independentClinicalStart: CivilDate?,
        registryCheckedOn: CivilDate?
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.title = title
        self.titleDisplay = titleDisplay
        self.department = department
        self.specialties = specialties
        self.scopeOfPractice = scopeOfPractice
        self.licence = licence
        self.registrations = registrations
        self.provincialRegistration = provincialRegistration
        self.independentClinicalStart = independentClinicalStart
        self.registryCheckedOn = registryCheckedOn
    }

    package func isRegistered(at institution: InstitutionID, on date: CivilDate) -> Bool {
        isHomeRegistered(at: institution, on: date)
            || (multiSite ?? []).contains {
                $0.institution == institution && !$0.number.isBlank
                    && ($0.validTo.map { date <= $0 } ?? true)
            }
    }
}

/// 医师执业证书. `validTo` is the last valid day, nil when it has no end.
package struct PractitionerLicence: Codable, Sendable, Equatable {
    package var number: String
    package var validTo: CivilDate?

    package init(number: String, validTo: CivilDate? = nil) {
        self.number = number
        self.validTo = validTo
    }
}

package struct Registration: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    package var validTo: CivilDate?

    package init(institution: InstitutionID, validTo: CivilDate? = nil) {
        self.institution = institution
        self.validTo = validTo
    }
}

/// Registration on a province's telemedicine platform (JL 14(3)).
package struct ProvincialRegistration: Codable, Sendable, Equatable {
    package var jurisdiction: Jurisdiction
    package var number: String

    package init(jurisdiction: Jurisdiction, number: String) {
        self.jurisdiction = jurisdiction
        self.number = number
    }
}
