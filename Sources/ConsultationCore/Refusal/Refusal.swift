/// Why a command is refused: a closed list, in order of precedence, with facts and without prose.
///
/// Where several would apply, the first is reported. The pages say in words what it means and what to do.
package enum Refusal: Error, Sendable, Equatable {
    case accessDenied
    case operatorForbidden
    case roleRequired([Role])
    case alreadyExists
    case purposeRequired
    case archiveImmutable
    case recordSealed
    case consentWithdrawn
    case reportImmutable
    case invitationNotOpen
    case invitationAlreadyTaken
    case stateNotAllowed(action: ConsultationAction, state: Consultation.State)
    case dutyStateNotAllowed(UploadDuty.State)
    case agreementStateNotAllowed(CooperationAgreement.Phase)
    case standingStateNotAllowed(InstitutionStanding.State)
    case diagnosisStateNotAllowed(DiagnosisOrder.State)
    case rotaStateNotAllowed(DutyRota.State)
    case institutionResumeNotAllowed(ResumeObstacle)
    case deadlineNotPassed(dueAt: WallTime)
    case pathwayNotOpen
    case serviceKindNotPermitted(ServiceKind)
    case institutionSuspended(InstitutionID)
    case institutionLicenceInvalid(InstitutionID)
    case capabilityAcceptanceMissing(InstitutionID)
    case site(SiteRefusal)
    case institutionLevelTooLow(InstitutionID)
    case inviteeNotHigherLevel(InstitutionID)
    case practitionerInvited
    case fieldMissing([FieldProblem])
    case fieldInvalid([FieldProblem])
    case identifiableData([FieldProblem])
    case titleBelowMinimum(minimum: ProfessionalTitle)
    case departmentNotApproved(InstitutionID, DepartmentCode)
    case teamSpecialtiesTooFew
    case patientNotOfInvitingInstitution
    case patientIdentityUnverified
    case agreementNotInForce
    case platformOperatorMissing
    case jilinTermsRequired(governingText: String)
    case agreementSplitMissing
    case agreementClauseMissing([AgreementClause])
    case diagnosisClauseMissing([ServiceKind])
    case agreementSignatureMissing([InstitutionID])
    case noValidPrice
    case priceNotPublished
    case consentMissing
    case consentFeeNotStated
    case consentRecordingNotStated
    case consentTruthfulnessNotStated
    case consentSignerNotPermitted
    case consentSignerReasonMissing([FieldProblem])
    case feeExceedsConsent(fee: Money, consented: Money)
    case declineReasonRequired
    case attendanceNotHuman(PractitionerID)
    case practitionerNotAuthorised(PractitionerID)
    case practitionerLicenceInvalid(PractitionerID)
    case practitionerNotRegisteredHere(PractitionerID)
    case practitionerIdentityUnverified(PractitionerID)
    case provincialRegistrationMissing(PractitionerID)
    case practitionerTitleTooLow(PractitionerID)
    case practitionerOutOfScope(PractitionerID)
    case practitionerSpecialtyMismatch(PractitionerID)
    case practitionerExperienceTooShort(PractitionerID)
    case kindNotQualified(PractitionerID, ServiceKind)
    case rotaCoverageGap([DutyGap])
    case diagnosisDataMissing
    case diagnosisItemsUnread([AttachmentID])
    case identityProofRequired
    /// The same person is in another room now (NHC-SUP 13).
    case practitionerElsewhere(ConsultationID)
    case invitingPhysicianMissing
    case invitedPhysicianMissing
    case patientMissing
    case recordingNotRunning
    case sessionNoteMissing
    case signatureRequired
    case reportQuestionUnanswered([FieldProblem])
    case reportSignatureMissing
    case reportSignerDidNotAttend(PractitionerID)
    case prescriptionPathwayNotPermitted
    case decisionMissing([FieldProblem])
    case archiveIncomplete([ArchivePart])
    case splitNotStatutory
    case payeeMustBeInstitution
    case noServiceEvidence
    case refundExceedsPaid(paid: Money)
    case chargeStateNotAllowed(action: ChargeAction, state: Charge.State)
    case batchSideNotAllowed([PartySide])
    case batchStateNotAllowed(action: BatchAction, state: SettlementBatch.State)
    case settlementPeriodRunning(until: WallTime)
    case settlementDuplicate([ConsultationNumber])
    case receiptMissing([ConsultationNumber])
    case receiptNumberUsed
    case settlementNotBalanced(difference: Money)
    case refundReasonRequired
    case subsidyBelowMinimum(required: Money, declared: Money)
    case serviceFeeNotAgreed
    case serviceFeeStateNotAllowed(OperatorServiceFee.State)
    case visit(VisitRefusal)
    case payout(PayoutRefusal)
    case training(TrainingRefusal)
    case asset(AssetRefusal)
    case account(AccountRefusal)
    case referral(ReferralRefusal)
    case admission(AdmissionRefusal)
    case uploadNotApplicable
    case uploadTriggerInFuture
    case uploadCloseReasonRequired
    case custodyStateNotAllowed(CaseCustody.State)
    case custodyRequestNotOpen
    case secondPersonRequired
    case retentionNotElapsed(until: CivilDate)
    case legalHold
    case regionNotPermitted(InstitutionID)
    case aggregationForbidden
    case forbiddenIncentiveInput([SubsidyInput])
    case accessTerritory
    case purposeNotCaseBound
    case qualityControllerMissing(InstitutionID)
    case qualityStateNotAllowed(QualityRecordKind, state: String)
    case samplePeriodRunning(until: WallTime)
    case samplePopulationEmpty
    case evaluationNotCompetent
    case evaluationFinal(year: Int)
    case exchange(ExchangeRefusal)
}

extension Refusal {
    /// The stable code, by Appendix C where it names one.
    package var code: RefusalCode {
        switch self {
        case .accessDenied: .accessDenied
        case .operatorForbidden: .operatorForbidden
        case .roleRequired: .roleRequired
        case .alreadyExists: .alreadyExists
        case .purposeRequired: .purposeRequired
        case .archiveImmutable: .archiveImmutable
        case .recordSealed: .recordSealed
        case .consentWithdrawn: .consentWithdrawn
        case .reportImmutable: .reportImmutable
        case .invitationNotOpen: .invitationNotOpen
        case .invitationAlreadyTaken: .invitationAlreadyTaken
        case .identifiableData: .identifiableData
        case .platformOperatorMissing: .platformOperatorMissing
        case .stateNotAllowed: .stateNotAllowed
        case .dutyStateNotAllowed: .dutyStateNotAllowed
        case .agreementStateNotAllowed: .agreementStateNotAllowed
        case .standingStateNotAllowed: .standingStateNotAllowed
        case .diagnosisStateNotAllowed: .diagnosisStateNotAllowed
        case .rotaStateNotAllowed: .rotaStateNotAllowed
        case .inviteeNotHigherLevel: .inviteeNotHigherLevel
        case .kindNotQualified: .kindNotQualified
        case .rotaCoverageGap: .rotaCoverageGap
        case .diagnosisDataMissing: .diagnosisDataMissing
        case .diagnosisItemsUnread: .diagnosisItemsUnread
        case .institutionResumeNotAllowed: .institutionResumeNotAllowed
        case .deadlineNotPassed: .deadlineNotPassed
        case .pathwayNotOpen: .pathwayNotOpen
        case .serviceKindNotPermitted: .serviceKindNotPermitted
        case .institutionSuspended: .institutionSuspended
        case .institutionLicenceInvalid: .institutionLicenceInvalid
        case .capabilityAcceptanceMissing: .capabilityAcceptanceMissing
        case .site(let refusal): refusal.code
        case .institutionLevelTooLow: .institutionLevelTooLow
        case .practitionerInvited: .practitionerInvited
        case .fieldMissing: .fieldMissing
        case .fieldInvalid: .fieldInvalid
        case .titleBelowMinimum: .titleBelowMinimum
        case .departmentNotApproved: .departmentNotApproved
        case .teamSpecialtiesTooFew: .teamSpecialtiesTooFew
        case .patientNotOfInvitingInstitution: .patientNotOfInvitingInstitution
        case .patientIdentityUnverified: .patientIdentityUnverified
        case .agreementNotInForce: .agreementNotInForce
        case .jilinTermsRequired: .jilinTermsRequired
        case .agreementSplitMissing: .agreementSplitMissing
        case .agreementClauseMissing: .agreementClauseMissing
        case .diagnosisClauseMissing: .diagnosisClauseMissing
        case .agreementSignatureMissing: .agreementSignatureMissing
        case .noValidPrice: .noValidPrice
        case .priceNotPublished: .priceNotPublished
        case .consentMissing: .consentMissing
        case .consentFeeNotStated: .consentFeeNotStated
        case .consentRecordingNotStated: .consentRecordingNotStated
        case .consentTruthfulnessNotStated: .consentTruthfulnessNotStated
        case .consentSignerNotPermitted: .consentSignerNotPermitted
        case .consentSignerReasonMissing: .consentSignerReasonMissing
        case .feeExceedsConsent: .feeExceedsConsent
        case .declineReasonRequired: .declineReasonRequired
        case .attendanceNotHuman: .attendanceNotHuman
        case .practitionerNotAuthorised: .practitionerNotAuthorised
        case .practitionerLicenceInvalid: .practitionerLicenceInvalid
        case .practitionerNotRegisteredHere: .practitionerNotRegisteredHere
        case .practitionerIdentityUnverified: .practitionerIdentityUnverified
        case .provincialRegistrationMissing: .provincialRegistrationMissing
        case .practitionerTitleTooLow: .practitionerTitleTooLow
        case .practitionerOutOfScope: .practitionerOutOfScope
        case .practitionerSpecialtyMismatch: .practitionerSpecialtyMismatch
        case .practitionerExperienceTooShort: .practitionerExperienceTooShort
        case .identityProofRequired: .identityProofRequired
        case .practitionerElsewhere: .practitionerElsewhere
        case .invitingPhysicianMissing: .invitingPhysicianMissing
        case .invitedPhysicianMissing: .invitedPhysicianMissing
        case .patientMissing: .patientMissing
        case .recordingNotRunning: .recordingNotRunning
        case .sessionNoteMissing: .sessionNoteMissing
        case .signatureRequired: .signatureRequired
        case .reportQuestionUnanswered: .reportQuestionUnanswered
        case .reportSignatureMissing: .reportSignatureMissing
        case .reportSignerDidNotAttend: .reportSignerDidNotAttend
        case .prescriptionPathwayNotPermitted: .prescriptionPathwayNotPermitted
        case .decisionMissing: .decisionMissing
        case .archiveIncomplete: .archiveIncomplete
        case .splitNotStatutory: .splitNotStatutory
        case .payeeMustBeInstitution: .payeeMustBeInstitution
        case .noServiceEvidence: .noServiceEvidence
        case .refundExceedsPaid: .refundExceedsPaid
        case .chargeStateNotAllowed: .chargeStateNotAllowed
        case .batchSideNotAllowed: .batchSideNotAllowed
        case .batchStateNotAllowed: .batchStateNotAllowed
        case .settlementPeriodRunning: .settlementPeriodRunning
        case .settlementDuplicate: .settlementDuplicate
        case .receiptMissing: .receiptMissing
        case .receiptNumberUsed: .receiptNumberUsed
        case .settlementNotBalanced: .settlementNotBalanced
        case .refundReasonRequired: .refundReasonRequired
        case .subsidyBelowMinimum: .subsidyBelowMinimum
        case .serviceFeeNotAgreed: .serviceFeeNotAgreed
        case .serviceFeeStateNotAllowed: .serviceFeeStateNotAllowed
        case .visit(let refusal): refusal.code
        case .payout(let refusal): refusal.code
        case .training(let refusal): refusal.code
        case .asset(let refusal): refusal.code
        case .account(let refusal): refusal.code
        case .referral(let refusal): refusal.code
        case .admission(let refusal): refusal.code
        case .uploadNotApplicable: .uploadNotApplicable
        case .uploadTriggerInFuture: .uploadTriggerInFuture
        case .uploadCloseReasonRequired: .uploadCloseReasonRequired
        case .custodyStateNotAllowed: .custodyStateNotAllowed
        case .custodyRequestNotOpen: .custodyRequestNotOpen
        case .secondPersonRequired: .secondPersonRequired
        case .retentionNotElapsed: .retentionNotElapsed
        case .legalHold: .legalHold
        case .regionNotPermitted: .storageRegionNotPermitted
        case .aggregationForbidden: .aggregationForbidden
        case .forbiddenIncentiveInput: .forbiddenIncentiveInput
        case .accessTerritory: .accessTerritory
        case .purposeNotCaseBound: .purposeNotCaseBound
        case .qualityControllerMissing: .qualityControllerMissing
        case .qualityStateNotAllowed: .qualityStateNotAllowed
        case .samplePeriodRunning: .samplePeriodRunning
        case .samplePopulationEmpty: .samplePopulationEmpty
        case .evaluationNotCompetent: .evaluationNotCompetent
        case .evaluationFinal: .evaluationFinal
        case .exchange(let refusal): refusal.code
        }
    }

    /// The requirement row that the refusal enforces.
    package var requirement: String {
        switch self {
        case .stateNotAllowed(let action, _): action.requirement
        case .qualityStateNotAllowed(let kind, _): kind.rule.requirement
        default: code.rule.requirement
        }
    }

    /// The article it rests on, for example `NHC-TM 三(二)`.
    package var article: String {
        switch self {
        case .stateNotAllowed(let action, _): action.article
        case .qualityStateNotAllowed(let kind, _): kind.rule.article
        default: code.rule.article
        }
    }

    /// Every field at fault at once; empty when the refusal is not about fields.
    package var fields: [FieldProblem] {
        switch self {
        case .fieldMissing(let problems), .fieldInvalid(let problems), .identifiableData(let problems),
            .consentSignerReasonMissing(let problems),
            .reportQuestionUnanswered(let problems), .decisionMissing(let problems):
            problems
        case .agreementClauseMissing(let clauses):
            clauses.map { FieldProblem("/clauses/\($0.rawValue)", .missing) }
        default: []
        }
    }

    /// A refused attempt that must itself be recorded and shown to quality control (JL-30).
    package var violation: Violation? {
        if case .practitionerNotAuthorised(let practitioner) = self {
            .unauthorisedService(practitioner: practitioner)
        } else {
            nil
        }
    }
}
