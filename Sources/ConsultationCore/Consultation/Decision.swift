/// What a command leads to: events to journal and apply, ledger lines, and things to do after the commit.
package struct Decision: Sendable, Equatable {
    package var events: [ConsultationEvent]
    package var postings: [Posting]
    package var effects: [Effect]
}

/// Something to do outside once the decision is durable; at least once, each harmless when repeated.
package enum Effect: Codable, Sendable, Equatable {
    case notify(institution: InstitutionID, role: Role, notice: Notice)
    case notifyPractitioner(PractitionerID, notice: Notice)
    /// Somebody of the staff who need not be in the register.
    case notifyAccount(AccountID, of: InstitutionID, notice: Notice)
    /// Material reaches the receiving store of a named invited institution: open upload duties are acknowledged by it.
    case deliverMaterial(to: InstitutionID, items: [DeliveredItem])
    /// Trigger 1 has struck: open the duty in the name of the service.
    case openUploadDuty(patient: PatientID, trigger: UploadTrigger)
    /// Make the room ready, recorder first.
    case prepareRoom
    /// Close the room and seal its recording.
    case closeRoom
    /// Push to the provincial platform where there is one (JL-19).
    case publish(Notice)
    /// What the session waited for has come: try to begin it, or to take it up again.
    case beginSession
    /// An item was sent back: the duties that counted it ask for another one (JL 29).
    case returnItem(AttachmentID, institution: InstitutionID)
    case reportViolation(Violation, to: InstitutionID)
    /// The patient said no: the open duties of the case may be closed with that reason (AMB-06).
    case offerUploadDutyClosure(UploadDuty.CloseReason)
    /// Both institutions' archive packages are made and stored; the archive follows (NHC-TM-3.5a).
    case storeArchivePackages
    /// The recording's bytes go; what is known of it stays (NHC-SUP-19a).
    case eraseMedia(RecordingID)

    package struct DeliveredItem: Codable, Sendable, Equatable {
        package var attachment: AttachmentID
        package var group: MaterialGroup

        package init(attachment: AttachmentID, group: MaterialGroup) {
            self.attachment = attachment
            self.group = group
        }
    }

    package enum Notice: String, Codable, Sendable, CaseIterable {
        case invitationReceived, invitationAccepted, invitationDeclined, invitationExpired, counterProposal
        case slotConfirmed, physicianAssigned, physicianReplaced, cancelled, consentWithdrawn
        case sessionStarting, sessionStarted, sessionInterrupted, sessionEnded, attendanceGap
        case reportDue, reportOverdue, reportIssued, addendumAdded, decisionOverdue, decided, archived,
            archiveIncomplete
        case message, materialAdded, undiagnosedWarning, uploadReminder, uploadOverdue, uploadFulfilled
        case slotConfirmationOverdue
        case agreementToSign, agreementSigned, agreementRejected, agreementInForce, agreementAmended
        case invitationReminder, needPublished, invitationMatched, matchingOverdue
        case sessionTomorrow, sessionInAnHour, materialRejected, teamDissolved
        case institutionSuspended, institutionResumed, suspensionProposed, suspensionReported
        case suspensionReportOverdue, licenceExpiring, handOver
        case diagnosisOrdered, diagnosisAssigned, diagnosisUnattended, diagnosisReturned, diagnosisReported
        case diagnosisOverdue, diagnosisCancelled, diagnosisAccepted, rotaPublished, rotaEnding, rotaEnded
        case identityCheckDue
        case recordRequested, recordRequestAnswered, breakGlassRequested, breakGlassGranted
        case legalHoldChanged, retentionElapsed
        case drillOverdue, incidentOpened
        case agreementSuspended, agreementEnded, agreementExpiring, agreementSignatureOverdue
        case adverseEventReported, complaintReceived, complaintOverdue, breachDetected, breachReportOverdue
        case referralReceived, referralAccepted, referralDeclined, referralWithdrawn, referralArrived
        case referralOverdue
        case disputeOpened, sampleFeedback, findingReceived, findingOverdue
        case trainingMissing, inspectionOverdue, inspectionActionOverdue
        case verificationDue, reapplicationNeeded, feedNotReconciled
        case maintenanceComing, maintenanceOverdue, assetDefective, equipmentOverdueAtSession
    }
}
