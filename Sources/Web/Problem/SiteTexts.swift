/// Words for refusals about an institution's beginning, its sites and the places of its data.
enum SiteTexts {
    static let all: [String: ProblemText] = [
        "err.institution.notActivated": .init(
            "机构尚未启用", "The institution does not serve yet",
            "机构通过启用检查并由平台运营人员启用后，方可发起或接受会诊。请在“机构档案”查看尚缺事项。",
            "It may ask or be asked once the operator has let it in. The profile page lists what is missing."),
        "err.institution.profileIncomplete": .init(
            "机构档案不完整", "The institution's profile is incomplete",
            "请机构管理员在“机构档案”补全后再申请启用。", "Have the administrator complete the profile first."),
        "err.institution.platformNotConnected": .init(
            "尚未与省远程医疗会诊管理平台连通", "The provincial platform is not connected",
            "请先通过连通性测试。联系平台运营人员。", "Pass the connectivity test first. Ask the operator."),
        "err.network.accessKindNotPermitted": .init(
            "接入方式不符合规定", "This way of access is not permitted",
            "请改用数据专线或 VPN 接入省平台。联系本机构网络技术人员。",
            "Reach the provincial platform over a dedicated line or VPN. Ask your network technician."),
        "err.network.providerCountTooLow": .init(
            "网络供应商数量不足", "Too few network providers",
            "同一供应商的多条线路只算一家。请为该站点接入另一家供应商的线路。",
            "Two lines of one provider count as one. Add a line of another provider."),
        "err.network.bandwidthTooLow": .init(
            "业务网络带宽不足", "The business bandwidth is too low",
            "上行、下行均须达到规定带宽。请扩容后重新测试。", "Both directions must reach it. Upgrade the line and test again."),
        "err.security.mlpsEvidenceMissing": .init(
            "缺少有效的网络安全等级保护证明", "Evidence of graded protection is missing",
            "请在“机构档案”登记等级保护的级别、编号和有效期。联系平台运营人员。",
            "Record level, number and validity of the certificate. Ask the operator."),
        "err.institution.licensingOfficeUnknown": .init(
            "登记机关未确定", "The licensing authority is not known",
            "谁审批谁监管：请机构管理员在“机构档案”的执业许可证中，从列表选择本省、且管辖本机构所在地的卫生健康行政部门。"
                + "未选定前，暂按机构所在地确定监管部门。列表中没有的，请联系平台运营人员登记。",
            "Whoever approves supervises. Choose it on the profile page, from the health authorities of the "
                + "province whose place includes yours. Until then the place decides. "
                + "Ask the operator to register one that is missing."),
        "err.incident.closed": .init(
            "事件已关闭", "The incident is closed",
            "请刷新页面；需要补充的，另行登记事件。", "Reload the page; report another incident if something is to be added."),
        "err.storage.regionNotPermitted": .init(
            "数据不得存放在该地区", "Data may not be kept there",
            "请把存储和备份设在允许的地区，并修改 storage.region 等配置。联系系统管理员。",
            "Keep data and backups in a permitted region and set it in the configuration."),
    ]
}
