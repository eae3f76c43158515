/// Words for refusals about records, access, money and evidence.
enum RecordTexts {
    static let all: [String: ProblemText] = [
        "err.access.denied": .init(
            "没有访问权限", "Access denied",
            "该内容不在您的权限范围内。如因诊疗需要，请联系本机构管理员。",
            "This is outside your rights. If care requires it, ask your administrator."),
        "err.access.operatorForbidden": .init(
            "平台运营人员不得查阅", "Operators may not read this",
            "患者资料仅限医疗机构有关人员查阅；本次尝试已记录。", "Patient data is for the institutions; this attempt was logged."),
        "err.archive.immutable": .init(
            "已归档，不能修改", "The archive cannot change",
            "已归档的资料只能查阅；本次尝试已记录。", "Archived records can only be read; this attempt was logged."),
        "err.archive.incomplete": .init(
            "归档资料不完整", "The archive package is incomplete",
            "请补全双方应归档的资料。", "Complete both sides' packages."),
        "err.fee.noValidPrice": .init(
            "没有有效的服务价格", "There is no valid price",
            "请选择本机构价格目录中有效的项目。联系财务部门。", "Choose a valid entry of your price list. Ask finance."),
        "err.fee.priceNotPublished": .init(
            "价格尚未公示", "The price is not published", "请财务部门先公示价格。", "Finance must publish the price first."),
        "err.fee.exceedsConsent": .init(
            "费用超出知情同意的金额", "The fee exceeds the consent",
            "请重新告知并取得同意。", "Explain the new fee and obtain consent again."),
        "err.settlement.splitNotStatutory": .init(
            "分配比例不符合规定", "The split is not the statutory one",
            "会诊费按邀请方与受邀方 2:8 分配。", "A consultation fee is split 2:8."),
        "err.settlement.payeeMustBeInstitution": .init(
            "收款方须为医疗机构", "The payee must be an institution",
            "费用不得支付给会诊医师本人。联系财务部门。", "Never to the physician in person. Ask finance."),
        "err.settlement.noServiceEvidence": .init(
            "缺少服务证据", "There is no evidence of service",
            "没有录制或报告的会诊不得结算。", "Without recording or report nothing is settled."),
    ]
}
