package import ConsultationCore
import GRDB

extension WriteTransaction {
    package func insert(_ line: SettlementLineRow) throws {
        let columns = SettlementLineRow.columns
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        try sql.execute(
            "INSERT INTO settlement_lines (\(columns.joined(separator: ", "))) VALUES (\(marks))", line.values
        )
    }
}

extension InstitutionScope {
    /// Lines to which the institution is a party, without holding them: first where it invited, then where it was
    /// invited, each oldest first. `body` returns false to stop.
    package func walkLines(
        _ selection: LineSelection, _ body: (SettlementEntry) throws -> Bool
    ) throws {
        var goesOn = true
        for side in ["inviting", "invited"] where goesOn {
            let (clause, value) = Self.clause(selection)
            try transaction.sql.walk(
                """
                SELECT \(Self.columns), b.state, c.receipt, c.receipted_at,
                    (SELECT SUM(f.insurance_fen) FROM exchange_fees f WHERE f.consultation = l.consultation)
                FROM settlement_lines l
                JOIN settlement_batches b ON b.id = l.batch
                JOIN charges c ON c.consultation = l.consultation
                WHERE l.\(side) = ? AND \(clause) ORDER BY l.at, l.entry
                """, [.text(institution.text), .text(value)]
            ) { row in
                goesOn = try body(SettlementEntry(row: row.row))
                return goesOn
            }
        }
    }

    package func lineSums(_ selection: LineSelection) throws -> LineSums {
        let (clause, value) = Self.clause(selection)
        return try ["inviting", "invited"].map { side in
            var sums = try LineSums(
                row: transaction.sql.row(
                    """
                    SELECT COUNT(*) AS n, COALESCE(SUM(l.fee_fen), 0) AS fee,
                        COALESCE(SUM(l.inviting_fen), 0) AS inviting, COALESCE(SUM(l.invited_fen), 0) AS invited
                    FROM settlement_lines l WHERE l.\(side) = ? AND \(clause)
                    """, [.text(institution.text), .text(value)]))
            sums.retained = side == "inviting" ? sums.inviting : sums.invited
            return sums
        }.reduce(.none, +)
    }

    /// What the institution earned in the month by its lines, over all pairs, refunds deducted.
    package func retained(in period: SettlementPeriod) throws -> Money {
        var sum = Money.zero
        for side in ["inviting", "invited"] {
            let row = try transaction.sql.row(
                """
                SELECT COALESCE(SUM(\(side)_fen), 0) AS sum FROM settlement_lines
                WHERE \(side) = ? AND period = ?
                """, [.text(institution.text), .text(period.text)])
            sum += Money(fen: try row?.integer("sum") ?? 0)
        }
        return sum
    }

    /// The same by the institution's own book alone, and what all its debits and credits of the month leave: zero, or
    /// an entry does not balance (an entry stands in one book). Income booked during the month that no month was named
    /// for counts too: no line can stand for it.
    package func book(of period: SettlementPeriod) throws -> (income: Money, imbalance: Money) {
        let rows = try transaction.sql.rows(
            """
            SELECT account, SUM(amount_fen) AS sum FROM postings WHERE period = ? AND institution = ?
            GROUP BY account
            """, [.text(period.text), .text(institution.text)])
        let sums = try rows.map { (try $0.text("account"), Money(fen: try $0.integer("sum"))) }
        let income = sums.filter { $0.0 == LedgerAccount.Kind.serviceIncome.rawValue }
        let stray = try transaction.sql.row(
            """
            SELECT COALESCE(SUM(amount_fen), 0) AS sum FROM postings
            WHERE period = '' AND institution = ? AND account = ? AND at >= ? AND at < ?
            """,
            [
                .text(institution.text), .text(LedgerAccount.Kind.serviceIncome.rawValue),
                .integer(period.start.milliseconds), .integer(period.end.milliseconds),
            ])
        let strayed = Money(fen: try stray?.integer("sum") ?? 0)
        return (income.reduce(.zero) { $0 - $1.1 } - strayed, sums.reduce(.zero) { $0 + $1.1 })
    }

    private static func clause(_ selection: LineSelection) -> (String, String) {
        switch selection {
        case .batch(let id): ("l.batch = ?", id.text)
        case .month(let period): ("l.period = ?", period.text)
        }
    }

    private static let columns = SettlementLineRow.columns.map { "l.\($0)" }.joined(separator: ", ")
}

extension ReadTransaction {
    /// The line that a charge was booked with.
    ///
    /// `act` names the part of one pair of a team's charge.
    package func chargeLine(
        of consultation: ConsultationID, _ act: String = "billable"
    ) throws -> SettlementLineRow? {
        let columns = SettlementLineRow.columns.joined(separator: ", ")
        return try sql.row(
            "SELECT \(columns) FROM settlement_lines WHERE entry = ?", [.text("\(consultation)/\(act)")]
        ).map { try SettlementLineRow(row: $0.row) }
    }
}

extension LineSums {
    init(row: SQLRow?) throws {
        guard let row else { throw StorageError.unreadable(table: "settlement_lines", key: "sum") }
        self.init(
            count: Int(try row.integer("n")), fee: Money(fen: try row.integer("fee")),
            inviting: Money(fen: try row.integer("inviting")),
            invited: Money(fen: try row.integer("invited")))
    }
}

extension SettlementEntry {
    /// By position: a million lines are read with these.
    init(row: Row) throws {
        let line = try SettlementLineRow(row: row)
        let next = SettlementLineRow.columns.count
        guard let state = SettlementBatch.State(rawValue: row[next]) else {
            throw StorageError.unreadable(table: "settlement_batches", key: line.batch.text)
        }
        let receipted: Int64? = row[next + 2]
        self.init(
            line: line, batchState: state, receipt: row[next + 1],
            receiptedAt: receipted.map(WallTime.init(milliseconds:)),
            insurance: (row[next + 3] as Int64?).map(Money.init(fen:)))
    }
}

extension SettlementLineRow {
    init(row: Row) throws {
        guard let kind = Kind(rawValue: row[1]) else {
            throw StorageError.unreadable(table: "settlement_lines", key: row[0])
        }
        let first = Self.texts.count
        let last = first + Self.numbers.count
        func instant(_ index: Int) -> WallTime? {
            (row[index] as Int64?).map(WallTime.init(milliseconds:))
        }
        self.init(
            entry: row[0], kind: kind, batch: BatchID(row[2]), period: row[3],
            at: WallTime(milliseconds: row[first]), consultation: ConsultationID(row[4]), number: row[5],
            pair: InstitutionPair(inviting: InstitutionID(row[8]), invited: InstitutionID(row[13])),
            patient: PatientID(row[19]))
        (serviceKind, priority) = (row[6], row[7])
        (invitingName, invitingCode, invitingDepartment, applicant) = (row[9], row[10], row[11], row[12])
        (invitedName, invitedCode, invitedDepartment) = (row[14], row[15], row[16])
        (specialist, specialistTitle, patientMasked) = (row[17], row[18], row[20])
        (itemCode, itemName, rule, ruleVersion) = (row[21], row[22], row[23], row[24])
        (payeeName, payeeMasked) = (row[25], row[26])
        isRecorded = (row[first + 1] as Int64) != 0
        price = Money(fen: row[first + 2])
        fee = Money(fen: row[first + 3])
        invitingShare = Money(fen: row[first + 4])
        invitedShare = Money(fen: row[first + 5])
        invitingParts = row[first + 6]
        invitedParts = row[first + 7]
        (startedAt, endedAt, reportedAt) = (instant(last), instant(last + 1), instant(last + 2))
    }
}
