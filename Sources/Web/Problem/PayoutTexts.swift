import ConsultationCore

/// Words for refusals about costs and pay-outs to staff.
enum PayoutTexts {
    static let all: [String: ProblemText] = [
        "err.cost.alreadyReversed": .init(
            "该笔成本已冲销", "This cost was taken back already",
            "冲销分录本身不能再冲销；需要更正的，请另行登记一笔。",
            "A reversal is not reversed; enter the right amount as a new cost."),
        "err.payout.keyMissing": .init(
            "没有有效的分配办法", "No key holds on that day",
            "请先在“补助发放”登记本机构的分配办法，生效日期不晚于最早一例。",
            "Publish your institution's key first, effective no later than the earliest case."),
        "err.payout.rateBelowMinimum": .init(
            "分配比例低于规定下限", "The rate is below the minimum",
            "自定劳务补贴标准不得低于留存服务费的规定比例，请提高后再登记。",
            "An institution's own standard may not be below the prescribed share. Raise it."),
        "err.payout.personMissing": .init(
            "有病例找不到可发放的本院医师", "Some cases have nobody to pay",
            "请核对这些病例的申请医师或会诊医师是否在本机构执业人员名册中，或在分配办法中把份额分给固定人员。",
            "Check that their physicians stand in your register, or give the parts to named staff."),
        "err.payout.monthIssued": .init(
            "该月或其后月份已有发放表", "A sheet of this month or a later one stands",
            "已制表的月份不再变动；以后的退费、冲销在发生当月冲回。尚未发放的最近一张表可以撤回后重做。",
            "A month with a sheet does not change; later refunds are taken back in their month. "
                + "The last sheet, if not yet paid, can be withdrawn and made again."),
        "err.payout.stateNotAllowed": .init(
            "发放表的当前状态不能进行此操作", "Not possible in the present state of the sheet",
            "请刷新页面查看最新状态。", "Reload the page to see the present state."),
    ]

    static func sentence(_ refusal: PayoutRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .costReversed: nil
        case .keyMissing(let day): ("最早一例：\(day)。", "The earliest case is of \(day).")
        case .rateBelowMinimum(let percent): ("下限：\(percent)%。", "Minimum: \(percent)%.")
        case .personMissing(let numbers): RefusalFacts.cases(numbers)
        case .monthIssued(let period): ("月份：\(period)。", "Month: \(period).")
        case .stateNotAllowed(let state):
            ("发放表：\(DisplayNames.payout(state))。", "The sheet is \(state.rawValue).")
        }
    }
}
