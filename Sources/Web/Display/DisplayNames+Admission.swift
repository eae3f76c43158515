import ConsultationCore

extension DisplayNames {
    static func admission(_ kind: QualityRecordKind) -> String {
        switch kind {
        case .supervisionConnector: "监管平台对接"
        case .internetHospital: "互联网医院"
        case .staffAdmission: "人员准入"
        case .supportAgreement: "第三方合作协议"
        case .publicContent: "公众信息"
        case .expertStudio: "专家工作室"
        default: kind.rawValue
        }
    }

    static func admissionState(_ kind: QualityRecordKind, _ state: String) -> String? {
        switch kind {
        case .supervisionConnector: SupervisionConnector.State(rawValue: state).map(connector)
        case .internetHospital: InternetHospital.State(rawValue: state).map(internetHospital)
        case .staffAdmission: StaffAdmission.State(rawValue: state).map(staff)
        case .supportAgreement: SupportAgreement.State(rawValue: state).map(supportAgreement)
        case .publicContent: PublicContent.State(rawValue: state).map(content)
        case .expertStudio: state == ExpertStudio.State.open.rawValue ? "开放" : "已撤销"
        default: nil
        }
    }

    static func connector(_ state: SupervisionConnector.State) -> String {
        switch state {
        case .notConnected: "未对接"
        case .testing: "联调中"
        case .connected: "已对接"
        }
    }

    static func internetHospital(_ state: InternetHospital.State) -> String {
        switch state {
        case .preparing: "筹备中"
        case .active: "已启用"
        case .reapplying: "须重新申请设置"
        case .closed: "已停办"
        }
    }

    static func hospitalKind(_ kind: InternetHospital.Kind) -> String {
        switch kind {
        case .secondName: "作为第二名称"
        case .joint: "与第三方合作设置"
        case .standalone: "依托实体医疗机构独立设置"
        }
    }

    static func nameWarning(_ warning: InternetHospitalName.Warning) -> String {
        switch warning {
        case .ending: "名称应以“互联网医院”结尾"
        case .institutionMissing: "名称应以本机构名称开头"
        case .founderMissing: "名称中缺少合作方（申请设置方）识别名称"
        case .placeMissing: "广西：独立设置的，名称应以地名开头"
        }
    }

    static func staff(_ state: StaffAdmission.State) -> String {
        switch state {
        case .candidate: "待准入"
        case .admitted: "已准入"
        case .suspended: "暂停执业"
        case .exited: "已退出"
        }
    }

    static func supportAgreement(_ state: SupportAgreement.State) -> String {
        switch state {
        case .draft: "草拟中"
        case .inForce: "有效"
        case .ended: "已终止"
        }
    }

    static func content(_ state: PublicContent.State) -> String {
        switch state {
        case .draft: "草稿"
        case .inReview: "待审核"
        case .published: "已发布"
        case .withdrawn: "已撤下"
        }
    }

    static func feedClass(_ feedClass: FeedClass) -> String {
        switch feedClass {
        case .institutions: "机构资质"
        case .departments: "诊疗科目"
        case .practitioners: "人员资质"
        case .diseases: "诊断病种"
        case .encounters: "诊疗活动"
        case .records: "病历"
        case .dialogues: "问诊对话"
        case .recordings: "录音录像索引"
        case .prescriptions: "电子处方"
        case .reviews: "处方审核"
        case .routings: "处方流转"
        case .evaluations: "处方点评"
        case .drugUse: "用药情况"
        case .satisfaction: "满意度"
        case .complaints: "投诉"
        case .adverseEvents: "不良事件"
        }
    }
}
