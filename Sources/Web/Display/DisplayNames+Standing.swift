import ConsultationCore

extension DisplayNames {
    static func standing(_ state: InstitutionStanding.State) -> String {
        switch state {
        case .registered: "已登记，待启用"
        case .active: "正常服务"
        case .suspended: "已停止服务，待报告"
        case .suspendedReported: "已停止服务，已报告"
        case .exited: "已退出"
        }
    }

    static func suspension(_ cause: SuspensionCause) -> String {
        switch cause {
        case .staffChanged: "主要专业技术人员变化"
        case .equipmentChanged: "关键设备变化"
        case .facilityChanged: "设施变化"
        case .otherConditionChanged: "其他条件变化"
        case .safetyHazard: "存在质量安全隐患"
        case .seriousConsequence: "发生严重不良后果"
        }
    }

    static func obstacle(_ obstacle: ResumeObstacle) -> String {
        switch obstacle {
        case .reportNotFiled: "尚未向发证机关报告"
        case .reviewerIsRequester: "须由停止服务和报告以外的人员复核"
        case .orderedByAuthority: "由监管部门责令停止的，须由其解除"
        }
    }
}
