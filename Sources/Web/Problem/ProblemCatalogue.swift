/// All words of all codes. A code without words is a bug that a test finds.
package enum ProblemCatalogue {
    private static let texts: [String: ProblemText] =
        TransportTexts.all
        .merging(ConsultationTexts.all) { first, _ in first }
        .merging(CaseTexts.all) { first, _ in first }
        .merging(InstitutionTexts.all) { first, _ in first }
        .merging(RecordTexts.all) { first, _ in first }
        .merging(SiteTexts.all) { first, _ in first }
        .merging(DiagnosisTexts.all) { first, _ in first }
        .merging(CustodyTexts.all) { first, _ in first }
        .merging(VisitTexts.all) { first, _ in first }
        .merging(FamilyDoctorTexts.all) { first, _ in first }
        .merging(PayoutTexts.all) { first, _ in first }
        .merging(LearningTexts.all) { first, _ in first }
        .merging(AssetTexts.all) { first, _ in first }
        .merging(ReferralTexts.all) { first, _ in first }
        .merging(QualityTexts.all) { first, _ in first }
        .merging(AccountTexts.all) { first, _ in first }
        .merging(AdmissionTexts.all) { first, _ in first }
        .merging(ExchangeTexts.all) { first, _ in first }

    static func text(_ code: String) -> ProblemText {
        texts[code]
            ?? ProblemText(
                "操作被拒绝", "The action was refused",
                "请联系本机构远程医疗管理人员，并告知代码 \(code)。",
                "Ask your telemedicine administrator and mention the code \(code).")
    }

    package static func knows(_ code: String) -> Bool { texts[code] != nil }

    package static var codes: [String] { texts.keys.sorted() }

    /// Codes of the HTTP side that rest on an article of their own.
    static func article(code: String) -> String? {
        switch code {
        case "err.storage.unencrypted": ArticleNames.quoted("GX 30")
        case "err.auth.factorEnrolmentDue": ArticleNames.quoted("NHC-ID 13")
        case "err.transfer.hashMismatch": ArticleNames.quoted("NHC-TM 四(一)4")
        default: nil
        }
    }
}
