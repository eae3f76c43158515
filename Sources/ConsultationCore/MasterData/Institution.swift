/// An institution as a decision sees it: the facts of its licence and standing.
package struct Institution: Codable, Sendable, Equatable {
    package var id: InstitutionID
    /// The code the health authority gave it; printed on settlement lines.
    package var code: String
    package var name: String
    package var shortName: String
    package var jurisdiction: Jurisdiction
    package var level: InstitutionLevel
    package var grade: HospitalGrade
    package var licence: PracticeLicence?
    package var departments: [Department]
    /// Jilin's 评估验收 (JL 10).
    package var capabilityAcceptance: CapabilityAcceptance?
    package var isSuspended: Bool
    package var holdsInternetHospitalLicence: Bool
    package var settlementAccount: SettlementAccount?
    /// True between registering and the operator's acceptance (§5.8); nil in what was written before there was one.
    package var awaitsActivation: Bool?
    /// ISO 3166-1 code of a place outside the mainland; nil within it. What is there may look and not keep (AMB-51).
    package var country: String?
    /// Where it lies, for offices that supervise a place (JL 26); nil where nobody has entered it.
    package var division: AdministrativeDivision?
    /// As an internet hospital; nil where it is none, or was one before this was kept.
    package var online: OnlineStanding?

    package init(
        id: InstitutionID, code: String, name: String, shortName: String, jurisdiction: Jurisdiction,
        level: InstitutionLevel, grade: HospitalGrade, licence: PracticeLicence?, departments: [Department],
        capabilityAcceptance: CapabilityAcceptance?, isSuspended: Bool = false,
        holdsInternetHospitalLicence: Bool = false, settlementAccount: SettlementAccount? = nil,
        country: String? = nil, division: AdministrativeDivision? = nil
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.shortName = shortName
        self.jurisdiction = jurisdiction
        self.level = level
        self.grade = grade
        self.licence = licence
        self.departments = departments
        self.capabilityAcceptance = capabilityAcceptance
        self.isSuspended = isSuspended
        self.holdsInternetHospitalLicence = holdsInternetHospitalLicence
        self.settlementAccount = settlementAccount
        self.country = country
        self.division = division
    }

    package var isAbroad: Bool { country.map { $0 != "CN" } ?? false }

    package func department(_ code: DepartmentCode) -> Department? { departments.first { $0.code == code } }
}

/// A clinical department; only an approved one (诊疗科目 on the licence) counts (NHC-TM-2.1.1).
package struct Department: Codable, Sendable, Equatable {
    package var code: DepartmentCode
    package var name: String
    package var isApproved: Bool

    package init(code: DepartmentCode, name: String, isApproved: Bool = true) {
        self.code = code
        self.name = name
        self.isApproved = isApproved
    }
}

/// 医疗机构执业许可证 (JL 13(1)). `validTo` is the last valid day.
package struct PracticeLicence: Codable, Sendable, Equatable {
    package var number: String
    /// As printed.
    package var authority: String
    /// The same as an institution of the register; nil until somebody has chosen it.
    package var office: LicensingOffice?
    package var validTo: CivilDate?
    /// 诊疗科目 and services it covers, as printed; nil in what was written before it was asked.
    package var scope: String?

    package init(
        number: String, authority: String, office: LicensingOffice? = nil, validTo: CivilDate?,
        scope: String? = nil
    ) {
        self.number = number
        self.authority = authority
        self.office = office
        self.validTo = validTo
        self.scope = scope
    }
}

package struct CapabilityAcceptance: Codable, Sendable, Equatable {
    package var certificateNumber: String
    package var acceptedOn: CivilDate
    package var validTo: CivilDate?

    package init(certificateNumber: String, acceptedOn: CivilDate, validTo: CivilDate? = nil) {
        self.certificateNumber = certificateNumber
        self.acceptedOn = acceptedOn
        self.validTo = validTo
    }
}

/// Where money of an institution goes. There is no personal kind: a specialist cannot be a payee (JL 42).
package struct SettlementAccount: Codable, Sendable, Equatable {
    package var holder: InstitutionID
    package var accountName: String
    package var bank: String
    package var number: Redacted<String>

    package init(holder: InstitutionID, accountName: String, bank: String, number: Redacted<String>) {
        self.holder = holder
        self.accountName = accountName
        self.bank = bank
        self.number = number
    }
}
