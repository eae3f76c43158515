package import ConsultationCore

/// The command that stands for one row of the table in Protocols/consultation-states.md, with good details and the
/// person who may give it; refused cells show what the state alone refuses.
package struct ConsultationRow: Sendable {
    package let name: String
    package let person: ConsultationWorld.Person
    package let command: @Sendable (ConsultationJourney) -> ConsultationCommand

    private init(
        _ name: String, _ person: ConsultationWorld.Person,
        _ command: @escaping @Sendable (ConsultationJourney) -> ConsultationCommand
    ) {
        self.name = name
        self.person = person
        self.command = command
    }

    /// In the order of `ConsultationAction`, with a second row where the outcome depends on the details.
    package static let all: [ConsultationRow] = [
        .init("create", .attending) { _ in .create(ConsultationJourney.opening) },
        .init("updateDraft", .attending) { .updateDraft($0.request) },
        .init("recordDiagnosis", .attending) { .recordDiagnosis(signedAt: $0.now) },
        .init("attachMaterial", .attending) {
            .attachMaterial(ConsultationJourney.attachment("att-9", .laboratoryReport, at: $0.now))
        },
        .init("removeMaterial", .attending) { _ in .removeMaterial("att-1") },
        .init("rejectMaterial", .invitedCoordinator) { _ in
            .rejectMaterial("att-1", reason: "图像模糊，无法判读")
        },
        .init("presentConsent", .attending) { _ in .presentConsent(ConsultationJourney.presentation) },
        .init("signConsent", .attending) { _ in .signConsent(ConsultationJourney.patientSigner) },
        .init("refuseConsent", .attending) { _ in .refuseConsent(reason: "不同意") },
        .init("withdrawConsent", .attending) { _ in .withdrawConsent(reason: "不同意") },
        .init("openToPatient", .attending) { _ in .openToPatient },
        .init("submit", .invitingCoordinator) { _ in .submit },
        .init("match", .platformOperator) { _ in .match(institution: "inst-province") },
        .init("volunteer", .invitedCoordinator) { .volunteer($0.acceptance()) },
        .init("accept (proposed slot)", .invitedCoordinator) { .accept($0.acceptance()) },
        .init("accept (other slot)", .invitedCoordinator) { .accept($0.acceptance(slot: $0.otherSlot)) },
        .init("decline", .invitedCoordinator) { _ in
            .decline(DeclineReason(code: .noSpecialist, text: "专家外出"))
        },
        .init("expireInvitation", .system) { _ in .expireInvitation },
        .init("confirmSlot", .invitingCoordinator) { _ in .confirmSlot },
        .init("replacePhysician", .invitedCoordinator) { _ in
            .replacePhysician(from: "doc-specialist", to: "doc-second")
        },
        .init("cancel", .invitingCoordinator) { _ in .cancel(reason: "转院") },
        .init("confirmTeam", .invitingCoordinator) { _ in .confirmTeam },
        .init("handOver", .invitingCoordinator) { _ in .handOver(reason: "受邀机构停止服务") },
        .init("hold", .system) { _ in .hold(institution: "inst-county", cause: .equipmentChanged) },
        .init("liftHold", .system) { _ in .liftHold(institution: "inst-county") },
        .init("enterRoom", .attending) { _ in .enterRoom },
        .init("participantJoined", .system) { _ in
            .participantJoined(participant: "p-9", practitioner: "doc-attending")
        },
        .init("participantLeft", .system) { _ in .participantLeft(participant: "p-1") },
        .init("startSession", .system) { _ in .startSession },
        .init("startWithoutAbsent", .attending) { _ in .startWithoutAbsent },
        .init("recordPatient", .attending) { _ in .recordPatient(present: true) },
        .init("mediaLost", .system) { _ in .mediaLost(side: .invited) },
        .init("resume", .system) { _ in .resume },
        .init("recordingSegmentOpened", .system) { _ in
            .recordingSegmentOpened(recording: "rec-1", segment: 2)
        },
        .init("recordingSegmentSealed", .system) { _ in
            .recordingSegmentSealed(
                recording: "rec-1", segment: 1, root: ConsultationJourney.digest, streams: 4)
        },
        .init("writeNote", .attending) { _ in .writeNote(text: "已讨论病情。") },
        .init("postMessage", .attending) { _ in .postMessage(id: "msg-1", text: "请看影像。") },
        .init("endSession (by a physician)", .attending) { _ in .endSession },
        .init("endSession (by the service)", .system) { _ in .endSession },
        .init("terminate (no opinion)", .attending) { _ in
            .terminate(reason: "病情危重", opinionGiven: false)
        },
        .init("terminate (opinion given)", .attending) { _ in
            .terminate(reason: "病情危重", opinionGiven: true)
        },
        .init("saveReportDraft", .specialist) { .saveReportDraft(sections: $0.sections(), signers: []) },
        .init("signReport", .specialist) { _ in .signReport },
        .init("saveSummary", .attending) { _ in .saveSummary(text: "联合意见。") },
        .init("signSummary", .attending) { _ in .signSummary },
        .init("prescribe", .specialist) { _ in .prescribe },
        .init("issueReport", .specialist) { _ in .issueReport },
        .init("addAddendum", .specialist) { _ in .addAddendum(text: "更正：剂量单位为毫克。") },
        .init("decide", .attending) { _ in .decide(outcome: .adopted, plan: "择期造影") },
        .init("archive", .system) { _ in .archive },
    ]

    package var action: String { String(name.prefix { $0 != " " }) }
}

extension ConsultationJourney {
    /// A journey in `state` in which everything a row may need is at hand: an item of material, a consent on the
    /// table while drafting, a started recording and both physicians once scheduled, a note and a report draft later.
    package static func furnished(at state: Consultation.State) throws(Refusal) -> ConsultationJourney {
        var journey = ConsultationJourney()
        journey.admission = Admission(admittedAt: journey.now - .hours(1))
        try journey.travel(to: state)
        if [.inviting, .accepted, .scheduled, .inSession, .interrupted, .awaitingReport].contains(state) {
            try journey.perform(.attachMaterial(attachment("att-1", .other, at: journey.now)), by: .attending)
        }
        switch state {
        case .draft:
            try journey.perform(.attachMaterial(attachment("att-1", .other, at: journey.now)), by: .attending)
            try journey.perform(.presentConsent(presentation), by: .attending)
        case .scheduled:
            journey.now = journey.slot.start
            try journey.perform(.recordingSegmentOpened(recording: "rec-1", segment: 1), by: .system)
            try journey.perform(
                .participantJoined(participant: "p-1", practitioner: "doc-attending"), by: .system)
            try journey.perform(
                .participantJoined(participant: "p-2", practitioner: "doc-specialist"), by: .system)
        case .inSession, .interrupted:
            try journey.perform(.writeNote(text: "已讨论病情。"), by: .specialist)
        case .awaitingReport:
            try journey.perform(
                .saveReportDraft(sections: journey.sections(), signers: []), by: .specialist)
        default: break
        }
        return journey
    }
}
