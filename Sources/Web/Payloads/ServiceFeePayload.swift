import ConsultationCore
import Orchestration

/// A fee of the platform's operator, apart from every consultation's fee.
struct ServiceFeePayload: Encodable {
    struct Transfer: Encodable {
        let reference: String
        let day: String
    }

    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let platformId: String
    let platform: String
    let bearerId: String
    let bearer: String
    let agreementId: String
    let period: String
    let amountFen: Int64
    let note: String
    let chargedAt: Instant
    let reason: String?
    let payment: Transfer?
    let arrival: Transfer?
    let actions: [String]
}

extension ServiceFeePayload {
    init(_ view: ServiceFeeView) {
        let fee = view.fee
        self.init(
            id: fee.id.text, version: fee.version, state: fee.state.rawValue,
            stateDisplay: DisplayNames.serviceFee(fee.state), platformId: fee.platform.text,
            platform: view.platform, bearerId: fee.bearer.text, bearer: view.bearer,
            agreementId: fee.agreement.text, period: fee.period.text, amountFen: fee.amount.fen,
            note: fee.note, chargedAt: Instant(fee.chargedAt), reason: fee.reason,
            payment: fee.payment.map(Transfer.init), arrival: fee.arrival.map(Transfer.init),
            actions: view.actions.map(\.rawValue))
    }
}

extension ServiceFeePayload.Transfer {
    init(_ transfer: BankTransfer) { self.init(reference: transfer.reference, day: transfer.day.description) }
}

extension DisplayNames {
    static func serviceFee(_ state: OperatorServiceFee.State) -> String {
        switch state {
        case .charged: "待确认"
        case .accepted: "待付款"
        case .disputed: "有异议"
        case .withdrawn: "已撤回"
        case .paid: "已付款"
        case .received: "已到账"
        }
    }
}
