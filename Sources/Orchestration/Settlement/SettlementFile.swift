package import ConsultationCore
package import Storage

package enum SettlementFormat: String, Sendable, CaseIterable {
    case xlsx, csv, json
}

/// What a file says of itself.
package struct SettlementHead: Sendable {
    package let selection: LineSelection
    /// The institution whose file it is.
    package let institution: Institution
    package let period: SettlementPeriod
    package let by: String
    package let at: WallTime
    /// Both sides of a closed batch, as printed then.
    package let parties: [LegalEntity]

    package init(
        selection: LineSelection, institution: Institution, period: SettlementPeriod, by: String,
        at: WallTime, parties: [LegalEntity] = []
    ) {
        self.selection = selection
        self.institution = institution
        self.period = period
        self.by = by
        self.at = at
        self.parties = parties
    }
}

/// What was written.
package struct SettlementFileResult: Sendable, Equatable {
    package let sums: LineSums
    package let difference: Money
    /// SHA-256 of the file.
    package let digest: Digest
    package var lines: Int { sums.count }
    package var isBalanced: Bool { difference == .zero }
}

extension ServiceDatabase {
    /// Writes every line of a selection to `path`, one after the other: memory does not grow with the number of lines.
    package func writeSettlement(
        _ head: SettlementHead, as format: SettlementFormat, to path: String
    ) async throws -> SettlementFileResult {
        try await read { transaction in
            let scope = transaction.scope(head.institution.id)
            let sums = try scope.lineSums(head.selection)
            let difference = try transaction.difference(of: head, sums)
            let digest: Digest
            switch format {
            case .csv: digest = try CSVFile.write(head, scope, sums, difference, to: path)
            case .json: digest = try JSONFile.write(head, scope, sums, difference, to: path)
            case .xlsx: digest = try Workbook.write(head, scope, sums, difference, to: path)
            }
            return SettlementFileResult(sums: sums, difference: difference, digest: digest)
        }
    }
}

extension SettlementQueries {
    package func write(
        _ head: SettlementHead, as format: SettlementFormat, to path: String
    ) async throws -> SettlementFileResult {
        try await database.writeSettlement(head, as: format, to: path)
    }
}

extension ReadTransaction {
    /// The lines of a selection against the ledger: a batch by its own proof, a month over all pairs.
    fileprivate func difference(of head: SettlementHead, _ sums: LineSums) throws -> Money {
        switch head.selection {
        case .month(let month):
            return difference(of: sums, and: try scope(head.institution.id).book(of: month))
        case .batch(let id):
            guard let batch = try system.batch(id) else { return sums.fee }
            let proof = try system.proof(of: batch)
            return proof.difference + Money(fen: abs(proof.fee.fen - sums.fee.fen))
        }
    }
}

/// CSV (RFC 4180) with byte-order mark and CRLF, as spreadsheets in China open it; money as `1234.50`.
enum CSVFile {
    static func write(
        _ head: SettlementHead, _ scope: InstitutionScope, _ sums: LineSums, _ difference: Money,
        to path: String
    ) throws -> Digest {
        var sink = try FileSink(path: path)
        let columns = SettlementColumns.all
        try sink.write(
            "\u{FEFF}" + columns.map { SettlementExport.escaped($0.title) }.joined(separator: ",") + "\r\n")
        var totals = ColumnTotals()
        var line = CSVLine()
        var row = 0
        try scope.walkLines(head.selection) { entry in
            row += 1
            line.begin()
            for (index, column) in columns.enumerated() {
                let cell = column.value(entry, row)
                totals.add(cell, index, column)
                line.append(cell, isFirst: index == 0)
            }
            line.end()
            try sink.write(line.bytes)
            return true
        }
        try sink.write(totals.line(columns, head, sums, difference))
        return try sink.finish()
    }
}

/// One line as bytes: a million of them are made without a string for each cell.
struct CSVLine {
    private(set) var bytes: [UInt8] = []
    /// The day whose instants came last, and how it is written.
    private var day = (
        start: WallTime(milliseconds: .max), end: WallTime(milliseconds: .min), text: [UInt8]()
    )

    mutating func begin() { bytes.removeAll(keepingCapacity: true) }
    mutating func end() { bytes += [0x0D, 0x0A] }

    mutating func append(_ cell: SettlementCell, isFirst: Bool) {
        if !isFirst { bytes.append(0x2C) }
        switch cell {
        case .text(let text): bytes.append(contentsOf: SettlementExport.escaped(text).utf8)
        case .money(let amount):
            if amount.fen < 0 { bytes.append(0x2D) }
            append(amount.fen.magnitude / 100)
            bytes.append(0x2E)
            appendTwo(amount.fen.magnitude % 100)
        case .integer(let number):
            if number < 0 { bytes.append(0x2D) }
            append(number.magnitude)
        case .instant(let instant): append(instant)
        case .share, .empty: bytes.append(contentsOf: SettlementExport.text(cell).utf8)
        }
    }

    /// As `SettlementExport.localTime`.
    private mutating func append(_ instant: WallTime) {
        if instant < day.start || instant >= day.end {
            let date = CivilDate(instant)
            day = (date.start, date.adding(days: 1).start, Array(date.description.utf8))
        }
        let seconds = UInt64((instant - day.start).milliseconds / 1000)
        bytes += day.text
        bytes.append(0x20)
        appendTwo(seconds / 3600)
        bytes.append(0x3A)
        appendTwo(seconds / 60 % 60)
        bytes.append(0x3A)
        appendTwo(seconds % 60)
    }

    private mutating func append(_ number: UInt64) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(0x30 + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func appendTwo(_ number: UInt64) {
        bytes.append(0x30 + UInt8(number / 10 % 10))
        bytes.append(0x30 + UInt8(number % 10))
    }
}

/// Sums of the columns that are summed, added while the lines go by.
struct ColumnTotals {
    private(set) var sums: [Int: Money] = [:]

    mutating func add<Row>(_ cell: SettlementCell, _ index: Int, _ column: SheetColumn<Row>) {
        guard column.isSummed, case .money(let amount) = cell else { return }
        sums[index, default: .zero] += amount
    }

    func line(
        _ columns: [SettlementColumn], _ head: SettlementHead, _ sums: LineSums, _ difference: Money
    ) -> String {
        var cells = columns.indices.map { index in self.sums[index].map(SettlementExport.yuan) ?? "" }
        cells[0] = "合计"
        cells[1] = "\(head.period) 共\(sums.count)笔"
        for (index, column) in columns.enumerated() {
            if column.isSummed, cells[index].isEmpty { cells[index] = SettlementExport.yuan(.zero) }
            if column.field == "remark" {
                cells[index] = difference == .zero ? "账目相符" : "账目不符，差额\(SettlementExport.yuan(difference))"
            }
            if column.field == "adjustment" { cells[index] = CapitalAmount.text(sums.fee) }
        }
        return cells.map(SettlementExport.escaped).joined(separator: ",") + "\r\n"
    }
}
