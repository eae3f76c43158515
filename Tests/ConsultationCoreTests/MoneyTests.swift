import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct MoneyTests {
    @Test(.requirement("JL-44a"))
    func `the statutory split of every fee up to 1000 yuan is exact`() {
        for fen in Int64(0)...100_000 {
            let split = SettlementSplit.statutory(fee: Money(fen: fen))
            guard split.inviting.fen == fen * 2 / 10, split.inviting.fen + split.invited.fen == fen,
                split.invited >= split.inviting, split.inviting.fen * 4 <= split.invited.fen
            else {
                Issue.record("fee \(fen): \(split.inviting), \(split.invited)")
                return
            }
        }
    }

    @Test(.requirement("JL-44a"))
    func `large fees split without loss and without overflow`() {
        var random = ConsultationRandom(seed: 44)
        for _ in 0..<100_000 {
            let fen = Int64.random(in: 0...(Int64.max - 1), using: &random)
            let split = SettlementSplit.statutory(fee: Money(fen: fen))
            guard split.fee.fen == fen, split.inviting.fen == fen / 10 * 2 + fen % 10 * 2 / 10 else {
                Issue.record("seed 44, fee \(fen): \(split.inviting), \(split.invited)")
                return
            }
        }
    }

    @Test(.requirement("JL-44a"))
    func `AT-39 and AT-40, and the vectors of the ledger page`() throws {
        let table = try #require(ProtocolTable(in: protocolPage("ledger.md"), under: "Vectors"))
        #expect(table.rows.count > 8)
        for row in table.rows {
            let numbers = row.compactMap { Int64($0) }
            #expect(numbers.count == 3)
            let split = SettlementSplit.statutory(fee: Money(fen: numbers[0]))
            #expect([split.inviting.fen, split.invited.fen] == Array(numbers.dropFirst()))
        }
    }

    @Test(.requirement("JL-44a", "JL-44b"))
    func `AT-44 another ratio is refused where the statute fixes it, and only there`() {
        func refusal(_ inviting: Int, _ invited: Int, _ level: InstitutionLevel, _ policy: Policy) -> Refusal?
        {
            upload { () throws(Refusal) in
                try SettlementSplit.checkProposal(
                    invitingParts: inviting, invitedParts: invited, for: .remoteConsultation, at: level,
                    under: policy)
            }
        }
        #expect(refusal(3, 7, .province, .jilin) == .splitNotStatutory)
        #expect(refusal(0, 0, .province, .jilin) == .splitNotStatutory)
        #expect(refusal(-2, -8, .province, .jilin) == .splitNotStatutory)
        #expect(refusal(.max, 8, .province, .jilin) == .splitNotStatutory)
        #expect(refusal(1, 4, .county, .jilin) == nil)
        #expect(refusal(3, 7, .primaryCare, .jilin) == nil)
        #expect(refusal(3, 7, .province, .national) == nil)
    }

    @Test(.requirement("JL-44b"))
    func `AT-43 a negotiated split comes from the agreement`() throws {
        let world = ConsultationWorld()
        var price = world.price
        price.serviceKind = .remoteEcgDiagnosis
        price.amount = Money(fen: 5_000)
        var agreement = world.agreement
        #expect(
            upload { () throws(Refusal) in
                _ = try SettlementSplit.determined(for: price, at: agreement, under: .jilin)
            } == .agreementSplitMissing)
        agreement.negotiatedSplits = [
            NegotiatedSplit(serviceKind: .remoteEcgDiagnosis, invitingParts: 3, invitedParts: 7)
        ]
        let split = try SettlementSplit.determined(for: price, at: agreement, under: .jilin)
        #expect(split.inviting == Money(fen: 1_500) && split.invited == Money(fen: 3_500))
        agreement.negotiatedSplits[0].invitedParts = .max
        #expect(
            upload { () throws(Refusal) in
                _ = try SettlementSplit.determined(for: price, at: agreement, under: .jilin)
            } == .agreementSplitMissing)
    }

    @Test(.requirement("SC-32b"))
    func `AT-42 a refund leaves the split of the net fee`() throws {
        let split = SettlementSplit.statutory(fee: Money(fen: 10_000))
        let reduction = try split.reduction(byRefund: Money(fen: 3_333))
        #expect(reduction.inviting == Money(fen: 667) && reduction.invited == Money(fen: 2_666))
    }

    @Test(.requirement("SC-32b", "JL-42b"))
    func `any refund keeps both books balanced and mirrors them`() throws {
        var random = ConsultationRandom(seed: 32)
        let pair = InstitutionPair(inviting: "a", invited: "b")
        for _ in 0..<5_000 {
            let fee = Money(fen: Int64.random(in: 0...1_000_000, using: &random))
            let refund = Money(fen: Int64.random(in: 0...fee.fen, using: &random))
            let charge = Charge(state: .billable, fee: fee, split: .statutory(fee: fee))
            let split = SettlementSplit.statutory(fee: fee)
            let lines =
                Ledger.billable("c", pair, split, at: ConsultationWorld.start)
                + (try Ledger.reversal(
                    "c", pair, of: charge, refund: refund, refundNumber: 1, at: ConsultationWorld.start))
            let net = SettlementSplit.statutory(fee: fee - refund)
            try expectBalanced(lines)
            #expect(balance(lines, "a", .serviceIncome) == -net.inviting.fen)
            #expect(balance(lines, "b", .serviceIncome) == -net.invited.fen)
            #expect(balance(lines, "a", .patientReceivable) == net.fee.fen)
        }
    }

    @Test(.requirement("JL-42a"))
    func `AT-46 money goes to the account of the institution itself`() throws {
        let hospital = ConsultationWorld().province
        #expect(try Ledger.payee(of: hospital).holder == hospital.id)
        var without = hospital
        without.settlementAccount = nil
        #expect(
            upload { () throws(Refusal) in _ = try Ledger.payee(of: without) } == .payeeMustBeInstitution)
    }
}

/// Debit minus credit of one account.
func balance(_ lines: [Posting], _ holder: InstitutionID, _ kind: LedgerAccount.Kind) -> Int64 {
    lines.filter { $0.account == LedgerAccount(holder: holder, kind: kind) }
        .reduce(0) { $0 + ($1.side == .debit ? $1.amount.fen : -$1.amount.fen) }
}

/// The rules of Protocols/ledger.md over any set of lines.
func expectBalanced(_ lines: [Posting]) throws {
    for (entry, rows) in Dictionary(grouping: lines, by: \.entry) {
        let sum = rows.reduce(Int64(0)) { $0 + ($1.side == .debit ? $1.amount.fen : -$1.amount.fen) }
        #expect(sum == 0, "\(entry)")
        #expect(Set(rows.map(\.account.holder)).count == 1, "an entry stands in one book")
        #expect(rows.allSatisfy { $0.amount > .zero })
    }
    for pair in Set(lines.map(\.pair)) {
        let own = lines.filter { $0.pair == pair }
        #expect(
            balance(own, pair.inviting, .payableToPartner)
                == -balance(own, pair.invited, .receivableFromPartner))
    }
}
