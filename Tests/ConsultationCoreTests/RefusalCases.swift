import ConsultationCore
import Simulation

extension RefusalCase {
    static let all: [RefusalCase] =
        access + institutions + cases + sites + visits + invitations + consents + people + sessions + money
        + custody + quality + learning + PayoutTests.refusals() + ReferralTests.refusals() + accounts
        + admission + exchanges + FamilyDoctorTests.refusals()

    private static let access: [RefusalCase] = [
        .init(.accessDenied, in: .inviting, by: .stranger) { _ in .submit },
        .init(.operatorForbidden, in: .inviting, by: .platformOperator) { _ in .enterRoom },
        .init(.roleRequired, in: .inviting, by: .specialist) { .accept($0.acceptance()) },
        .init(.alreadyExists, in: .draft, by: .attending) { _ in .create(ConsultationJourney.opening) },
        .init(.archiveImmutable, in: .archived, by: .attending) { .updateDraft($0.request) },
        .init(.reportImmutable, in: .reported, by: .specialist) {
            .saveReportDraft(sections: $0.sections(), signers: [])
        },
        .init(.stateNotAllowed, in: .inviting, by: .attending) { .updateDraft($0.request) },
        .init(.deadlineNotPassed, in: .inviting, by: .system) { _ in .expireInvitation },
        .init(.pathwayNotOpen) {
            var opening = ConsultationJourney.opening
            opening.legalPathway = .internetFollowUp
            return ConsultationJourney().refusal(of: .create(opening), by: .attending)
        },
        .init(.serviceKindNotPermitted) {
            var opening = ConsultationJourney.opening
            opening.serviceKind = .remoteEcgDiagnosis
            return ConsultationJourney().refusal(of: .create(opening), by: .attending)
        },
        .init(.patientNotOfInvitingInstitution) {
            var journey = ConsultationJourney()
            journey.world.patient.institution = "inst-province"
            return journey.refusal(of: .create(ConsultationJourney.opening), by: .attending)
        },
    ]

    private static let custody: [RefusalCase] = [
        .init(.purposeRequired) {
            try CustodyJourney.arrived(at: .archived)
                .refusal(of: CustodyJourney.asking(.access, for: nil), by: .physician)
        },
        .init(.recordSealed) {
            var custody = try CustodyJourney.arrived(at: .archived)
            try custody.obtain(.seal)
            return custody.refusal(of: CustodyJourney.asking(.seal), by: .quality)
        },
        .init(.custodyStateNotAllowed) {
            try CustodyJourney.arrived(at: .archived)
                .refusal(of: CustodyJourney.asking(.unseal), by: .quality)
        },
        .init(.custodyRequestNotOpen) {
            try CustodyJourney.arrived(at: .archived).refusal(of: .approve(9), by: .quality)
        },
        .init(.secondPersonRequired) {
            var custody = try CustodyJourney.arrived(at: .archived)
            try custody.perform(CustodyJourney.asking(.seal), by: .quality)
            return custody.refusal(of: .approve(1), by: .quality)
        },
        .init(.retentionNotElapsed) {
            try CustodyJourney.arrived(at: .archived)
                .refusal(of: CustodyJourney.asking(.disposeMedia), by: .admin)
        },
        .init(.legalHold) {
            var custody = try CustodyJourney.arrived(at: .disposable)
            try custody.perform(.placeHold(ground: "纠纷", reference: nil), by: .quality)
            return custody.refusal(of: CustodyJourney.asking(.disposeMedia), by: .admin)
        },
        .init(.storageRegionNotPermitted) {
            upload { () throws(Refusal) in
                _ = try AccessRule.decide(
                    AccessQuestion(
                        roles: [.physician], relation: .own, dataClass: .consultationMaterial,
                        operation: .copyOut, purpose: .care, abroad: "inst-abroad"))
            }
        },
        .init(.aggregationForbidden) {
            upload { () throws(Refusal) in
                try DrugReport.demand(for: [.finance], purpose: .settlement, grouping: .prescriber)
            }
        },
        .init(.forbiddenIncentiveInput) {
            upload { () throws(Refusal) in
                _ = try StaffSubsidy.declare(
                    Money(fen: 1), for: SettlementPeriod(containing: ConsultationWorld.start),
                    retained: .zero,
                    from: [.serviceFee, .drugAmounts],
                    by: .member(.init(account: "a", institution: "inst-county", roles: [.finance])),
                    at: ConsultationWorld.start, under: .jilin)
            }
        },
    ]

    private static let institutions: [RefusalCase] = [
        .init(.invitationAlreadyTaken) {
            var journey = try ConsultationJourney.arrived(at: .matching)
            try journey.perform(.volunteer(journey.acceptance()), by: .invitedCoordinator)
            return journey.refusal(of: .volunteer(journey.acceptance()), by: .invitedCoordinator)
        },
        .init(.identifiableData) {
            var journey = ConsultationJourney()
            try journey.prepareNeed()
            try journey.perform(
                .updateDraft(ConsultationRequest(publicSummary: "联系电话 138-0000-0000")), by: .attending)
            return journey.refusal(of: .submit, by: .attending)
        },
        .init(.platformOperatorMissing) {
            var journey = try ConsultationJourney.arrived(at: .matching)
            journey.world.agreement.platformOperator = nil
            return journey.refusal(of: .volunteer(journey.acceptance()), by: .invitedCoordinator)
        },
        .init(.standingStateNotAllowed) {
            try StandingJourney.arrived(at: .exited).refusal(of: StandingJourney.stop, by: .quality)
        },
        .init(.institutionResumeNotAllowed) {
            try StandingJourney.arrived(at: .suspended)
                .refusal(of: .resume(evidence: "已整改"), by: .secondQuality)
        },
        .init(.agreementStateNotAllowed) {
            try AgreementJourney.arrived(at: .expired).refusal(of: .suspend(reason: "设备改造"))
        },
        .init(.agreementClauseMissing) {
            var text = AgreementJourney.text()
            text.clauses = []
            return try AgreementJourney.arrived(at: .draft, text: text).refusal(of: .submitForSignature)
        },
        .init(.diagnosisClauseMissing) {
            var text = AgreementJourney.text()
            text.serviceKinds = [.remoteEcgDiagnosis]
            return try AgreementJourney.arrived(at: .draft, text: text).refusal(of: .submitForSignature)
        },
        .init(.agreementSignatureMissing) {
            try AgreementJourney.arrived(at: .inSignature).refusal(of: .bringIntoForce)
        },
        .init(.institutionSuspended) {
            var world = ConsultationWorld()
            world.county.isSuspended = true
            return ConsultationJourney(world).refusal(
                of: .create(ConsultationJourney.opening), by: .attending)
        },
        .init(.institutionLicenceInvalid, in: .inviting, by: .invitedCoordinator) {
            $0.world.province.licence?.validTo = ConsultationWorld.date(2025, 3, 9)
        } _: {
            .accept($0.acceptance())
        },
        .init(.capabilityAcceptanceMissing, in: .inviting, by: .invitedCoordinator) {
            $0.world.province.capabilityAcceptance = nil
        } _: {
            .accept($0.acceptance())
        },
        .init(.institutionLevelTooLow, in: .inviting, by: .invitedCoordinator) {
            $0.world.province.grade = .primary
        } _: {
            .accept($0.acceptance())
        },
        .init(.departmentNotApproved, in: .draft, by: .attending) {
            $0.world.province.departments[0].isApproved = false
        } _: { _ in
            .submit
        },
        .init(.agreementNotInForce, in: .draft, by: .attending) {
            $0.world.agreement.state = .inSignature
        } _: { _ in
            .submit
        },
        .init(.jilinTermsRequired, in: .inviting, by: .invitedCoordinator) {
            $0.world.province.jurisdiction = "heilongjiang"
        } _: {
            .accept($0.acceptance())
        },
        .init(.agreementSplitMissing, in: .draft, by: .attending) {
            $0.world.price.level = .primaryCare
        } _: { _ in
            .submit
        },
    ]

    private static let cases: [RefusalCase] = [
        .init(.teamSpecialtiesTooFew) {
            try ConsultationJourney.team(at: .asked).refusal(of: .confirmTeam, by: .invitingCoordinator)
        },
        .init(.consentTruthfulnessNotStated, in: .draft, by: .attending) { _ in
            .presentConsent(
                ConsentPresentation(
                    serviceDescription: "远程会诊", fee: .zero, recordingStated: true, truthfulnessStated: false))
        },
        .init(.identityProofRequired) {
            let journey = try ConsultationJourney.arrived(at: .scheduled)
            let caller = journey.world.caller(
                .attending,
                verifiedAt: journey.now - journey.world.policy.realNameMaxAge
                    - TimeSpan(milliseconds: 1))
            return upload { () throws(Refusal) in
                _ = try Consultation.decide(
                    .enterRoom, on: journey.current, by: caller, at: journey.now,
                    under: journey.world.policy, facts: journey.world.facts)
            }
        },
        // One live session a person is kept where the rooms are.
        .init(.practitionerElsewhere) { .practitionerElsewhere("case-2") },
        .init(.patientMissing) {
            var journey = try ConsultationJourney.outpatient()
            try journey.gather(without: ["doc-neurologist"])
            return journey.refusal(of: .startSession, by: .system)
        },
        .init(.prescriptionPathwayNotPermitted, in: .inSession, by: .specialist) { _ in .prescribe },
    ]

    private static let invitations: [RefusalCase] = [
        .init(.invitationNotOpen, in: .inviting, by: .invitedCoordinator) {
            $0.wait(.hours(24) + TimeSpan(milliseconds: 1))
        } _: {
            .accept($0.acceptance())
        },
        .init(.practitionerInvited, in: .draft, by: .attending) {
            try $0.perform(
                .updateDraft(ConsultationRequest(invitee: .person("doc-specialist"))), by: .attending)
        } _: { _ in
            .submit
        },
        .init(.fieldMissing, in: .draft, by: .attending) {
            try $0.perform(.updateDraft(ConsultationRequest(caseSummary: "\u{3000} ")), by: .attending)
        } _: { _ in
            .submit
        },
        .init(.fieldInvalid, in: .draft, by: .attending) { _ in
            .updateDraft(ConsultationRequest(questions: Array(repeating: "?", count: 21)))
        },
        .init(.titleBelowMinimum, in: .draft, by: .attending) {
            try $0.perform(.updateDraft(ConsultationRequest(requestedTitle: .intermediate)), by: .attending)
        } _: { _ in
            .submit
        },
        .init(.declineReasonRequired, in: .inviting, by: .invitedCoordinator) { _ in
            .decline(DeclineReason(code: .other, text: "   "))
        },
    ]

    private static let consents: [RefusalCase] = [
        .init(.patientIdentityUnverified, in: .draft, by: .attending) {
            $0.world.patient.identity = Redacted(.residentID("220102198001010013"))
        } _: { _ in
            .submit
        },
        .init(.consentWithdrawn) {
            var journey = try ConsultationJourney.furnished(at: .scheduled)
            try journey.perform(.withdrawConsent(reason: "不愿意"), by: .attending)
            return journey.refusal(of: .startSession, by: .system)
        },
        .init(.consentMissing, in: .draft, by: .attending) { _ in .submit },
        .init(.consentFeeNotStated, in: .draft, by: .attending) { _ in
            .presentConsent(ConsentPresentation(serviceDescription: "远程会诊", fee: nil, recordingStated: true))
        },
        .init(.consentRecordingNotStated, in: .draft, by: .attending) { _ in
            .presentConsent(
                ConsentPresentation(serviceDescription: "远程会诊", fee: .zero, recordingStated: false))
        },
        .init(.consentSignerNotPermitted, in: .draft, by: .attending) { _ in
            .signConsent(
                ConsentSigner(kind: .other, name: "邻居", signature: ConsultationJourney.digest))
        },
        .init(.consentSignerReasonMissing, in: .draft, by: .attending) { _ in
            .signConsent(
                ConsentSigner(
                    kind: .closeRelative, name: "李四", relationship: .child,
                    signature: ConsultationJourney.digest))
        },
        .init(.feeExceedsConsent) {
            var journey = try ConsultationJourney.ready()
            journey.world.price.amount = Money(fen: 32_000)
            return journey.refusal(of: .submit, by: .attending)
        },
    ]

    private static func accepting(
        _ code: RefusalCode, _ spoil: @escaping @Sendable (inout Practitioner) -> Void
    ) -> RefusalCase {
        .init(code, in: .inviting, by: .invitedCoordinator) {
            spoil(&$0.world.specialist)
        } _: {
            .accept($0.acceptance())
        }
    }

    private static let people: [RefusalCase] = [
        accepting(.attendanceNotHuman) { $0.kind = .softwareAgent },
        accepting(.practitionerLicenceInvalid) { $0.licence = nil },
        accepting(.practitionerNotRegisteredHere) { $0.registrations = [] },
        accepting(.practitionerIdentityUnverified) { $0.registryCheckedOn = nil },
        accepting(.provincialRegistrationMissing) { $0.provincialRegistration = nil },
        accepting(.practitionerTitleTooLow) { $0.title = .intermediate },
        accepting(.practitionerOutOfScope) { $0.scopeOfPractice = ["03.05"] },
        accepting(.practitionerSpecialtyMismatch) { $0.specialties = ["03.05"] },
        accepting(.practitionerExperienceTooShort) {
            $0.independentClinicalStart = ConsultationWorld.date(2022, 3, 11)
        },
        .init(.practitionerNotAuthorised, in: .scheduled, by: .secondSpecialist) { _ in .enterRoom },
    ]

    private static let sessions: [RefusalCase] = [
        .init(.invitingPhysicianMissing, in: .scheduled, by: .system) {
            try $0.perform(.participantLeft(participant: "p-1"), by: .system)
        } _: { _ in
            .startSession
        },
        .init(.invitedPhysicianMissing, in: .scheduled, by: .system) {
            try $0.perform(.participantLeft(participant: "p-2"), by: .system)
        } _: { _ in
            .startSession
        },
        .init(.recordingNotRunning, in: .scheduled, by: .system) {
            try $0.perform(
                .recordingSegmentSealed(
                    recording: "rec-1", segment: 1, root: ConsultationJourney.digest, streams: 0), by: .system
            )
        } _: { _ in
            .startSession
        },
        .init(.sessionNoteMissing) {
            try ConsultationJourney.arrived(at: .inSession).refusal(of: .endSession, by: .attending)
        },
        .init(.signatureRequired) {
            let journey = try ConsultationJourney.furnished(at: .awaitingReport)
            return upload { () throws(Refusal) in
                _ = try Consultation.decide(
                    .signReport, on: journey.current, by: journey.world.caller(.specialist), at: journey.now,
                    under: journey.world.policy, facts: journey.world.facts)
            }
        },
        .init(.reportQuestionUnanswered, in: .awaitingReport, by: .specialist) {
            try $0.perform(
                .saveReportDraft(sections: $0.sections(answered: false), signers: []), by: .specialist)
        } _: { _ in
            .signReport
        },
        .init(.reportSignatureMissing, in: .awaitingReport, by: .specialist) { _ in .issueReport },
        .init(.reportSignerDidNotAttend) {
            var journey = try ConsultationJourney.arrived(at: .inviting)
            try journey.perform(
                .accept(journey.acceptance(["doc-specialist", "doc-second"])), by: .invitedCoordinator)
            try journey.meet()
            try journey.perform(.writeNote(text: "已讨论。"), by: .specialist)
            try journey.perform(.endSession, by: .specialist)
            let sections = journey.sections()
            try journey.perform(
                .saveReportDraft(sections: sections, signers: ["doc-second"]), by: .specialist)
            return journey.refusal(of: .signReport, by: .secondSpecialist)
        },
        .init(.decisionMissing, in: .reported, by: .attending) { _ in .decide(outcome: .adopted, plan: " ") },
        .init(.archiveIncomplete, in: .terminated, by: .system) { _ in .archive },
    ]

    private static let money: [RefusalCase] = [
        .init(.noValidPrice, in: .draft, by: .attending) {
            $0.world.price.validTo = ConsultationWorld.date(2025, 3, 9)
        } _: { _ in
            .submit
        },
        .init(.priceNotPublished, in: .draft, by: .attending) {
            $0.world.price.publishedAt = nil
        } _: { _ in
            .submit
        },
        .init(.splitNotStatutory) {
            upload { () throws(Refusal) in
                try SettlementSplit.checkProposal(
                    invitingParts: 3, invitedParts: 7, for: .remoteConsultation, at: .province, under: .jilin)
            }
        },
        .init(.payeeMustBeInstitution) {
            var hospital = ConsultationWorld().province
            hospital.settlementAccount?.holder = "doc-specialist"
            return upload { () throws(Refusal) in _ = try Ledger.payee(of: hospital) }
        },
        .init(.noServiceEvidence) {
            upload { () throws(Refusal) in
                _ = try Ledger.reversal(
                    "case-1", InstitutionPair(inviting: "a", invited: "b"),
                    of: Charge(state: .confirmed, fee: .zero),
                    refund: .zero, refundNumber: 1, at: ConsultationWorld.start)
            }
        },
        .init(.refundExceedsPaid) {
            upload { () throws(Refusal) in
                _ = try SettlementSplit.statutory(fee: Money(fen: 100)).reduction(byRefund: Money(fen: 101))
            }
        },
        .init(.chargeStateNotAllowed) { try MoneyJourney.at(.settled).refusal(of: .reverse(reason: "x")) },
        .init(.receiptNumberUsed) {
            var journey = try MoneyJourney.at(.billable)
            journey.receiptIsUsed = true
            return journey.refusal(of: .issueReceipt(MoneyJourney.paper))
        },
        .init(.refundReasonRequired) {
            var journey = try MoneyJourney.at(.receipted)
            try journey.perform(.requestRefund(amount: Money(fen: 1), reason: "x", appliedAt: journey.now))
            return journey.refusal(of: .rejectRefund(1, reason: " "))
        },
        .init(.batchStateNotAllowed) { try MoneyJourney.at(.billable).refusal(of: .pay(MoneyJourney.slip)) },
        .init(.batchSideNotAllowed) {
            try MoneyJourney.at(.receipted).refusal(of: .close, by: MoneyJourney.invitedFinance)
        },
        .init(.settlementPeriodRunning) { try MoneyJourney.at(.receipted).refusal(of: .close) },
        .init(.settlementDuplicate) {
            try MoneyJourney.at(.receipted, monthOver: true) { $0.duplicates = ["HZ1"] }.refusal(of: .close)
        },
        .init(.receiptMissing) {
            try MoneyJourney.at(.billable, monthOver: true) { $0.withoutReceipt = ["HZ1"] }
                .refusal(of: .close)
        },
        .init(.settlementNotBalanced) {
            try MoneyJourney.at(.receipted, monthOver: true) { $0.proof.ledgerInvited = .zero }
                .refusal(of: .close)
        },
        .init(.serviceFeeNotAgreed) { try ServiceFeeTests.refusalWithoutBearer() },
        .init(.serviceFeeStateNotAllowed) { try ServiceFeeTests.refusalOfPayingTooSoon() },
        .init(.subsidyBelowMinimum) {
            upload { () throws(Refusal) in
                try SubsidyStanding(
                    institution: "a", required: Money(fen: 4_801), declared: Money(fen: 4_800)
                ).check()
            }
        },
        .init(.diagnosisStateNotAllowed) {
            try DiagnosisJourney.arrived(at: .closed).refusal(of: .submit, by: .attending)
        },
        .init(.rotaStateNotAllowed) {
            try DutyJourney.arrived(at: .ended).refusal(of: .publish, by: .coordinator)
        },
        .init(.inviteeNotHigherLevel) {
            var journey = try DiagnosisJourney.prepared()
            journey.world.county.grade = .tertiary
            journey.world.county.level = .province
            return journey.refusal(of: .submit, by: .attending)
        },
        .init(.kindNotQualified) {
            try DiagnosisJourney.arrived(at: .assigned)
                .refusal(of: .assign("doc-unentitled"), by: .invitedCoordinator)
        },
        .init(.rotaCoverageGap) {
            try DutyJourney.drafted(DutyJourney.shifts(["08:00-24:00"])).refusal(
                of: .publish, by: .coordinator)
        },
        .init(.diagnosisDataMissing) {
            var journey = try DiagnosisJourney.prepared()
            try journey.perform(.removeItem("item-1"), by: .attending)
            return journey.refusal(of: .submit, by: .attending)
        },
        .init(.diagnosisItemsUnread) {
            var journey = try DiagnosisJourney.arrived(at: .reported)
            journey.now = journey.now + .minutes(1)
            try journey.perform(.addItem(journey.item("item-3")), by: .attending)
            return journey.refusal(of: .close(note: ""), by: .attending)
        },
        .init(.uploadNotApplicable) { try UploadJourney(policy: .national).openingRefusal(.request) },
        .init(.uploadTriggerInFuture) { try UploadJourney().openingRefusal(.future) },
        .init(.uploadCloseReasonRequired) { try UploadJourney.opened().refusal(of: .close(reason: nil)) },
        .init(.dutyStateNotAllowed) {
            var journey = try UploadJourney.opened()
            try journey.perform(.close(reason: .discharged))
            return journey.refusal(of: .close(reason: .discharged))
        },
    ]
}
