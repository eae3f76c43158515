package import ConsultationCore

/// Words and numbers as finance offices write them, for every format.
package enum SettlementExport {
    /// 分 to 元 with two decimals, by integers alone.
    package static func yuan(_ amount: Money) -> String {
        let magnitude = amount.fen.magnitude
        let cents = magnitude % 100
        return "\(amount.fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// Cells that begin with one of these would be run as a formula (CWE-1236); an apostrophe makes them text.
    private static let formulaStarts: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠",
    ]

    static func unharmed(_ cell: String) -> String {
        // All of them are ASCII signs, or begin with this byte: most cells are seen to be harmless by it.
        guard let byte = cell.utf8.first, byte < 0x30 || byte == 0x3D || byte == 0x40 || byte == 0xEF,
            let first = cell.unicodeScalars.first, formulaStarts.contains(first), !isAmount(cell)
        else { return cell }
        return "'" + cell
    }

    /// A field of RFC 4180.
    package static func escaped(_ cell: String) -> String {
        let text = unharmed(cell)
        guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
            return text
        }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func isAmount(_ cell: String) -> Bool {
        let digits = cell.utf8.dropFirst(cell.utf8.first == 0x2D ? 1 : 0)
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    }

    /// `2026-11-21 18:15:30` in Asia/Shanghai.
    package static func localTime(_ instant: WallTime) -> String {
        let day = CivilDate(instant)
        let seconds = (instant - day.start).milliseconds / 1000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(day) \(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    /// RFC 3339 with the offset of Asia/Shanghai and milliseconds.
    package static func timestamp(_ instant: WallTime) -> String {
        let millis = (instant - CivilDate(instant).start).milliseconds % 1000
        let fraction = String(repeating: "0", count: 3 - String(millis).count) + String(millis)
        return localTime(instant).replacing(" ", with: "T") + ".\(fraction)+08:00"
    }

    /// `20%`, or with two decimals where it does not come out even.
    static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "0%" }
        let hundredths = part * 10_000 / whole
        guard hundredths % 100 != 0 else { return "\(hundredths / 100)%" }
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
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
        case .familyDoctorService: "家庭医生签约服务"
        }
    }

    static func kind(of line: SettlementLineRow) -> String {
        let service = ServiceKind(rawValue: line.serviceKind).map(serviceName) ?? line.serviceKind
        return line.priority == Priority.urgent.rawValue ? service + "（急）" : service
    }

    static func adjustment(_ kind: SettlementLineRow.Kind) -> String {
        switch kind {
        case .charge: ""
        case .refund: "退费"
        case .reversal: "冲销"
        }
    }

    static func remark(_ line: SettlementLineRow) -> String {
        line.kind == .charge ? "" : "\(adjustment(line.kind))，原记录不变"
    }

    static func stateName(_ entry: SettlementEntry) -> String {
        if entry.line.kind != .charge { return "已冲销" }
        return switch entry.batchState {
        case .open: entry.receipt.isEmpty ? "待收费" : "已开票"
        case .closed, .exported: "已确认"
        case .paid, .reconciled: "已结算"
        }
    }

    /// A cell as CSV writes it.
    package static func text(_ cell: SettlementCell) -> String {
        switch cell {
        case .text(let text): escaped(text)
        case .money(let amount): yuan(amount)
        case .integer(let number): String(number)
        case .instant(let instant): localTime(instant)
        case .share(let part, let whole): percent(part, of: whole)
        case .empty: ""
        }
    }
}
