import ConsultationCore
import Storage

extension CommandJob {
    /// The report is issued: the charge goes the way of every charge, into the ledger and this month's batch.
    func openCharge(of order: DiagnosisOrder, in transaction: WriteTransaction) throws {
        guard let split = order.charge?.split, let invited = order.invited else {
            throw StorageError.unreadable(table: "records", key: order.key)
        }
        let policy = try governingPolicy(of: order, transaction.reading)
        let pair = InstitutionPair(inviting: order.inviting, invited: invited)
        let batch = try openBatch(of: pair, under: policy, in: transaction)
        let opening = ChargeOpening(
            consultation: order.caseID, number: order.number, pair: pair,
            serviceKind: order.request.scope.kind, consented: order.consent?.fee ?? split.fee, split: split,
            batch: batch.id)
        let decision = try CaseCharge.open(opening, by: caller, at: now, under: policy.id)
        try write(decision, on: nil, order.caseID, in: batch, transaction)
        try post(Ledger.billable(order.caseID, pair, split, at: now), in: batch.period, transaction)
        try transaction.insert(try chargeLine(of: order, split, pair, batch, policy, transaction))
    }

    private func chargeLine(
        of order: DiagnosisOrder, _ split: SettlementSplit, _ pair: InstitutionPair,
        _ batch: SettlementBatch, _ policy: Policy, _ transaction: WriteTransaction
    ) throws -> SettlementLineRow {
        let reading = transaction.reading
        var line = SettlementLineRow(
            entry: "\(order.caseID)/billable", kind: .charge, batch: batch.id, period: batch.period.text,
            at: now, consultation: order.caseID, number: order.number.text, pair: pair,
            patient: order.patient)
        let kind = order.request.scope.kind
        line.serviceKind = kind.rawValue
        line.priority = order.request.priority.rawValue
        try name(&line, of: order, pair, reading)
        line.patientMasked =
            try reading.system.patient(order.patient).map { Self.masked(name: $0.name.value) } ?? ""
        line.reportedAt = order.report?.signedAt
        let price = try order.charge?.price.flatMap { try reading.price($0) }
        line.itemCode = price?.item?.code ?? ""
        line.itemName = price?.item?.name ?? SettlementExport.serviceName(kind)
        line.price = split.fee
        (line.fee, line.invitingShare, line.invitedShare) = (split.fee, split.inviting, split.invited)
        (line.invitingParts, line.invitedParts) = (split.invitingParts, split.invitedParts)
        line.rule = "JL 44¶3"
        line.ruleVersion = policy.id.text
        return line
    }

    private func name(
        _ line: inout SettlementLineRow, of order: DiagnosisOrder, _ pair: InstitutionPair,
        _ reading: ReadTransaction
    ) throws {
        let inviting = try reading.institution(pair.inviting)
        let invited = try reading.institution(pair.invited)
        (line.invitingName, line.invitingCode) = (inviting?.name ?? "", inviting?.code ?? "")
        (line.invitedName, line.invitedCode) = (invited?.name ?? "", invited?.code ?? "")
        let account = try reading.account(order.createdBy)
        let applicant = try account?.practitioner.flatMap { try reading.practitioner($0) }
        line.applicant = applicant?.name ?? account?.displayName ?? ""
        line.invitingDepartment = applicant?.department.flatMap { inviting?.department($0)?.name } ?? ""
        let reader = try order.report.flatMap { try reading.practitioner($0.practitioner) }
        (line.specialist, line.specialistTitle) = (reader?.name ?? "", reader?.titleDisplay ?? "")
        line.invitedDepartment = reader?.department.flatMap { invited?.department($0)?.name } ?? ""
        line.payeeName = invited?.settlementAccount?.accountName ?? ""
        line.payeeMasked = Self.masked(account: invited?.settlementAccount?.number.value ?? "")
    }
}
