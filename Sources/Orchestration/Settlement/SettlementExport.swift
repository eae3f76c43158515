package import ConsultationCore
import Foundation

/// The settlement as a file for the finance departments; pure, for the page and the command line alike.
package enum SettlementExport {
    static let headers = [
        "会诊编号", "结束时间", "服务项目", "邀请方", "邀请方代码", "受邀方", "受邀方代码", "会诊专家", "服务费（元）",
        "邀请方分配（元）", "受邀方分配（元）", "分配比例", "收款单位", "收款账户名称", "收款账号", "依据", "状态",
    ]

    /// CSV (RFC 4180) with byte-order mark and CRLF, as spreadsheets in China open it; money as `1234.50`; a cell
    /// that a spreadsheet would take for a formula is made text.
    package static func csv(_ statement: SettlementStatement) -> String {
        var rows = [headers]
        rows += statement.lines.map(cells)
        var sum = [String](repeating: "", count: headers.count)
        sum[0] = "合计"
        sum[1] = "\(statement.period) 共\(statement.lines.count)例"
        sum[8] = yuan(statement.fee)
        sum[9] = yuan(statement.invitingShare)
        sum[10] = yuan(statement.invitedShare)
        sum[16] = statement.isBalanced ? "账目相符" : "账目不符，差额\(yuan(statement.difference))"
        rows.append(sum)
        return "\u{FEFF}" + rows.map { $0.map(escaped).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cells(_ line: SettlementLine) -> [String] {
        [
            line.number.text, localTime(line.endedAt), serviceName(line.serviceKind),
            line.invitingInstitution,
            line.invitingCode, line.invitedInstitution, line.invitedCode, line.specialist, yuan(line.fee),
            yuan(line.invitingShare), yuan(line.invitedShare), line.ratio, line.payee.institution,
            line.payee.accountName, line.payee.accountMasked, line.basis, stateName(line.state),
        ]
    }

    /// JSON with the member names of the HTTP API; amounts in whole 分.
    package static func json(_ statement: SettlementStatement) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(Document(statement)), as: UTF8.self) + "\n"
    }

    /// 分 to 元 with two decimals, by integers alone.
    package static func yuan(_ amount: Money) -> String {
        let magnitude = amount.fen.magnitude
        let cents = magnitude % 100
        return "\(amount.fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// Cells that begin with one of these would be run as a formula (CWE-1236); an apostrophe makes them text.
    private static let formulaStarts: Set<Character> = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]

    static func escaped(_ cell: String) -> String {
        var text = cell
        if let first = cell.first, formulaStarts.contains(first), !isAmount(cell) { text = "'" + cell }
        guard text.contains(where: { [",", "\"", "\n", "\r", "\r\n"].contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func isAmount(_ cell: String) -> Bool {
        cell.dropFirst(cell.first == "-" ? 1 : 0).allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    }

    /// `2026-11-21 18:15:30` in Asia/Shanghai.
    static func localTime(_ instant: WallTime) -> String {
        let day = CivilDate(instant)
        let seconds = (instant - day.start).milliseconds / 1000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(day) \(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    package static func serviceName(_ kind: ServiceKind) -> String {
        switch kind {
        case .remoteConsultation: "远程会诊"
        case .remotePathologyDiagnosis: "远程病理诊断"
        case .remoteImagingDiagnosis: "远程影像诊断"
        case .remoteEcgDiagnosis: "远程心电诊断"
        case .remoteLaboratoryDiagnosis: "远程检验诊断"
        case .remoteOutpatient: "远程门诊"
        case .remoteCaseDiscussion: "远程病例讨论"
        case .remoteMultidisciplinaryTeam: "远程多学科会诊"
        case .other: "其他远程医疗服务"
        }
    }

    static func stateName(_ state: Charge.State) -> String {
        switch state {
        case .quoted: "已报价"
        case .confirmed: "已确认"
        case .billable: "待收费"
        case .receipted: "已开票"
        case .allocated: "已分配"
        case .settled: "已结算"
        case .reversed: "已冲销"
        }
    }

    private struct Document: Encodable {
        struct Line: Encodable {
            let number, consultationId, endedAt, serviceKind, invitingInstitution, invitingCode: String
            let invitedInstitution, invitedCode, specialist: String
            let feeFen, invitingShareFen, invitedShareFen: Int64
            let ratio: String
            let payee: Payee
            let basis, state: String
        }

        struct Payee: Encodable { let institution, accountName, accountMasked: String }
        struct Totals: Encodable { let feeFen, invitingFen, invitedFen: Int64 }
        struct LedgerProof: Encodable {
            let balanced: Bool
            let differenceFen: Int64
        }

        let period: String
        let lines: [Line]
        let totals: Totals
        let ledger: LedgerProof

        init(_ statement: SettlementStatement) {
            period = statement.period
            lines = statement.lines.map { line in
                Line(
                    number: line.number.text, consultationId: line.consultation.text,
                    endedAt: SettlementExport.timestamp(line.endedAt), serviceKind: line.serviceKind.rawValue,
                    invitingInstitution: line.invitingInstitution, invitingCode: line.invitingCode,
                    invitedInstitution: line.invitedInstitution, invitedCode: line.invitedCode,
                    specialist: line.specialist, feeFen: line.fee.fen,
                    invitingShareFen: line.invitingShare.fen, invitedShareFen: line.invitedShare.fen,
                    ratio: line.ratio,
                    payee: Payee(
                        institution: line.payee.institution, accountName: line.payee.accountName,
                        accountMasked: line.payee.accountMasked),
                    basis: line.basis, state: line.state.rawValue)
            }
            totals = Totals(
                feeFen: statement.fee.fen, invitingFen: statement.invitingShare.fen,
                invitedFen: statement.invitedShare.fen)
            ledger = LedgerProof(balanced: statement.isBalanced, differenceFen: statement.difference.fen)
        }
    }

    /// RFC 3339 with the offset of Asia/Shanghai and milliseconds.
    static func timestamp(_ instant: WallTime) -> String {
        let millis = (instant - CivilDate(instant).start).milliseconds % 1000
        let fraction = String(repeating: "0", count: 3 - String(millis).count) + String(millis)
        return localTime(instant).replacing(" ", with: "T") + ".\(fraction)+08:00"
    }
}
