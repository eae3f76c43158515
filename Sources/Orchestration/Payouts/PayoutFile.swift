import CXlsxWriter
package import ConsultationCore
import Storage

/// 发放表 and its 明细 as finance offices open and sign them.
enum PayoutFile {
    /// Who signs the sheet by hand.
    static let signatures = ["制表", "审核", "财务负责人", "单位负责人", "日期"]

    static let people: [SheetColumn<PayoutSum>] = [
        .init("序号", "row", 6) { _, row in .integer(Int64(row)) },
        .init("姓名", "name", 14) { sum, _ in .text(sum.person.name) },
        .init("职称", "title", 14) { sum, _ in .text(sum.person.title) },
        .init("例数", "cases", 8) { sum, _ in .integer(Int64(sum.cases)) },
        .init("补助（元）", "chargedYuan", 14, summed: true) { sum, _ in .money(sum.charged) },
        .init("退费冲回（元）", "takenBackYuan", 14, summed: true) { sum, _ in .money(sum.takenBack) },
        .init("补足下限（元）", "topUpYuan", 14, summed: true) { sum, _ in .money(sum.topUp) },
        .init("实发（元）", "amountYuan", 14, summed: true) { sum, _ in .money(sum.amount) },
        .init("签领", "signature", 16) { _, _ in .empty },
    ]

    static let lines: [SheetColumn<PayoutLine>] = [
        .init("序号", "row", 6) { _, row in .integer(Int64(row)) },
        .init("会诊编号", "number", 19) { line, _ in .text(line.number?.text ?? "") },
        .init("姓名", "name", 14) { line, _ in .text(line.person.name) },
        .init("职称", "title", 14) { line, _ in .text(line.person.title) },
        .init("事由", "kind", 12) { line, _ in .text(name(line.kind)) },
        .init("金额（元）", "amountYuan", 14, summed: true) { line, _ in .money(line.amount) },
    ]

    static func name(_ kind: PayoutLine.Kind) -> String {
        switch kind {
        case .charge: "补助"
        case .takenBack: "退费冲回"
        case .topUp: "补足下限"
        }
    }

    static func workbook(
        _ people: [PayoutSum], _ lines: [PayoutLine], _ head: [(String, String)], at now: WallTime,
        to path: String
    ) throws -> Digest {
        let book = try Workbook.open(path, createdAt: now)
        let formats = SheetFormats(book)
        let sheet = TableSheet(book, "发放表", Self.people, formats)
        for (index, sum) in people.enumerated() { _ = sheet.add(sum, index + 1, formats) }
        sheet.finish(
            formats, total: people.reduce(Money.zero) { $0 + $1.amount }, signatures: Self.signatures)
        let details = TableSheet(book, "明细", Self.lines, formats)
        for (index, line) in lines.enumerated() { _ = details.add(line, index + 1, formats) }
        details.finish(formats, total: nil)
        Workbook.explain(book, formats, head)
        return try Workbook.close(book, at: path)
    }

    /// One table: the people, their sum, and the row to sign.
    static func csv(_ people: [PayoutSum], _ head: [(String, String)], to path: String) throws -> Digest {
        var sink = try FileSink(path: path)
        func row(_ cells: [String]) -> String {
            cells.map(SettlementExport.escaped).joined(separator: ",") + "\r\n"
        }
        try sink.write("\u{FEFF}" + row(Self.people.map(\.title)))
        var totals = ColumnTotals()
        var line = CSVLine()
        for (number, sum) in people.enumerated() {
            line.begin()
            for (index, column) in Self.people.enumerated() {
                let cell = column.value(sum, number + 1)
                totals.add(cell, index, column)
                line.append(cell, isFirst: index == 0)
            }
            line.end()
            try sink.write(line.bytes)
        }
        var last = Self.people.indices.map { index in
            Self.people[index].isSummed ? SettlementExport.yuan(totals.sums[index] ?? .zero) : ""
        }
        last[0] = "合计"
        last[1] = "共\(people.count)人"
        try sink.write(row(last))
        for (name, value) in head { try sink.write(row([name, value])) }
        try sink.write(row(Self.signatures.flatMap { [$0 + "：", ""] }))
        return try sink.finish()
    }
}

extension PayoutQueries {
    /// Writes the month's sheet to `path`, as it stands or as it would be.
    package func write(
        _ period: SettlementPeriod, as format: SettlementFormat, to path: String, for signedIn: SignedIn
    ) async throws -> SettlementExportNote {
        let view = try await month(period, for: signedIn)
        let now = environment.now()
        let lines = try await database.read { transaction in
            if let sheet = view.sheet {
                return try transaction.scope(signedIn.institution.id).allPayoutLines(of: sheet.id)
            }
            let policy = policies.policy(for: signedIn.institution.jurisdiction, at: now)
            return try transaction.payoutReckoning(of: signedIn.institution, in: period, under: policy).lines
        }
        let head: [(String, String)] = [
            ("机构", signedIn.institution.name), ("期间", period.text),
            ("状态", view.sheet.map { $0.state == .paid ? "已发放" : "已制表" } ?? "试算，未制表"),
            ("留存服务费（元）", SettlementExport.yuan(view.figures.retained)),
            ("补助下限（元）", SettlementExport.yuan(view.figures.required)),
            ("实发合计（元）", SettlementExport.yuan(view.figures.total)),
            ("实发合计（大写）", "人民币" + CapitalAmount.text(view.figures.total)),
            ("与账本差额（元）", SettlementExport.yuan(view.difference)),
            ("分配办法版本", view.figures.keyVersions.map(String.init).joined(separator: "、")),
            ("说明", "由本机构自行发放，平台不经手（吉林省远程医疗服务管理办法第四十二、四十三条）"),
            ("导出人", signedIn.displayName), ("导出时间", SettlementExport.localTime(now)),
        ]
        let digest =
            format == .csv
            ? try PayoutFile.csv(view.people, head, to: path)
            : try PayoutFile.workbook(view.people, lines, head, at: now, to: path)
        return SettlementExportNote(lines: lines.count, digest: digest)
    }
}

/// What left the service as a file.
package struct SettlementExportNote: Sendable {
    package let lines: Int
    package let digest: Digest
}
