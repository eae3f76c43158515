import ConsultationCore

extension DisplayNames {
    static func quality(_ kind: QualityRecordKind) -> String {
        switch kind {
        case .adverseEvent: "不良事件"
        case .complaint: "投诉"
        case .dataBreach: "信息泄露事件"
        case .medicalDispute: "医疗争议"
        case .recordSample: "病历抽查"
        case .caseRating: "满意度评价"
        case .supervisionFinding: "监管反馈"
        case .inspection: "质控巡视"
        case .trainingEvent: "培训"
        case .asset: "设备台账"
        default: admission(kind)
        }
    }

    static func qualityState(_ kind: QualityRecordKind, _ state: String) -> String {
        if state == QualityGate.start { return kind == .caseRating ? "会诊报告尚未签发" : "尚未登记" }
        let name: String? =
            switch kind {
            case .adverseEvent: AdverseEvent.State(rawValue: state).map(adverseEvent)
            case .complaint: Complaint.State(rawValue: state).map(complaint)
            case .dataBreach: DataBreach.State(rawValue: state).map(breach)
            case .medicalDispute: MedicalDispute.State(rawValue: state).map(dispute)
            case .recordSample: RecordSample.State(rawValue: state).map(sample)
            case .caseRating: CaseRating.State(rawValue: state).map(rating)
            case .supervisionFinding: SupervisionFinding.State(rawValue: state).map(finding)
            case .inspection: Inspection.State(rawValue: state).map(inspection)
            case .trainingEvent: TrainingEvent.State(rawValue: state).map(training)
            case .asset: Asset.State(rawValue: state).map(asset)
            default: admissionState(kind, state)
            }
        return name ?? state
    }

    static func adverseEvent(_ state: AdverseEvent.State) -> String {
        switch state {
        case .reported: "已上报，待评估"
        case .assessed: "已评估，待报告主管部门"
        case .reportedToAuthority: "已报告主管部门"
        case .closed: "已结案"
        }
    }

    static func category(_ category: AdverseEvent.Category) -> String {
        switch category {
        case .diagnosisAndTreatment: "诊疗相关"
        case .adverseDrugReaction: "药品不良反应"
        case .medicalDevice: "医疗器械"
        case .patientIdentification: "患者识别错误"
        case .communicationFailure: "音视频、网络故障"
        case .dataProtection: "信息安全"
        case .other: "其他"
        }
    }

    static func grade(_ grade: AdverseEvent.Grade) -> String {
        switch grade {
        case .sentinel: "Ⅰ级 警讯事件"
        case .harm: "Ⅱ级 造成后果"
        case .noHarm: "Ⅲ级 未造成后果"
        case .nearMiss: "Ⅳ级 隐患"
        }
    }

    static func target(_ target: AdverseEvent.Target) -> String {
        switch target {
        case .healthAuthority: "卫生健康行政部门"
        case .drugReactionMonitoring: "药品不良反应监测机构"
        case .deviceEventMonitoring: "医疗器械不良事件监测机构"
        }
    }

    static func complaint(_ state: Complaint.State) -> String {
        switch state {
        case .received: "已收到，待受理"
        case .inHandling: "正在处理"
        case .answered: "已答复"
        case .closed: "已办结"
        }
    }

    static func subject(_ subject: Complaint.Subject) -> String {
        switch subject {
        case .medicalQuality: "医疗质量"
        case .serviceAttitude: "服务态度"
        case .fee: "收费"
        case .privacy: "个人信息"
        case .platform: "平台使用"
        case .other: "其他"
        }
    }

    static func breach(_ state: DataBreach.State) -> String {
        switch state {
        case .detected: "已发现，待处置、待报告"
        case .contained: "已采取措施，待报告"
        case .reported: "已报告，待采取措施"
        case .containedAndReported: "已采取措施并报告"
        case .closed: "已结案"
        }
    }

    static func addressee(_ addressee: DataBreach.Addressee) -> String {
        switch addressee {
        case .healthAuthority: "主管的卫生健康行政部门"
        case .licensingAuthority: "核发执业许可证的部门"
        }
    }

    static func item(_ item: DataBreach.Item) -> String {
        switch item {
        case .identity: "身份信息"
        case .contact: "联系方式"
        case .clinicalRecord: "病历资料"
        case .recording: "录音录像"
        case .account: "账号、密码"
        case .other: "其他"
        }
    }

    static func dispute(_ state: MedicalDispute.State) -> String {
        switch state {
        case .opened: "已登记"
        case .inProceedings: "处理中"
        case .closed: "已了结"
        }
    }

    static func route(_ route: MedicalDispute.Route) -> String {
        switch route {
        case .negotiation: "双方协商"
        case .mediation: "人民调解"
        case .authority: "行政处理"
        case .litigation: "诉讼"
        }
    }

    /// The office by its rule, where the master data has no name for it.
    static func authority(_ authority: CompetentAuthority) -> String {
        guard authority.name.isEmpty else { return authority.name }
        return switch authority.rule {
        case .healthAuthorityOfInviting: "邀请方所在地卫生健康行政部门"
        case .partiesByLawAndAgreement: "双方依法、依协议约定的处理机构"
        case .licensingAuthority: "核发执业许可证的部门"
        case .disputeLaws: "医疗纠纷处理机构"
        }
    }

    static func sample(_ state: RecordSample.State) -> String {
        switch state {
        case .drawn: "已抽取，评分中"
        case .scored: "已评分，待反馈"
        case .feedbackSent: "已反馈，待确认"
        case .acknowledged: "已确认"
        }
    }

    static func sheet(_ item: ScoreSheet.Item) -> String {
        switch item {
        case .invitation: "邀请内容"
        case .consent: "知情同意"
        case .material: "病历资料"
        case .attendance: "医师出席"
        case .note: "会诊记录"
        case .report: "诊疗意见报告"
        case .decision: "诊疗决定"
        case .retention: "归档保存"
        }
    }

    static func grade(_ grade: ScoreSheet.Grade) -> String {
        switch grade {
        case .first: "甲级"
        case .second: "乙级"
        case .third: "丙级"
        }
    }

    static func rating(_ state: CaseRating.State) -> String {
        switch state {
        case .asked: "待评价"
        case .patientRated: "患者已评价"
        case .physicianRated: "邀请方医师已评价"
        case .bothRated: "已评价"
        }
    }

    static func finding(_ state: SupervisionFinding.State) -> String {
        switch state {
        case .received: "已收到，待整改"
        case .inRectification: "整改中"
        case .uploaded: "已上传整改结果"
        case .reportedToLicensingAuthority: "已报告发证机关"
        case .closed: "已办结"
        }
    }

    static func evaluation(_ grade: Evaluation.Grade) -> String {
        switch grade {
        case .excellent: "优秀"
        case .qualified: "合格"
        case .unqualified: "不合格"
        }
    }

    static func completeness(_ item: RecordCompleteness.Item) -> String {
        switch item {
        case .invitationReason: "邀请原因"
        case .invitationPurpose: "邀请目的"
        case .caseSummary: "病情摘要"
        case .requestedSpecialty: "邀请专业"
        case .consentSigned: "知情同意书（已签署）"
        case .materialConditionSummary: "病情介绍"
        case .materialMedicalRecord: "病历资料"
        case .materialLaboratory: "检验报告"
        case .attendanceInviting: "邀请方医师出席记录"
        case .attendanceInvited: "受邀方医师出席记录"
        case .sessionNote: "会诊记录"
        case .recordingSealed: "录音录像（已封存）"
        case .reportSigned: "诊疗意见报告（已签署）"
        case .decision: "诊疗决定"
        case .archived: "归档"
        }
    }

    static func counter(_ counter: ServiceCounter) -> String {
        switch counter {
        case .sent: "发出邀请"
        case .accepted: "接受"
        case .declined: "不接受"
        case .expired: "逾期未答复"
        case .completed: "完成"
        case .reportedOnTime: "按时出报告"
        case .reportedLate: "超时出报告"
        case .uploadOnTime: "按时上传"
        case .uploadLate: "超时上传"
        case .ratings: "评价次数"
        case .ratingPoints: "评价总分"
        }
    }
}
