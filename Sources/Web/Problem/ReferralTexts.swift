import ConsultationCore

/// Words for refusals about two-way referrals.
enum ReferralTexts {
    static let all: [String: ProblemText] = [
        "err.referral.stateNotAllowed": .init(
            "转诊的当前状态不能进行此操作", "Not possible in the present state of the referral",
            "请刷新页面查看最新状态。", "Reload the page to see the present state."),
        "err.referral.directionWrong": .init(
            "转诊方向与机构级别不符", "The direction does not fit the levels of the two institutions",
            "上转须转往级别更高的机构，下转须转往级别更低的机构。请更换接收机构或转诊方向。",
            "Up goes to a higher institution, down to a lower one. Choose another one or the other direction."
        ),
        "err.referral.consentMissing": .init(
            "患者尚未同意向该机构转诊", "The patient has not agreed to this referral",
            "请由患者（或监护人、近亲属）签署转诊知情同意。接收机构、理由或病情摘要改动后须重新签署。",
            "Have the patient, a guardian or a close relative sign. A change of target or text needs a new signature."
        ),
        "err.referral.targetNotPhysical": .init(
            "接收方不是实体医疗机构", "The receiving side is no physical institution",
            "请选择取得《医疗机构执业许可证》的机构。", "Choose an institution with a practice licence."),
        "err.referral.reportMissing": .init(
            "该会诊尚未签发报告", "The case has no issued report yet",
            "请在诊疗意见报告签发后从病例发起转诊，或不关联病例直接发起。",
            "Refer from the case once its report is issued, or without naming a case."),
    ]

    static func sentence(_ refusal: ReferralRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .stateNotAllowed(let state):
            ("转诊：\(DisplayNames.referral(state))。", "The referral is \(state.rawValue).")
        case .directionWrong(let direction):
            ("方向：\(DisplayNames.referral(direction))。", "Direction: \(direction.rawValue).")
        case .consentMissing, .targetNotPhysical, .reportMissing: nil
        }
    }
}
