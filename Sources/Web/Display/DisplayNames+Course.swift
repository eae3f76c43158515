import ConsultationCore

extension DisplayNames {
    static func side(_ side: PartySide) -> String { side == .inviting ? "邀请方" : "受邀方" }

    static func signer(_ kind: ConsentSigner.Kind) -> String {
        switch kind {
        case .patient: "患者本人"
        case .guardian: "监护人"
        case .closeRelative: "近亲属"
        case .other: "其他人"
        }
    }

    static func decline(_ code: DeclineReason.Code) -> String {
        switch code {
        case .noSpecialist: "无相应专业医师"
        case .outOfScope: "超出诊疗科目"
        case .scheduleConflict: "时间冲突"
        case .materialInsufficient: "资料不足"
        case .other: "其他"
        }
    }

    static func outcome(_ outcome: TreatmentDecision.Outcome) -> String {
        switch outcome {
        case .adopted: "采纳"
        case .partlyAdopted: "部分采纳"
        case .notAdopted: "未采纳"
        }
    }

    static func archivePart(_ part: ArchivePart) -> String {
        switch part {
        case .invitation: "邀请"
        case .consent: "知情同意书"
        case .sessionLog: "出入记录"
        case .note: "会诊记录"
        case .report: "诊疗意见报告"
        case .decision: "诊疗决定"
        case .recording: "录制"
        case .invitingPackage: "邀请方归档包"
        case .invitedPackage: "受邀方归档包"
        case .manifest: "与病例一致的归档清单"
        }
    }

    static func deadline(_ kind: Deadline.Kind) -> String {
        switch kind {
        case .responseDue: "答复邀请"
        case .responseReminderHalf, .responseReminderLate: "答复提醒"
        case .matchingDue: "平台匹配"
        case .slotConfirmationDue: "确认时间"
        case .sessionStart: "会诊开始"
        case .sessionReminderDay, .sessionReminderHour: "会诊前提醒"
        case .interruptedRoom: "会诊中断"
        case .invitingAttendanceGap: "邀请方医师缺席"
        case .invitedAttendanceGap: "受邀方医师缺席"
        case .reportDue: "签发报告"
        case .decisionDue: "作出诊疗决定"
        case .autoArchive: "自动归档"
        case .undiagnosedWarning: "入院将满三日未确诊"
        case .undiagnosedThreshold: "入院超三日未确诊"
        case .uploadDue: "24 小时上传"
        case .uploadReminder12h, .uploadReminder20h, .uploadReminder23h: "上传提醒"
        case .agreementSignatureDue: "签署协议"
        case .agreementStart: "协议生效"
        case .agreementExpiryWarning, .agreementExpiryReminder: "协议即将到期"
        case .agreementExpiry: "协议到期"
        case .suspensionGrace: "机构停止服务，会诊须结束"
        case .suspensionReportDue: "向发证机关报告停止服务"
        case .licenceExpiryWarning, .licenceExpiryReminder: "执业许可证即将到期"
        case .licenceExpiry: "执业许可证到期"
        case .refundDue: "十个工作日内退费"
        case .diagnosisTakeUpDue: "接诊诊断申请"
        case .diagnosisReportDue: "出具诊断报告"
        case .diagnosisDataDue: "补充检查资料"
        case .diagnosisReviewDue: "查阅诊断报告"
        case .dutyWatch: "值班在岗"
        case .dutyRotaEnding: "值班表即将到期"
        case .dutyRotaEnd: "值班表到期"
        case .identityCheckWarning, .identityCheckReminder: "人员核验即将到期"
        case .identityCheckLapse: "人员核验到期"
        case .recordRetentionEnd: "病历保存期满"
        case .mediaRetentionEnd: "音视频保存期满"
        case .complaintAnswerDue: "首次答复投诉"
        case .breachReportDue: "报告信息泄露"
        case .rectificationDue: "按期整改"
        case .inspectionDue: "质控巡视"
        case .inspectionActionDue: "巡视问题整改"
        case .maintenanceDue: "设备检测维护"
        case .maintenanceReminder: "设备检测维护即将到期"
        case .drillDue: "恢复演练"
        case .referralAnswerDue: "答复转诊"
        case .feedReconciliationDue: "与监管平台核对数据"
        case .partnerAgreementEnd: "合作协议到期"
        case .verificationReminder: "互联网医院校验"
        case .reapplicationDue: "重新申请设置互联网医院"
        case .supportAgreementEnd: "第三方协议到期"
        case .familyDoctorContractEnd: "家庭医生签约到期"
        }
    }

    static func violation(_ violation: Violation) -> String {
        switch violation {
        case .reportLate: "报告超时签发"
        case .agreementLapsedDuringCase: "会诊期间协议失效"
        case .attendanceGap(let gapSide, _): "\(side(gapSide))医师缺席"
        case .recordingGap: "录制中断"
        case .uploadDeadlineMissed: "24 小时上传超时"
        case .unauthorisedService: "未经授权的服务"
        case .redundancyLost(let lostSide): "\(side(lostSide))仅剩一条网络线路"
        case .refundOverdue: "退费超过十个工作日"
        case .auditChainBroken: "操作日志链断裂"
        case .rotaUnattended: "值班无人在岗"
        case .complaintAnswerLate: "投诉未按时答复"
        case .breachReportLate: "信息泄露未按时报告"
        case .rectificationOverdue: "整改逾期"
        case .drillOverdue: "恢复演练逾期"
        case .visit(.impersonationSuspected): "疑似冒名就诊"
        case .visit(.pharmacyUnattended): "营业时间无药师在岗"
        case .mediaQualityLow(let lowSide, _, _, _): "\(side(lowSide))音视频质量不足"
        case .supervisionMismatch(let day, let found):
            "\(day) \(feedClass(found.feedClass))：本平台 \(found.ours) 条，监管平台 \(found.theirs) 条"
        case .reapplicationOverdue: "逾期未重新申请设置互联网医院"
        case .maintenanceOverdue: "设备检测维护逾期"
        }
    }
}
