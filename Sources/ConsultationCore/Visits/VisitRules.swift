/// What the texts ask of an internet follow-up visit (复诊) and its prescriptions, for one pathway, place and day.
package struct VisitRules: Codable, Sendable, Equatable {
    package var version: PolicyVersionID
    package var pathway: LegalPathway
    package var jurisdiction: Jurisdiction
    package var riskNoticeRequired: Bool
    package var firstVisitForbidden: Bool
    /// Calendar months between the diagnosis in the evidence and the visit (GX 28, AMB-30); nil: no limit.
    package var evidenceMaxMonths: Int?
    /// The same where a draft may only warn.
    package var evidenceWarningMonths: Int?
    package var excludedConditions: [VisitCondition]
    package var forbiddenDrugClasses: [DrugClass]
    package var pharmacistReviewRequired: Bool
    package var pharmacistSignatureRequired: Bool
    /// Completed years up to which a guardian and a specialist must be with the child, this year included (AMB-29).
    package var guardianAge: Int
    /// Pathways in which something may be prescribed at all.
    package var prescriptionPathways: [LegalPathway]
    /// Pharmacists who must be signed in during business hours (NHC-IH 附录三(三)).
    package var pharmacistsOnDutyMin: Int
    /// Completed years of women who are asked for the menstrual history (SC 22(2)).
    package var childBearingAges: ClosedRange<Int>
    /// Whether physicians of other institutions may see patients without an internet-hospital licence (AMB-52).
    package var multiSiteWithoutInternetHospital: Bool
    /// A physician without malpractice insurance sees nobody online (NHC-IH 24).
    package var insuranceRequired: Bool

    package init(_ resolution: PolicyResolution, named version: PolicyVersionID) throws(PolicyIncomplete) {
        var values = Policy.Values(resolution: resolution, older: nil)
        let name = "followUp.evidenceMaxAge"
        var warning: Int?
        if case .count(let months)? = resolution.findings[name]?.warning { warning = months }
        let ages = (
            values.count("record.childBearingAgeFrom"), values.count("record.childBearingAgeTo")
        )
        let rules = VisitRules(
            version: version, pathway: resolution.pathway, jurisdiction: resolution.jurisdiction,
            riskNoticeRequired: values.flag("consent.riskNoticeRequired"),
            firstVisitForbidden: values.flag("followUp.firstVisitForbidden"),
            evidenceMaxMonths: values.optionalCount(name), evidenceWarningMonths: warning,
            excludedConditions: values.words("followUp.excludedConditions"),
            forbiddenDrugClasses: values.words("prescription.forbiddenClasses"),
            pharmacistReviewRequired: values.flag("prescription.pharmacistReviewRequired"),
            pharmacistSignatureRequired: values.flag("prescription.pharmacistSignatureRequired"),
            guardianAge: values.count("prescription.guardianAge"),
            prescriptionPathways: values.words("prescription.allowedPathways"),
            pharmacistsOnDutyMin: values.count("prescription.pharmacistsOnDutyMin"),
            childBearingAges: ages.0...max(ages.0, ages.1),
            multiSiteWithoutInternetHospital: values.flag("followUp.multiSiteWithoutInternetHospital"),
            insuranceRequired: values.flag("practitioner.insuranceRequired"))
        guard values.missing.isEmpty else { throw PolicyIncomplete(parameters: values.missing) }
        self = rules
    }

    private init(
        version: PolicyVersionID, pathway: LegalPathway, jurisdiction: Jurisdiction,
        riskNoticeRequired: Bool, firstVisitForbidden: Bool, evidenceMaxMonths: Int?,
        evidenceWarningMonths: Int?, excludedConditions: [VisitCondition],
        forbiddenDrugClasses: [DrugClass], pharmacistReviewRequired: Bool,
        pharmacistSignatureRequired: Bool, guardianAge: Int, prescriptionPathways: [LegalPathway],
        pharmacistsOnDutyMin: Int, childBearingAges: ClosedRange<Int>,
        multiSiteWithoutInternetHospital: Bool, insuranceRequired: Bool
    ) {
        self.version = version
        self.pathway = pathway
        self.jurisdiction = jurisdiction
        self.riskNoticeRequired = riskNoticeRequired
        self.firstVisitForbidden = firstVisitForbidden
        self.evidenceMaxMonths = evidenceMaxMonths
        self.evidenceWarningMonths = evidenceWarningMonths
        self.excludedConditions = excludedConditions
        self.forbiddenDrugClasses = forbiddenDrugClasses
        self.pharmacistReviewRequired = pharmacistReviewRequired
        self.pharmacistSignatureRequired = pharmacistSignatureRequired
        self.guardianAge = guardianAge
        self.prescriptionPathways = prescriptionPathways
        self.pharmacistsOnDutyMin = pharmacistsOnDutyMin
        self.childBearingAges = childBearingAges
        self.multiSiteWithoutInternetHospital = multiSiteWithoutInternetHospital
        self.insuranceRequired = insuranceRequired
    }

    /// Whether a child of this birth date still needs guardian and specialist: up to the day before the birthday after
    /// `guardianAge` (AMB-29).
    package func needsGuardian(bornOn birthDate: CivilDate, on day: CivilDate) -> Bool {
        day < birthDate.adding(years: guardianAge + 1)
    }
}

/// What keeps a patient from an online visit (GX 5, SC 17, NHC-ID 16).
package enum VisitCondition: String, Codable, Sendable, CaseIterable {
    case firstVisit, changedCondition, critical, classAInfectious, needsPhysicalExamination
}

/// Classes of drugs that a catalogue marks (NHC-ID 19, NHC-IH 20).
package enum DrugClass: String, Codable, Sendable, CaseIterable {
    case narcotic, psychotropic, speciallyControlled, highRisk
}

/// One drug of the institution's catalogue.
package struct Drug: Codable, Sendable, Equatable {
    package var code: String
    package var name: String
    package var specification: String
    package var classes: [DrugClass]

    package init(code: String, name: String, specification: String, classes: [DrugClass]) {
        self.code = code
        self.name = name
        self.specification = specification
        self.classes = classes
    }
}
