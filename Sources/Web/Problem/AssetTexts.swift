import ConsultationCore

/// Words for refusals about the equipment register.
enum AssetTexts {
    static let all: [String: ProblemText] = [
        "err.asset.workFailed": .init(
            "检测维护不合格，不能恢复使用", "It failed and cannot go back into service",
            "请先处理问题，重新检测或维护合格并登记结果，再恢复使用；不能修复的，请报废。",
            "Mend it, have the failed work passed and recorded, then put it back; retire what cannot be mended."
        )
    ]

    static func sentence(_ refusal: AssetRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .workFailed(let works):
            (
                "尚不合格：\(works.map(DisplayNames.work).joined(separator: "、"))。",
                "Failed: \(works.map(\.rawValue).joined(separator: ", "))."
            )
        }
    }
}
