import ConsultationCore

extension DisplayNames {
    static func dataClass(_ dataClass: DataClass) -> String {
        switch dataClass {
        case .subjectInformation: "服务对象信息"
        case .medicalRecord: "病历资料"
        case .consultationMaterial: "会诊资料"
        case .recording: "会诊音视频记录"
        case .finance: "财务管理"
        case .statistics: "服务统计分析"
        }
    }

    static func dataObject(_ kind: DataObject.Kind) -> String {
        switch kind {
        case .patient: "患者信息"
        case .request: "会诊邀请"
        case .consent: "知情同意书"
        case .material: "会诊资料"
        case .note: "会诊记录"
        case .report: "诊疗意见报告"
        case .decision: "诊疗决定"
        case .session: "出入记录"
        case .messages: "文字交流"
        case .recording: "音视频记录"
        case .charge: "收费记录"
        case .archivePackage: "归档包"
        }
    }
}
