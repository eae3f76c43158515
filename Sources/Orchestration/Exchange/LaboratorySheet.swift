import ConsultationCore
import HospitalWire
import Paper

/// One report of a laboratory as a page that people read (检验报告单).
struct LaboratorySheet {
    let report: ResultContent.Report
    let patient: PatientContent
    /// When the laboratory reported, or the message came.
    let issuedAt: WallTime

    var fileName: String {
        let day = (report.observedAt ?? report.reportedAt).map { String($0.readable.prefix(10)) }
        return [report.service.shown, day].compactMap { $0 }.joined(separator: " ") + ".pdf"
    }

    var pdf: [UInt8] { PrintedText(lines: lines, issuedMilliseconds: issuedAt.milliseconds).file }

    private var lines: [PrintedText.Line] {
        var lines: [PrintedText.Line] = [.title(report.service.shown)]
        lines.append(.text("姓名：\(patient.name)　病案号：\(patient.recordNumber ?? "")"))
        lines.append(
            .text("申请单号：\(report.placerNumber)　检验编号：\(report.fillerNumber)　状态：\(Self.word(report.status))"))
        let taken = report.observedAt?.readable ?? ""
        let made = report.reportedAt?.readable ?? ""
        lines.append(.text("采样时间：\(taken)　报告时间：\(made)　审核：\(report.author)"))
        lines.append(.heading("检验结果"))
        lines.append(.columns(["项目", "结果", "单位", "参考范围", "提示"]))
        for one in report.observations {
            let flags = one.flags.map(Self.flag).joined(separator: " ")
            lines.append(
                .columns([one.item.shown, one.value, one.units, one.range, flags]))
        }
        if !report.notes.isEmpty { lines.append(.heading("备注")) }
        lines += report.notes.map(PrintedText.Line.text)
        return lines
    }

    /// OBR-25 of HL7 table 0123.
    private static func word(_ status: String) -> String {
        switch status {
        case "F", "": "已审核"
        case "C": "更正"
        case "P": "初步"
        default: status
        }
    }

    /// OBX-8 of HL7 table 0078.
    private static func flag(_ code: String) -> String {
        switch code {
        case "H": "↑"
        case "HH": "↑↑ 危急值"
        case "L": "↓"
        case "LL": "↓↓ 危急值"
        case "N": ""
        case "A": "异常"
        case "AA": "异常 危急值"
        default: code
        }
    }
}
