import ConsultationCore
import Orchestration

extension TimelinePayload {
    init(_ entry: TimelineEntry) {
        self.init(
            seq: entry.seq, at: Instant(entry.at),
            actor: .init(name: entry.actorName, institution: entry.institutionName), kind: entry.event.kind,
            text: TimelineText.text(entry.event.change), hash: entry.hash)
    }
}

/// One journal entry in words. Clinical content stays out: the timeline says that, not what.
enum TimelineText {
    static func text(_ change: ConsultationChange) -> String {
        preparation(change) ?? session(change) ?? result(change)
    }

    private static func preparation(_ change: ConsultationChange) -> String? {
        switch change {
        case .created(let opening, _): opening.priority == .urgent ? "发起会诊（急会诊）" : "发起会诊"
        case .draftUpdated: "修改邀请内容"
        case .diagnosisRecorded(let signedAt): "登记明确诊断（\(DisplayNames.minute(signedAt))）"
        case .materialAttached(let item): "上传资料（\(DisplayNames.group(item.group))）"
        case .materialRemoved: "删除资料"
        case .materialRejected: "受邀方退回资料（质量不合格），邀请方须重新提供"
        case .consentPresented(let consent): "向患者告知服务与费用（\(DisplayNames.yuan(consent.fee)) 元）"
        case .consentSigned(let signer, _): "\(DisplayNames.signer(signer.kind))签署知情同意书"
        case .consentRefused: "患方拒绝同意"
        case .consentWithdrawn: "患方撤回同意"
        case .consentUseStopped: "患方要求停止后续使用，已有记录保留"
        case .consentSuperseded: "原知情同意失效，需重新告知"
        case .openedToPatient: "医师解除对患者的保密，患者可查看"
        case .submitted: "发出邀请"
        case .teamInvited(let invitations, _, _): "向 \(invitations.count) 家机构发出多学科会诊邀请"
        case .teamAccepted(_, let assigned, let slot):
            "接受邀请，指派 \(assigned.count) 名医师，时间 \(DisplayNames.minute(slot.start))"
        case .teamDeclined(_, let reason): "不接受邀请：\(DisplayNames.decline(reason.code))"
        case .teamExpired: "一家机构超过答复时限"
        case .teamSettled: "多学科会诊成员确定"
        case .teamDissolved: "接受邀请的专业不足两个，多学科会诊未成立"
        case .needPublished: "在平台发布会诊需求"
        case .institutionMatched: "平台匹配到受邀机构"
        case .invitationAccepted(let assigned, let slot):
            "接受邀请，指派 \(assigned.count) 名医师，时间 \(DisplayNames.minute(slot.start))"
        case .invitationDeclined(let reason): "不接受邀请：\(DisplayNames.decline(reason.code))"
        case .invitationExpired: "邀请超过答复时限"
        case .slotConfirmed(let slot): "确定会诊时间 \(DisplayNames.minute(slot.start))"
        case .physicianReplaced: "更换会诊医师"
        case .cancelled(let cause, _):
            cause == .consentWithdrawn ? "因撤回同意取消会诊" : "邀请方取消会诊"
        case .handedOver: "受邀机构停止服务，收回邀请改请其他机构"
        case .heldUp(_, let cause, _): "机构停止服务（\(DisplayNames.suspension(cause))），会诊挂起"
        case .holdLifted: "机构恢复服务，会诊继续"
        default: nil
        }
    }

    private static func session(_ change: ConsultationChange) -> String? {
        switch change {
        case .roomEntryGranted(_, let side): "\(DisplayNames.side(side))医师获准进入会诊室"
        case .participantJoined(let presence): "\(DisplayNames.side(presence.side))医师进入会诊室"
        case .participantLeft: "医师离开会诊室"
        case .sessionStarted: "会诊开始"
        case .absenceAccepted(let absent): "邀请方医师确认不等 \(absent.count) 家未到机构"
        case .patientCame: "患者到场"
        case .patientLeft: "患者离开"
        case .sessionInterrupted(let side): "会诊中断（\(DisplayNames.side(side))无音视频）"
        case .sessionResumed: "会诊恢复"
        case .recordingSegmentOpened(_, let segment): "录制开始（第 \(segment) 段）"
        case .recordingSegmentSealed(let segment, _, let streams): "录制封存（第 \(segment) 段，\(streams) 路）"
        case .attendanceGapFound(let side, _): "\(DisplayNames.side(side))医师缺席"
        case .noteWritten: "填写会诊记录"
        case .messagePosted: "发送消息"
        case .sessionEnded(let reason): reason == .interruptedTooLong ? "会诊结束（中断超时）" : "会诊结束"
        case .sessionTerminated: "会诊终止"
        default: nil
        }
    }

    private static func result(_ change: ConsultationChange) -> String {
        switch change {
        case .reportDraftSaved: "保存报告草稿"
        case .reportSigned: "会诊医师签名"
        case .opinionDraftSaved: "保存本机构意见草稿"
        case .opinionSigned: "会诊医师签署本机构意见"
        case .opinionGiven: "本机构意见签署完成"
        case .summarySaved: "编写联合意见"
        case .feeShared(let shares): "费用在 \(shares.count) 家受邀机构间分配"
        case .reportIssued: "签发诊疗意见报告"
        case .chargeBecameBillable(let split):
            "费用可结算：邀请方 \(DisplayNames.yuan(split.inviting)) 元，受邀方 \(DisplayNames.yuan(split.invited)) 元"
        case .addendumAdded: "补充意见"
        case .treatmentDecided(let decision): "邀请方医师作出诊疗决定：\(DisplayNames.outcome(decision.outcome))"
        case .archived(let record): "归档，保存至 \(record.recordRetainedTo)"
        case .recordSealed: "病历封存"
        case .recordUnsealed: "病历启封"
        case .deadlinePassed(let kind, _): "超过时限：\(DisplayNames.deadline(kind))"
        case .violationRaised(let violation): "质控提示：\(DisplayNames.violation(violation))"
        default: change.kind
        }
    }
}
