/// A time limit that is running: who must act, by when, and who hears of it when it passes.
package struct Deadline: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// The invited institution answers (NHC-TM-3.3.2a).
        case responseDue
        /// Half and four fifths of that time are gone (product default).
        case responseReminderHalf, responseReminderLate
        /// The platform finds somebody, or the inviting side names one (AMB-07).
        case matchingDue
        /// The inviting side confirms a counter-proposed slot.
        case slotConfirmationDue
        /// The agreed start of the session, and the reminders a day and an hour before (§5.1).
        case sessionStart, sessionReminderDay, sessionReminderHour
        /// An interrupted room is kept so long.
        case interruptedRoom
        /// A side without a counted physician in a running session (NHC-TM-3.3.3d).
        case invitingAttendanceGap, invitedAttendanceGap
        /// The report is issued (NHC-TM-3.3.3b).
        case reportDue
        /// The inviting physician decides; then quality control sees it (NHC-TM-3.3.3c).
        case decisionDue
        /// The record is archived by itself (SC-23c).
        case autoArchive
        /// An inpatient still has no definitive diagnosis (JL-22.1): early warning, then the duty opens.
        case undiagnosedWarning, undiagnosedThreshold
        /// The upload duty itself (JL-22) and its reminders.
        case uploadDue, uploadReminder12h, uploadReminder20h, uploadReminder23h
        /// A cooperation agreement: the parties sign (NHC-TM-3.1b), its first day, its last and the warnings before.
        case agreementSignatureDue, agreementStart, agreementExpiryWarning, agreementExpiryReminder
        case agreementExpiry
        /// An institution stopped for a hazard: running sessions end (JL-34c).
        case suspensionGrace
        /// The report of the stop to the licensing authority (JL-34b).
        case suspensionReportDue
        /// The practice licence ends (JL-13a), and the warnings before.
        case licenceExpiryWarning, licenceExpiryReminder, licenceExpiry
        /// The patient has the money back (SC-32).
        case refundDue
        /// A diagnosis order: somebody takes it up, the agreed time to the report, data sent back, taking note.
        case diagnosisTakeUpDue, diagnosisReportDue, diagnosisDataDue, diagnosisReviewDue
        /// The receiving institution answers a referral (JL 9; product default).
        case referralAnswerDue
        /// A duty rota: whether somebody is there, its last days, its end (JL-24).
        case dutyWatch, dutyRotaEnding, dutyRotaEnd
        /// The yearly check of a practitioner's identity (NHC-ID-14), and the warnings before.
        case identityCheckWarning, identityCheckReminder, identityCheckLapse
        /// Record and recording have been kept long enough (NHC-SUP-19a).
        case recordRetentionEnd, mediaRetentionEnd
        /// The first answer to a complaint (NHC-SUP-36), and the report of a data breach (NHC-ID-20).
        case complaintAnswerDue, breachReportDue
        /// What a finding of the authority wants corrected (NHC-SUP-25b).
        case rectificationDue
        /// The next round of quality control (NHC-TM-4.3.3), and what its findings want done (NHC-TM-4.3.1b).
        case inspectionDue, inspectionActionDue
        /// What a device is due for, and the reminder before (NHC-TM-2.2f).
        case maintenanceDue, maintenanceReminder
        /// The next rehearsal of recovery (SC-23a).
        case drillDue
        /// Yesterday's counts are compared with the province's platform (NHC-ID-24b).
        case feedReconciliationDue
        /// An internet hospital: its partner's agreement ends, its verification comes near, the new application is due.
        case partnerAgreementEnd, verificationReminder, reapplicationDue
        /// An agreement with a third party ends (NHC-ID-10).
        case supportAgreementEnd
        /// The term of a contract with a family doctor ends (NHC-ID 15).
        case familyDoctorContractEnd
    }

    package var kind: Kind
    package var dueAt: WallTime
    /// From when the limit runs.
    package var openedAt: WallTime
    package var owner: Owner
    /// Who is told when it has passed, beside the owner.
    package var escalation: Role
    /// Set once the passing was handled: shown as overdue, not scanned again.
    package var passedAt: WallTime?

    package init(
        kind: Kind, dueAt: WallTime, openedAt: WallTime, owner: Owner, escalation: Role,
        passedAt: WallTime? = nil
    ) {
        self.kind = kind
        self.dueAt = dueAt
        self.openedAt = openedAt
        self.owner = owner
        self.escalation = escalation
        self.passedAt = passedAt
    }

    package struct Owner: Codable, Sendable, Equatable {
        /// Nil for the service itself.
        package var institution: InstitutionID?
        package var role: Role?

        package static let system = Owner(institution: nil, role: nil)

        package init(institution: InstitutionID?, role: Role?) {
            self.institution = institution
            self.role = role
        }
    }

    /// A limit is met when `t <= dueAt` and passes one millisecond later; a trigger or reminder strikes at its instant.
    package var firesAt: WallTime { kind.strikesWhenReached ? dueAt : dueAt + TimeSpan(milliseconds: 1) }

    package func hasPassed(at now: WallTime) -> Bool { firesAt <= now }
}

extension Deadline.Kind {
    /// Strikes beside the limit it reminds of, and is no limit of its own.
    package var isReminder: Bool {
        switch self {
        case .responseReminderHalf, .responseReminderLate, .uploadReminder12h, .uploadReminder20h,
            .uploadReminder23h, .sessionReminderDay, .sessionReminderHour, .maintenanceReminder:
            true
        default: false
        }
    }

    package var strikesWhenReached: Bool {
        switch self {
        case .responseReminderHalf, .responseReminderLate, .sessionStart, .sessionReminderDay,
            .sessionReminderHour, .autoArchive, .undiagnosedWarning,
            .undiagnosedThreshold, .uploadReminder12h,
            .uploadReminder20h, .uploadReminder23h, .agreementStart, .agreementExpiryWarning,
            .agreementExpiryReminder, .agreementExpiry, .licenceExpiryWarning, .licenceExpiryReminder,
            .licenceExpiry, .dutyRotaEnding, .dutyRotaEnd, .identityCheckWarning, .identityCheckReminder,
            .identityCheckLapse, .recordRetentionEnd, .mediaRetentionEnd, .partnerAgreementEnd,
            .verificationReminder, .supportAgreementEnd, .maintenanceReminder, .familyDoctorContractEnd:
            true
        case .responseDue, .matchingDue, .slotConfirmationDue, .interruptedRoom, .invitingAttendanceGap,
            .invitedAttendanceGap, .reportDue, .decisionDue, .uploadDue, .agreementSignatureDue,
            .suspensionGrace, .suspensionReportDue, .refundDue, .drillDue, .diagnosisTakeUpDue,
            .diagnosisReportDue,
            .diagnosisDataDue, .diagnosisReviewDue, .dutyWatch:
            false
        case .complaintAnswerDue, .breachReportDue, .rectificationDue, .inspectionDue, .inspectionActionDue,
            .referralAnswerDue, .feedReconciliationDue, .reapplicationDue, .maintenanceDue:
            false
        }
    }

    package var escalation: Role {
        switch self {
        case .complaintAnswerDue, .rectificationDue, .inspectionDue, .inspectionActionDue: .institutionAdmin
        case .breachReportDue, .referralAnswerDue, .maintenanceDue, .maintenanceReminder: .qualityController
        case .responseDue, .responseReminderHalf, .responseReminderLate, .slotConfirmationDue, .autoArchive,
            .agreementSignatureDue, .agreementStart, .refundDue, .recordRetentionEnd, .mediaRetentionEnd,
            .agreementExpiryWarning, .agreementExpiryReminder, .agreementExpiry:
            .institutionAdmin
        case .diagnosisTakeUpDue, .dutyRotaEnding, .dutyRotaEnd: .invitationCoordinator
        case .diagnosisReportDue, .diagnosisDataDue, .diagnosisReviewDue, .dutyWatch, .identityCheckWarning,
            .identityCheckReminder, .identityCheckLapse:
            .qualityController
        case .drillDue, .feedReconciliationDue: .auditor
        case .partnerAgreementEnd, .verificationReminder, .reapplicationDue, .supportAgreementEnd,
            .familyDoctorContractEnd:
            .qualityController
        case .sessionStart, .sessionReminderDay, .sessionReminderHour, .interruptedRoom, .suspensionGrace,
            .matchingDue:
            .invitationCoordinator
        case .suspensionReportDue, .licenceExpiryWarning, .licenceExpiryReminder, .licenceExpiry:
            .qualityController
        case .invitingAttendanceGap, .invitedAttendanceGap, .reportDue, .decisionDue, .undiagnosedWarning,
            .undiagnosedThreshold, .uploadDue, .uploadReminder12h, .uploadReminder20h, .uploadReminder23h:
            .qualityController
        }
    }
}

/// That a limit passed and was handled, so that it is handled once.
package struct PassedDeadline: Codable, Sendable, Equatable {
    package var kind: Deadline.Kind
    package var dueAt: WallTime
    package var at: WallTime
}
