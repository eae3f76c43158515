/// What the platform's operator asks of one institution for a month of its service (平台服务费, NHC-TM 四(一)5).
///
/// It stands in accounts of its own: it is never taken out of a consultation's fee, so neither the 2:8 split nor the
/// 60 % base knows of it. Only an agreement that says which side bears it makes it due.
package struct OperatorServiceFee: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case charged, accepted, disputed, withdrawn, paid, received
    }

    package let id: ServiceFeeID
    package let platform: InstitutionID
    package let bearer: InstitutionID
    package let agreement: AgreementID
    package let period: SettlementPeriod
    package let amount: Money
    package let note: String
    package let chargedAt: WallTime

    package var version: Int
    package var state: State
    /// Why the bearer disputes it, or the operator took it back.
    package var reason: String?
    package var payment: BankTransfer?
    package var arrival: BankTransfer?
}

package struct ServiceFeeID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// What the operator writes on its bill.
package struct ServiceFeeBill: Codable, Sendable, Equatable {
    package var agreement: AgreementID
    package var period: SettlementPeriod
    package var amount: Money
    package var note: String

    package init(agreement: AgreementID, period: SettlementPeriod, amount: Money, note: String) {
        self.agreement = agreement
        self.period = period
        self.amount = amount
        self.note = note
    }
}

package enum ServiceFeeCommand: Sendable, Equatable {
    case charge(ServiceFeeID, ServiceFeeBill)
    case accept
    case dispute(reason: String)
    case withdraw(reason: String)
    case pay(BankTransfer)
    case confirm(BankTransfer)

    /// In the order of Protocols/ledger.md.
    package enum Action: String, Codable, Sendable, CaseIterable {
        case charge, accept, dispute, withdraw, pay, confirm

        package var allowedStates: [OperatorServiceFee.State] {
            switch self {
            case .charge: []
            case .accept: [.charged, .disputed]
            case .dispute: [.charged]
            case .withdraw: [.charged, .disputed, .accepted]
            case .pay: [.accepted]
            case .confirm: [.paid]
            }
        }

        /// Whether it is the operator's act; the others are the bearer's.
        package var isOperators: Bool { self == .charge || self == .withdraw || self == .confirm }
    }

    package var action: Action {
        switch self {
        case .charge: .charge
        case .accept: .accept
        case .dispute: .dispute
        case .withdraw: .withdraw
        case .pay: .pay
        case .confirm: .confirm
        }
    }
}

package enum ServiceFeeChange: RecordChange {
    case charged(ServiceFeeID, ServiceFeeBill, platform: InstitutionID, bearer: InstitutionID)
    case accepted
    case disputed(reason: String)
    case withdrawn(reason: String)
    case paid(BankTransfer)
    case received(BankTransfer)

    package var kind: String {
        switch self {
        case .charged: "charged"
        case .accepted: "accepted"
        case .disputed: "disputed"
        case .withdrawn: "withdrawn"
        case .paid: "paid"
        case .received: "received"
        }
    }
}

extension OperatorServiceFee {
    package static var stream: String { "service-fee" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [bearer, platform] }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<ServiceFeeChange>) {
        guard case .charged(let id, let bill, let platform, let bearer) = event.change else { return nil }
        self.init(
            id: id, platform: platform, bearer: bearer, agreement: bill.agreement, period: bill.period,
            amount: bill.amount, note: bill.note, chargedAt: event.at, version: 1, state: .charged)
    }

    package mutating func apply(_ event: RecordEvent<ServiceFeeChange>) {
        version += 1
        switch event.change {
        case .charged: break
        case .accepted: (state, reason) = (.accepted, nil)
        case .disputed(let reason): (state, self.reason) = (.disputed, reason)
        case .withdrawn(let reason): (state, self.reason) = (.withdrawn, reason)
        case .paid(let transfer): (state, payment) = (.paid, transfer)
        case .received(let transfer): (state, arrival) = (.received, transfer)
        }
    }
}
