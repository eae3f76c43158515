import Web

/// What the self-check found about one thing, in the words of whoever runs the machine.
struct DoctorFinding: Encodable, Equatable {
    enum Level: String, Encodable, Comparable, CaseIterable {
        case ok, warning, fault

        var word: String {
            switch self {
            case .ok: "正常"
            case .warning: "提示"
            case .fault: "故障"
            }
        }

        static func < (left: Level, right: Level) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// Stable name for programs, for example `network.links`.
    let check: String
    let level: Level
    let title: String
    let detail: String
    /// What to do; nil when nothing is to be done.
    let advice: String?
    /// The article it rests on, by name and number; nil where the law is silent.
    let article: String?
    let requirement: String?

    init(
        _ check: String, _ level: Level, _ title: String, _ detail: String, advice: String? = nil,
        article: String? = nil, requirement: String? = nil
    ) {
        self.check = check
        self.level = level
        self.title = title
        self.detail = detail
        self.advice = level == .ok ? nil : advice
        self.article = article.map { ArticleNames.quoted($0) }
        self.requirement = requirement
    }

    var lines: String {
        var text = "[\(level.word)] \(title)：\(detail)"
        if let advice { text += "\n       处理：\(advice)" }
        if level != .ok, let article { text += "\n       依据：\(article)" }
        return text
    }
}
