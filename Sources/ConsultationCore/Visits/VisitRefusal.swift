/// Why a visit or a prescription is refused.
package enum VisitRefusal: Sendable, Equatable {
    case stateNotAllowed(InternetVisit.State)
    case internetDiagnosisNotLicensed
    case internetHospitalRequired
    case riskNoticeMissing
    case evidenceMissing
    case evidenceTooOld(months: Int)
    case firstVisitForbidden
    case excludedCondition(VisitCondition)
    case diagnosisNotSame
    case terminated
    case prescriptionStateNotAllowed(Prescription.State)
    /// Line 1 is the first.
    case forbiddenDrug(line: Int)
    case guardianRequired
    case accompanyingSpecialistRequired
    case recordNotReviewed
    case withoutExchange
    case pharmacistRequired
    case selfReview
    case notEffective
    case signatureMissing
    /// The clock says that the visit has not begun.
    case backdated
    /// No institution where the physician is registered has agreed to the online work.
    case institutionConsentMissing(PractitionerID)
    /// A program would sign, or its words were not confirmed.
    case signatureNotHuman
    case recordFieldMissing(VisitRecord.Field)
    case guardianFieldMissing(GuardianField)
    case noticeBlockMissing(NoticeTemplate.Block)
    case familyDoctor(FamilyDoctorRefusal)

    package var code: RefusalCode {
        switch self {
        case .stateNotAllowed: .visitStateNotAllowed
        case .internetDiagnosisNotLicensed: .internetDiagnosisNotLicensed
        case .internetHospitalRequired: .internetHospitalRequired
        case .riskNoticeMissing: .riskNoticeMissing
        case .evidenceMissing: .visitEvidenceMissing
        case .evidenceTooOld: .visitEvidenceTooOld
        case .firstVisitForbidden: .firstVisitForbidden
        case .excludedCondition: .visitExcludedCondition
        case .diagnosisNotSame: .visitDiagnosisNotSame
        case .terminated: .visitTerminated
        case .prescriptionStateNotAllowed: .prescriptionStateNotAllowed
        case .forbiddenDrug: .prescriptionForbiddenDrug
        case .guardianRequired: .prescriptionGuardianRequired
        case .accompanyingSpecialistRequired: .prescriptionSpecialistRequired
        case .recordNotReviewed: .prescriptionRecordNotReviewed
        case .withoutExchange: .prescriptionWithoutExchange
        case .pharmacistRequired: .prescriptionPharmacistRequired
        case .selfReview: .prescriptionSelfReview
        case .notEffective: .prescriptionNotEffective
        case .signatureMissing: .prescriptionSignatureMissing
        case .backdated: .prescriptionBackdated
        case .institutionConsentMissing: .institutionConsentMissing
        case .signatureNotHuman: .signatureNotHuman
        case .recordFieldMissing: .recordFieldMissing
        case .guardianFieldMissing: .recordGuardianFieldMissing
        case .noticeBlockMissing: .noticeBlockMissing
        case .familyDoctor(let refusal): refusal.code
        }
    }
}
