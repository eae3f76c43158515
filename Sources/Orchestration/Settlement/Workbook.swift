import CXlsxWriter
import ConsultationCore
import Crypto
import Foundation
import Storage

/// The settlement as finance offices open it (XLSX, through libxlsxwriter in its constant-memory mode).
enum Workbook {
    /// Rows of one sheet below its head; a longer settlement goes on in the next sheet (Excel ends at 1,048,576).
    static let rowsPerSheet = 1_000_000

    static func write(
        _ head: SettlementHead, _ scope: InstitutionScope, _ sums: LineSums, _ difference: Money,
        to path: String
    ) throws -> ConsultationCore.Digest {
        let book = try open(path, createdAt: head.at)
        let columns = SettlementColumns.all
        let formats = SheetFormats(book)
        var hash = Crypto.SHA256()
        var sheet: TableSheet<SettlementEntry>?
        var count = 0
        var row = 0
        try scope.walkLines(head.selection) { entry in
            if sheet == nil || (sheet?.rows ?? 0) >= rowsPerSheet {
                sheet?.finish(formats, total: nil)
                count += 1
                sheet = TableSheet(book, count == 1 ? "结算明细" : "结算明细\(count)", columns, formats)
            }
            row += 1
            hash.update(data: Array((sheet?.add(entry, row, formats) ?? "").utf8))
            return true
        }
        let last = sheet ?? TableSheet(book, "结算明细", columns, formats)
        last.finish(formats, total: sums.fee)
        explain(book, formats, head, sums, difference, digest: Hex.text(hash.finalize()))
        return try close(book, at: path)
    }

    static func close(
        _ book: UnsafeMutablePointer<lxw_workbook>, at path: String
    ) throws -> ConsultationCore.Digest {
        let code = workbook_close(book)
        guard code == LXW_NO_ERROR else { throw ExportFault.spreadsheet(code: code.rawValue) }
        return try digest(of: path)
    }

    static func open(_ path: String, createdAt: WallTime) throws -> UnsafeMutablePointer<lxw_workbook> {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let book: UnsafeMutablePointer<lxw_workbook>? = folder.withCString { folder in
            var options = lxw_workbook_options()
            options.constant_memory = 1
            options.tmpdir = UnsafeMutablePointer(mutating: folder)
            return workbook_new_opt(path, &options)
        }
        guard let book else { throw ExportFault.cannotWrite(path: path) }
        // The same data at the same instant give the same bytes.
        var properties = lxw_doc_properties()
        properties.created = time_t(createdAt.milliseconds / 1000)
        workbook_set_properties(book, &properties)
        return book
    }

    /// 说明: what the figures are, and how to check that they are all there.
    private static func explain(
        _ book: UnsafeMutablePointer<lxw_workbook>, _ formats: SheetFormats, _ head: SettlementHead,
        _ sums: LineSums, _ difference: Money, digest: String
    ) {
        let sides = zip(["付款方（邀请方）法律责任主体", "收款方（受邀方）法律责任主体"], head.parties)
        let rows: [(String, String)] =
            [
                ("结算期间", head.period.text), ("机构", head.institution.name),
            ] + sides.map { ($0, $1.printed) } + [
                ("口径", "按报告签发（退费、冲销按批准）所在自然月，北京时间；包括本机构作为邀请方和受邀方的全部明细"),
                ("分成规则", "邀请方分成按分取整，余数归受邀方；只付给机构，不付给个人（吉林省远程医疗服务管理办法第四十二、四十四条）"),
                ("笔数", String(sums.count)), ("实收合计（元）", SettlementExport.yuan(sums.fee)),
                ("实收合计（大写）", "人民币" + CapitalAmount.text(sums.fee)),
                ("邀请方分成合计（元）", SettlementExport.yuan(sums.inviting)),
                ("受邀方分成合计（元）", SettlementExport.yuan(sums.invited)),
                ("与账本差额（元）", SettlementExport.yuan(difference)), ("数据摘要（SHA-256）", digest),
                ("导出人", head.by), ("导出时间", SettlementExport.localTime(head.at)),
            ]
        explain(book, formats, rows)
    }

    /// The sheet 说明: one line a fact.
    static func explain(
        _ book: UnsafeMutablePointer<lxw_workbook>, _ formats: SheetFormats, _ rows: [(String, String)]
    ) {
        guard let sheet = workbook_add_worksheet(book, "说明") else { return }
        worksheet_set_column(sheet, 0, 0, 22, nil)
        worksheet_set_column(sheet, 1, 1, 76, nil)
        for (index, row) in rows.enumerated() {
            worksheet_write_string(sheet, lxw_row_t(index), 0, row.0, formats.head)
            worksheet_write_string(sheet, lxw_row_t(index), 1, SettlementExport.unharmed(row.1), formats.text)
        }
        worksheet_set_paper(sheet, SheetFormats.a4)
    }

    private static func digest(of path: String) throws -> ConsultationCore.Digest {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw ExportFault.cannotWrite(path: path)
        }
        defer { try? handle.close() }
        var hash = Crypto.SHA256()
        while let piece = try handle.read(upToCount: FileSink.pieceBytes), !piece.isEmpty {
            hash.update(data: piece)
        }
        guard let digest = ConsultationCore.Digest(hexadecimal: Hex.text(hash.finalize())) else {
            throw ExportFault.cannotWrite(path: path)
        }
        return digest
    }
}
