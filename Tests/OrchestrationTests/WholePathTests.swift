import ConsultationCore
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

@Suite struct WholePathTests {
    @Test func `a consultation goes from request to settlement and its journal adds up to its state`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.reported()
        try await service.run(.decide(outcome: .adopted, plan: "按会诊意见治疗"), id, by: "li.chunyan")
        service.clock.advance(.hours(25))
        try await service.deadlines.scan()
        try await service.effects.runPending()
        let consultation = try await service.consultation(id)
        #expect(consultation.state == .archived)
        #expect(consultation.recording?.isSealed == true)

        let statement = try #require(
            await service.settlements.statement(for: DemoData.county, period: "2026-11"))
        #expect(statement.lines.map(\.line.fee.fen) == [30_000])
        #expect(statement.lines.map(\.line.invitingShare.fen) == [6_000])
        #expect(statement.lines.map(\.line.invitedShare.fen) == [24_000])
        #expect(statement.isBalanced)
        try await expectReplayEqualsSnapshots(service.database)
    }

    @Test(.requirement("JL-42b"))
    func `the two sides of a settlement read the same line and a third reads none`() async throws {
        let service = try await Fixture.inMemory()
        _ = try await service.reported()
        let queries = service.settlements
        let inviting = try await queries.statement(for: DemoData.county, period: "2026-11")
        let invited = try await queries.statement(for: DemoData.province, period: "2026-11")
        let foreign = try await queries.statement(for: DemoData.platform, period: "2026-11")
        #expect(inviting?.lines.count == 1)
        #expect(inviting?.lines == invited?.lines)
        #expect(foreign?.lines == [])
        #expect(try await queries.statement(for: DemoData.county, period: "2026-13") == nil)
        #expect(try await queries.statement(for: DemoData.county, period: "2026-10")?.lines == [])
    }

    @Test(.requirement("JL-42b")) func `a statement whose books disagree with its lines says so`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.reported()
        try await service.database.write { transaction in
            try transaction.post(
                "stray",
                [
                    LedgerLine(
                        account: LedgerAccount.Kind.patientReceivable.rawValue, institution: DemoData.county,
                        amount: Money(fen: 1), memo: ""),
                    LedgerLine(
                        account: LedgerAccount.Kind.serviceIncome.rawValue, institution: DemoData.county,
                        amount: Money(fen: -1), memo: ""),
                ], for: id, at: service.clock.now)
        }
        let statement = try await service.settlements.statement(for: DemoData.county, period: "2026-11")
        #expect(statement?.isBalanced == false)
        #expect(statement?.difference == Money(fen: 1))
    }
}

/// Every stream replayed from the journal gives the snapshot that stands beside it, and the chain is whole.
func expectReplayEqualsSnapshots(_ database: ServiceDatabase) async throws {
    try await database.read { transaction in
        for id in try transaction.system.allConsultationIDs() {
            let entries = try transaction.entries(of: JournalStream.consultation(id))
            let events = try entries.map { try StoredJSON.decode(ConsultationEvent.self, from: $0.payload) }
            let snapshot = try transaction.system.consultation(id)
            #expect(Consultation.replay(events) == snapshot)
            #expect(snapshot?.version == entries.count)
        }
        #expect(try transaction.verifyJournal().isIntact)
    }
}
