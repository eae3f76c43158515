import ConsultationCore
import Simulation
import TestRequirements
import Testing

@Suite(.requirement("NHC-TM-4.1.5"))
struct ServiceFeeTests {
    private static let platform = MoneyJourney.member(ConsultationWorld.platform, [.finance])
    private static let bearer = MoneyJourney.finance
    private static let bill = ServiceFeeBill(
        agreement: "agr-1", period: SettlementPeriod(containing: ConsultationWorld.start),
        amount: Money(fen: 12_345), note: "")
    private static let later = bill.period.end

    private let world = ConsultationWorld()

    private var agreement: Agreement {
        var agreement = world.agreement
        agreement.serviceFeeBearer = world.county.id
        return agreement
    }

    private var operatorInstitution: Institution {
        ConsultationWorld.institution(
            ConsultationWorld.platform, jurisdiction: .jilin, level: .province, grade: .ungraded)
    }

    /// Runs a command; gives the fee and the postings it led to.
    private func run(
        _ command: ServiceFeeCommand, on fee: OperatorServiceFee?, by caller: Caller,
        agreement: Agreement? = nil, payee: Institution? = nil
    ) throws(Refusal) -> (fee: OperatorServiceFee, postings: [Posting]) {
        let decision = try OperatorServiceFee.decide(
            command, on: fee, by: caller, at: Self.later, under: .jilin,
            agreement: agreement ?? self.agreement, payee: payee ?? operatorInstitution)
        guard let after = OperatorServiceFee.state(after: decision, on: fee) else { throw .accessDenied }
        let postings = decision.events.flatMap {
            Ledger.postings(of: $0.change, before: fee?.state ?? .charged, after, at: Self.later)
        }
        return (after, postings)
    }

    private func fee(in state: OperatorServiceFee.State) throws(Refusal) -> OperatorServiceFee {
        let charged = try run(.charge("fee-1", Self.bill), on: nil, by: Self.platform).fee
        switch state {
        case .charged: return charged
        case .accepted: return try run(.accept, on: charged, by: Self.bearer).fee
        case .disputed: return try run(.dispute(reason: "金额不符"), on: charged, by: Self.bearer).fee
        case .withdrawn: return try run(.withdraw(reason: "重出"), on: charged, by: Self.platform).fee
        case .paid: return try run(.pay(MoneyJourney.slip), on: try fee(in: .accepted), by: Self.bearer).fee
        case .received:
            return try run(.confirm(MoneyJourney.slip), on: try fee(in: .paid), by: Self.platform).fee
        }
    }

    static func refusalWithoutBearer() throws -> Refusal? {
        let suite = ServiceFeeTests()
        return upload { () throws(Refusal) in
            _ = try suite.run(
                .charge("fee-1", bill), on: nil, by: platform, agreement: suite.world.agreement)
        }
    }

    static func refusalOfPayingTooSoon() throws -> Refusal? {
        let suite = ServiceFeeTests()
        let fee = try suite.fee(in: .charged)
        return upload { () throws(Refusal) in
            _ = try suite.run(.pay(MoneyJourney.slip), on: fee, by: bearer)
        }
    }

    @Test func `every cell of the table of service fees is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("ledger.md"), under: "Service fee commands by state"))
        #expect(Array(table.columns.dropFirst()) == OperatorServiceFee.State.allCases.map(\.rawValue))
        let actions = ServiceFeeCommand.Action.allCases.filter { $0 != .charge }
        #expect(table.rows.map { $0[0] } == actions.map(\.rawValue))
        for (action, row) in zip(actions, table.rows) {
            for (state, cell) in zip(OperatorServiceFee.State.allCases, row.dropFirst()) {
                let caller = action.isOperators ? Self.platform : Self.bearer
                let outcome: String
                do throws(Refusal) {
                    let after = try run(command(action), on: try fee(in: state), by: caller).fee
                    outcome = "**\(after.state.rawValue)**"
                } catch { outcome = String(error.code.rawValue.dropFirst("err.".count)) }
                #expect(outcome == cell, "\(action) in \(state)")
                // The other side may do none of it, whatever the state.
                let other = action.isOperators ? Self.bearer : Self.platform
                #expect(throws: Refusal.accessDenied) {
                    try run(command(action), on: try fee(in: state), by: other)
                }
            }
        }
    }

    private func command(_ action: ServiceFeeCommand.Action) -> ServiceFeeCommand {
        switch action {
        case .charge: .charge("fee-2", Self.bill)
        case .accept: .accept
        case .dispute: .dispute(reason: "x")
        case .withdraw: .withdraw(reason: "x")
        case .pay: .pay(MoneyJourney.slip)
        case .confirm: .confirm(MoneyJourney.slip)
        }
    }

    @Test func `without an agreement that names the bearer nothing can be billed`() {
        var silent = agreement
        silent.serviceFeeBearer = nil
        #expect(throws: Refusal.serviceFeeNotAgreed) {
            try run(.charge("fee-1", Self.bill), on: nil, by: Self.platform, agreement: silent)
        }
        var drafted = agreement
        drafted.state = .inSignature
        #expect(throws: Refusal.agreementNotInForce) {
            try run(.charge("fee-1", Self.bill), on: nil, by: Self.platform, agreement: drafted)
        }
        #expect(throws: Refusal.accessDenied) {
            try run(.charge("fee-1", Self.bill), on: nil, by: Self.bearer)
        }
    }

    @Test func `a month is billed when it is over, with a sum that can be paid`() {
        var bill = Self.bill
        bill.period = SettlementPeriod(containing: Self.later)
        #expect(throws: Refusal.settlementPeriodRunning(until: bill.period.end)) {
            try run(.charge("fee-1", bill), on: nil, by: Self.platform)
        }
        for fen in [Int64.min, -1, 0, .max] {
            var bill = Self.bill
            bill.amount = Money(fen: fen)
            #expect(throws: Refusal.fieldInvalid([FieldProblem("/amountFen", .outOfRange)])) {
                try run(.charge("fee-1", bill), on: nil, by: Self.platform)
            }
        }
    }

    @Test func `its entries balance and never touch the income of consultations`() throws {
        var postings: [Posting] = []
        var fee: OperatorServiceFee?
        let steps: [(ServiceFeeCommand, Caller)] = [
            (.charge("fee-1", Self.bill), Self.platform), (.accept, Self.bearer),
            (.pay(MoneyJourney.slip), Self.bearer), (.confirm(MoneyJourney.slip), Self.platform),
        ]
        for (command, caller) in steps {
            let outcome = try run(command, on: fee, by: caller)
            fee = outcome.fee
            postings += outcome.postings
        }
        for (_, lines) in Dictionary(grouping: postings, by: \.entry) {
            let sum = lines.reduce(Int64(0)) { $0 + ($1.side == .debit ? $1.amount.fen : -$1.amount.fen) }
            #expect(sum == 0)
        }
        let consultations: Set<LedgerAccount.Kind> = [
            .serviceIncome, .patientReceivable, .payableToPartner, .receivableFromPartner,
        ]
        #expect(!postings.contains { consultations.contains($0.account.kind) })
        func balance(_ holder: InstitutionID, _ kind: LedgerAccount.Kind) -> Int64 {
            postings.filter { $0.account == LedgerAccount(holder: holder, kind: kind) }
                .reduce(0) { $0 + ($1.side == .debit ? $1.amount.fen : -$1.amount.fen) }
        }
        #expect(balance(world.county.id, .bank) == -12_345)
        #expect(balance(ConsultationWorld.platform, .bank) == 12_345)
        #expect(balance(world.county.id, .platformFeePayable) == 0)
        #expect(balance(ConsultationWorld.platform, .paymentInTransit) == 0)
    }

    @Test func `an accepted bill that is withdrawn is turned round and leaves nothing owed`() throws {
        let accepted = try run(.accept, on: try fee(in: .charged), by: Self.bearer)
        let withdrawn = try run(.withdraw(reason: "重复"), on: accepted.fee, by: Self.platform)
        let all = accepted.postings + withdrawn.postings
        for (_, lines) in Dictionary(grouping: all, by: \.account) {
            #expect(lines.reduce(Int64(0)) { $0 + ($1.side == .debit ? $1.amount.fen : -$1.amount.fen) } == 0)
        }
        // One that nobody had accepted was never booked.
        #expect(
            try run(.withdraw(reason: "重复"), on: try fee(in: .charged), by: Self.platform).postings.isEmpty)
    }

    @Test(.requirement("JL-42a")) func `it is paid to the operator's institution account alone`() throws {
        var payee = operatorInstitution
        payee.settlementAccount?.holder = "doc-specialist"
        let accepted = try fee(in: .accepted)
        #expect(throws: Refusal.payeeMustBeInstitution) {
            try run(.pay(MoneyJourney.slip), on: accepted, by: Self.bearer, payee: payee)
        }
    }

    @Test func `an agreement signed before the clause existed keeps the bytes that were signed`() {
        var text = AgreementText(
            parties: ["inst-county", "inst-province"], platformOperator: ConsultationWorld.platform,
            validFrom: ConsultationWorld.date(2025, 1, 1), validTo: ConsultationWorld.date(2026, 1, 1))
        let before = text.content(of: "agr-1").digest
        text.serviceFeeBearer = "inst-county"
        #expect(text.content(of: "agr-1").digest != before)
        text.serviceFeeBearer = nil
        #expect(text.content(of: "agr-1").digest == before)
    }
}
