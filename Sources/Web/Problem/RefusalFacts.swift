import ConsultationCore

/// The facts a refusal carries, as a sentence before the advice. Never a person's name, never free text.
enum RefusalFacts {
    static func sentence(_ refusal: Refusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .roleRequired(let roles):
            (
                "需要岗位：\(roles.map(DisplayNames.role).joined(separator: "、"))。",
                "Role needed: \(roles.map(\.rawValue).joined(separator: ", "))."
            )
        case .stateNotAllowed(let action, let state):
            (
                "会诊处于“\(DisplayNames.state(state))”，不能\(DisplayNames.action(action))。",
                "The case is \(state.rawValue); \(action.rawValue) is not possible."
            )
        case .site(let refusal): sentence(refusal)
        case .visit(let refusal): VisitTexts.sentence(refusal)
        case .payout(let refusal): PayoutTexts.sentence(refusal)
        case .training(let refusal): LearningTexts.sentence(refusal)
        case .asset(let refusal): AssetTexts.sentence(refusal)
        case .account(let refusal): AccountTexts.sentence(refusal)
        case .referral(let refusal): ReferralTexts.sentence(refusal)
        case .admission(let refusal): AdmissionTexts.sentence(refusal)
        case .exchange(let refusal): ExchangeTexts.sentence(refusal)
        case .dutyStateNotAllowed(let state):
            ("任务状态：\(DisplayNames.duty(state))。", "The duty is \(state.rawValue).")
        case .standingStateNotAllowed(let state):
            ("机构状态：\(DisplayNames.standing(state))。", "The institution is \(state.rawValue).")
        case .diagnosisStateNotAllowed(let state):
            ("申请处于“\(DisplayNames.diagnosis(state))”。", "The order is \(state.rawValue).")
        case .rotaStateNotAllowed(let state):
            ("值班表：\(DisplayNames.rota(state))。", "The rota is \(state.rawValue).")
        case .kindNotQualified(_, let kind):
            ("项目：\(DisplayNames.service(kind))。", "Kind: \(kind.rawValue).")
        case .rotaCoverageGap(let gaps): gap(gaps)
        case .institutionResumeNotAllowed(let obstacle):
            ("\(DisplayNames.obstacle(obstacle))。", "Obstacle: \(obstacle.rawValue).")
        case .agreementStateNotAllowed(let phase):
            (
                "协议处于“\(DisplayNames.agreement(phase))”。", "The agreement is \(phase.rawValue)."
            )
        case .agreementClauseMissing(let clauses):
            (
                "尚缺条款：\(clauses.map(DisplayNames.clause).joined(separator: "、"))。",
                "Clauses missing: \(clauses.map(\.rawValue).joined(separator: ", "))."
            )
        case .diagnosisClauseMissing(let kinds):
            (
                "项目：\(kinds.map(DisplayNames.service).joined(separator: "、"))。",
                "Kinds: \(kinds.map(\.rawValue).joined(separator: ", "))."
            )
        case .agreementSignatureMissing(let parties):
            ("还有 \(parties.count) 方未签署。", "Signatures still missing: \(parties.count).")
        case .deadlineNotPassed(let dueAt):
            (
                "时限：\(DisplayNames.minute(dueAt))。",
                "The limit is \(Instants.text(dueAt.milliseconds))."
            )
        case .serviceKindNotPermitted(let kind):
            ("项目：\(DisplayNames.service(kind))。", "Kind: \(kind.rawValue).")
        case .titleBelowMinimum(let minimum):
            ("最低职称：\(DisplayNames.title(minimum))。", "Minimum: \(minimum.rawValue).")
        case .feeExceedsConsent(let fee, let consented):
            (
                "费用 \(DisplayNames.yuan(fee)) 元，知情同意书所载 \(DisplayNames.yuan(consented)) 元。",
                "Fee CNY \(DisplayNames.yuan(fee)), consented CNY \(DisplayNames.yuan(consented))."
            )
        case .refundExceedsPaid(let paid):
            ("已收 \(DisplayNames.yuan(paid)) 元。", "Paid: CNY \(DisplayNames.yuan(paid)).")
        case .chargeStateNotAllowed(_, let state):
            ("收费处于“\(DisplayNames.charge(state))”。", "The charge is \(state.rawValue).")
        case .batchStateNotAllowed(let action, let state):
            (
                "批次处于“\(DisplayNames.batch(state))”，不能\(DisplayNames.batchAction(action))。",
                "The batch is \(state.rawValue); \(action.rawValue) is not possible."
            )
        case .batchSideNotAllowed(let sides):
            (
                "应由\(sides.map(DisplayNames.side).joined(separator: "、"))办理。",
                "For the \(sides.map(\.rawValue).joined(separator: ", ")) side."
            )
        case .settlementPeriodRunning(let end):
            ("本期至 \(DisplayNames.minute(end)) 止。", "It ends at \(Instants.text(end.milliseconds)).")
        case .settlementDuplicate(let numbers), .receiptMissing(let numbers): cases(numbers)
        case .settlementNotBalanced(let difference):
            (
                "差额 \(DisplayNames.yuan(difference)) 元。",
                "Difference: CNY \(DisplayNames.yuan(difference))."
            )
        case .subsidyBelowMinimum(let required, let declared):
            (
                "下限 \(DisplayNames.yuan(required)) 元，填报 \(DisplayNames.yuan(declared)) 元。",
                "Minimum CNY \(DisplayNames.yuan(required)), declared CNY \(DisplayNames.yuan(declared))."
            )
        case .archiveIncomplete(let parts):
            (
                "尚缺：\(parts.map(DisplayNames.archivePart).joined(separator: "、"))。",
                "Missing: \(parts.map(\.rawValue).joined(separator: ", "))."
            )
        case .custodyStateNotAllowed(let state):
            ("录制状态：\(DisplayNames.custody(state))。", "The recording is \(state.rawValue).")
        case .retentionNotElapsed(let day):
            ("应保存至 \(day) 24 时。", "To be kept until the end of \(day).")
        case .forbiddenIncentiveInput(let inputs):
            (
                "不得作为依据：\(inputs.map(DisplayNames.subsidyInput).joined(separator: "、"))。",
                "Not allowed: \(inputs.map(\.rawValue).joined(separator: ", "))."
            )
        case .qualityStateNotAllowed(let kind, let state):
            (
                "\(DisplayNames.quality(kind))当前状态：\(DisplayNames.qualityState(kind, state))。",
                "\(kind.rawValue) is \(state)."
            )
        case .evaluationFinal(let year): ("年度：\(year)。", "Year: \(year).")
        case .samplePeriodRunning(let end):
            ("本月至 \(DisplayNames.minute(end)) 止。", "It ends at \(Instants.text(end.milliseconds)).")
        default: nil
        }
    }

    /// The first gap, and how many there are.
    private static func gap(_ gaps: [DutyGap]) -> (chinese: String, english: String)? {
        gaps.first.map { first in
            let (from, to) = (DisplayNames.minute(first.from), DisplayNames.minute(first.to))
            return (
                "空档 \(gaps.count) 处，最早为 \(from) 至 \(to)。",
                "Gaps: \(gaps.count); the first is from \(from) to \(to)."
            )
        }
    }

    /// Enough to find them; a longer list stands on the page.
    static func cases(_ numbers: [ConsultationNumber]) -> (chinese: String, english: String) {
        let shown = numbers.prefix(10).map(\.text).joined(separator: ", ")
        let more = numbers.count > 10
        return (
            "共 \(numbers.count) 例：\(shown)\(more ? " 等" : "")。",
            "\(numbers.count) cases: \(shown)\(more ? ", ..." : "")."
        )
    }
}
