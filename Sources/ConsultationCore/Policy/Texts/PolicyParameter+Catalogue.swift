/// REQUIREMENTS.md §4, without the prefix `policy.`. A row of two numbers is two parameters here.
extension PolicyParameter {
    package static let all =
        general + parties + course + duties + media + security + money + supervision + otherPathways

    private static let titles = ProfessionalTitle.allCases.map(\.rawValue)
    private static let grades = HospitalGrade.allCases.map(\.rawValue)
    private static let kinds = ServiceKind.allCases.map(\.rawValue)
    private static let levels = InstitutionLevel.allCases.map(\.rawValue)
    private static let pathways = LegalPathway.allCases.map(\.rawValue)
    private static let weights = ["off", "warn", "enforce"]

    private static let general: [PolicyParameter] = [
        .init("scope.serviceKinds", .words(kinds), .care),
        .init("scope.governingParty", .word(["invitingProvince"]), .care),
        .init("draft.enforcement.technical", .word(weights), .technical),
        .init("draft.enforcement.record", .word(weights), .record),
        .init("draft.enforcement.care", .word(weights), .care),
        .init("draft.enforcement.money", .word(weights), .money),
        .init(
            "agreement.requiredClauses",
            .words([
                "purpose", "conditions", "content", "workflow", "rightsAndDuties",
                "medicalHarmRiskAndLiability",
            ]), .care, .union),
        .init(
            "agreement.supportClauses",
            .words([
                "medicalService", "informationSecurity", "privacyProtection", "medicalRiskAndLiability",
                "dataUse",
            ]), .record, .union),
        .init("agreement.electronicAllowed", .flag, .record),
        .init("agreement.jilinTermsForOutsiders", .flag, .care, .yes),
        .init("agreement.reapplyAfterPartnerChange", .count(unit: "months"), .care, .lower),
    ]

    private static let parties: [PolicyParameter] = [
        .init("institution.invitedMinLevel", .word(grades), .care, .laterWord),
        .init("institution.capabilityAcceptanceRequired", .flag, .care, .yes),
        .init(
            "institution.verificationCycle",
            .word(["withPhysicalInstitution", "yearlyIfStandalone", "yearly"]), .care),
        .init(
            "institution.supervisionConnectionRequired",
            .word(["no", "whenRunning", "provincialPlatform", "beforeAdmission"]), .technical, .laterWord),
        .init("practitioner.consultantMinTitle", .word(titles), .care, .laterWord),
        .init("practitioner.minClinicalYears", .count(unit: "years"), .care, .higher),
        .init("practitioner.yearsMustBeIndependent", .flag, .care, .yes),
        .init("practitioner.provincialRegistrationRequired", .flag, .care, .yes),
        .init("practitioner.realNameMaxAge", .span, .care, .lower),
        .init("practitioner.registryCheckMaxMonths", .count(unit: "months"), .care, .lower),
        .init(
            "practitioner.biometric", .word(["off", "optional", "encouraged", "required"]), .technical,
            .laterWord),
        .init("practitioner.insuranceRequired", .flag, .care, .yes),
        .init("attendance.invitingMin", .count(unit: ""), .care, .higher),
        .init("attendance.invitedMin", .count(unit: ""), .care, .higher),
        .init("attendance.primaryCareSubstituteAllowed", .flag, .care, .no),
        .init("attendance.gapTolerance", .span, .record, .lower),
    ]

    private static let course: [PolicyParameter] = [
        .init("consent.requiredBefore", .word(["submit"]), .care),
        .init("consent.feeStatementRequired", .flag, .care, .yes),
        .init("consent.proxySigners", .words(["guardian", "closeRelative"]), .care),
        .init("consent.riskNoticeRequired", .flag, .care, .yes),
        .init("consent.emergencyWithoutRelatives", .flag, .care, .no),
        .init(
            "invitation.requiredFields", .words(InvitationField.allCases.map(\.rawValue)), .care, .union),
        .init("invitation.individualInviteeAllowed", .flag, .care, .no),
        .init("invitation.responseDeadline.routine", .span, .record, .lower),
        .init("invitation.responseDeadline.urgent", .span, .record, .lower),
        .init("invitation.slotConfirmationDeadline", .span, .record, .lower),
        .init("session.interruptedRoomLimit", .span, .record),
        .init("session.firstReminder", .span, .record),
        .init("session.secondReminder", .span, .record),
        .init("report.deadline", .span, .record, .lower),
        .init("report.minSigners", .count(unit: ""), .care, .higher),
        .init("decision.reviewAfter", .span, .record, .lower),
        .init("record.immutableAfterArchive", .flag, .record, .yes),
        .init("record.autoArchiveAfter", .span, .record, .lower),
        .init("retention.record", .count(unit: "years"), .record, .higher),
        .init("retention.inpatientRecord", .count(unit: "years"), .record, .higher),
        .init("retention.media", .count(unit: "years"), .record, .higher),
        .init("retention.auditLog", .count(unit: "years"), .record, .higher),
    ]

    private static let duties: [PolicyParameter] = [
        .init("upload.deadline", .span, .record, .lower),
        .init("upload.triggers", .words(UploadTriggerKind.allCases.map(\.rawValue)), .record, .union),
        .init("upload.undiagnosedThreshold", .count(unit: "days"), .record, .lower),
        .init("upload.dayCounting", .word(Policy.DayCounting.allCases.map(\.rawValue)), .record),
        .init("diagnosis.relationRequired", .flag, .care, .yes),
        .init("diagnosis.inviteeMustBeHigher", .flag, .care, .yes),
        .init("diagnosis.dutyRota", .word(DutyCover.allCases.map(\.rawValue)), .care, .laterWord),
        .init("diagnosis.escalateAfter", .span, .record, .lower),
        .init("diagnosis.unattendedAfter", .span, .record, .lower),
        .init("diagnosis.liability", .word(Policy.Liability.allCases.map(\.rawValue)), .care),
        .init("consultation.liability", .word(Policy.Liability.allCases.map(\.rawValue)), .care),
    ]

    private static let media: [PolicyParameter] = [
        .init("recording.mode", .word(["optional", "required"]), .record, .laterWord),
        .init("network.minProviders", .count(unit: ""), .technical, .higher),
        .init("network.minBandwidthMbps", .count(unit: "Mbit/s"), .technical, .higher),
        .init("network.accessKinds", .words(["internet", "vpn", "dedicatedLine"]), .technical),
        .init("network.minServers", .count(unit: ""), .technical, .higher),
        .init("network.minAvSystems", .count(unit: ""), .technical, .higher),
        .init("power.upsRequired", .flag, .technical, .yes),
        .init("media.minResolution", .pair(separator: "x", unit: "px"), .technical),
        .init("media.maxLossPercent", .count(unit: "%"), .technical, .lower),
        .init("media.maxRoundTripMs", .span, .technical, .lower),
        .init("media.sideLossLimit", .span, .technical, .lower),
    ]

    private static let security: [PolicyParameter] = [
        .init("security.mlpsLevel", .count(unit: ""), .technical, .higher),
        .init(
            "security.secondFactorRoles", .words(Role.allCases.map(\.rawValue)), .technical, .union),
        .init("security.sessionIdle", .span, .technical, .lower),
        .init("security.sessionAbsolute", .span, .technical, .lower),
        .init("security.encryption", .words(["transit", "atRest"]), .technical, .union),
        .init(
            "dataResidency.allowedRegions", .word(["anywhere", "mainlandChina", "guangxi"]), .technical,
            .laterWord),
        .init("breach.reportTo", .word(["healthAuthority", "licensingAuthority"]), .record),
        .init("breach.reportDeadline", .span, .record, .lower),
        .init("backup.drillInterval", .count(unit: "months"), .technical, .lower),
    ]

    private static let money: [PolicyParameter] = [
        .init("fee.consultationSplit", .pair(separator: ":", unit: ""), .money),
        .init("fee.consultationSplitLevels", .words(levels), .money),
        .init("fee.negotiatedKinds", .words(kinds), .money),
        .init("fee.staffSubsidyMinRate", .count(unit: "%"), .money, .higher),
        .init("fee.payee", .word(["institutionOnly"]), .money),
        .init("fee.settlementPeriod", .word(["calendarMonth"]), .money),
        .init("fee.receiptRequired", .flag, .money, .yes),
        .init("fee.incentiveInputsForbidden", .words(["drugAmounts", "testAmounts"]), .money, .union),
        .init("fee.pricePublicationRequired", .flag, .money, .yes),
        .init("refund.deadlineWorkingDays", .count(unit: "workingDays"), .money, .lower),
    ]

    private static let supervision: [PolicyParameter] = [
        .init("quality.inspectionInterval", .count(unit: "months"), .record, .lower),
        .init("maintenance.reminder", .count(unit: "days"), .record, .higher),
        .init("quality.recordSample.rate", .count(unit: "%"), .record, .higher),
        .init("quality.recordSample.minimum", .count(unit: ""), .record, .higher),
        .init("quality.complaintAnswerWorkingDays", .count(unit: "workingDays"), .record, .lower),
        .init("quality.ratingsShownFrom", .count(unit: ""), .record, .higher),
        .init("suspension.runningSessionGrace", .span, .care, .lower),
        .init("evaluation.grades", .words(["excellent", "qualified", "unqualified"]), .record),
        .init("evaluation.accountabilityYears", .count(unit: "years"), .record, .lower),
        .init("statistics.stationedTimeCreditRate", .count(unit: "%"), .record),
        .init("training.cmeCredit", .flag, .record, .yes),
        .init("training.blockAssignment", .flag, .care, .yes),
        .init("supervision.feedbackInterval", .count(unit: "months"), .record, .lower),
        .init("disclosure.licencePage", .word(["prominentPlace", "homePage"]), .record, .laterWord),
        .init(
            "dispute.authority",
            .word([
                "healthAuthorityOfInviting", "partiesByLawAndAgreement", "licensingAuthority", "disputeLaws",
            ]), .record),
    ]

    private static let otherPathways: [PolicyParameter] = [
        .init("familyDoctor.termMonths", .count(unit: "months"), .care),
        .init("familyDoctor.renewalMonths", .count(unit: "months"), .care),
        .init("followUp.firstVisitForbidden", .flag, .care, .yes),
        .init("followUp.evidenceMaxAge", .count(unit: "months"), .care, .lower),
        .init(
            "followUp.excludedConditions",
            .words([
                "firstVisit", "changedCondition", "critical", "classAInfectious", "needsPhysicalExamination",
            ]),
            .care, .union),
        .init("followUp.multiSiteWithoutInternetHospital", .flag, .care, .no),
        .init("prescription.allowedPathways", .words(pathways), .care),
        .init(
            "prescription.forbiddenClasses",
            .words(["narcotic", "psychotropic", "speciallyControlled", "highRisk"]), .care, .union),
        .init("prescription.pharmacistReviewRequired", .flag, .care, .yes),
        .init("prescription.pharmacistSignatureRequired", .flag, .care, .yes),
        .init("prescription.pharmacistsOnDutyMin", .count(unit: ""), .care, .higher),
        .init("prescription.guardianAge", .count(unit: "years"), .care, .higher),
        .init("record.childBearingAgeFrom", .count(unit: "years"), .record, .lower),
        .init("record.childBearingAgeTo", .count(unit: "years"), .record, .higher),
    ]
}

/// What an invitation must say (NHC-TM 三(三)1), under the names of its fields.
package enum InvitationField: String, Codable, Sendable, CaseIterable {
    case invitationReason, invitationPurpose, proposedSchedule, caseSummary, requestedSpecialty,
        requestedTitle
}
