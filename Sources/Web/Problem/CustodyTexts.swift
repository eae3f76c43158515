/// Words for refusals about keeping, sealing, lending and disposing of records.
enum CustodyTexts {
    static let all: [String: ProblemText] = [
        "err.record.sealed": .init(
            "病历已封存", "The record is sealed",
            "封存的病历只能查阅，不能修改或处置。确需启封的，请提出启封申请，由两名负责人批准。",
            "A sealed record can be read; it is neither changed nor disposed of. To open it, ask for its unsealing: "
                + "two responsible people must agree."),
        "err.custody.stateNotAllowed": .init(
            "当前状态不能进行此操作", "Not possible in the present state",
            "请刷新页面，查看归档、封存和录制的最新状态。",
            "Reload the page to see where archive, seal and recording stand."),
        "err.custody.requestNotOpen": .init(
            "该申请不在待处理状态", "This request is not open",
            "申请可能已批准、驳回或不存在，或待处理的申请过多。请刷新页面。",
            "It may be answered already or unknown, or too many requests wait. Reload the page."),
        "err.custody.secondPersonRequired": .init(
            "须由另一人批准", "Another person must agree",
            "申请人不能批准自己的申请，同一人也不能批准两次。请由机构管理员或质控人员中的另一人办理。",
            "Nobody agrees to a request of their own, or twice. Another administrator or quality controller does."
        ),
        "err.retention.notElapsed": .init(
            "保存期未满", "The retention period is not over",
            "保存期满后，经两名负责人批准方可处置；处置后仍保留登记信息。",
            "After it, two responsible people may agree to the disposal; what is known of it stays on record."
        ),
        "err.retention.legalHold": .init(
            "存在法定保全", "A legal hold is in force",
            "保全解除前不得处置。保全由提出的机构、监管部门或相应的纠纷处理解除。",
            "Nothing is disposed of until it is lifted by the institution, authority or dispute that placed it."
        ),
        "err.report.aggregationForbidden": .init(
            "不得按开方医师统计药品", "Drugs are not added up by prescriber",
            "仅质控人员为处方点评可以统计；本次尝试已记录。",
            "Only quality control may, for reviewing prescriptions; this attempt was logged."),
        "err.finance.forbiddenIncentiveInput": .init(
            "补贴不得与药品、检查收入挂钩", "A subsidy must not depend on drugs or tests",
            "请财务部门仅以远程医疗服务费、服务时间或例数核定补贴。",
            "Finance reckons the subsidy from service fees, time or number of cases alone."),
    ]
}
