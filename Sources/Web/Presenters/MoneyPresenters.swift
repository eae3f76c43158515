import ConsultationCore
import Orchestration

extension SettlementLinePayload {
    init(_ entry: SettlementEntry) {
        let line = entry.line
        self.init(
            entry: line.entry, kind: line.kind.rawValue, number: line.number,
            consultationId: line.consultation.text, at: Instant(line.at),
            endedAt: line.endedAt.map(Instant.init),
            serviceKind: line.serviceKind, itemName: line.itemName, invitingInstitution: line.invitingName,
            invitingCode: line.invitingCode, invitedInstitution: line.invitedName,
            invitedCode: line.invitedCode, specialist: line.specialist, feeFen: line.fee.fen,
            invitingShareFen: line.invitingShare.fen, invitedShareFen: line.invitedShare.fen,
            ratio: "\(line.invitingParts):\(line.invitedParts)",
            payee: .init(institution: line.payeeName, accountMasked: line.payeeMasked), basis: line.rule,
            state: entry.state, receipt: entry.receipt.isEmpty ? nil : entry.receipt)
    }
}

extension SettlementEntry {
    /// The state of §5.7 for a charge, `reversed` for a line that takes something back.
    fileprivate var state: String {
        guard line.kind == .charge else { return Charge.State.reversed.rawValue }
        let state: Charge.State =
            switch batchState {
            case .open: receipt.isEmpty ? .billable : .receipted
            case .closed, .exported: .allocated
            case .paid, .reconciled: .settled
            }
        return state.rawValue
    }
}

extension SettlementPayload {
    init(_ statement: SettlementStatement) {
        self.init(
            period: statement.period.text, count: statement.sums.count,
            lines: statement.lines.map(SettlementLinePayload.init),
            totals: .init(
                feeFen: statement.sums.fee.fen, invitingFen: statement.sums.inviting.fen,
                invitedFen: statement.sums.invited.fen),
            ledger: .init(balanced: statement.isBalanced, differenceFen: statement.difference.fen))
    }
}

extension BatchPayload {
    init(_ view: BatchView) {
        let (batch, facts) = (view.batch, view.facts)
        let proof = batch.proof ?? facts.proof
        let isPayee = [facts.inviting, facts.invited].allSatisfy { $0?.settlementAccount?.holder == $0?.id }
        self.init(
            id: batch.id.text, period: batch.period.text, state: batch.state.rawValue,
            side: view.side.rawValue, invitingInstitution: facts.inviting?.name ?? "",
            invitedInstitution: facts.invited?.name ?? "",
            parties: batch.parties?.map(LegalEntityPayload.init), count: proof.lines,
            totals: .init(
                feeFen: proof.fee.fen, invitingFen: proof.inviting.fen, invitedFen: proof.invited.fen),
            ledger: .init(balanced: proof.holds, differenceFen: proof.difference.fen),
            payableFen: proof.invited.fen, periodOver: view.isOver, nextAction: view.next?.action.rawValue,
            nextIsMine: view.next?.isMine ?? false,
            gaps: .init(
                withoutReceipt: facts.withoutReceipt.map(\.text),
                withoutEvidence: facts.withoutEvidence.map(\.text),
                duplicates: facts.duplicates.map(\.text), payee: isPayee),
            steps: zip(batch.steps, view.stepNames).map { step, name in
                Step(
                    state: step.state.rawValue, at: Instant(step.at), by: name,
                    side: step.institution == batch.pair.inviting ? "inviting" : "invited")
            },
            transfer: batch.transfer.map(Transfer.init), arrival: batch.arrival.map(Transfer.init),
            exports: batch.exports.count)
    }
}

extension BatchPayload.Transfer {
    fileprivate init(_ transfer: BankTransfer) {
        self.init(reference: transfer.reference, day: transfer.day.description)
    }
}

extension SubsidyPayload {
    init(_ view: SubsidyView) {
        self.init(
            period: view.period.text, retainedFen: view.retained.fen, requiredFen: view.standing.required.fen,
            declaredFen: view.standing.declared?.fen, periodOver: view.isOver)
    }
}

extension AnomalyPayload {
    init(_ anomaly: Anomaly) {
        self.init(
            kind: anomaly.kind.rawValue, number: anomaly.number, consultationId: anomaly.consultation.text,
            invitingInstitution: anomaly.invitingName, invitedInstitution: anomaly.invitedName,
            feeFen: anomaly.fee.fen, figure: anomaly.figure)
    }
}
