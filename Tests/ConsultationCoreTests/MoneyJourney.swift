import ConsultationCore
import Simulation

/// One charge in its batch, driven by commands like the service drives them.
struct MoneyJourney: Sendable {
    static let pair = InstitutionPair(inviting: "inst-county", invited: "inst-province")
    static let paper = ReceiptNumber(code: "022060126", number: "0000001")
    static let slip = BankTransfer(reference: "B-1", day: CivilDate(ConsultationWorld.start))
    static let finance = member("inst-county", [.finance])
    static let invitedFinance = member("inst-province", [.finance])

    static func member(_ institution: InstitutionID, _ roles: [Role]) -> Caller {
        .member(Caller.Member(account: "acc-money", institution: institution, roles: roles))
    }

    let world = ConsultationWorld()
    var now = ConsultationWorld.start
    private(set) var charge: CaseCharge
    private(set) var batch: SettlementBatch
    private(set) var chargeJournal: [ChargeEvent]
    private(set) var batchJournal: [BatchEvent]
    private(set) var postings: [Posting]
    var receiptIsUsed = false
    var facts: BatchFacts
    var calendar = WorkCalendar.weekdaysOnly

    init(fee: Int64 = 30_000, parts: (Int, Int) = (2, 8)) throws {
        let split = SettlementSplit(fee: Money(fen: fee), invitingParts: parts.0, invitedParts: parts.1)
        let period = SettlementPeriod(containing: now)
        let opened = SettlementBatch.opened(Self.pair, period, at: now, under: "p")
        guard let batch = SettlementBatch(first: opened) else { throw Refusal.accessDenied }
        let opening = ChargeOpening(
            consultation: "case-1", number: "HZ1", pair: Self.pair, serviceKind: .remoteConsultation,
            consented: Money(fen: fee), split: split, batch: batch.id)
        let events = try CaseCharge.open(opening, by: .system, at: now, under: "p").events
        guard let charge = CaseCharge.replay(events) else { throw Refusal.accessDenied }
        (self.charge, self.batch, chargeJournal, batchJournal) = (charge, batch, events, [opened])
        postings = Ledger.billable("case-1", Self.pair, split, at: now)
        facts = BatchFacts(
            proof: BatchProof(
                lines: 1, fee: split.fee, inviting: split.inviting, invited: split.invited,
                ledgerInviting: split.inviting, ledgerInvited: split.invited, unbalancedEntries: 0,
                strayPostings: 0), inviting: world.county, invited: world.province)
    }

    /// A journey whose charge has arrived at `state`.
    static func at(
        _ state: Charge.State, monthOver: Bool = false, _ spoil: (inout BatchFacts) -> Void = { _ in }
    ) throws -> MoneyJourney {
        var journey = try MoneyJourney()
        switch state {
        case .quoted, .confirmed, .billable: break
        case .reversed: try journey.perform(.reverse(reason: "x"))
        case .receipted: try journey.perform(.issueReceipt(paper))
        case .allocated: try journey.lead(to: .closed)
        case .settled: try journey.lead(to: .paid)
        }
        if monthOver { journey.now = journey.batch.period.end }
        spoil(&journey.facts)
        return journey
    }

    static func at(batch state: SettlementBatch.State) throws -> MoneyJourney {
        var journey = try MoneyJourney()
        try journey.lead(to: state)
        journey.now = max(journey.now, journey.batch.period.end)
        return journey
    }

    mutating func lead(to state: SettlementBatch.State) throws {
        if charge.lacksReceipt { try perform(.issueReceipt(Self.paper)) }
        let steps: [(SettlementBatch.State, BatchCommand, Caller)] = [
            (.closed, .close, Self.finance),
            (.exported, .export(BatchExport(format: "csv", lines: 1, digest: Digest(of: "x"))), Self.finance),
            (.paid, .pay(Self.slip), Self.finance), (.reconciled, .reconcile(Self.slip), Self.invitedFinance),
        ]
        guard state != .open else { return }
        now = max(now, batch.period.end)
        for (next, command, caller) in steps {
            try perform(command, by: caller)
            if next == state { return }
        }
    }

    mutating func perform(_ command: ChargeCommand, by caller: Caller = finance) throws(Refusal) {
        let decision = try weigh(command, by: caller)
        for event in decision.events { charge.apply(event) }
        chargeJournal += decision.events
        postings += decision.postings
    }

    mutating func perform(_ command: BatchCommand, by caller: Caller = finance) throws(Refusal) {
        let decision = try batch.decide(command, by: caller, at: now, under: world.policy, facts: facts)
        for event in decision.events { batch.apply(event) }
        batchJournal += decision.events
        postings += decision.postings
    }

    private func weigh(_ command: ChargeCommand, by caller: Caller) throws(Refusal) -> MoneyDecision<
        ChargeEvent
    > {
        try charge.decide(
            command, by: command == .markRefundOverdue ? .system : caller, at: now, under: world.policy,
            facts: ChargeFacts(batch: batch.state, calendar: calendar, receiptIsUsed: receiptIsUsed))
    }

    func refusal(of command: ChargeCommand, by caller: Caller = finance) -> Refusal? {
        do throws(Refusal) { _ = try weigh(command, by: caller) } catch { return error }
        return nil
    }

    func refusal(of command: BatchCommand, by caller: Caller = finance) -> Refusal? {
        do throws(Refusal) {
            _ = try batch.decide(command, by: caller, at: now, under: world.policy, facts: facts)
        } catch { return error }
        return nil
    }

    var state: Charge.State { charge.state(in: batch.state) }
}
