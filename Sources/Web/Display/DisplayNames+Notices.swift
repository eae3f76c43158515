import ConsultationCore

extension DisplayNames {
    /// What a person reads in the list of notices.
    static func notice(_ notice: Effect.Notice) -> String {
        invitation(notice) ?? course(notice) ?? records(notice)
    }

    private static func invitation(_ notice: Effect.Notice) -> String? {
        switch notice {
        case .invitationReceived: "收到会诊邀请，请在时限内答复"
        case .invitationAccepted: "受邀方已接受邀请"
        case .invitationDeclined: "受邀方不接受邀请，请查看理由"
        case .invitationExpired: "邀请超过答复时限"
        case .invitationReminder: "邀请尚未答复，时限将至"
        case .counterProposal: "会诊时间待邀请方确认"
        case .slotConfirmed: "会诊时间已确定"
        case .slotConfirmationOverdue: "会诊时间逾期未确认"
        case .physicianAssigned: "您被指派参加会诊"
        case .physicianReplaced: "会诊医师已更换"
        case .cancelled: "会诊已取消或收回邀请"
        case .consentWithdrawn: "患方撤回知情同意"
        case .needPublished: "平台收到新的会诊需求"
        case .invitationMatched: "平台已匹配受邀机构"
        case .matchingOverdue: "平台超过 12 小时未匹配，请直接指定受邀机构"
        case .teamDissolved: "接受邀请的专业不足两个，多学科会诊未成立"
        case .handOver: "会诊挂起，请改请其他机构"
        default: nil
        }
    }

    private static func course(_ notice: Effect.Notice) -> String? {
        switch notice {
        case .sessionTomorrow: "会诊将在一天后开始"
        case .sessionInAnHour: "会诊将在一小时后开始"
        case .sessionStarting: "会诊时间已到，请进入会诊室"
        case .sessionStarted: "会诊已开始"
        case .sessionInterrupted: "会诊中断"
        case .sessionEnded: "会诊已结束"
        case .attendanceGap: "会诊中有医师缺席"
        case .reportDue: "请签发诊疗意见报告"
        case .reportOverdue: "诊疗意见报告逾期未签发"
        case .reportIssued: "诊疗意见报告已签发"
        case .addendumAdded: "报告有补充意见"
        case .decisionOverdue: "诊疗决定逾期未作出"
        case .decided: "邀请方已作出诊疗决定"
        case .archived: "会诊已归档"
        case .archiveIncomplete: "归档资料不齐"
        case .message: "会诊有新消息"
        case .materialAdded: "会诊有新资料"
        case .materialRejected: "资料被退回，请重新提供"
        default: nil
        }
    }

    private static func records(_ notice: Effect.Notice) -> String {
        switch notice {
        case .undiagnosedWarning: "住院患者将满三日未确诊"
        case .uploadReminder: "24 小时上传时限将至"
        case .uploadOverdue: "24 小时上传已超时"
        case .uploadFulfilled: "24 小时上传已完成"
        case .agreementToSign: "有协议待签署"
        case .agreementSigned: "协议有新签署"
        case .agreementRejected: "协议被退回"
        case .agreementInForce: "协议已生效"
        case .agreementAmended: "协议有修订"
        case .agreementSuspended: "协议已中止"
        case .agreementEnded: "协议已终止"
        case .agreementExpiring: "协议即将到期"
        case .agreementSignatureOverdue: "协议逾期未签署"
        case .institutionSuspended: "机构停止服务"
        case .institutionResumed: "机构恢复服务"
        case .suspensionProposed: "建议停止服务，请确认"
        case .suspensionReported: "停止服务已报告"
        case .suspensionReportOverdue: "停止服务逾期未报告"
        case .licenceExpiring: "执业许可证即将到期"
        case .trainingMissing: "参加会诊的人员有必修培训未完成"
        case .inspectionOverdue: "质控巡视逾期未进行"
        case .inspectionActionOverdue: "巡视问题整改逾期"
        case .maintenanceComing: "有设备即将到检测维护期，请安排"
        case .maintenanceOverdue: "有设备检测维护逾期"
        case .assetDefective: "有设备检测维护不合格，请处理"
        case .equipmentOverdueAtSession: "已安排会诊，会诊室有设备检测维护逾期或不合格"
        case .referralReceived: "收到转诊申请，请答复"
        case .referralAccepted: "转诊已被接收"
        case .referralDeclined: "转诊未被接收，请查看理由"
        case .referralWithdrawn: "转诊已撤回"
        case .referralArrived: "转诊患者已到达"
        case .referralOverdue: "转诊逾期未答复"
        case .verificationDue: "互联网医院许可即将到校验期"
        case .reapplicationNeeded: "互联网医院须重新申请设置"
        case .feedNotReconciled: "监管平台逾期未核对数据"
        default: notice.rawValue
        }
    }
}
