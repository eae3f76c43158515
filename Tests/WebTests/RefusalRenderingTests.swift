import ConsultationCore
import HTTPTypes
import Simulation
import Testing
import Web

struct RefusalRenderingTests {
    @Test func `every code of the core has its words`() {
        let missing = RefusalCode.allCases.map(\.rawValue).filter { !ProblemCatalogue.knows($0) }
        #expect(missing.isEmpty, "no words for \(missing)")
    }

    @Test(arguments: Samples.refusals)
    func `every refusal names its article and says what to do in Chinese and English`(_ refusal: Refusal) {
        let problem = Problem(refusal)
        #expect(problem.code == refusal.code.rawValue)
        #expect(problem.title.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
        #expect(problem.detail.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
        #expect(problem.titleEnglish.utf8.allSatisfy { $0 < 0x80 } && !problem.titleEnglish.isEmpty)
        #expect(problem.detailEnglish.utf8.allSatisfy { $0 < 0x80 } && !problem.detailEnglish.isEmpty)
        #expect(problem.article?.hasPrefix("《") == true, "\(problem.article ?? "no article")")
        #expect(problem.requirement?.isEmpty == false)
        #expect([403, 409, 422].contains(problem.status.code))
    }

    @Test func `the samples cover every code`() {
        let sampled = Set(Samples.refusals.map(\.code))
        #expect(RefusalCode.allCases.filter { !sampled.contains($0) }.isEmpty)
    }

    @Test(arguments: [
        ("NHC-TM 三(二)", "《远程医疗服务管理规范（试行）》三（二）"),
        ("NHC-TM 二(三)1", "《远程医疗服务管理规范（试行）》二（三）1"),
        ("NHC-TM 一¶3", "《远程医疗服务管理规范（试行）》一第三款"),
        ("JL 22", "《吉林省远程医疗服务管理办法（试行）》第二十二条"),
        ("JL 44¶2", "《吉林省远程医疗服务管理办法（试行）》第四十四条第二款"),
        ("JL 14(4)", "《吉林省远程医疗服务管理办法（试行）》第十四条（四）"),
        ("JL 10", "《吉林省远程医疗服务管理办法（试行）》第十条"),
        ("SC 23(2)", "《四川省互联网诊疗管理规范（试行）》第二十三条（二）"),
        ("JL 20; SC 8", "《吉林省远程医疗服务管理办法（试行）》第二十条；《四川省互联网诊疗管理规范（试行）》第八条"),
        ("XX 1", "XX 1"),
    ])
    func `an article is quoted by its name and its number`(_ short: String, _ quoted: String) {
        #expect(ArticleNames.quoted(short) == quoted)
    }

    @Test func `fields at fault are all reported with their pointers`() {
        let problem = Problem(
            .fieldMissing([
                .init("/caseSummary", .missing), .init("/proposedSchedule/0/end", .endsBeforeStart),
            ]))
        #expect(problem.status.code == 422)
        #expect(problem.errors.map(\.pointer) == ["/caseSummary", "/proposedSchedule/0/end"])
        #expect(problem.errors.allSatisfy { !$0.message.isEmpty && !$0.messageEn.isEmpty })
    }
}

/// One of each refusal.
enum Samples {
    private static let who: PractitionerID = "doc-1"
    private static let field = [ConsultationCore.FieldProblem("/caseSummary", .missing)]
    private static let institution: InstitutionID = "inst-1"

    static let refusals: [Refusal] = [
        .accessDenied, .operatorForbidden, .roleRequired([.physician, .finance]), .alreadyExists,
        .archiveImmutable, .consentWithdrawn, .reportImmutable, .invitationNotOpen,
        .stateNotAllowed(action: .submit, state: .archived), .dutyStateNotAllowed(.fulfilled),
        .deadlineNotPassed(dueAt: ConsultationWorld.start), .pathwayNotOpen,
        .serviceKindNotPermitted(.remoteOutpatient), .institutionSuspended(institution),
        .institutionLicenceInvalid(institution), .capabilityAcceptanceMissing(institution),
        .site(.notActivated(institution)), .site(.profileIncomplete(.dedicatedManager)),
        .site(.accessKindNotPermitted(.internet, permitted: [.vpn, .dedicatedLine])),
        .site(.platformNotConnected), .site(.licensingOfficeUnknown(isChosen: true)),
        .site(.providerCountTooLow(have: 1, wanted: 2)),
        .site(.bandwidthTooLow(measured: 9_900, wanted: 10)), .site(.mlpsEvidenceMissing(wanted: 3)),
        .exchange(.connectionStateNotAllowed(.stopped)), .exchange(.messageStateNotAllowed(.dead)),
        .exchange(.hostNotAllowed), .exchange(.notConnected(.pacs)),
        .exchange(.failed(ExchangeFailure(.unreachable))), .exchange(.studyTooLarge(limit: 1)),
        .exchange(.importsRunning(limit: 1)),
        .site(.storageRegionNotPermitted(.recordings, "guangdong")), .site(.incidentClosed),
        .institutionLevelTooLow(institution), .practitionerInvited, .fieldMissing(field),
        .fieldInvalid(field),
        .teamSpecialtiesTooFew, .consentTruthfulnessNotStated, .identityProofRequired,
        .practitionerElsewhere("case-2"), .patientMissing, .prescriptionPathwayNotPermitted,
        .titleBelowMinimum(minimum: .associateSenior), .departmentNotApproved(institution, "03.04"),
        .patientNotOfInvitingInstitution, .patientIdentityUnverified, .agreementNotInForce,
        .invitationAlreadyTaken, .identifiableData(field), .platformOperatorMissing,
        .standingStateNotAllowed(.exited), .institutionResumeNotAllowed(.reportNotFiled),
        .agreementStateNotAllowed(.expired), .agreementClauseMissing([.purpose, .workflow]),
        .diagnosisClauseMissing([.remoteEcgDiagnosis]), .agreementSignatureMissing([institution]),
        .jilinTermsRequired(governingText: "JL"), .agreementSplitMissing, .noValidPrice, .priceNotPublished,
        .consentMissing, .consentFeeNotStated, .consentRecordingNotStated, .consentSignerNotPermitted,
        .consentSignerReasonMissing(field),
        .feeExceedsConsent(fee: Money(fen: 30_050), consented: Money(fen: 30_000)), .declineReasonRequired,
        .attendanceNotHuman(who), .practitionerNotAuthorised(who), .practitionerLicenceInvalid(who),
        .practitionerNotRegisteredHere(who), .practitionerIdentityUnverified(who),
        .provincialRegistrationMissing(who), .practitionerTitleTooLow(who), .practitionerOutOfScope(who),
        .practitionerSpecialtyMismatch(who), .practitionerExperienceTooShort(who), .invitingPhysicianMissing,
        .invitedPhysicianMissing, .recordingNotRunning, .sessionNoteMissing, .signatureRequired,
        .reportQuestionUnanswered(field), .reportSignatureMissing, .reportSignerDidNotAttend(who),
        .decisionMissing(field), .archiveIncomplete([.report, .decision]), .splitNotStatutory,
        .payeeMustBeInstitution, .noServiceEvidence, .refundExceedsPaid(paid: Money(fen: 1)),
        .chargeStateNotAllowed(action: .reverse, state: .settled), .batchSideNotAllowed([.invited]),
        .batchStateNotAllowed(action: .pay, state: .open),
        .settlementPeriodRunning(until: ConsultationWorld.start), .settlementDuplicate(["HZ1"]),
        .receiptMissing(["HZ1"]), .receiptNumberUsed, .settlementNotBalanced(difference: Money(fen: 1)),
        .training(.missing(who, [.laws, .duties])), .training(.notOver(until: ConsultationWorld.start)),
        .training(.signInClosed), .training(.nobodyAttended), .asset(.workFailed([.inspection])),
        .admission(.supervisionNotConnected), .admission(.connectorTestMissing),
        .admission(.verificationOverdue(since: CivilDate(ConsultationWorld.start))),
        .admission(.reapplicationOverdue), .admission(.departmentsMissing),
        .admission(
            .departmentStaffingInsufficient(
                ConsultationWorld.cardiology, fullSenior: 1, associateSenior: 0)),
        .admission(.insuranceMissing("doc")), .admission(.notAdmitted("doc")),
        .admission(.contentReviewRequired),
        .visit(.stateNotAllowed(.open)), .visit(.internetDiagnosisNotLicensed),
        .visit(.internetHospitalRequired), .visit(.riskNoticeMissing), .visit(.evidenceMissing),
        .visit(.evidenceTooOld(months: 1)), .visit(.firstVisitForbidden),
        .visit(.excludedCondition(.critical)), .visit(.diagnosisNotSame), .visit(.terminated),
        .visit(.prescriptionStateNotAllowed(.drafted)), .visit(.forbiddenDrug(line: 2)),
        .visit(.guardianRequired), .visit(.accompanyingSpecialistRequired), .visit(.recordNotReviewed),
        .visit(.withoutExchange), .visit(.pharmacistRequired), .visit(.selfReview), .visit(.notEffective),
        .visit(.signatureMissing), .visit(.backdated), .visit(.institutionConsentMissing(who)),
        .visit(.signatureNotHuman), .visit(.recordFieldMissing(.chiefComplaint)),
        .visit(.guardianFieldMissing(.guardianContact)), .visit(.noticeBlockMissing(.technicalLimits)),
        .visit(.familyDoctor(.stateNotAllowed(.draft))), .visit(.familyDoctor(.notRegistered)),
        .visit(.familyDoctor(.contractMissing)), .visit(.familyDoctor(.notOfTeam(who))),
        .visit(.familyDoctor(.alreadySigned)),
        .visit(.familyDoctor(.renewalTooEarly(from: ConsultationWorld.date(2025, 5, 1)))),
        .serviceFeeNotAgreed, .serviceFeeStateNotAllowed(.charged), .refundReasonRequired,
        .payout(.costReversed), .payout(.keyMissing(on: ConsultationWorld.date(2025, 3, 1))),
        .payout(.rateBelowMinimum(percent: 60)), .payout(.personMissing(["HZ1"])),
        .payout(.monthIssued(SettlementPeriod(containing: ConsultationWorld.start))),
        .payout(.stateNotAllowed(.paid)), .referral(.stateNotAllowed(.sent)),
        .referral(.directionWrong(.referralDown)), .referral(.consentMissing),
        .referral(.targetNotPhysical), .referral(.reportMissing),
        .subsidyBelowMinimum(required: Money(fen: 2), declared: Money(fen: 1)),
        .diagnosisStateNotAllowed(.closed), .rotaStateNotAllowed(.ended), .inviteeNotHigherLevel(institution),
        .kindNotQualified(who, .remoteEcgDiagnosis), .diagnosisDataMissing, .diagnosisItemsUnread(["item-1"]),
        .rotaCoverageGap([
            DutyGap(from: ConsultationWorld.start, to: ConsultationWorld.start + .minutes(30))
        ]),
        .uploadNotApplicable, .uploadTriggerInFuture, .uploadCloseReasonRequired, .purposeRequired,
        .recordSealed, .custodyStateNotAllowed(.archived), .custodyRequestNotOpen, .secondPersonRequired,
        .retentionNotElapsed(until: CivilDate(ConsultationWorld.start)), .legalHold,
        .regionNotPermitted(institution), .aggregationForbidden, .forbiddenIncentiveInput([.drugAmounts]),
        .uploadNotApplicable, .uploadTriggerInFuture, .uploadCloseReasonRequired,
        .accessTerritory, .purposeNotCaseBound, .qualityControllerMissing(institution),
        .qualityStateNotAllowed(.complaint, state: "closed"),
        .samplePeriodRunning(until: ConsultationWorld.start), .samplePopulationEmpty,
        .evaluationNotCompetent, .evaluationFinal(year: 2024),
        .account(.administratorsApart([.systemAdmin, .auditAdmin])), .account(.ownAccount),
        .account(.proposerMayNotApprove), .account(.roleBeyondInstitution(.operator)),
        .account(.lastAdministrator(.securityAdmin)), .account(.stateNotAllowed(.disabled)),
    ]
}
