import ConsultationCore
import Foundation
import Simulation
import TestRequirements
import Testing

/// Random commands about money: whatever people do, the books balance to the 分 and the journal gives the state.
struct MoneyWalkTests {
    /// 10^5 sequences over the four arguments; `make walk` asks for a million.
    static let sequences =
        ProcessInfo.processInfo.environment["HUIZHEN_MONEY_WALKS"].flatMap(Int.init).map { $0 / 4 } ?? 25_000

    @Test(.requirement("JL-42b", "SC-32b"), arguments: [1, 2, 3, 4] as [UInt64])
    func `books stay balanced over random sequences`(_ part: UInt64) throws {
        for index in 0..<UInt64(Self.sequences) {
            let seed = part * 1_000_000 + index
            let fault = try walk(seed)
            if let fault {
                Issue.record("seed \(seed): \(fault)")
                return
            }
        }
    }

    private func walk(_ seed: UInt64) throws -> String? {
        var random = ConsultationRandom(seed: seed)
        let fee = Int64.random(in: 0...100_000, using: &random)
        let parts = (Int.random(in: 0...10, using: &random), Int.random(in: 1...10, using: &random))
        var journey = try MoneyJourney(fee: fee, parts: parts)
        for step in 0..<Int.random(in: 1...8, using: &random) {
            journey.now = journey.now + .days(Int64.random(in: 0...20, using: &random))
            try attempt(&journey, step, &random)
        }
        return check(journey)
    }

    private func attempt(
        _ journey: inout MoneyJourney, _ step: Int, _ random: inout ConsultationRandom
    ) throws {
        let paper = ReceiptNumber(code: "A", number: "\(step)")
        let number = Int.random(in: 1...3, using: &random)
        let amount = Money(fen: Int64.random(in: -1...journey.charge.fee.fen + 1, using: &random))
        let charges: [ChargeCommand] = [
            .issueReceipt(paper), .issueReceipt(paper), .voidReceipt(reason: "x"),
            .requestRefund(amount: amount, reason: "x", appliedAt: journey.now),
            .requestRefund(amount: journey.charge.refundable, reason: "x", appliedAt: journey.now),
            .approveRefund(number), .approveRefund(number), .rejectRefund(number, reason: "x"),
            .completeRefund(number, paper), .markRefundOverdue, .reverse(reason: "x"),
        ]
        let batches: [BatchCommand] = [
            .close, .close, .export(BatchExport(format: "csv", lines: 1, digest: Digest(of: "x"))),
            .pay(MoneyJourney.slip), .reconcile(MoneyJourney.slip),
        ]
        if Int.random(in: 0..<3, using: &random) > 0 {
            let command = charges[Int.random(in: 0..<charges.count, using: &random)]
            do throws(Refusal) { try journey.perform(command) } catch {}
        } else {
            let command = batches[Int.random(in: 0..<batches.count, using: &random)]
            let caller =
                command.action == .reconcile ? MoneyJourney.invitedFinance : MoneyJourney.finance
            do throws(Refusal) { try journey.perform(command, by: caller) } catch {}
        }
    }

    private func check(_ journey: MoneyJourney) -> String? {
        let (lines, charge) = (journey.postings, journey.charge)
        var entries: [LedgerEntryID: Int64] = [:]
        for line in lines {
            entries[line.entry, default: 0] += line.side == .debit ? line.amount.fen : -line.amount.fen
        }
        if let wrong = entries.first(where: { $0.value != 0 }) { return "\(wrong.key) does not balance" }
        if lines.contains(where: { $0.amount <= .zero }) { return "a line without amount" }
        let net = charge.net
        let pair = MoneyJourney.pair
        if balance(lines, pair.inviting, .serviceIncome) != -net.inviting.fen { return "inviting income" }
        if balance(lines, pair.invited, .serviceIncome) != -net.invited.fen { return "invited income" }
        if balance(lines, pair.inviting, .payableToPartner)
            != -balance(lines, pair.invited, .receivableFromPartner)
        {
            return "the books do not mirror each other"
        }
        let paid = charge.receipt == nil ? 0 : charge.fee.fen
        let back = charge.refunds.filter { $0.state == .completed }.reduce(0) { $0 + $1.amount.fen }
        if balance(lines, pair.inviting, .patientReceivable) != net.fee.fen - paid + back {
            return "the patient's account"
        }
        if CaseCharge.replay(journey.chargeJournal) != charge { return "replay of the charge" }
        if SettlementBatch.replay(journey.batchJournal) != journey.batch { return "replay of the batch" }
        return nil
    }
}
