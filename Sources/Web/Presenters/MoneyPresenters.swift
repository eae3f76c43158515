import ConsultationCore
import Orchestration

extension UploadDutyPayload {
    init(_ duty: UploadDuty, patient: Patient?, now: WallTime) {
        var groups: [String: Group] = [:]
        for group in MaterialGroup.required {
            let first = duty.receipts.filter { $0.group == group }.map(\.at).min()
            groups[group.rawValue] = Group(at: first.map(Instant.init))
        }
        let running = duty.state == .open || duty.state == .overdue
        self.init(
            id: duty.id.text, trigger: duty.trigger.kind.rawValue,
            patientMasked: patient.map { Masking.name($0.name.value) },
            consultations: duty.consultations.map(\.text), openedAt: Instant(duty.openedAt),
            dueAt: Instant(duty.dueAt), state: duty.state.rawValue,
            groups: groups,
            remainingSeconds: running ? (duty.dueAt - now).milliseconds / 1000 : 0)
    }
}

extension SettlementLinePayload {
    init(_ line: SettlementLine) {
        self.init(
            number: line.number.text, consultationId: line.consultation.text, endedAt: Instant(line.endedAt),
            serviceKind: line.serviceKind.rawValue, invitingInstitution: line.invitingInstitution,
            invitingCode: line.invitingCode, invitedInstitution: line.invitedInstitution,
            invitedCode: line.invitedCode, specialist: line.specialist, feeFen: line.fee.fen,
            invitingShareFen: line.invitingShare.fen, invitedShareFen: line.invitedShare.fen,
            ratio: line.ratio,
            payee: .init(
                institution: line.payee.institution, accountName: line.payee.accountName,
                accountMasked: line.payee.accountMasked),
            basis: line.basis, state: line.state.rawValue)
    }
}

extension SettlementPayload {
    init(_ statement: SettlementStatement) {
        self.init(
            period: statement.period, lines: statement.lines.map(SettlementLinePayload.init),
            totals: .init(
                feeFen: statement.fee.fen, invitingFen: statement.invitingShare.fen,
                invitedFen: statement.invitedShare.fen),
            ledger: .init(balanced: statement.isBalanced, differenceFen: statement.difference.fen))
    }
}
