import ConsultationCore
import Storage

extension CommandJob {
    /// The report is issued: the charge gets a journal of its own, a line of the settlement and its postings.
    func openCharge(
        of consultation: Consultation, _ postings: [Posting], under policy: Policy,
        in transaction: WriteTransaction
    ) throws {
        guard let charge = consultation.charge, let split = charge.split, let invited = consultation.invited
        else { throw StorageError.unreadable(table: "consultations", key: consultation.id.text) }
        if let shares = charge.shares, !shares.isEmpty {
            return try openTeamCharge(
                of: consultation, split, shares, postings, under: policy, in: transaction)
        }
        let pair = InstitutionPair(inviting: consultation.inviting, invited: invited)
        let batch = try openBatch(of: pair, under: policy, in: transaction)
        let opening = ChargeOpening(
            consultation: consultation.id, number: consultation.number, pair: pair,
            serviceKind: consultation.serviceKind, consented: consultation.consent?.fee ?? split.fee,
            split: split, batch: batch.id)
        let decision = try CaseCharge.open(opening, by: caller, at: now, under: policy.id)
        try write(decision, on: nil, consultation.id, in: batch, transaction)
        try post(postings, in: batch.period, transaction)
        try transaction.insert(try chargeLine(of: consultation, split, pair, batch, policy, transaction))
    }

    /// One charge and one receipt for the patient; a line, entries and a batch for each pair of institutions (AT-41).
    private func openTeamCharge(
        of consultation: Consultation, _ split: SettlementSplit, _ shares: [TeamShare],
        _ postings: [Posting], under policy: Policy, in transaction: WriteTransaction
    ) throws {
        var parts: [(share: TeamShare, pair: InstitutionPair, batch: SettlementBatch)] = []
        for share in shares {
            let pair = InstitutionPair(inviting: consultation.inviting, invited: share.institution)
            parts.append((share, pair, try openBatch(of: pair, under: policy, in: transaction)))
        }
        let opening = ChargeOpening(
            consultation: consultation.id, number: consultation.number, pair: parts[0].pair,
            serviceKind: consultation.serviceKind, consented: consultation.consent?.fee ?? split.fee,
            split: split, batch: parts[0].batch.id,
            shares: parts.map { ChargeShare(part: $0.share.part, batch: $0.batch.id) })
        let decision = try CaseCharge.open(opening, by: caller, at: now, under: policy.id)
        try write(decision, on: nil, consultation.id, in: parts[0].batch, transaction)
        for (share, pair, batch) in parts {
            try post(postings.filter { $0.pair == pair }, in: batch.period, transaction)
            var line = try chargeLine(of: consultation, split, pair, batch, policy, transaction)
            line.entry = "\(consultation.id)/\(Ledger.act("billable", share.institution))"
            (line.fee, line.invitingShare, line.invitedShare) = (share.fee, share.inviting, share.invited)
            try transaction.insert(line)
        }
    }

    /// The batch that takes a new line now: this month's, or the next one when the clock went back over a closing.
    func openBatch(
        of pair: InstitutionPair, under policy: Policy, in transaction: WriteTransaction
    ) throws -> SettlementBatch {
        var period = SettlementPeriod(containing: now)
        while let known = try transaction.reading.system.batch(BatchID(pair, period)) {
            if known.state == .open { return known }
            period = SettlementPeriod(containing: period.end)
        }
        let event = SettlementBatch.opened(pair, period, at: now, under: policy.id)
        guard let batch = SettlementBatch(first: event) else {
            throw StorageError.unreadable(table: "settlement_batches", key: "first event")
        }
        try transaction.append(
            [JournalDraft(kind: event.kind, payload: try StoredJSON.encode(event))],
            to: JournalStream.batch(batch.id), after: 0, at: now.milliseconds, by: .system,
            under: policy.id.text)
        try transaction.save(batch)
        return batch
    }

    /// Journals a decision about a charge and makes state, deadlines and postings follow.
    @discardableResult
    func write(
        _ decision: MoneyDecision<ChargeEvent>, on charge: CaseCharge?, _ id: ConsultationID,
        in batch: SettlementBatch, _ transaction: WriteTransaction,
        batches: [InstitutionID: SettlementBatch] = [:]
    ) throws -> CaseCharge {
        var state = charge
        for event in decision.events {
            if state == nil { state = CaseCharge(first: event) } else { state?.apply(event) }
        }
        guard let state else { throw StorageError.unreadable(table: "journal", key: "first event") }
        let subject = JournalStream.charge(id)
        try transaction.append(
            try decision.events.map { JournalDraft(kind: $0.kind, payload: try StoredJSON.encode($0)) },
            to: subject, after: Int64(charge?.version ?? 0), at: now.milliseconds, by: actor,
            under: decision.events.first?.policyVersion.text ?? "")
        try transaction.save(state)
        let ended = try transaction.follow(state.openDeadlines(), of: subject)
        let parties =
            [state.pair.inviting, state.pair.invited]
            + (state.shares ?? []).map(\.part.institution).filter { $0 != state.pair.invited }
        try keep(decision.events.violations, of: parties, subject, in: transaction)
        try count(ended, of: parties, in: transaction)
        for (invited, postings) in Dictionary(grouping: decision.postings, by: \.pair.invited) {
            try post(postings, in: (batches[invited] ?? batch).period, transaction)
        }
        return state
    }

    private func chargeLine(
        of consultation: Consultation, _ split: SettlementSplit, _ pair: InstitutionPair,
        _ batch: SettlementBatch, _ policy: Policy, _ transaction: WriteTransaction
    ) throws -> SettlementLineRow {
        let reading = transaction.reading
        var line = SettlementLineRow(
            entry: "\(consultation.id)/billable", kind: .charge, batch: batch.id, period: batch.period.text,
            at: now, consultation: consultation.id, number: consultation.number.text, pair: pair,
            patient: consultation.patient)
        line.serviceKind = consultation.serviceKind.rawValue
        line.priority = consultation.priority.rawValue
        try name(&line, pair, consultation, reading)
        let patient = try reading.system.patient(consultation.patient)
        line.patientMasked = patient.map { Self.masked(name: $0.name.value) } ?? ""
        line.startedAt = consultation.session.startedAt
        line.endedAt = consultation.session.endedAt
        line.reportedAt = consultation.report?.issuedAt
        line.isRecorded = !(consultation.recording?.segments.isEmpty ?? true)
        let price = try consultation.charge?.price.flatMap { try reading.price($0) }
        line.itemCode = price?.item?.code ?? ""
        line.itemName = price?.item?.name ?? SettlementExport.serviceName(consultation.serviceKind)
        line.price = split.fee
        (line.fee, line.invitingShare, line.invitedShare) = (split.fee, split.inviting, split.invited)
        (line.invitingParts, line.invitedParts) = (split.invitingParts, split.invitedParts)
        let level = consultation.charge?.level
        let statutory = level.map { SettlementSplit.isStatutory(consultation.serviceKind, $0, under: policy) }
        line.rule = statutory ?? false ? "JL 44¶2" : "JL 44¶3"
        line.ruleVersion = policy.id.text
        return line
    }

    private func name(
        _ line: inout SettlementLineRow, _ pair: InstitutionPair, _ consultation: Consultation,
        _ reading: ReadTransaction
    ) throws {
        let inviting = try reading.institution(pair.inviting)
        let invited = try reading.institution(pair.invited)
        line.invitingName = inviting?.name ?? ""
        line.invitingCode = inviting?.code ?? ""
        line.invitedName = invited?.name ?? ""
        line.invitedCode = invited?.code ?? ""
        let account = try reading.account(consultation.createdBy)
        let applicant = try account?.practitioner.flatMap { try reading.practitioner($0) }
        line.applicant = applicant?.name ?? account?.displayName ?? ""
        line.invitingDepartment = applicant?.department.flatMap { inviting?.department($0)?.name } ?? ""
        let specialists = try consultation.assigned.filter {
            $0.institution == nil || $0.institution == pair.invited
        }.compactMap { try reading.practitioner($0.practitioner) }
        line.specialist = specialists.map(\.name).joined(separator: "、")
        line.specialistTitle = specialists.map(\.titleDisplay).joined(separator: "、")
        line.invitedDepartment =
            specialists.first?.department.flatMap { invited?.department($0)?.name } ?? ""
        line.payeeName = invited?.settlementAccount?.accountName ?? ""
        line.payeeMasked = Self.masked(account: invited?.settlementAccount?.number.value ?? "")
    }

    /// The family name and an asterisk; a settlement needs no more of a patient.
    static func masked(name: String) -> String { name.isEmpty ? "" : "\(name.prefix(1))*" }

    static func masked(account number: String) -> String {
        number.isEmpty ? "" : String(repeating: "*", count: max(0, number.count - 4)) + number.suffix(4)
    }
}
