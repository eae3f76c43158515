/// What an institution pays its people for one month (发放表, JL 43): made from a reckoning, then paid by the institution
/// itself. Its lines stand beside it and are never edited; Protocols/payout-states.md.
package struct PayoutSheet: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case issued, withdrawn, paid
    }

    package let id: PayoutSheetID
    package let institution: InstitutionID
    package let period: SettlementPeriod
    package let figures: PayoutFigures
    package let issuedAt: WallTime
    package let issuedBy: AccountID

    package var version: Int
    package var state: State
    /// Why it was withdrawn.
    package var reason: String?
    /// The institution's own payroll voucher.
    package var payment: BankTransfer?
}

/// `<institution>.<month>.<number>`: in this order sheets sort by month.
package struct PayoutSheetID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }

    /// Times a month's sheet can be withdrawn and made again.
    package static let numberLimit = 99

    package init(_ institution: InstitutionID, _ period: SettlementPeriod, number: Int) {
        self.init("\(institution).\(period).\(number < 10 ? "0" : "")\(number)")
    }

    /// Nil in a name that is no sheet's.
    package var period: SettlementPeriod? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count < 3 ? nil : SettlementPeriod(String(parts[parts.count - 2]))
    }
}

/// Sums of a sheet.
package struct PayoutFigures: Codable, Sendable, Equatable {
    package var retained: Money
    package var required: Money
    package var total: Money
    package var lines: Int
    package var people: Int
    package var keyVersions: [Int]

    package init(of reckoning: PayoutReckoning) {
        retained = reckoning.retained
        required = reckoning.required
        total = reckoning.total
        lines = reckoning.lines.count
        people = Set(reckoning.lines.map(\.person.id)).count
        keyVersions = reckoning.keyVersions.sorted()
    }
}

package enum PayoutCommand: Sendable, Equatable {
    case withdraw(reason: String)
    case recordPayment(BankTransfer)

    /// In the order of Protocols/payout-states.md.
    package enum Action: String, Codable, Sendable, CaseIterable {
        case withdraw, recordPayment

        package var allowedStates: [PayoutSheet.State] { [.issued] }
    }

    package var action: Action {
        switch self {
        case .withdraw: .withdraw
        case .recordPayment: .recordPayment
        }
    }
}

package enum PayoutChange: RecordChange {
    case issued(PayoutSheetID, InstitutionID, SettlementPeriod, PayoutFigures)
    case withdrawn(reason: String)
    case paid(BankTransfer)

    package var kind: String {
        switch self {
        case .issued: "issued"
        case .withdrawn: "withdrawn"
        case .paid: "paid"
        }
    }
}

extension PayoutSheet {
    package static var stream: String { "payout" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<PayoutChange>) {
        guard case .issued(let id, let institution, let period, let figures) = event.change,
            let member = event.by.member
        else { return nil }
        self.init(
            id: id, institution: institution, period: period, figures: figures, issuedAt: event.at,
            issuedBy: member.account, version: 1, state: .issued)
    }

    package mutating func apply(_ event: RecordEvent<PayoutChange>) {
        version += 1
        switch event.change {
        case .issued: break
        case .withdrawn(let reason): (state, self.reason) = (.withdrawn, reason)
        case .paid(let transfer): (state, payment) = (.paid, transfer)
        }
    }
}
