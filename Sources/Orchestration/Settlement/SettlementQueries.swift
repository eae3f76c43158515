package import ConsultationCore
package import Storage

/// The settlement of an institution, from its cases and from the ledger, and the proof that the two agree.
package struct SettlementQueries: Sendable {
    let database: ServiceDatabase

    package init(database: ServiceDatabase) {
        self.database = database
    }

    /// - Parameter period: a calendar month in Asia/Shanghai, `2026-11`; nil for anything else.
    /// - Returns: nil when `period` is not a month.
    package func statement(
        for institution: InstitutionID, period: String
    ) async throws -> SettlementStatement? {
        guard let month = SettlementPeriod(period) else { return nil }
        return try await database.read { transaction in
            let scope = transaction.scope(institution)
            var lines: [SettlementLine] = []
            var difference = Money.zero
            for consultation in try scope.consultationsEnded(from: month.start, to: month.end) {
                guard let line = try transaction.settlementLine(of: consultation) else { continue }
                lines.append(line)
                difference += try transaction.bookDifference(of: line, for: consultation)
            }
            return SettlementStatement(period: period, lines: lines, difference: difference)
        }
    }
}

/// A calendar month in Asia/Shanghai.
package struct SettlementPeriod: Sendable, Equatable {
    package let start: WallTime
    package let end: WallTime

    package init?(_ text: String) {
        guard text.utf8.count == 7, let first = CivilDate(text + "-01") else { return nil }
        start = first.start
        end = first.adding(months: 1).start
    }
}

extension ReadTransaction {
    /// Nil while no fee is due: before the report is issued (JL 42, NHC-TM 三(三)3).
    func settlementLine(of consultation: Consultation) throws -> SettlementLine? {
        guard let charge = consultation.charge, let split = charge.split, charge.state.isDue,
            let endedAt = consultation.session.endedAt, let invitedID = consultation.invitation?.institution,
            let inviting = try institution(consultation.inviting), let invited = try institution(invitedID)
        else { return nil }
        let names = try consultation.assigned.compactMap { try practitioner($0.practitioner)?.name }
        let account = invited.settlementAccount
        return SettlementLine(
            number: consultation.number, consultation: consultation.id, endedAt: endedAt,
            serviceKind: consultation.serviceKind, invitingInstitution: inviting.name,
            invitingCode: inviting.code, invitedInstitution: invited.name, invitedCode: invited.code,
            specialist: names.joined(separator: "、"), split: split,
            payee: SettlementLine.Payee(
                institution: invited.name, accountName: account?.accountName ?? "",
                accountMasked: Self.masked(account?.number.value ?? "")),
            basis: "JL 44", state: charge.state)
    }

    /// What the ledger says less what the line says; and any entry of the case that does not balance.
    func bookDifference(of line: SettlementLine, for consultation: Consultation) throws -> Money {
        var receivable = Money.zero
        var partner = Money.zero
        var total = Money.zero
        for posting in try postings(of: consultation.id) {
            total += posting.line.amount
            if posting.line.account == LedgerAccount.Kind.patientReceivable.rawValue {
                receivable += posting.line.amount
            }
            if posting.line.account == LedgerAccount.Kind.receivableFromPartner.rawValue {
                partner += posting.line.amount
            }
        }
        let parts = [receivable - line.fee, partner - line.invitedShare, total]
        return parts.reduce(.zero) { $0 + Money(fen: abs($1.fen)) }
    }

    private static func masked(_ number: String) -> String {
        number.isEmpty ? "" : String(repeating: "*", count: max(0, number.count - 4)) + number.suffix(4)
    }
}

extension Charge.State {
    /// From the issued report on, until it is taken back.
    var isDue: Bool {
        switch self {
        case .billable, .receipted, .allocated, .settled: true
        case .quoted, .confirmed, .reversed: false
        }
    }
}
