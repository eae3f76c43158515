extension Deliberation {
    /// Weighs the details of a command that passed the gate.
    mutating func perform(_ command: ConsultationCommand) throws(Refusal) {
        switch command {
        case .create: throw .alreadyExists
        case .updateDraft(let change): try updateDraft(change)
        case .recordDiagnosis(let signedAt): try recordDiagnosis(signedAt)
        case .attachMaterial(let attachment): try attachMaterial(attachment)
        case .removeMaterial(let id): try removeMaterial(id)
        case .rejectMaterial(let id, let reason): try rejectMaterial(id, reason)
        case .presentConsent(let presentation): try presentConsent(presentation)
        case .signConsent(let signer): try signConsent(signer)
        case .refuseConsent(let reason): try refuseConsent(reason)
        case .withdrawConsent(let reason): try withdrawConsent(reason)
        case .openToPatient: try openToPatient()
        case .submit: try submit()
        case .match(let institution): try match(institution)
        case .volunteer(let acceptance): try volunteer(acceptance)
        case .accept(let acceptance): try accept(acceptance)
        case .decline(let reason): try decline(reason)
        case .expireInvitation: try expireInvitation()
        case .confirmSlot: try confirmSlot()
        case .replacePhysician(let from, let to): try replacePhysician(from, with: to)
        case .cancel(let reason): try cancel(reason)
        case .confirmTeam: try confirmTeam()
        case .handOver(let reason): try handOver(reason)
        case .hold(let institution, let cause): try hold(institution, cause)
        case .liftHold(let institution): liftHold(institution)
        case .enterRoom: try enterRoom()
        case .participantJoined(let participant, let practitioner):
            try participantJoined(participant, practitioner)
        case .participantLeft(let participant): participantLeft(participant)
        case .startSession: try startSession()
        case .startWithoutAbsent: try startWithoutAbsent()
        case .recordPatient(let present): try recordPatient(present)
        case .mediaLost(let side): mediaLost(side)
        case .resume: try resume()
        case .recordingSegmentOpened(let recording, let segment, let continuation):
            try segmentOpened(recording, segment, continuation)
        case .recordingSegmentSealed(let recording, let segment, let root, let streams):
            try segmentSealed(recording, segment, root, streams)
        case .writeNote(let text): try writeNote(text)
        case .postMessage(let id, let text): try postMessage(id, text)
        case .endSession: try endSession()
        case .terminate(let reason, let opinionGiven): try terminate(reason, opinionGiven)
        case .saveReportDraft(let sections, let signers): try saveReportDraft(sections, signers)
        case .signReport: try signReport()
        case .saveSummary(let text): try saveSummary(text)
        case .signSummary: try signSummary()
        case .prescribe: try prescribe()
        case .issueReport: try issueReport()
        case .addAddendum(let text): try addAddendum(text)
        case .decide(let outcome, let plan): try decideTreatment(outcome, plan)
        case .archive: try archive()
        case .deadlinePassed(let kind): try deadlinePassed(kind)
        }
    }
}
