import ConsultationCore

/// What a breach is called and what is to be done about it, in both languages. It was recorded and stopped nothing:
/// the advice is for whoever looks after it.
package enum ViolationTexts {
    package static var codes: [String] { texts.keys.sorted() }

    static func text(_ code: String) -> ProblemText {
        texts[code]
            ?? ProblemText(
                "违规记录", "Breach on record", "请核对本例会诊的经过，说明原因和改进措施。",
                "Look into the case, and say the cause and what will be improved.")
    }

    private static let texts: [String: ProblemText] = [
        "vio.report.late": .init(
            "报告超时签发", "Report issued late",
            "请联系受邀方会诊医师尽快签发报告，并说明延误原因。",
            "Have the consulting physician issue the report soon and explain the delay."),
        "vio.agreement.lapsedDuringCase": .init(
            "会诊期间协议失效", "Agreement lapsed during the case",
            "请尽快续签合作协议；续签前不再发起新的会诊。",
            "Renew the agreement; ask for no new consultation until then."),
        "vio.attendance.gap": .init(
            "医师离席", "A physician was absent",
            "请核对出入记录，由离席一方说明原因；必要时补充会诊。",
            "Check the attendance; the absent side explains, and the consultation is repeated if needed."),
        "vio.recording.gap": .init(
            "录制中断", "Gap in the recording",
            "请检查录制存储和媒体服务，在会诊记录中补记中断期间的内容。",
            "Check storage and relay, and write down what was said in the gap."),
        "vio.upload.deadlineMissed": .init(
            "24 小时上传超时", "24-hour upload missed",
            "超时后仍须上传；请尽快补传并说明原因。", "The upload is still due: deliver it and explain."),
        "vio.refund.overdue": .init(
            "退费超过十个工作日", "Refund later than ten working days",
            "请财务人员尽快办结退费，并说明延误原因。", "Have finance complete the refund soon and explain the delay."),
        "vio.rota.unattended": .init(
            "值班无人在岗", "Nobody was on duty",
            "请立即联系值班人员或安排替班，并说明无人在岗的原因。",
            "Call the person on duty or a substitute at once, and say why nobody was there."),
        "vio.complaint.answerLate": .init(
            "投诉未按时答复", "Complaint answered late",
            "请尽快答复投诉人，并说明延误原因。", "Answer the complainant soon and explain the delay."),
        "vio.rectification.overdue": .init(
            "整改逾期", "Rectification overdue",
            "请尽快完成整改，上传结果并向发证机关报告。", "Correct it soon, upload the result and report it."),
        "vio.breach.reportLate": .init(
            "信息泄露未按时报告", "Data breach reported late",
            "请立即向主管部门报告，并说明延误原因和已采取的措施。",
            "Report to the authority at once, with the reason of the delay and the measures taken."),
        "vio.media.qualityLow": .init(
            "音视频质量不足", "Sound or picture below the limits",
            "请检查该侧站点的带宽和线路；影响诊疗判断的，重新会诊或补充资料。",
            "Check that side's bandwidth and lines; repeat the consultation if the judgement may have suffered."
        ),
        "vio.patient.impersonationSuspected": .init(
            "疑似冒名就诊", "Somebody else may have sat there",
            "请核对患者身份和问诊录像，必要时报告；重新接诊前须再次实名核验。",
            "Check identity and recording, and report if needed; verify the patient again before the next visit."
        ),
        "vio.pharmacy.unattended": .init(
            "营业时间无药师在岗", "No pharmacist during business hours",
            "请立即安排审方药师登录；待审处方已排队，登录后按顺序审核。",
            "Have a reviewing pharmacist sign in now; prescriptions wait in a queue until then."),
        "vio.asset.maintenanceOverdue": .init(
            "设备检测维护逾期", "A test or maintenance is overdue",
            "请责任人尽快完成检测或维护并在“设备台账”登记结果；不能及时完成的，先停用该设备。",
            "Have it tested or maintained and record the result in the equipment register, or take it out of service."
        ),
        "vio.backup.drillOverdue": .init(
            "恢复演练逾期", "Recovery drill overdue",
            "请运行 huizhen backup 和 huizhen drill，完成一次恢复演练并核对结果。",
            "Run huizhen backup and huizhen drill, and look at the result."),
        "vio.supervision.mismatch": .init(
            "与监管平台数据不一致", "Counts differ from the supervision platform's",
            "请平台运营人员与监管平台核对当日数据，请对方从缺口处重新拉取，并说明原因。",
            "Compare the day with the platform, have it read again from the gap, and say the cause."),
        "vio.internetHospital.reapplicationOverdue": .init(
            "逾期未重新申请设置互联网医院", "The new application of the internet hospital is overdue",
            "请立即向发证机关重新申请；取得许可并登记前，不再开展新的互联网诊疗。",
            "Apply to the licensing authority at once; no new visits online until the licence is recorded."),
        "vio.practitioner.unauthorisedService": .init(
            "未经授权的服务", "Service without authorisation",
            "请核实该医师是否经所在医疗机构许可；未经许可的，记入考核档案。",
            "Find out whether the institution had permitted it; if not, it goes into the physician's file."),
        "vio.audit.chainBroken": .init(
            "操作日志链断裂", "The journal's chain is broken",
            "请立即停止对数据库的人工操作，由系统管理员用 huizhen journal verify 核查，并按备份恢复；同时报告本机构负责人。",
            "Stop all manual work on the database, have the administrator run huizhen journal verify and restore, "
                + "and tell the head of your institution."),
        "vio.network.redundancyLost": .init(
            "仅剩一条网络线路", "Only one network link left",
            "请联系网络供应商恢复线路；至少保持两家供应商的网络。",
            "Have the provider restore the line; two providers are required."),
    ]
}
