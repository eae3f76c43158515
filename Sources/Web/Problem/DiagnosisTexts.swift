/// Words for refusals about remote diagnosis and duty.
enum DiagnosisTexts {
    static let all: [String: ProblemText] = [
        "err.diagnosis.inviteeNotHigherLevel": .init(
            "受邀方不是上级医疗机构", "The invited institution is not a higher one",
            "远程诊断由上级医疗机构出具。请选择等级高于本机构的受邀方，或在协议中载明上级关系。",
            "Remote diagnosis is made by a higher institution. Choose one, or state the relation in the agreement."
        ),
        "err.diagnosis.stateNotAllowed": .init(
            "诊断申请的当前状态不能进行此操作", "Not possible in the present state of the order",
            "请刷新页面，按当前状态操作。联系本机构会诊联络员。",
            "Reload the page and act on the present state. Ask your coordinator."),
        "err.diagnosis.dataMissing": .init(
            "没有检查资料", "There are no examination data",
            "请先上传检查资料（影像、心电图、切片、检验数据等）；退回后须补充新的资料。",
            "Add the examination data first; after a return add new ones."),
        "err.diagnosis.addendumRequired": .init(
            "有资料在报告之后上传，须由诊断医师补充报告", "Data came after the report: an addendum is needed",
            "报告只对其所列资料负责。请受邀方诊断医师阅后出具补充报告，再办结。",
            "A report speaks of the data it lists. The reader adds an addendum; then close the order."),
        "err.practitioner.kindNotQualified": .init(
            "该人员不具备此类诊断的资质", "Not qualified for this kind of diagnosis",
            "请改派执业范围包含该诊断类别的执业医师。联系本机构医务部门。",
            "Assign a licensed physician whose scope covers the kind. Ask medical affairs."),
        "err.rota.coverageGap": .init(
            "值班表有空档，不能发布", "The rota has a gap",
            "每日 0:00 至 24:00 均须安排有签发资格的人员值班。请补齐空档后再发布。",
            "Every day from 0:00 to 24:00 somebody entitled to sign is on duty. Fill the gap, then publish."),
        "err.rota.stateNotAllowed": .init(
            "值班表的当前状态不能进行此操作", "Not possible in the present state of the rota",
            "已发布的值班表不能修改；请撤回后另编一份。", "A published rota is not edited: withdraw it and make another."),
    ]
}
