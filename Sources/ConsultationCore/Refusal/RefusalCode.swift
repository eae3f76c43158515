/// The codes of refusals, in order of precedence. Raw values are the `err.*` codes of Appendix C.
package enum RefusalCode: String, Codable, Sendable, CaseIterable {
    case accessDenied = "err.access.denied"
    case operatorForbidden = "err.access.operatorForbidden"
    case roleRequired = "err.auth.roleRequired"
    case alreadyExists = "err.case.alreadyExists"
    case purposeRequired = "err.access.purposeRequired"
    case archiveImmutable = "err.archive.immutable"
    case recordSealed = "err.record.sealed"
    case consentWithdrawn = "err.consent.withdrawn"
    case reportImmutable = "err.report.immutable"
    case invitationNotOpen = "err.invitation.notOpen"
    case invitationAlreadyTaken = "err.invitation.alreadyTaken"
    case stateNotAllowed = "err.case.stateNotAllowed"
    case dutyStateNotAllowed = "err.upload.stateNotAllowed"
    case agreementStateNotAllowed = "err.agreement.stateNotAllowed"
    case standingStateNotAllowed = "err.institution.stateNotAllowed"
    case diagnosisStateNotAllowed = "err.diagnosis.stateNotAllowed"
    case rotaStateNotAllowed = "err.rota.stateNotAllowed"
    case institutionResumeNotAllowed = "err.institution.resumeNotAllowed"
    case deadlineNotPassed = "err.deadline.notPassed"
    case pathwayNotOpen = "err.case.pathwayNotOpen"
    case serviceKindNotPermitted = "err.service.kindNotPermitted"
    case institutionSuspended = "err.institution.suspended"
    case institutionLicenceInvalid = "err.institution.licenceInvalid"
    case capabilityAcceptanceMissing = "err.institution.capabilityAcceptanceMissing"
    case institutionNotActivated = "err.institution.notActivated"
    case profileIncomplete = "err.institution.profileIncomplete"
    case accessKindNotPermitted = "err.network.accessKindNotPermitted"
    case platformNotConnected = "err.institution.platformNotConnected"
    case providerCountTooLow = "err.network.providerCountTooLow"
    case bandwidthTooLow = "err.network.bandwidthTooLow"
    case mlpsEvidenceMissing = "err.security.mlpsEvidenceMissing"
    case storageRegionNotPermitted = "err.storage.regionNotPermitted"
    case incidentClosed = "err.incident.closed"
    case licensingOfficeUnknown = "err.institution.licensingOfficeUnknown"
    case supervisionNotConnected = "err.institution.supervisionNotConnected"
    case connectorTestMissing = "err.supervision.testMissing"
    case verificationOverdue = "err.institution.verificationOverdue"
    case reapplicationOverdue = "err.institution.reapplicationOverdue"
    case departmentStaffingInsufficient = "err.institution.departmentStaffingInsufficient"
    case institutionLevelTooLow = "err.institution.levelTooLow"
    case inviteeNotHigherLevel = "err.diagnosis.inviteeNotHigherLevel"
    case practitionerInvited = "err.invitation.practitionerInviteNeedsInternetHospital"
    case fieldMissing = "err.invitation.fieldMissing"
    case fieldInvalid = "err.request.fieldInvalid"
    case identifiableData = "err.invitation.identifiableData"
    case titleBelowMinimum = "err.invitation.titleBelowMinimum"
    case departmentNotApproved = "err.institution.departmentNotApproved"
    case teamSpecialtiesTooFew = "err.team.specialtiesTooFew"
    case patientNotOfInvitingInstitution = "err.patient.notOfInvitingInstitution"
    case patientIdentityUnverified = "err.patient.identityUnverified"
    case agreementNotInForce = "err.agreement.notInForce"
    case platformOperatorMissing = "err.agreement.platformOperatorMissing"
    case jilinTermsRequired = "err.agreement.jilinTermsRequired"
    case agreementSplitMissing = "err.agreement.splitMissing"
    case agreementClauseMissing = "err.agreement.clauseMissing"
    case diagnosisClauseMissing = "err.agreement.diagnosisClauseMissing"
    case agreementSignatureMissing = "err.agreement.signatureMissing"
    case noValidPrice = "err.fee.noValidPrice"
    case priceNotPublished = "err.fee.priceNotPublished"
    case consentMissing = "err.consent.missing"
    case consentFeeNotStated = "err.consent.feeNotStated"
    case consentRecordingNotStated = "err.consent.recordingNotStated"
    case consentTruthfulnessNotStated = "err.consent.truthfulnessNotStated"
    case consentSignerNotPermitted = "err.consent.signerNotPermitted"
    case consentSignerReasonMissing = "err.consent.signerReasonMissing"
    case feeExceedsConsent = "err.fee.exceedsConsent"
    case declineReasonRequired = "err.decline.reasonRequired"
    case attendanceNotHuman = "err.attendance.notHuman"
    case practitionerNotAuthorised = "err.practitioner.notAuthorisedByInstitution"
    case practitionerLicenceInvalid = "err.practitioner.licenceInvalid"
    case practitionerNotAdmitted = "err.practitioner.notAdmitted"
    case practitionerNotRegisteredHere = "err.practitioner.notRegisteredHere"
    case practitionerIdentityUnverified = "err.practitioner.identityUnverified"
    case provincialRegistrationMissing = "err.practitioner.provincialRegistrationMissing"
    case practitionerTitleTooLow = "err.practitioner.titleTooLow"
    case practitionerOutOfScope = "err.practitioner.outOfScope"
    case practitionerSpecialtyMismatch = "err.practitioner.specialtyMismatch"
    case practitionerExperienceTooShort = "err.practitioner.experienceTooShort"
    case insuranceMissing = "err.practitioner.insuranceMissing"
    case kindNotQualified = "err.practitioner.kindNotQualified"
    case rotaCoverageGap = "err.rota.coverageGap"
    case diagnosisDataMissing = "err.diagnosis.dataMissing"
    case diagnosisItemsUnread = "err.diagnosis.addendumRequired"
    case trainingMissing = "err.practitioner.trainingMissing"
    case trainingNotOver = "err.training.notOver"
    case trainingSignInClosed = "err.training.signInClosed"
    case trainingNobodyAttended = "err.training.nobodyAttended"
    case assetWorkFailed = "err.asset.workFailed"
    case identityProofRequired = "err.attendance.identityProofRequired"
    case practitionerElsewhere = "err.attendance.elsewhere"
    case invitingPhysicianMissing = "err.attendance.invitingPhysicianMissing"
    case invitedPhysicianMissing = "err.attendance.invitedPhysicianMissing"
    case patientMissing = "err.attendance.patientMissing"
    case recordingNotRunning = "err.recording.notRunning"
    case sessionNoteMissing = "err.session.noteMissing"
    case signatureRequired = "err.signature.required"
    case reportQuestionUnanswered = "err.report.questionUnanswered"
    case reportSignatureMissing = "err.report.signatureMissing"
    case reportSignerDidNotAttend = "err.report.signerDidNotAttend"
    case prescriptionPathwayNotPermitted = "err.prescription.pathwayNotPermitted"
    case decisionMissing = "err.decision.missing"
    case archiveIncomplete = "err.archive.incomplete"
    case splitNotStatutory = "err.settlement.splitNotStatutory"
    case payeeMustBeInstitution = "err.settlement.payeeMustBeInstitution"
    case noServiceEvidence = "err.settlement.noServiceEvidence"
    case refundExceedsPaid = "err.refund.exceedsPaid"
    case chargeStateNotAllowed = "err.charge.stateNotAllowed"
    case batchSideNotAllowed = "err.settlement.sideNotAllowed"
    case batchStateNotAllowed = "err.settlement.stateNotAllowed"
    case settlementPeriodRunning = "err.settlement.periodRunning"
    case settlementDuplicate = "err.settlement.duplicate"
    case receiptMissing = "err.receipt.missing"
    case receiptNumberUsed = "err.receipt.numberUsed"
    case settlementNotBalanced = "err.settlement.notBalanced"
    case refundReasonRequired = "err.refund.reasonRequired"
    case subsidyBelowMinimum = "err.subsidy.belowMinimum"
    case serviceFeeNotAgreed = "err.serviceFee.notAgreed"
    case serviceFeeStateNotAllowed = "err.serviceFee.stateNotAllowed"
    case referralStateNotAllowed = "err.referral.stateNotAllowed"
    case referralDirectionWrong = "err.referral.directionWrong"
    case referralConsentMissing = "err.referral.consentMissing"
    case referralTargetNotPhysical = "err.referral.targetNotPhysical"
    case referralReportMissing = "err.referral.reportMissing"
    case costReversed = "err.cost.alreadyReversed"
    case payoutKeyMissing = "err.payout.keyMissing"
    case payoutRateBelowMinimum = "err.payout.rateBelowMinimum"
    case payoutPersonMissing = "err.payout.personMissing"
    case payoutMonthIssued = "err.payout.monthIssued"
    case payoutStateNotAllowed = "err.payout.stateNotAllowed"
    case visitStateNotAllowed = "err.visit.stateNotAllowed"
    case internetDiagnosisNotLicensed = "err.institution.internetDiagnosisNotLicensed"
    case internetHospitalRequired = "err.institution.internetHospitalRequired"
    case riskNoticeMissing = "err.consent.riskNoticeMissing"
    case visitEvidenceMissing = "err.visit.evidenceMissing"
    case visitEvidenceTooOld = "err.visit.evidenceTooOld"
    case firstVisitForbidden = "err.visit.firstVisitForbidden"
    case visitExcludedCondition = "err.visit.excludedCondition"
    case visitDiagnosisNotSame = "err.visit.diagnosisNotSame"
    case visitTerminated = "err.visit.terminated"
    case prescriptionStateNotAllowed = "err.prescription.stateNotAllowed"
    case prescriptionForbiddenDrug = "err.prescription.forbiddenDrug"
    case prescriptionGuardianRequired = "err.prescription.guardianRequired"
    case prescriptionSpecialistRequired = "err.prescription.accompanyingSpecialistRequired"
    case prescriptionRecordNotReviewed = "err.prescription.recordNotReviewed"
    case prescriptionWithoutExchange = "err.prescription.withoutExchange"
    case prescriptionPharmacistRequired = "err.prescription.pharmacistRequired"
    case prescriptionSelfReview = "err.prescription.selfReview"
    case prescriptionNotEffective = "err.prescription.notEffective"
    case prescriptionBackdated = "err.prescription.backdated"
    case prescriptionSignatureMissing = "err.prescription.signatureMissing"
    case familyDoctorStateNotAllowed = "err.familyDoctor.stateNotAllowed"
    case familyDoctorNotRegistered = "err.familyDoctor.notRegistered"
    case familyDoctorContractMissing = "err.familyDoctor.contractMissing"
    case familyDoctorNotOfTeam = "err.familyDoctor.notOfTeam"
    case familyDoctorAlreadySigned = "err.familyDoctor.alreadySigned"
    case familyDoctorRenewalTooEarly = "err.familyDoctor.renewalTooEarly"
    case institutionConsentMissing = "err.practitioner.institutionConsentMissing"
    case signatureNotHuman = "err.signature.notHuman"
    case recordFieldMissing = "err.record.fieldMissing"
    case recordGuardianFieldMissing = "err.record.guardianFieldMissing"
    case noticeBlockMissing = "err.riskNotice.blockMissing"
    case contentReviewRequired = "err.content.reviewRequired"
    case uploadNotApplicable = "err.upload.notApplicable"
    case uploadTriggerInFuture = "err.upload.triggerInFuture"
    case uploadCloseReasonRequired = "err.upload.closeReasonRequired"
    case custodyStateNotAllowed = "err.custody.stateNotAllowed"
    case custodyRequestNotOpen = "err.custody.requestNotOpen"
    case secondPersonRequired = "err.custody.secondPersonRequired"
    case retentionNotElapsed = "err.retention.notElapsed"
    case legalHold = "err.retention.legalHold"
    case aggregationForbidden = "err.report.aggregationForbidden"
    case forbiddenIncentiveInput = "err.finance.forbiddenIncentiveInput"
    case accessTerritory = "err.access.territory"
    case purposeNotCaseBound = "err.access.purposeNotCaseBound"
    case qualityControllerMissing = "err.institution.qualityControllerMissing"
    case qualityStateNotAllowed = "err.quality.stateNotAllowed"
    case samplePeriodRunning = "err.quality.periodRunning"
    case samplePopulationEmpty = "err.quality.noCases"
    case evaluationNotCompetent = "err.evaluation.notCompetent"
    case evaluationFinal = "err.evaluation.final"
    case administratorsApart = "err.account.administratorsApart"
    case ownAccount = "err.account.own"
    case proposerMayNotApprove = "err.account.proposerMayNotApprove"
    case roleBeyondInstitution = "err.account.roleBeyondInstitution"
    case lastAdministrator = "err.account.lastAdministrator"
    case accountStateNotAllowed = "err.account.stateNotAllowed"
    case exchangeConnectionState = "err.exchange.connectionStateNotAllowed"
    case exchangeMessageState = "err.exchange.messageStateNotAllowed"
    case exchangeHostNotAllowed = "err.exchange.hostNotAllowed"
    case exchangeNotConnected = "err.exchange.notConnected"
    case exchangeFailed = "err.exchange.failed"
    case exchangeStudyTooLarge = "err.exchange.studyTooLarge"
    case exchangeImportsRunning = "err.exchange.importsRunning"
}

extension RefusalCode {
    /// The requirement row and article behind a code. `stateNotAllowed` takes both from the action it refuses.
    package var rule: (requirement: String, article: String) {
        switch self {
        case .accessDenied, .consentRecordingNotStated: ("JL-35d", "JL 35")
        case .supervisionNotConnected, .connectorTestMissing, .verificationOverdue, .reapplicationOverdue,
            .departmentStaffingInsufficient, .insuranceMissing, .practitionerNotAdmitted,
            .contentReviewRequired:
            admissionRule ?? ("NHC-SUP-4", "NHC-SUP 4")
        case .operatorForbidden: ("JL-36", "JL 36")
        case .roleRequired: ("NHC-TM-3.3.2e", "NHC-TM 三(三)2")
        case .alreadyExists, .stateNotAllowed: ("NHC-TM-1a", "NHC-TM 一(一)")
        case .archiveImmutable: ("SC-23c", "SC 23(2)")
        case .purposeRequired: ("JL-35a", "JL 35")
        case .recordSealed, .custodyStateNotAllowed, .custodyRequestNotOpen, .secondPersonRequired:
            ("JL-37", "JL 37")
        case .retentionNotElapsed: ("NHC-SUP-19a", "NHC-SUP 19")
        case .legalHold: ("SC-34", "SC 34")
        case .aggregationForbidden, .forbiddenIncentiveInput, .prescriptionBackdated:
            ("NHC-SUP-21", "NHC-SUP 21; SC 26")
        case .consentWithdrawn: ("JL-20", "JL 20")
        case .reportImmutable: ("SC-23d", "SC 23(2)")
        case .invitationNotOpen, .deadlineNotPassed: ("NHC-TM-3.3.2a", "NHC-TM 三(三)2")
        case .dutyStateNotAllowed: ("JL-22", "JL 22")
        case .agreementStateNotAllowed, .agreementSignatureMissing: ("NHC-TM-3.1b", "NHC-TM 三(一)")
        case .invitationAlreadyTaken: ("NHC-TM-1d", "NHC-TM 一(二)")
        case .identifiableData: ("NHC-TM-1e", "NHC-TM 一(二)")
        case .platformOperatorMissing: ("NHC-TM-1b", "NHC-TM 一(二)")
        case .standingStateNotAllowed: ("JL-34a", "JL 34")
        case .institutionResumeNotAllowed: ("JL-34b", "JL 34")
        case .diagnosisStateNotAllowed, .inviteeNotHigherLevel, .diagnosisDataMissing:
            ("NHC-TM-3.4b", "NHC-TM 三(四)")
        case .rotaStateNotAllowed, .rotaCoverageGap: ("JL-24", "JL 24")
        case .kindNotQualified: ("NHC-TM-4.3.6", "NHC-TM 四(三)6")
        case .diagnosisItemsUnread: ("JL-29c", "JL 29")
        case .agreementClauseMissing: ("NHC-TM-3.1a", "NHC-TM 三(一); JL 15")
        case .diagnosisClauseMissing: ("NHC-TM-3.4a", "NHC-TM 三(四)")
        case .pathwayNotOpen: ("NHC-ID-31", "NHC-ID 31")
        case .serviceKindNotPermitted: ("JL-3", "JL 3")
        case .institutionSuspended: ("JL-34a", "JL 34")
        case .institutionLicenceInvalid: ("JL-13a", "JL 13(1)")
        case .capabilityAcceptanceMissing: ("JL-10", "JL 10")
        case .institutionNotActivated: ("JL-10", "JL 10")
        case .profileIncomplete: ("JL-13b", "JL 13(3); JL 13(4)")
        case .accessKindNotPermitted: ("JL-13c", "JL 13(5)")
        case .platformNotConnected: ("JL-19", "JL 19")
        case .providerCountTooLow: ("NHC-TM-2.3.3", "NHC-TM 二(三)3")
        case .bandwidthTooLow: ("NHC-IH-A4.3", "NHC-IH 附录四(三)")
        case .mlpsEvidenceMissing, .administratorsApart, .ownAccount, .proposerMayNotApprove,
            .roleBeyondInstitution, .lastAdministrator, .accountStateNotAllowed:
            ("NHC-ID-13", "NHC-ID 13")
        case .storageRegionNotPermitted: ("NHC-IH-A4.1b", "NHC-IH 附录四(一)")
        case .incidentClosed: ("NHC-IH-A5", "NHC-IH 附录五")
        case .licensingOfficeUnknown: ("SC-6", "SC 6; NHC-IH 30")
        case .institutionLevelTooLow: ("JL-12", "JL 12")
        case .practitionerInvited: ("NHC-TM-1c", "NHC-TM 一¶3")
        case .fieldMissing, .fieldInvalid: ("NHC-TM-3.3.1a", "NHC-TM 三(三)1")
        case .titleBelowMinimum: ("JL-14e", "JL 14(4)")
        case .departmentNotApproved: ("NHC-TM-2.1.1", "NHC-TM 二(一)1")
        case .teamSpecialtiesTooFew: ("NHC-TM-2.2e", "NHC-TM 二(二)¶1")
        case .patientNotOfInvitingInstitution: ("JL-2", "JL 2")
        case .patientIdentityUnverified: ("NHC-TM-4.3.1a", "NHC-TM 四(三)1")
        case .agreementNotInForce: ("JL-15", "JL 15")
        case .jilinTermsRequired: ("JL-16", "JL 16")
        case .agreementSplitMissing: ("JL-44b", "JL 44¶3")
        case .noValidPrice: ("JL-39", "JL 39")
        case .priceNotPublished: ("NHC-SUP-23", "NHC-SUP 23")
        case .consentMissing, .consentFeeNotStated: ("NHC-TM-3.2a", "NHC-TM 三(二)")
        case .consentTruthfulnessNotStated: ("JL-21", "JL 21")
        case .consentSignerNotPermitted, .consentSignerReasonMissing: ("NHC-TM-3.2b", "NHC-TM 三(二)")
        case .feeExceedsConsent: ("NHC-TM-3.2c", "NHC-TM 三(二)")
        case .declineReasonRequired: ("NHC-TM-3.3.2c", "NHC-TM 三(三)2")
        case .attendanceNotHuman, .identityProofRequired, .practitionerElsewhere:
            ("NHC-SUP-13", "NHC-SUP 13")
        case .practitionerNotAuthorised: ("JL-30", "JL 30")
        case .trainingMissing: ("NHC-TM-4.2.1", "NHC-TM 四(二)1")
        case .assetWorkFailed: ("NHC-TM-2.2f", "NHC-TM 四(三)4")
        case .trainingNotOver, .trainingSignInClosed, .trainingNobodyAttended: ("JL-46c", "JL 46(5)")
        case .practitionerLicenceInvalid: ("JL-14a", "JL 14(1)")
        case .practitionerNotRegisteredHere: ("NHC-TM-2.1.2", "NHC-TM 二(一)2")
        case .practitionerIdentityUnverified: ("NHC-ID-14", "NHC-ID 14")
        case .provincialRegistrationMissing: ("JL-14b", "JL 14(3)")
        case .practitionerTitleTooLow: ("JL-14c", "JL 14(4)")
        case .practitionerOutOfScope: ("JL-14d", "JL 14(5)")
        case .practitionerSpecialtyMismatch, .practitionerExperienceTooShort: ("NHC-TM-2.2b", "NHC-TM 二(二)")
        case .invitingPhysicianMissing: ("NHC-TM-2.2a", "NHC-TM 二(二)")
        case .invitedPhysicianMissing: ("NHC-TM-2.2d", "NHC-TM 二(二)")
        case .patientMissing: ("JL-3b", "JL 28")
        case .recordingNotRunning: ("JL-35c", "JL 35")
        case .sessionNoteMissing: ("NHC-TM-3.5c", "NHC-TM 三(五)")
        case .signatureRequired: ("NHC-IH-20a", "NHC-IH 20")
        case .reportQuestionUnanswered, .reportSignatureMissing, .reportSignerDidNotAttend:
            ("NHC-TM-3.3.3b", "NHC-TM 三(三)3")
        case .prescriptionPathwayNotPermitted: ("NHC-TM-3.3b", "NHC-TM 三(三)¶1")
        case .decisionMissing: ("NHC-TM-3.3.3c", "NHC-TM 三(三)3")
        case .archiveIncomplete: ("NHC-TM-3.5a", "NHC-TM 三(五)")
        case .splitNotStatutory: ("JL-44a", "JL 44¶2")
        case .payeeMustBeInstitution: ("JL-42a", "JL 42")
        case .noServiceEvidence: ("JL-42b", "JL 42")
        case .refundExceedsPaid: ("SC-32b", "SC 32")
        case .chargeStateNotAllowed, .batchSideNotAllowed, .batchStateNotAllowed, .settlementPeriodRunning,
            .settlementDuplicate, .settlementNotBalanced:
            ("JL-42b", "JL 42")
        case .receiptMissing, .receiptNumberUsed: ("JL-41", "JL 41")
        case .refundReasonRequired: ("SC-32", "SC 32")
        case .subsidyBelowMinimum: ("JL-44c", "JL 44¶1")
        case .serviceFeeNotAgreed, .serviceFeeStateNotAllowed: ("NHC-TM-4.1.5", "NHC-TM 四(一)5")
        case .referralStateNotAllowed, .referralDirectionWrong, .referralConsentMissing,
            .referralReportMissing:
            ("JL-9b", "JL 9; JL 8")
        case .referralTargetNotPhysical: ("NHC-ID-16c", "NHC-ID 16; NHC-IH 19")
        case .costReversed: ("JL-40", "JL 40")
        case .payoutKeyMissing, .payoutPersonMissing, .payoutMonthIssued, .payoutStateNotAllowed:
            ("JL-43", "JL 43")
        case .payoutRateBelowMinimum: ("JL-44c", "JL 44¶1")
        case .visitStateNotAllowed, .visitTerminated: ("NHC-ID-16d", "NHC-ID 16")
        case .internetDiagnosisNotLicensed: ("NHC-ID-9", "NHC-ID 9")
        case .internetHospitalRequired: ("NHC-IH-5", "NHC-IH 5; NHC-ID 2")
        case .riskNoticeMissing: ("NHC-SUP-9", "NHC-IH 18; NHC-SUP 9")
        case .visitEvidenceMissing: ("NHC-SUP-18a", "NHC-SUP 18")
        case .visitEvidenceTooOld: ("GX-28b", "GX 28")
        case .firstVisitForbidden: ("NHC-ID-16a", "NHC-ID 16; NHC-IH 19")
        case .visitExcludedCondition: ("GX-5b", "NHC-ID 16; GX 5")
        case .visitDiagnosisNotSame: ("NHC-ID-16b", "NHC-ID 16; NHC-IH 20")
        case .prescriptionStateNotAllowed: ("NHC-ID-18", "NHC-ID 18")
        case .prescriptionForbiddenDrug: ("NHC-ID-19a", "NHC-ID 19; NHC-IH 20")
        case .prescriptionGuardianRequired, .prescriptionSpecialistRequired:
            ("NHC-ID-19b", "NHC-ID 19; NHC-IH 20")
        case .prescriptionRecordNotReviewed: ("NHC-IH-20b", "NHC-IH 20; NHC-ID 18")
        case .prescriptionWithoutExchange: ("GX-28c", "GX 28; SC 16")
        case .prescriptionPharmacistRequired, .prescriptionSelfReview, .prescriptionNotEffective:
            ("NHC-ID-18", "NHC-ID 18; NHC-IH 20")
        case .prescriptionSignatureMissing: ("NHC-ID-18", "NHC-ID 18; SC 24")
        case .familyDoctorNotRegistered: ("NHC-ID-2", "NHC-ID 2; NHC-ID 9; NHC-ID 11")
        case .familyDoctorStateNotAllowed, .familyDoctorContractMissing, .familyDoctorNotOfTeam,
            .familyDoctorAlreadySigned, .familyDoctorRenewalTooEarly:
            ("NHC-ID-2", "NHC-ID 2; NHC-ID 15")
        case .institutionConsentMissing: ("NHC-ID-25", "NHC-ID 25; NHC-IH 29")
        case .signatureNotHuman: ("SC-16", "SC 16; NHC-SUP 13")
        case .recordFieldMissing: ("SC-22", "SC 22")
        case .recordGuardianFieldMissing: ("SC-22a", "SC 22(1)")
        case .noticeBlockMissing: ("SC-15", "SC 15; NHC-ID 15")
        case .uploadNotApplicable: ("JL-22.5", "JL 22")
        case .uploadTriggerInFuture: ("JL-22.2", "JL 22(2)")
        case .uploadCloseReasonRequired: ("JL-22.4", "JL 22")
        case .accessTerritory, .purposeNotCaseBound: ("NHC-TM-4.3.2", "NHC-TM 四(三)2; JL 26")
        case .qualityControllerMissing: ("NHC-TM-4.1.2", "NHC-TM 四(一)2")
        case .evaluationNotCompetent: ("JL-45", "JL 45")
        case .evaluationFinal: ("JL-47a", "JL 47")
        case .exchangeConnectionState, .exchangeMessageState, .exchangeNotConnected, .exchangeFailed,
            .exchangeStudyTooLarge, .exchangeImportsRunning:
            ("NHC-SUP-19b", "NHC-SUP 19")
        case .exchangeHostNotAllowed: ("NHC-SUP-19b", "NHC-SUP 19; NHC-IH 附录四(四)")
        case .qualityStateNotAllowed, .samplePeriodRunning, .samplePopulationEmpty: ("JL-27", "JL 27")
        }
    }

    /// Smaller goes first.
    package var precedence: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
