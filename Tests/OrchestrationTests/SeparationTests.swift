import ConsultationCore
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

@Suite struct SeparationTests {
    @Test(.requirement("NHC-IH-A4.4", "JL-36"))
    func `an institution that is no party sees nothing of a case`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let (id, sessions) = try await service.inSession()
        for username in ["operator", "auditor"] {
            let stranger = try await service.user(username)
            if username == "operator" {
                // Told that it may not, and the attempt stays on record (JL-36, AT-60).
                await #expect(throws: Refusal.operatorForbidden) {
                    try await service.cases.consultation(id, for: stranger)
                }
                let refused = try await service.database.read {
                    try $0.entries(of: JournalStream.access(id)).filter { $0.kind == "refused" }
                }
                #expect(refused.map(\.actor) == [stranger.account.text])
            } else {
                #expect(try await service.cases.consultation(id, for: stranger) == nil)
            }
            #expect(try await service.cases.timeline(of: id, for: stranger) == nil)
            #expect(try await service.cases.messages(of: id, for: stranger) == nil)
            #expect(try await service.rooms.room(id, for: stranger) == nil)
            #expect(
                try await service.cases.consultations(in: [], cursor: nil, limit: 50, for: stranger).items
                    .isEmpty)
            #expect(try await service.directory.patients(matching: "", for: stranger).isEmpty)
            let patient = try await service.consultation(id).patient
            #expect(try await service.directory.patient(patient, purpose: "care", for: stranger) == nil)
            await #expect(throws: CommandFault.notFound) {
                try await service.orchestrator.perform(
                    .postMessage(id: "m", text: "x"), on: id, expectedVersion: nil, by: stranger,
                    idempotency: nil)
            }
            await #expect(throws: CommandFault.notFound) { try await service.rooms.enter(id, by: stranger) }
            await #expect(throws: CommandFault.notInRoom) {
                try await service.rooms.answer(sessions[0], sdp: "", by: stranger)
            }
        }
    }

    @Test(.requirement("NHC-IH-A4.4"))
    func `the invited institution sees a case from the submit on and not before`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.prepared()
        let coordinator = try await service.user("he.jing")
        #expect(try await service.cases.consultation(id, for: coordinator) == nil)
        #expect(try await service.cases.worklist(.todo, for: coordinator).items.isEmpty)
        try await service.run(.submit, id, by: "li.chunyan")
        let view = try #require(await service.cases.consultation(id, for: coordinator))
        #expect(view.side == .invited)
        #expect(view.actions.contains(.accept))
        let list = try await service.cases.worklist(.todo, for: coordinator)
        #expect(list.items.map(\.action) == [.accept])
        #expect(list.items.first?.due?.kind == .responseDue)
    }

    @Test(.requirement("SC-23b", "JL-35a"))
    func `every opening of a case by a person is an entry of the journal`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.submitted()
        let coordinator = try await service.user("he.jing")
        _ = try await service.cases.consultation(id, for: coordinator)
        let readings = try await service.database.read { try $0.entries(of: JournalStream.access(id)) }
        #expect(readings.map(\.actorName) == ["何静"])
        #expect(readings.map(\.kind) == ["read"])
    }
}
