import ConsultationCore

extension DisplayNames {
    /// A verb phrase that reads on after 不能.
    static func action(_ action: ConsultationAction) -> String {
        switch action {
        case .create: "发起会诊"
        case .updateDraft: "修改邀请内容"
        case .recordDiagnosis: "登记明确诊断"
        case .attachMaterial: "上传资料"
        case .removeMaterial: "删除资料"
        case .presentConsent: "告知患者"
        case .signConsent: "签署知情同意书"
        case .refuseConsent: "登记拒绝同意"
        case .withdrawConsent: "撤回知情同意"
        case .submit: "提交邀请"
        case .match: "匹配受邀机构"
        case .volunteer: "应答会诊需求"
        case .accept: "接受邀请"
        case .decline: "谢绝邀请"
        case .expireInvitation: "作逾期处理"
        case .confirmSlot: "确认时间"
        case .replacePhysician: "更换医师"
        case .cancel: "取消会诊"
        case .handOver: "改请其他机构"
        case .hold: "登记机构停止服务"
        case .liftHold: "登记机构恢复服务"
        case .enterRoom: "进入会诊室"
        case .participantJoined, .participantLeft: "登记出入"
        case .startSession: "开始会诊"
        case .mediaLost: "登记中断"
        case .resume: "恢复会诊"
        case .recordingSegmentOpened, .recordingSegmentSealed: "登记录制"
        case .writeNote: "填写会诊记录"
        case .postMessage: "发送消息"
        case .endSession: "结束会诊"
        case .terminate: "终止会诊"
        case .saveReportDraft: "编辑报告"
        case .signReport: "签署报告"
        case .issueReport: "签发报告"
        case .addAddendum: "补充意见"
        case .decide: "作出诊疗决定"
        case .archive: "归档"
        case .deadlinePassed: "作时限处理"
        }
    }
}
