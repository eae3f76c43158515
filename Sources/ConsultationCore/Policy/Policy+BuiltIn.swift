extension Policy {
    /// NHC-TM with product defaults where the text gives no number. In force from issue, 2018-07-17.
    package static let national = Policy(
        id: "national-2018-07", jurisdiction: .national, source: "NHC-TM", status: .inForce,
        effectiveFrom: CivilDate(daysSinceEpoch: 17_729), effectiveTo: nil, sourceMissing: false,
        serviceKinds: [
            .remoteConsultation, .remotePathologyDiagnosis, .remoteImagingDiagnosis, .remoteEcgDiagnosis,
            .remoteMultidisciplinaryTeam,
        ],
        governingTextForOutsiders: nil, invitedMinGrade: nil, capabilityAcceptanceRequired: false,
        consultantMinTitle: nil, minClinicalYears: 3, provincialRegistrationRequired: false,
        realNameMaxAge: .minutes(10), registryCheckMaxMonths: 12,
        primaryCareSubstituteAllowed: true, gapTolerance: .seconds(120),
        responseDeadlineRoutine: .hours(24), responseDeadlineUrgent: .hours(2),
        slotConfirmationDeadline: .hours(24), reportDeadline: .hours(24), decisionReviewAfter: .days(7),
        autoArchiveAfter: .hours(24), mediaLossLimit: .seconds(60), interruptedRoomLimit: .minutes(30),
        uploadDeadline: nil, uploadTriggers: [], undiagnosedThresholdDays: 3, uploadDayCounting: .elapsed72h,
        statutorySplitLevels: [], statutoryInvitingParts: 0, statutoryInvitedParts: 0,
        pricePublication: .enforce,
        consultationLiability: .inviting, recordRetentionYears: 15, inpatientRecordRetentionYears: 30,
        mediaRetentionYears: 15)

    /// JL over NHC-TM: the national value wherever JL is silent, the stricter one where both speak.
    package static let jilin = {
        var policy = national
        policy.id = "jilin-trial-1"
        policy.jurisdiction = .jilin
        policy.source = "JL"
        policy.serviceKinds = [
            .remotePathologyDiagnosis, .remoteImagingDiagnosis, .remoteEcgDiagnosis,
            .remoteLaboratoryDiagnosis,
            .remoteConsultation, .remoteOutpatient, .remoteCaseDiscussion,
        ]
        policy.governingTextForOutsiders = "JL"
        policy.invitedMinGrade = .secondary
        policy.capabilityAcceptanceRequired = true
        policy.consultantMinTitle = .associateSenior
        policy.provincialRegistrationRequired = true
        policy.primaryCareSubstituteAllowed = false
        policy.uploadDeadline = .hours(24)
        policy.uploadTriggers = [.undiagnosed72h, .expertConsultationUnresolved, .patientRequest]
        policy.statutorySplitLevels = [.province, .city, .county]
        policy.statutoryInvitingParts = 2
        policy.statutoryInvitedParts = 8
        return policy
    }()
}
