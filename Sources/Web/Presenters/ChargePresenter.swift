import ConsultationCore
import Orchestration

extension CaseChargePayload {
    init(_ view: ChargeView, for person: SignedIn) {
        let (charge, line) = (view.charge, view.line)
        let isInviting = person.member.institution == charge.pair.inviting
        self.init(
            consultationId: charge.consultation.text, number: charge.number.text, period: view.period.text,
            batchId: charge.batch.text, state: view.state.rawValue,
            side: isInviting ? "inviting" : "invited", serviceKind: charge.serviceKind.rawValue,
            itemCode: line.itemCode, itemName: line.itemName, patientMasked: line.patientMasked,
            invitingInstitution: line.invitingName, invitedInstitution: line.invitedName,
            specialist: line.specialist, openedAt: Instant(charge.openedAt), feeFen: charge.fee.fen,
            consentedFen: charge.consented.fen,
            ratio: "\(charge.split.invitingParts):\(charge.split.invitedParts)",
            invitingShareFen: charge.net.inviting.fen, invitedShareFen: charge.net.invited.fen,
            netFen: charge.net.fee.fen, refundableFen: charge.refundable.fen,
            insurancePartFen: view.insurance?.insurancePart.fen,
            selfPayPartFen: view.insurance?.selfPayPart.fen,
            receipt: charge.receipt.map(Receipt.init),
            voidReceipts: charge.receipts.filter { $0.voidedAt != nil }.map(Receipt.init),
            refunds: charge.refunds.map { RefundPayload($0, withReasons: isInviting) },
            ledger: view.postings.map { posting in
                LedgerPosting(
                    entry: posting.entry.text, at: Instant(posting.at),
                    holder: posting.holder == charge.pair.inviting ? "inviting" : "invited",
                    account: posting.account, amountFen: posting.amount.fen)
            },
            actions: view.actions(for: person).map(\.rawValue))
    }
}

extension ChargeView {
    /// What the person's role may do to the charge now; whether it is right is weighed when it is done.
    fileprivate func actions(for person: SignedIn) -> [ChargeAction] {
        guard person.member.institution == charge.pair.inviting else { return [] }
        return ChargeAction.allCases.filter { action in
            guard action.roles.contains(where: person.member.roles.contains),
                action.allowedStates.contains(state)
            else { return false }
            return switch action {
            case .issueReceipt: charge.fee > .zero
            case .voidReceipt: !charge.refunds.contains { $0.state != .rejected }
            case .requestRefund: charge.refundable > .zero
            case .approveRefund, .rejectRefund: charge.refunds.contains { $0.state == .requested }
            case .completeRefund: charge.refunds.contains { $0.state == .approved }
            case .reverse, .markRefundOverdue: true
            }
        }
    }
}

extension CaseChargePayload.Receipt {
    fileprivate init(_ receipt: FiscalReceipt) {
        self.init(
            code: receipt.code, number: receipt.number, issuedAt: Instant(receipt.issuedAt),
            voidedAt: receipt.voidedAt.map(Instant.init), entity: receipt.entity.map(LegalEntityPayload.init))
    }
}

extension CaseChargePayload.RefundPayload {
    fileprivate init(_ refund: Refund, withReasons: Bool) {
        self.init(
            number: refund.number, state: refund.state.rawValue, amountFen: refund.amount.fen,
            appliedAt: Instant(refund.appliedAt), dueAt: Instant(refund.dueAt),
            unknownYears: refund.unknownYears, overdue: refund.isOverdue,
            completedAt: refund.completedAt.map(Instant.init),
            receipt: refund.receipt.map(CaseChargePayload.Receipt.init),
            reason: withReasons ? refund.reason.value : nil,
            rejection: withReasons ? refund.rejection?.value : nil)
    }
}

extension PriceVersionPayload {
    init(_ version: PriceVersion) {
        let entry = version.entry
        self.init(
            id: entry.id.text, code: entry.item?.code ?? "", name: entry.item?.name ?? "",
            unit: entry.item?.unit ?? "", serviceKind: entry.serviceKind.rawValue,
            level: entry.level.rawValue, amountFen: entry.amount.fen,
            authorityDocument: entry.authorityDocument, authorityDate: entry.authorityDate?.description,
            validFrom: entry.validFrom.description, validTo: version.validTo?.description,
            publishedAt: entry.publishedAt.map(Instant.init), standing: version.standing.rawValue,
            newest: version.isNewest, supersedes: entry.supersedes?.text)
    }
}
