import ConsultationCore

/// The page behind a problem's `type`: what the code means, in both languages.
struct ProblemExplanation: Encodable {
    let code: String
    let title: String
    let titleEn: String
    let advice: String
    let adviceEn: String
    let requirement: String?
    let article: String?

    init(code: String) {
        let text = ProblemCatalogue.text(code)
        let rule = RefusalCode(rawValue: code)?.rule
        self.code = code
        title = text.title
        titleEn = text.titleEnglish
        advice = text.advice
        adviceEn = text.adviceEnglish
        requirement = rule?.requirement
        article = rule.map { ArticleNames.quoted($0.article) } ?? ProblemCatalogue.article(code: code)
    }

    /// Without style or script: it must show under the strictest content policy.
    var page: String {
        let basis = article.map { "<p>依据：\($0)</p>" } ?? ""
        return """
            <!doctype html>
            <html lang="zh-CN"><head><meta charset="utf-8"><title>\(title)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"></head>
            <body><main><h1>\(title)</h1><p>\(advice)</p>\(basis)
            <section lang="en"><h2>\(titleEn)</h2><p>\(adviceEn)</p></section>
            <p><code>\(code)</code></p><p><a href="/">返回 · Back</a></p></main></body></html>
            """
    }
}
