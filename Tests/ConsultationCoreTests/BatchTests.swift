import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct BatchTests {
    @Test(.requirement("JL-42b")) func `every cell of the table of batches is what the core decides`() throws
    {
        let table = try #require(
            ProtocolTable(in: protocolPage("ledger.md"), under: "Batch commands by state"))
        #expect(Array(table.columns.dropFirst()) == SettlementBatch.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == BatchAction.allCases.map(\.rawValue))
        for (action, row) in zip(BatchAction.allCases, table.rows) {
            for (state, cell) in zip(SettlementBatch.State.allCases, row.dropFirst()) {
                var journey = try MoneyJourney.at(batch: state)
                if journey.charge.lacksReceipt { try journey.perform(.issueReceipt(MoneyJourney.paper)) }
                let caller = action == .reconcile ? MoneyJourney.invitedFinance : MoneyJourney.finance
                let outcome: String
                do throws(Refusal) {
                    try journey.perform(command(action), by: caller)
                    outcome = journey.batch.state == state ? "=" : "**\(journey.batch.state.rawValue)**"
                } catch { outcome = String(error.code.rawValue.dropFirst("err.".count)) }
                #expect(outcome == cell, "\(action) in \(state)")
            }
        }
    }

    private func command(_ action: BatchAction) -> BatchCommand {
        switch action {
        case .close: .close
        case .export: .export(BatchExport(format: "csv", lines: 1, digest: Digest(of: "x")))
        case .pay: .pay(MoneyJourney.slip)
        case .reconcile: .reconcile(MoneyJourney.slip)
        }
    }

    @Test(.requirement("JL-42b", "JL-41")) func `a batch closes at 24:00 of the last day and not before`()
        throws
    {
        var journey = try MoneyJourney.at(.receipted)
        journey.now = ConsultationWorld.at(2025, 4, 1, 0) - TimeSpan(milliseconds: 1)
        #expect(journey.refusal(of: .close)?.code == .settlementPeriodRunning)
        journey.now = ConsultationWorld.at(2025, 4, 1, 0)
        #expect(journey.refusal(of: .close) == nil)
        journey.facts.withoutReceipt = ["HZ1"]
        #expect(journey.refusal(of: .close) == .receiptMissing(["HZ1"]))
        journey.facts.withoutReceipt = []
        journey.facts.proof.fee = Money(fen: 29_999)
        #expect(journey.refusal(of: .close) == .settlementNotBalanced(difference: Money(fen: 1)))
    }

    @Test(.requirement("JL-42a")) func `AT-46 no batch is closed or paid to a person`() throws {
        var journey = try MoneyJourney.at(.receipted, monthOver: true)
        journey.facts.invited?.settlementAccount?.holder = "doc-specialist"
        #expect(journey.refusal(of: .close) == .payeeMustBeInstitution)
        var exported = try MoneyJourney.at(batch: .exported)
        exported.facts.invited?.settlementAccount = nil
        #expect(exported.refusal(of: .pay(MoneyJourney.slip)) == .payeeMustBeInstitution)
    }

    @Test(.requirement("JL-44c")) func `AT-45 sixty percent of what is kept, to the fen`() throws {
        #expect(StaffSubsidy.required(of: Money(fen: 8_001), percent: 60) == Money(fen: 4_801))
        #expect(StaffSubsidy.required(of: Money(fen: 100), percent: 60) == Money(fen: 60))
        #expect(StaffSubsidy.required(of: Money(fen: -5), percent: 60) == .zero)
        let march = try #require(SettlementPeriod("2025-03"))
        func declare(_ fen: Int64, at now: WallTime, _ policy: Policy = .jilin) -> Refusal? {
            upload { () throws(Refusal) in
                _ = try StaffSubsidy.declare(
                    Money(fen: fen), for: march, retained: Money(fen: 8_001), by: MoneyJourney.invitedFinance,
                    at: now, under: policy)
            }
        }
        #expect(
            declare(4_800, at: march.end)
                == .subsidyBelowMinimum(required: Money(fen: 4_801), declared: Money(fen: 4_800)))
        #expect(declare(4_801, at: march.end) == nil)
        #expect(declare(0, at: march.end, .national) == nil)
        #expect(declare(4_801, at: march.start)?.code == .settlementPeriodRunning)
        var paid = try MoneyJourney.at(batch: .paid)
        paid.facts.subsidies = [
            SubsidyStanding(institution: "inst-province", required: Money(fen: 1), declared: nil)
        ]
        #expect(
            paid.refusal(of: .reconcile(MoneyJourney.slip), by: MoneyJourney.invitedFinance)?.code
                == .subsidyBelowMinimum)
    }

    @Test(.requirement("JL-44a"))
    func `AT-41 the pool of several invited institutions is shared without loss`() {
        let split = SettlementSplit.statutory(fee: Money(fen: 10_000))
        #expect(split.inviting == Money(fen: 2_000))
        let even = split.shares(among: [("c", 1), ("a", 1), ("b", 1)].map(TeamShare.Part.init))
        #expect(even.map(\.invited.fen) == [2_666, 2_667, 2_667], "ties by the institution's id")
        #expect(even.map(\.inviting.fen).reduce(0, +) == 2_000)
        // 8 000 by 1 : 2 : 4 is 1 142.86, 2 285.71, 4 571.43: the largest remainders get the two 分 that are left.
        let uneven = split.shares(among: [("a", 1), ("b", 2), ("c", 4)].map(TeamShare.Part.init))
        #expect(uneven.map(\.invited.fen) == [1_143, 2_286, 4_571])
        #expect(split.shares(among: [TeamShare.Part(institution: "a", weight: 0)]) == [])
    }
}
