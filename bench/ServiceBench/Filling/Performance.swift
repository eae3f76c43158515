import ConsultationCore
import Foundation
import Orchestration
import Storage
import Synchronization

/// How far a performed consultation goes.
enum Course: String, CaseIterable, Sendable {
    case archived, archivedAfterTalk, archivedWithUpload, cancelled
    case draft, inviting, scheduled, awaitingReport, reported

    /// These are over; the others wait for somebody.
    var isOver: Bool { [.archived, .archivedAfterTalk, .archivedWithUpload, .cancelled].contains(self) }
    var isHeld: Bool { [.archived, .archivedAfterTalk, .archivedWithUpload].contains(self) }
}

/// The words of a template that every copy replaces by its own.
struct PatientWords: Sendable {
    let name = "模板患者"
    let phone = "13099990000"
    let birthDate = "1958-03-12"
    let number: String

    init(_ serial: Int) {
        number = ResidentNumbers.number(place: "220699", birthDate: "19580312", serial: serial)
    }
}

extension Stage {
    static let questions: [Redacted<String>] = ["是否需要调整抗凝方案？", "下一步检查有何建议？"]

    /// Performs one consultation, command by command, and returns its id.
    func perform(_ course: Course, of words: PatientWords) async throws -> ConsultationID {
        let id = try await open(course, words)
        if course == .draft { return id }
        if course == .cancelled {
            try await run(.cancel(reason: "患者转院"), id, by: "sun.li")
            return id
        }
        try await run(.submit, id, by: "li.chunyan")
        try await settleEffects()
        if course == .inviting { return id }
        let consultation = try await consultation(id)
        guard let slot = consultation.request.proposedSchedule?.first else {
            throw BenchFault("the draft proposes no time")
        }
        try await run(
            .accept(
                Acceptance(
                    physicians: [DemoData.respiratoryChief], slot: slot, preparationConfirmed: true)),
            id, by: "he.jing")
        if course == .scheduled { return id }
        try await hold(id, in: slot, talking: course == .archivedAfterTalk)
        if course == .awaitingReport { return id }
        try await conclude(id, course)
        return id
    }

    private func open(_ course: Course, _ words: PatientWords) async throws -> ConsultationID {
        let physician = try await user("li.chunyan")
        let patient = try await orchestrator.registerPatient(
            PatientRegistration(
                name: Redacted(words.name), identity: Redacted(.residentID(words.number)), sex: nil,
                birthDate: nil, phone: Redacted(words.phone), verification: .documentSeen),
            by: physician, idempotency: nil
        ).patient
        let id = try await orchestrator.create(
            patient: patient.id, priority: .routine, by: physician, idempotency: nil
        ).consultation.id
        commands.add(2, ordering: .relaxed)
        let start = clock.now + .hours(4)
        try await run(
            .updateDraft(
                ConsultationRequest(
                    invitationReason: "胸闷三天，诊断不明确", invitationPurpose: "明确诊断并指导治疗",
                    proposedSchedule: [TimeSlot(start: start, end: start + .hours(1))],
                    caseSummary: "患者胸闷气促三天入院。心电图示ST段改变，肌钙蛋白轻度升高，既往高血压病史十年。",
                    requestedSpecialty: "03.01", requestedTitle: .associateSenior,
                    invitee: .institution(DemoData.province), price: DemoData.provincePrice,
                    questions: Self.questions)), id, by: "li.chunyan")
        try await run(
            .presentConsent(
                ConsentPresentation(
                    serviceDescription: "远程会诊一次，音视频全程录制", fee: Money(fen: 30_000), recordingStated: true)),
            id, by: "li.chunyan")
        try await run(
            .signConsent(
                ConsentSigner(kind: .patient, name: Redacted(words.name), signature: Digest(of: "ink"))), id,
            by: "li.chunyan")
        if course == .archivedWithUpload { try await upload(id) }
        return id
    }

    /// The three groups that Jilin asks for, and the duty to deliver them (JL 22).
    private func upload(_ id: ConsultationID) async throws {
        let physician = try await user("li.chunyan")
        for group in MaterialGroup.required {
            let receipt = try database.blobs.store(Array("资料 \(group.rawValue)".utf8), limit: 1000)
            _ = try await orchestrator.attach(
                receipt, named: "检查资料.pdf", contentType: "application/pdf", group: group, to: id,
                by: physician, idempotency: nil)
        }
        _ = try await orchestrator.openUploadDuty(
            .patientRequest(requestedAt: clock.now, requester: "家属", relation: .closeRelative), for: id,
            by: physician, idempotency: nil)
    }

    private func hold(_ id: ConsultationID, in slot: TimeSlot, talking: Bool) async throws {
        clock.set(slot.start)
        let recording = RecordingID(ServiceEnvironment.live.newID())
        try await run(.enterRoom, id, by: "li.chunyan")
        try await report(.recordingSegmentOpened(recording: recording, segment: 1), id)
        try await report(
            .participantJoined(
                participant: ParticipantID(ServiceEnvironment.live.newID()), practitioner: DemoData.attending),
            id)
        try await run(.enterRoom, id, by: "zhou.mingyuan")
        try await report(
            .participantJoined(
                participant: ParticipantID(ServiceEnvironment.live.newID()),
                practitioner: DemoData.respiratoryChief), id)
        try await report(.startSession, id)
        if talking {
            for text in ["请看第二份心电图。", "看到了，ST段压低约一毫米。", "肌钙蛋白今晨复查了吗？", "复查结果稍后上传。"] {
                try await run(
                    .postMessage(id: MessageID(ServiceEnvironment.live.newID()), text: Redacted(text)), id,
                    by: "li.chunyan")
            }
        }
        clock.advance(.minutes(20))
        try await run(.writeNote(text: "双方讨论病情，建议完善冠脉检查。"), id, by: "zhou.mingyuan")
        try await run(.endSession, id, by: "li.chunyan")
        try await report(
            .recordingSegmentSealed(recording: recording, segment: 1, root: Digest(of: "root"), streams: 4),
            id)
        try await settleEffects()
    }

    private func conclude(_ id: ConsultationID, _ course: Course) async throws {
        let sections = Self.questions.map {
            ReportSection(question: $0, answer: "建议：维持现有方案，三日内复查，并行冠脉CT检查。")
        }
        try await run(
            .saveReportDraft(sections: sections, signers: [DemoData.respiratoryChief]), id,
            by: "zhou.mingyuan")
        try await run(.signReport, id, by: "zhou.mingyuan")
        try await settleEffects()
        if course == .reported { return }
        try await run(.decide(outcome: .adopted, plan: "按会诊意见执行。"), id, by: "li.chunyan")
        clock.advance(.hours(25))
        if isAlone {
            try await deadlines.scan()
            try await settleEffects()
        } else {
            // Its packages and its archive are an effect, done by whoever runs the effects.
            try await report(.deadlinePassed(.autoArchive), id)
            return
        }
        let state = try await consultation(id).state
        guard state == .archived else { throw BenchFault("the template stayed \(state)") }
    }

    func settleEffects() async throws {
        guard isAlone else { return }
        for _ in 0..<10 { if try await effects.runPending() == 0 { return } }
    }
}

/// Resident id numbers with a right check character (GB 11643, ISO 7064 MOD 11-2). Place codes 2206xx above 90 belong
/// to no county.
enum ResidentNumbers {
    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432")

    static func number(place: String, birthDate: String, serial: Int) -> String {
        let tail = String(serial % 1000)
        let body = place + birthDate + String(repeating: "0", count: 3 - tail.count) + tail
        let sum = zip(body, weights).reduce(0) { $0 + ($1.0.wholeNumberValue ?? 0) * $1.1 }
        return body + String(checks[sum % 11])
    }
}
