/// What the decisions of one pathway in one place take from REQUIREMENTS.md §4, under one version.
///
/// A resolution of `config/policy/*.yaml` gives it; beside each property stands its parameter in `Policy+Resolution`.
package struct Policy: Codable, Sendable, Equatable {
    /// How trigger 1 counts 「超3日」 (AMB-01).
    package enum DayCounting: String, Codable, Sendable, CaseIterable {
        case elapsed72h, civilCalendarDays, inclusiveCalendarDays
    }

    package enum Enforcement: String, Codable, Sendable, CaseIterable {
        case enforce, warn, off
    }

    package enum Liability: String, Codable, Sendable, CaseIterable {
        case inviting, joint, splitByDataAndReport
    }

    package var id: PolicyVersionID
    package var jurisdiction: Jurisdiction
    package var pathway: LegalPathway
    /// True where a provincial text exists but is not loaded, and national values stand in (GX-44).
    package var sourceMissing: Bool

    package var serviceKinds: [ServiceKind]
    /// What an agreement with an outsider must name as its governing text (JL 16); nil where nothing is asked.
    package var governingTextForOutsiders: String?
    package var invitedMinGrade: HospitalGrade?
    package var capabilityAcceptanceRequired: Bool

    package var consultantMinTitle: ProfessionalTitle?
    package var minClinicalYears: Int
    package var provincialRegistrationRequired: Bool
    /// How long ago a signer's or joiner's identity may have been proved.
    package var realNameMaxAge: TimeSpan
    package var registryCheckMaxMonths: Int

    package var primaryCareSubstituteAllowed: Bool
    package var consentFeeStatementRequired: Bool
    package var consentProxySigners: [ConsentSigner.Kind]
    package var invitationRequiredFields: [InvitationField]
    package var reportMinSigners: Int
    /// Counted physicians without whom a session does not start.
    package var attendanceInvitingMin: Int
    package var attendanceInvitedMin: Int
    package var gapTolerance: TimeSpan

    package var responseDeadlineRoutine: TimeSpan
    package var responseDeadlineUrgent: TimeSpan
    package var slotConfirmationDeadline: TimeSpan
    package var reportDeadline: TimeSpan
    package var decisionReviewAfter: TimeSpan
    package var autoArchiveAfter: TimeSpan
    package var mediaLossLimit: TimeSpan
    /// Percent; above it, or above the round trip, a connection is no longer good.
    package var mediaMaxLoss: Int
    package var mediaMaxRoundTrip: TimeSpan
    package var interruptedRoomLimit: TimeSpan
    /// How long before the agreed time both sides are reminded of the session.
    package var sessionFirstReminder: TimeSpan
    package var sessionSecondReminder: TimeSpan
    /// Regimes under which the consulting doctor may prescribe (NHC-TM-3.3b).
    package var prescriptionPathways: [LegalPathway]
    /// How long a running session may go on once an institution stopped for a hazard (JL-34c).
    package var suspensionRunningGrace: TimeSpan

    /// Nil outside Jilin: no upload duty exists there (JL-22.5).
    package var uploadDeadline: TimeSpan?
    package var uploadTriggers: [UploadTriggerKind]
    package var undiagnosedThresholdDays: Int
    package var uploadDayCounting: DayCounting

    /// Levels at which the consultation fee is split by statute, with its parts (JL 44¶2); empty elsewhere.
    package var statutorySplitLevels: [InstitutionLevel]
    package var statutoryInvitingParts: Int
    package var statutoryInvitedParts: Int
    package var pricePublication: Enforcement
    /// Percent of the fees kept that go to the staff (JL 44¶1); zero where no rule is.
    package var staffSubsidyMinPercent: Int
    package var refundWorkingDays: Int

    package var consultationLiability: Liability

    /// Remote diagnosis (NHC-TM 三(四), JL 24, JL 29).
    package var diagnosisRelationRequired: Bool
    package var diagnosisInviteeMustBeHigher: Bool
    /// The duty rota of a kind covers every hour of every day; elsewhere it is as agreed.
    package var dutyRotaEveryHour: Bool
    /// An order that nobody has taken up goes to the next on the rota.
    package var diagnosisEscalateAfter: TimeSpan
    /// Nobody on duty was seen for longer: a breach on record.
    package var dutyUnattendedAfter: TimeSpan
    package var diagnosisLiability: Liability

    package var recordRetentionYears: Int
    package var inpatientRecordRetentionYears: Int
    package var mediaRetentionYears: Int
    package var technical: TechnicalRules
    /// What a staff subsidy must not be reckoned from (NHC-SUP 21, SC 26).
    package var incentiveInputsForbidden: [SubsidyInput]
    package var quality: QualityPolicy
}

package enum UploadTriggerKind: String, Codable, Sendable, CaseIterable {
    case undiagnosed72h, expertConsultationUnresolved, patientRequest
}

extension Policy {
    package func responseDeadline(for priority: Priority) -> TimeSpan {
        priority == .urgent ? responseDeadlineUrgent : responseDeadlineRoutine
    }
}
