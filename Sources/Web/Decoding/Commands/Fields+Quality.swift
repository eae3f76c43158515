import ConsultationCore

extension Fields {
    /// Number, authority and day of a report.
    func filedReport() -> FiledReport {
        FiledReport(
            number: text("number", limit: Limits.name), authority: text("authority", limit: Limits.name),
            filedOn: date("filedOn") ?? CivilDate(daysSinceEpoch: 0))
    }

    func scoreSheet() -> ScoreSheet {
        let number = ConsultationNumber(text("number", limit: Limits.id))
        let given = requiredChild("points")
        var points: [ScoreSheet.Item: Int] = [:]
        for item in ScoreSheet.Item.allCases {
            points[item] = Int(given.integer(item.rawValue, in: 0...Int64(item.most)))
        }
        return ScoreSheet(
            number: number, points: points,
            remark: Redacted(optionalText("remark", limit: Limits.reason) ?? ""))
    }

    func complaint() -> ComplaintTold {
        ComplaintTold(
            subject: choice("subject", otherwise: .other),
            text: Redacted(text("text", limit: Limits.reason)),
            contact: optionalText("contact", limit: Limits.name).map { Redacted($0) },
            caseNumber: optionalText("caseNumber", limit: Limits.id))
    }
}
