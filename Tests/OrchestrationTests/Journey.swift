import ConsultationCore
import Orchestration
import Storage

extension Fixture {
    static let draft = ConsultationRequest(
        invitationReason: "反复咳嗽伴发热十天", invitationPurpose: "明确诊断",
        proposedSchedule: [TimeSlot(start: start + .hours(2), end: start + .hours(3))],
        caseSummary: "患者女，68岁", requestedSpecialty: "03.01", requestedTitle: .associateSenior,
        invitee: .institution(DemoData.province), price: DemoData.provincePrice,
        questions: ["诊断是什么？", "下一步如何治疗？"])

    func open(priority: Priority = .routine) async throws -> ConsultationID {
        let staff = try await user("li.chunyan")
        let patients = try await directory.patients(matching: "", for: staff)
        return try await orchestrator.create(
            patient: patients[0].id, priority: priority, by: staff, idempotency: nil
        ).consultation.id
    }

    /// A case whose consent is signed and whose six fields are filled.
    func prepared() async throws -> ConsultationID {
        let id = try await open()
        try await run(.updateDraft(Self.draft), id, by: "li.chunyan")
        try await run(
            .presentConsent(
                ConsentPresentation(
                    serviceDescription: "远程会诊", fee: Money(fen: 30_000), recordingStated: true)),
            id, by: "li.chunyan")
        try await run(
            .signConsent(ConsentSigner(kind: .patient, name: "王秀兰", signature: Digest(of: "ink"))), id,
            by: "li.chunyan")
        return id
    }

    func submitted() async throws -> ConsultationID {
        let id = try await prepared()
        try await run(.submit, id, by: "li.chunyan")
        return id
    }

    static var acceptance: ConsultationCommand {
        .accept(
            Acceptance(
                physicians: [DemoData.respiratoryChief],
                slot: TimeSlot(start: start + .hours(2), end: start + .hours(3)), preparationConfirmed: true))
    }

    func scheduled() async throws -> ConsultationID {
        let id = try await submitted()
        try await run(Self.acceptance, id, by: "he.jing")
        return id
    }

    /// Both physicians are in the room and the relay has said so.
    func inSession() async throws -> (ConsultationID, [SessionName]) {
        let id = try await scheduled()
        var sessions: [SessionName] = []
        for username in ["li.chunyan", "zhou.mingyuan"] {
            let entry = try await rooms.enter(id, by: user(username))
            await rooms.take(.connected(entry.session, link: "a"))
            sessions.append(entry.session)
        }
        return (id, sessions)
    }

    func reported() async throws -> ConsultationID {
        let (id, _) = try await inSession()
        clock.advance(.minutes(20))
        try await run(.writeNote(text: "讨论病情"), id, by: "zhou.mingyuan")
        try await run(.endSession, id, by: "zhou.mingyuan")
        try await effects.runPending()
        let sections = Self.draft.questions?.map { ReportSection(question: $0, answer: "见意见") } ?? []
        try await run(
            .saveReportDraft(sections: sections, signers: [DemoData.respiratoryChief]), id,
            by: "zhou.mingyuan")
        try await run(.signReport, id, by: "zhou.mingyuan")
        return id
    }
}
