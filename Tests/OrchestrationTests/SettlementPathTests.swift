import ConsultationCore
import Foundation
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

/// A month of money from the issued report to the reconciled batch, over the real store.
@Suite struct SettlementPathTests {
    static let november = SettlementPeriod(containing: Fixture.start)

    @Test(.requirement("JL-42b", "JL-41", "JL-44c"))
    func `a batch goes from its first report to the confirmed payment, each step by its own side`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id = try await service.reported()
        let charge = try #require(await service.settlements.charge(id, for: DemoData.county))
        #expect(charge.state == .billable)
        let batch = charge.charge.batch
        await #expect(throws: Refusal.settlementPeriodRunning(until: Self.november.end)) {
            try await service.batch(.close, batch, by: "wu.min")
        }
        service.clock.set(Self.november.end)
        await #expect(throws: Refusal.receiptMissing([charge.charge.number])) {
            try await service.batch(.close, batch, by: "wu.min")
        }
        try await service.charge(.issueReceipt(.init(code: "022060126", number: "1")), id, by: "wu.min")
        try await service.batch(.close, batch, by: "wu.min")
        let view = try #require(await service.settlements.batch(batch, for: DemoData.province))
        #expect(view.batch.proof?.holds == true && view.batch.proof?.invited == Money(fen: 24_000))
        #expect(view.next?.action == .export)
        try await service.batch(
            .export(BatchExport(format: "csv", lines: 1, digest: Digest(of: "x"))), batch, by: "xu.fang")
        let slip = BankTransfer(reference: "B-7", day: CivilDate(service.clock.now))
        await #expect(throws: Refusal.batchSideNotAllowed([.inviting])) {
            try await service.batch(.pay(slip), batch, by: "xu.fang")
        }
        try await service.batch(.pay(slip), batch, by: "wu.min")
        await #expect(throws: Refusal.subsidyBelowMinimum(required: Money(fen: 3_600), declared: .zero)) {
            try await service.batch(.reconcile(slip), batch, by: "xu.fang")
        }
        for (person, fen) in [("wu.min", 3_600), ("xu.fang", 14_400)] as [(String, Int64)] {
            let user = try await service.user(person)
            await #expect(throws: Refusal.self) {
                try await service.orchestrator.declareSubsidy(
                    Money(fen: fen - 1), for: Self.november, by: user, idempotency: nil)
            }
            _ = try await service.orchestrator.declareSubsidy(
                Money(fen: fen), for: Self.november, by: user, idempotency: nil)
        }
        try await service.batch(.reconcile(slip), batch, by: "xu.fang")
        let settled = try #require(await service.settlements.charge(id, for: DemoData.province))
        #expect(settled.state == .settled)
        try await expectBooksBalance(service)
    }

    @Test(.requirement("SC-32", "SC-32b"))
    func `a refund after the payment is a line of the next batch and found late by the scan`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.reported()
        try await service.charge(.issueReceipt(.init(code: "A", number: "1")), id, by: "wu.min")
        service.clock.set(Self.november.end)
        let first = try #require(await service.settlements.charge(id, for: DemoData.county)).charge.batch
        try await service.batch(.close, first, by: "wu.min")
        let applied = service.clock.now
        try await service.charge(
            .requestRefund(amount: Money(fen: 3_333), reason: "患者申请", appliedAt: applied), id, by: "wu.min")
        try await service.charge(.approveRefund(1), id, by: "zheng.hong")
        let charge = try #require(await service.settlements.charge(id, for: DemoData.county)).charge
        // 2026-12-01 is a Tuesday; December has no holidays.
        #expect(charge.refunds[0].dueAt == CivilDate("2026-12-15")?.end)
        let december = try #require(SettlementPeriod("2026-12"))
        let next = try await service.settlements.batches(for: DemoData.county, in: december)
        #expect(next.map(\.batch.state) == [.open])
        #expect(next[0].facts.proof.fee == Money(fen: -3_333))
        #expect(next[0].facts.proof.holds)
        service.clock.set(charge.refunds[0].dueAt + .seconds(2))
        try await service.deadlines.scan()
        try await service.deadlines.scan()
        let late = try #require(await service.settlements.charge(id, for: DemoData.county)).charge
        #expect(late.violations.map(\.code) == ["vio.refund.overdue"])
        let board = try await service.database.read { transaction in
            try transaction.violations(
                on: .authority, ViolationFilter(code: "vio.refund.overdue"), before: nil, limit: 9)
        }
        #expect(board.map(\.stored.subject) == ["charge/\(late.consultation)"])
        try await service.charge(.completeRefund(1, .init(code: "A", number: "2")), id, by: "wu.min")
        await #expect(throws: Refusal.receiptNumberUsed) {
            try await service.charge(
                .requestRefund(amount: Money(fen: 1), reason: "x", appliedAt: service.clock.now), id,
                by: "wu.min")
            try await service.charge(.approveRefund(2), id, by: "wu.min")
            try await service.charge(.completeRefund(2, .init(code: "A", number: "2")), id, by: "wu.min")
        }
        try await expectBooksBalance(service)
    }

    @Test(.requirement("JL-17b", "JL-42b"))
    func `the same patient charged twice on a day is shown and keeps the batch open until one is reversed`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let one = try await service.reported()
        let two = try await service.reported()
        let batch = try #require(await service.settlements.charge(one, for: DemoData.county)).charge.batch
        try await service.charge(.issueReceipt(.init(code: "A", number: "1")), one, by: "wu.min")
        let found = try await service.settlements.anomalies(for: DemoData.county, in: Self.november)
        #expect(found.filter { $0.kind == .duplicate }.count == 2)
        service.clock.set(Self.november.end)
        await #expect(throws: Refusal.self) { try await service.batch(.close, batch, by: "wu.min") }
        service.clock.set(Self.november.end - .hours(1))
        try await service.charge(.reverse(reason: "重复收费"), two, by: "wu.min")
        service.clock.set(Self.november.end)
        try await service.batch(.close, batch, by: "wu.min")
        try await expectBooksBalance(service)
    }

    @Test(.requirement("JL-39"))
    func `a price is superseded and the store refuses to edit or delete one`() async throws {
        let service = try await Fixture.inMemory()
        let user = try await service.user("wu.min")
        let versions = try await service.settlements.priceVersions(of: DemoData.county)
        let old = try #require(versions.first { $0.entry.id == DemoData.provincePrice }).entry
        let item = try #require(old.item)
        let draft = PriceDraft(
            item: item, serviceKind: old.serviceKind, level: old.level, amount: Money(fen: 32_000),
            authorityDocument: "演示价格〔2026〕2号", authorityDate: CivilDate(service.clock.now),
            validFrom: CivilDate(service.clock.now).adding(days: 1), validTo: nil, supersedes: old.id)
        _ = try await service.orchestrator.publishPrice(draft, by: user, idempotency: nil)
        let after = try await service.settlements.priceVersions(of: DemoData.county)
        #expect(after.first { $0.entry.id == old.id }?.validTo == CivilDate(service.clock.now))
        #expect(after.first { $0.entry.supersedes == old.id }?.standing == .coming)
    }
}

extension Fixture {
    func charge(_ command: ChargeCommand, _ id: ConsultationID, by username: String) async throws {
        _ = try await orchestrator.perform(command, on: id, by: user(username), idempotency: nil)
    }

    func batch(_ command: BatchCommand, _ id: BatchID, by username: String) async throws {
        _ = try await orchestrator.perform(command, on: id, by: user(username), idempotency: nil)
    }
}

/// Every entry balances, the journal is whole, and each charge is what its journal adds up to.
func expectBooksBalance(_ service: Fixture) async throws {
    try await service.database.read { transaction in
        let balance = try transaction.ledgerBalance(
            from: WallTime(milliseconds: 0), to: WallTime(milliseconds: .max))
        #expect(balance.isBalanced)
        for id in try transaction.system.allConsultationIDs() {
            guard let charge = try transaction.system.charge(id) else { continue }
            let events = try transaction.entries(of: JournalStream.charge(id))
                .map { try StoredJSON.decode(ChargeEvent.self, from: $0.payload) }
            #expect(CaseCharge.replay(events) == charge)
            let batch = try #require(try transaction.system.batch(charge.batch))
            let acts = try transaction.entries(of: JournalStream.batch(batch.id))
                .map { try StoredJSON.decode(BatchEvent.self, from: $0.payload) }
            #expect(SettlementBatch.replay(acts) == batch)
        }
        #expect(try transaction.verifyJournal().isIntact)
    }
}
