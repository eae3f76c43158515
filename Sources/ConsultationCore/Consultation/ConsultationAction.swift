/// What may be done to a consultation, without the details. One case for each command.
package enum ConsultationAction: String, Codable, Sendable, CaseIterable {
    case create, updateDraft, recordDiagnosis, attachMaterial, removeMaterial, rejectMaterial
    case presentConsent, signConsent, refuseConsent, withdrawConsent, openToPatient
    case submit, match, volunteer, accept, decline, expireInvitation, confirmSlot, replacePhysician, cancel
    case confirmTeam
    case handOver, hold, liftHold
    case enterRoom, participantJoined, participantLeft, startSession, startWithoutAbsent, recordPatient
    case mediaLost, resume
    case recordingSegmentOpened, recordingSegmentSealed
    case writeNote, postMessage, endSession, terminate
    case saveReportDraft, signReport, saveSummary, signSummary, prescribe, issueReport, addAddendum, decide,
        archive, deadlinePassed

    /// The requirement row that gives the action its place in the workflow (REQUIREMENTS.md §5.1).
    package var requirement: String { rule.requirement }
    package var article: String { rule.article }

    private var rule: (requirement: String, article: String) {
        switch self {
        case .create: ("NHC-TM-1a", "NHC-TM 一(一)")
        case .updateDraft, .submit: ("NHC-TM-3.3.1a", "NHC-TM 三(三)1")
        case .recordDiagnosis: ("JL-22.1", "JL 22(1)")
        case .rejectMaterial: ("JL-29a", "JL 29")
        case .openToPatient: ("NHC-TM-3.2b", "NHC-TM 三(二)")
        case .confirmTeam, .startWithoutAbsent, .saveSummary, .signSummary:
            ("NHC-TM-2.2e", "NHC-TM 二(二)¶1")
        case .recordPatient: ("JL-3b", "JL 28")
        case .prescribe: ("NHC-TM-3.3b", "NHC-TM 三(三)¶1")
        case .match, .volunteer: ("NHC-TM-1d", "NHC-TM 一(二)")
        case .handOver, .hold, .liftHold: ("JL-34a", "JL 34")
        case .attachMaterial, .removeMaterial, .postMessage: ("NHC-TM-2.3.1a", "NHC-TM 二(三)1")
        case .presentConsent, .signConsent: ("NHC-TM-3.2a", "NHC-TM 三(二)")
        case .refuseConsent, .withdrawConsent, .cancel: ("JL-20", "JL 20")
        case .accept, .confirmSlot: ("NHC-TM-3.3.2b", "NHC-TM 三(三)2")
        case .decline: ("NHC-TM-3.3.2c", "NHC-TM 三(三)2")
        case .expireInvitation, .deadlinePassed: ("NHC-TM-3.3.2a", "NHC-TM 三(三)2")
        case .replacePhysician: ("NHC-TM-3.3.3a", "NHC-TM 三(三)3")
        case .enterRoom, .participantJoined, .participantLeft, .mediaLost: ("NHC-TM-3.3.3d", "NHC-TM 三(三)3")
        case .startSession, .resume: ("NHC-TM-2.2a", "NHC-TM 二(二)")
        case .recordingSegmentOpened, .recordingSegmentSealed: ("JL-35c", "JL 35")
        case .writeNote, .endSession, .terminate: ("NHC-TM-3.5c", "NHC-TM 三(五)")
        case .saveReportDraft, .signReport, .issueReport: ("NHC-TM-3.3.3b", "NHC-TM 三(三)3")
        case .addAddendum: ("SC-23d", "SC 23(2)")
        case .decide: ("NHC-TM-3.3.3c", "NHC-TM 三(三)3")
        case .archive: ("NHC-TM-3.5a", "NHC-TM 三(五)")
        }
    }
}
