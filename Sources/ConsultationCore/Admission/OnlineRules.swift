/// What the texts ask of an institution before and while it sees patients online, for one place and day.
package struct OnlineRules: Sendable, Equatable {
    /// When an internet hospital's licence is verified (校验, NHC-SUP 7, GX 21, SC 12).
    package enum VerificationCycle: String, Codable, Sendable, CaseIterable {
        case withPhysicalInstitution, yearlyIfStandalone, yearly
    }

    package var version: PolicyVersionID
    package var jurisdiction: Jurisdiction
    package var verificationCycle: VerificationCycle
    /// The same where a draft may only warn (AMB-28).
    package var verificationWarning: VerificationCycle?
    package var connection: TechnicalRules.SupervisionConnection
    package var insuranceRequired: Bool
    /// Calendar months for the new application after the partner's agreement ends (GX 22); nil: no number.
    package var reapplyMonths: Int?
    package var reapplyWarningMonths: Int?
    /// What an agreement with a third party must settle (NHC-ID 10, GX 6, NHC-SUP 28).
    package var supportClauses: [AgreementClause]
    /// The province tells its findings at least once in so many months (NHC-SUP 25).
    package var feedbackMonths: Int
    /// Calendar months of one term with a family doctor (国卫基层发〔2018〕35号), and the months before its end in which it
    /// can be renewed.
    package var familyDoctorTermMonths: Int
    package var familyDoctorRenewalMonths: Int

    package init(_ resolution: PolicyResolution, named version: PolicyVersionID) throws(PolicyIncomplete) {
        var values = Policy.Values(resolution: resolution, older: nil)
        func warning(_ name: String) -> PolicyValue? { resolution.findings[name]?.warning }
        let (cycle, months) = ("institution.verificationCycle", "agreement.reapplyAfterPartnerChange")
        self.version = version
        jurisdiction = resolution.jurisdiction
        verificationCycle = values.word(cycle, else: .yearly)
        if case .word(let word)? = warning(cycle) { verificationWarning = VerificationCycle(rawValue: word) }
        connection = values.word("institution.supervisionConnectionRequired", else: .no)
        insuranceRequired = values.flag("practitioner.insuranceRequired")
        reapplyMonths = values.optionalCount(months)
        if case .count(let count)? = warning(months) { reapplyWarningMonths = count }
        supportClauses = values.words("agreement.supportClauses")
        feedbackMonths = values.count("supervision.feedbackInterval")
        familyDoctorTermMonths = values.count("familyDoctor.termMonths")
        familyDoctorRenewalMonths = values.count("familyDoctor.renewalMonths")
        guard values.missing.isEmpty else { throw PolicyIncomplete(parameters: values.missing) }
    }

    /// Any bond with a province's platform is asked before an internet hospital begins (NHC-SUP-4).
    package var needsConnection: Bool { connection != .no }
}

/// What decisions about visits see of an institution as an internet hospital.
package struct OnlineStanding: Codable, Sendable, Equatable {
    /// The last day on which the licence counts as verified; nil: no limit of its own.
    package var verificationDue: CivilDate?
    /// The new application is overdue, and the text that says so binds.
    package var isReapplicationOverdue: Bool

    /// As whom it sees patients online; nil in what was kept before it was asked.
    package var licence: OnlineLicence?

    package init(
        verificationDue: CivilDate?, isReapplicationOverdue: Bool, licence: OnlineLicence? = nil
    ) {
        self.verificationDue = verificationDue
        self.isReapplicationOverdue = isReapplicationOverdue
        self.licence = licence
    }

    /// Nothing new begins online while one of these holds.
    func check(on day: CivilDate) throws(Refusal) {
        if let verificationDue, verificationDue < day {
            throw .admission(.verificationOverdue(since: verificationDue))
        }
        guard !isReapplicationOverdue else { throw .admission(.reapplicationOverdue) }
    }
}

/// What is printed on the licence of an internet hospital.
package struct OnlineLicence: Codable, Sendable, Equatable {
    package var kind: InternetHospital.Kind
    package var name: String
    package var number: String
    package var authority: String
    package var office: LicensingOffice?

    package init(
        kind: InternetHospital.Kind, name: String, number: String, authority: String,
        office: LicensingOffice? = nil
    ) {
        self.kind = kind
        self.name = name
        self.number = number
        self.authority = authority
        self.office = office
    }
}
