/// Who may give a command, as REQUIREMENTS.md §5.1 and Protocols/consultation-states.md say.
package enum ConsultationActor: String, Sendable, CaseIterable {
    case system, invitingStaff, invitingPhysician, invitingCoordinator, invitedCoordinator
    case assignedPhysician, anyPhysician, anyStaff, platformOperator, volunteeringCoordinator
}

extension ConsultationAction {
    package var actors: [ConsultationActor] {
        switch self {
        // A laboratory's result comes in by itself (NHC-SUP 19).
        case .attachMaterial: [.invitingStaff, .system]
        case .create, .updateDraft, .removeMaterial, .signConsent, .refuseConsent,
            .withdrawConsent, .submit, .confirmSlot:
            [.invitingStaff]
        case .presentConsent, .recordDiagnosis, .decide, .openToPatient, .startWithoutAbsent, .recordPatient:
            [.invitingPhysician]
        case .match: [.platformOperator]
        case .volunteer: [.volunteeringCoordinator]
        case .accept, .decline, .replacePhysician: [.invitedCoordinator]
        case .cancel, .handOver, .confirmTeam: [.invitingCoordinator]
        case .rejectMaterial: [.assignedPhysician, .invitedCoordinator]
        case .enterRoom, .writeNote, .terminate, .saveSummary, .signSummary: [.anyPhysician]
        case .endSession: [.anyPhysician, .system]
        case .postMessage: [.anyStaff]
        case .saveReportDraft, .signReport, .issueReport, .addAddendum, .prescribe: [.assignedPhysician]
        case .expireInvitation, .participantJoined, .participantLeft, .startSession, .mediaLost, .resume,
            .recordingSegmentOpened, .recordingSegmentSealed, .archive, .deadlinePassed, .hold, .liftHold:
            [.system]
        }
    }

    /// States in which the command is considered at all.
    package var allowedStates: [Consultation.State] {
        switch self {
        case .create: []
        case .updateDraft, .removeMaterial, .presentConsent, .signConsent, .refuseConsent, .submit: [.draft]
        case .attachMaterial:
            [.draft, .matching, .inviting, .accepted, .scheduled, .inSession, .interrupted, .awaitingReport]
        case .withdrawConsent:
            [
                .draft, .matching, .inviting, .accepted, .scheduled, .inSession, .interrupted,
                .awaitingReport, .reported, .decided,
            ]
        case .rejectMaterial: [.inviting, .accepted, .scheduled, .inSession, .interrupted, .awaitingReport]
        case .openToPatient: Consultation.State.allCases.filter { $0 != .archived }
        case .match, .volunteer: [.matching]
        case .accept, .decline, .expireInvitation, .confirmTeam: [.inviting]
        case .confirmSlot: [.accepted]
        case .replacePhysician: [.accepted, .scheduled]
        case .cancel: [.draft, .matching, .inviting, .accepted, .scheduled]
        case .handOver: [.inviting, .accepted, .scheduled]
        case .hold, .liftHold: Consultation.openStates
        case .enterRoom, .participantJoined, .recordingSegmentOpened: [.scheduled, .inSession, .interrupted]
        case .participantLeft, .recordingSegmentSealed:
            [
                .scheduled, .inSession, .interrupted, .awaitingReport, .reported, .decided, .cancelled,
                .terminated,
            ]
        case .startSession: [.scheduled]
        case .startWithoutAbsent: [.scheduled, .interrupted]
        case .recordPatient: [.scheduled, .inSession, .interrupted]
        case .mediaLost, .terminate: [.inSession]
        case .resume: [.interrupted]
        case .writeNote: [.inSession, .interrupted, .awaitingReport]
        case .postMessage:
            [
                .inviting, .accepted, .scheduled, .inSession, .interrupted, .awaitingReport, .reported,
                .decided,
            ]
        case .endSession: [.inSession, .interrupted]
        case .saveReportDraft: [.inSession, .interrupted, .awaitingReport]
        case .signReport, .issueReport, .saveSummary, .signSummary: [.awaitingReport]
        case .prescribe: Consultation.State.allCases.filter { $0 != .archived }
        case .addAddendum: [.reported, .decided]
        case .decide: [.reported]
        case .archive: [.decided, .terminated]
        case .recordDiagnosis, .deadlinePassed: Consultation.State.allCases.filter { $0 != .archived }
        }
    }
}
