import ConsultationCore

/// Words for refusals about trainings.
enum LearningTexts {
    static let all: [String: ProblemText] = [
        "err.practitioner.trainingMissing": .init(
            "必修培训未完成，不能指派", "A mandatory training is missing",
            "请先完成必修培训，或改派其他医师。培训安排见“培训”页面，联系本机构质控人员。",
            "Complete the training first or assign somebody else. See the page Training, or ask quality control."
        ),
        "err.training.notOver": .init(
            "培训尚未结束，不能确认学时", "The training is not over",
            "请在培训（或会诊）结束后确认。", "Confirm after the training, or the session, has ended."),
        "err.training.signInClosed": .init(
            "现在不能签到或签退", "You cannot sign in or out now",
            "讲座开始前 30 分钟至结束可以签到，每人一次；签到后可以签退。错过签到请联系质控人员登记。",
            "Sign in once, from 30 minutes before the lecture to its end; then you can sign out. Quality control can enter who missed it."
        ),
        "err.training.nobodyAttended": .init(
            "没有参加人员", "Nobody was there",
            "请先签到或登记参加人员；没有举办的，请取消。", "Enter who was there, or cancel the training if it was not held."),
    ]

    static func sentence(_ refusal: TrainingRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .missing(_, let topics):
            (
                "未完成：\(topics.map(DisplayNames.topic).joined(separator: "、"))。",
                "Missing: \(topics.map(\.rawValue).joined(separator: ", "))."
            )
        case .notOver(let until):
            ("结束时间：\(DisplayNames.minute(until))。", "It ends at \(Instants.text(until.milliseconds)).")
        case .signInClosed, .nobodyAttended: nil
        }
    }
}
