import CXlsxWriter
package import ConsultationCore
import Foundation

/// A list of figures as offices file it, in the formats of the settlement files.
package struct ReportTable: Sendable {
    package struct Column: Sendable {
        package let title: String
        /// Width in characters of a spreadsheet.
        package let width: Double

        package init(_ title: String, _ width: Double) {
            self.title = title
            self.width = width
        }
    }

    package enum Format: String, Sendable, CaseIterable {
        case xlsx, csv
    }

    /// Rows of one file; a longer stretch of time is asked for in parts.
    package static let rowLimit = 20_000

    package let name: String
    package let columns: [Column]
    package let rows: [[SettlementCell]]
    /// What the figures are, from where and from when.
    package let notes: [(String, String)]

    package init(
        name: String, columns: [Column], rows: [[SettlementCell]], notes: [(String, String)]
    ) {
        self.name = name
        self.columns = columns
        self.rows = rows
        self.notes = notes
    }

    package func write(as format: Format, to path: String, at instant: WallTime) throws {
        switch format {
        case .csv: try writeCSV(to: path)
        case .xlsx: try writeWorkbook(to: path, at: instant)
        }
    }

    private func writeCSV(to path: String) throws {
        var sink = try FileSink(path: path)
        try sink.write(
            "\u{FEFF}" + columns.map { SettlementExport.escaped($0.title) }.joined(separator: ",") + "\r\n")
        for row in rows { try sink.write(row.map(SettlementExport.text).joined(separator: ",") + "\r\n") }
        for (name, text) in notes {
            try sink.write(SettlementExport.escaped(name) + "," + SettlementExport.escaped(text) + "\r\n")
        }
        _ = try sink.finish()
    }

    private func writeWorkbook(to path: String, at instant: WallTime) throws {
        let book = try Workbook.open(path, createdAt: instant)
        let formats = SheetFormats(book)
        let sheet = workbook_add_worksheet(book, name)
        TableSheet<[SettlementCell]>.prepare(sheet, columns.map { ($0.title, $0.width) }, frozen: 1, formats)
        for (index, row) in rows.enumerated() {
            for (column, cell) in row.enumerated() {
                TableSheet<[SettlementCell]>.write(
                    cell, on: sheet, lxw_row_t(index + 1), lxw_col_t(column), formats)
            }
        }
        let end = lxw_col_t(max(1, columns.count) - 1)
        if !rows.isEmpty { worksheet_autofilter(sheet, 0, 0, lxw_row_t(rows.count), end) }
        worksheet_print_area(sheet, 0, 0, lxw_row_t(rows.count), end)
        Workbook.explain(book, formats, notes)
        _ = try Workbook.close(book, at: path)
    }
}
