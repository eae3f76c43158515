import ConsultationCore
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

@Suite struct CommandTests {
    @Test(arguments: [true, false])
    func `the same key and request answer the same, and nothing happens twice`(_ onFile: Bool) async throws {
        let database = try onFile ? ServiceDatabase.open(Fixture.databasePath()) : .inMemory()
        let service = try await Fixture(database)
        let id = try await service.prepared()
        let key = IdempotencyKey(key: "k-1", bodyHash: "submit")
        let user = try await service.user("li.chunyan")
        let first = try await service.orchestrator.perform(
            .submit, on: id, expectedVersion: nil, by: user, idempotency: key)
        try await service.run(.postMessage(id: "m-1", text: "请尽快"), id, by: "li.chunyan")
        let second = try await service.orchestrator.perform(
            .submit, on: id, expectedVersion: nil, by: user, idempotency: key)
        #expect(!first.isReplay)
        #expect(second.isReplay)
        #expect(second.consultation == first.consultation)
        #expect(try await service.consultation(id).version == first.version + 1)
    }

    @Test func `the same key with another request is refused`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.prepared()
        try await service.run(.submit, id, by: "li.chunyan", key: IdempotencyKey(key: "k-1", bodyHash: "a"))
        await #expect(throws: CommandFault.idempotencyBodyMismatch) {
            try await service.run(
                .cancel(reason: "误操作"), id, by: "li.chunyan", key: IdempotencyKey(key: "k-1", bodyHash: "b"))
        }
    }

    @Test func `a refused command can be repeated under its key once the obstacle is gone`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.open()
        let key = IdempotencyKey(key: "k-1", bodyHash: "submit")
        await #expect(throws: Refusal.self) { try await service.run(.submit, id, by: "li.chunyan", key: key) }
        let ready = try await service.prepared()
        let submitted = try await service.run(.submit, ready, by: "li.chunyan", key: key)
        #expect(submitted.state == .inviting)
    }

    @Test func `a command decided on an older version is refused with the current one`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.prepared()
        let user = try await service.user("li.chunyan")
        let version = try await service.consultation(id).version
        await #expect(throws: CommandFault.staleVersion(current: version)) {
            try await service.orchestrator.perform(
                .submit, on: id, expectedVersion: version - 1, by: user, idempotency: nil)
        }
        let outcome = try await service.orchestrator.perform(
            .submit, on: id, expectedVersion: version, by: user, idempotency: nil)
        #expect(outcome.version > version)
    }

    @Test(arguments: [true, false])
    func `of two acceptances at once exactly one wins`(_ onFile: Bool) async throws {
        let database = try onFile ? ServiceDatabase.open(Fixture.databasePath()) : .inMemory()
        let service = try await Fixture(database)
        let id = try await service.submitted()
        let coordinator = try await service.user("he.jing")
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        _ = try await service.orchestrator.perform(
                            Fixture.acceptance, on: id, expectedVersion: nil, by: coordinator,
                            idempotency: nil)
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(wins == 1)
        let accepted = try await service.database.read { transaction in
            try transaction.entries(of: JournalStream.consultation(id))
                .filter { $0.kind == "invitationAccepted" }.count
        }
        #expect(accepted == 1)
    }

    @Test(.requirement("NHC-TM-3.3.2a"))
    func `an answer after the invitation was declined is told that it is closed`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.submitted()
        try await service.run(
            .decline(DeclineReason(code: .scheduleConflict, text: "专家外出")), id, by: "he.jing")
        await #expect(throws: Refusal.invitationNotOpen) {
            try await service.run(Fixture.acceptance, id, by: "he.jing")
        }
        // The draft behind it has gone back to the inviting side and is not theirs to see.
        #expect(try await service.cases.consultation(id, for: service.user("he.jing")) == nil)
    }

    @Test func `commands that wait together all keep their own streams whole`() async throws {
        let service = try await Fixture(ServiceDatabase.open(Fixture.databasePath()))
        let ids = try await withThrowingTaskGroup(of: ConsultationID.self) { group in
            for _ in 0..<20 { group.addTask { try await service.prepared() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(ids).count == 20)
        try await expectReplayEqualsSnapshots(service.database)
    }
}
