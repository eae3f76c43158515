import CXlsxWriter
import ConsultationCore
import Storage

/// The looks of cells. They belong to the workbook, which frees them.
struct SheetFormats {
    static let a4: UInt8 = 9

    let head, text, money, sum, sumMoney, date, percent: UnsafeMutablePointer<lxw_format>?

    init(_ book: UnsafeMutablePointer<lxw_workbook>) {
        func made(_ number: String? = nil, bold: Bool = false) -> UnsafeMutablePointer<lxw_format>? {
            guard let format = workbook_add_format(book) else { return nil }
            format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
            if let number { format_set_num_format(format, number) }
            if bold { format_set_bold(format) }
            return format
        }
        head = made(bold: true)
        if let head {
            format_set_text_wrap(head)
            format_set_align(head, UInt8(LXW_ALIGN_CENTER.rawValue))
            format_set_align(head, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
            format_set_bg_color(head, 0xE3F1F4)
        }
        text = made("@")
        money = made("#,##0.00")
        sum = made("@", bold: true)
        sumMoney = made("#,##0.00", bold: true)
        date = made("yyyy-mm-dd hh:mm")
        percent = made("0.00%")
    }
}

/// One sheet of lines, written row by row; a row is on the disk as soon as the next one begins.
final class TableSheet<Row: Sendable> {
    private let sheet: UnsafeMutablePointer<lxw_worksheet>?
    private let columns: [SheetColumn<Row>]
    private var totals = ColumnTotals()
    private(set) var rows = 0

    init(
        _ book: UnsafeMutablePointer<lxw_workbook>, _ name: String, _ columns: [SheetColumn<Row>],
        _ formats: SheetFormats
    ) {
        self.columns = columns
        sheet = workbook_add_worksheet(book, name)
        Self.prepare(sheet, columns.map { ($0.title, $0.width) }, frozen: 2, formats)
    }

    /// Head row, widths, and how it is printed.
    static func prepare(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>?, _ columns: [(title: String, width: Double)],
        frozen: UInt16, _ formats: SheetFormats
    ) {
        for (index, column) in columns.enumerated() {
            worksheet_set_column(sheet, lxw_col_t(index), lxw_col_t(index), column.width, nil)
            worksheet_write_string(sheet, 0, lxw_col_t(index), column.title, formats.head)
        }
        worksheet_freeze_panes(sheet, 1, frozen)
        worksheet_set_landscape(sheet)
        worksheet_set_paper(sheet, SheetFormats.a4)
        worksheet_fit_to_pages(sheet, 1, 0)
        worksheet_repeat_rows(sheet, 0, 0)
        worksheet_set_footer(sheet, "&C第 &P 页，共 &N 页")
    }

    /// Writes one line and gives its values as text, for the digest of the data.
    func add(_ entry: Row, _ number: Int, _ formats: SheetFormats) -> String {
        rows += 1
        let row = lxw_row_t(rows)
        var digested = ""
        for (index, column) in columns.enumerated() {
            let cell = column.value(entry, number)
            totals.add(cell, index, column)
            digested += SettlementExport.text(cell) + "\t"
            Self.write(cell, on: sheet, row, lxw_col_t(index), formats)
        }
        return digested + "\n"
    }

    static func write(
        _ cell: SettlementCell, on sheet: UnsafeMutablePointer<lxw_worksheet>?, _ row: lxw_row_t,
        _ column: lxw_col_t, _ formats: SheetFormats
    ) {
        switch cell {
        case .text(let text): worksheet_write_string(sheet, row, column, text, formats.text)
        case .money(let amount): worksheet_write_number(sheet, row, column, amount.yuan, formats.money)
        case .integer(let number): worksheet_write_number(sheet, row, column, Double(number), nil)
        case .instant(let instant):
            var moment = lxw_datetime(instant)
            worksheet_write_datetime(sheet, row, column, &moment, formats.date)
        case .share(let part, let whole):
            let share = whole > 0 ? Double(part) / Double(whole) : 0
            worksheet_write_number(sheet, row, column, share, formats.percent)
        case .empty: worksheet_write_blank(sheet, row, column, formats.text)
        }
    }

    /// The sum row; below it the sum of the whole file in capital figures and who signs, on the last sheet.
    func finish(_ formats: SheetFormats, total: Money?, signatures: [String] = []) {
        let row = lxw_row_t(rows + 1)
        for (index, column) in columns.enumerated() where column.isSummed {
            let letter = Self.letters(index)
            let formula = rows > 0 ? "=SUM(\(letter)2:\(letter)\(rows + 1))" : "=0"
            worksheet_write_formula_num(
                sheet, row, lxw_col_t(index), formula, formats.sumMoney, (totals.sums[index] ?? .zero).yuan)
        }
        worksheet_write_string(sheet, row, 0, "合计", formats.sum)
        worksheet_write_string(sheet, row, 1, "共\(rows)笔", formats.sum)
        var last = row
        if let total {
            last += 1
            worksheet_write_string(sheet, last, 0, "大写", formats.sum)
            worksheet_write_string(sheet, last, 1, "人民币" + CapitalAmount.text(total), formats.sum)
        }
        let end = lxw_col_t(columns.count - 1)
        if !signatures.isEmpty {
            // A row to write on by hand: the names of offices with room beside each.
            last += 2
            worksheet_set_row(sheet, last, 28, nil)
            for (index, office) in signatures.enumerated() where index * 2 <= end {
                worksheet_write_string(sheet, last, lxw_col_t(index * 2), office + "：", nil)
            }
        }
        if rows > 0 { worksheet_autofilter(sheet, 0, 0, lxw_row_t(rows), end) }
        worksheet_print_area(sheet, 0, 0, last, end)
    }

    /// A, B … Z, AA …
    static func letters(_ index: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        guard index >= 26 else { return String(alphabet[max(0, index)]) }
        return letters(index / 26 - 1) + String(alphabet[index % 26])
    }
}

extension Money {
    /// For a number cell alone: up to 2^53 分 the nearest double shows the exact two decimals.
    fileprivate var yuan: Double { Double(fen) / 100 }
}

extension lxw_datetime {
    /// The clock on the wall in Shanghai.
    fileprivate init(_ instant: WallTime) {
        let day = CivilDate(instant)
        let seconds = (instant - day.start).milliseconds / 1000
        self.init(
            year: Int32(day.year), month: Int32(day.month), day: Int32(day.day), hour: Int32(seconds / 3600),
            min: Int32(seconds / 60 % 60), sec: Double(seconds % 60))
    }
}
