import ConsultationCore

extension DisplayNames {
    static func topic(_ topic: TrainingTopic) -> String {
        switch topic {
        case .laws: "法律法规"
        case .policies: "相关政策"
        case .duties: "岗位职责"
        case .workflow: "服务流程"
        case .platformUse: "平台使用"
        case .crisisHandling: "危机处理"
        case .emergencyHandling: "应急处理"
        case .clinicalKnowledge: "专业知识"
        }
    }

    static func training(_ standing: TrainingLine.Standing) -> String {
        switch standing {
        case .done: "已完成"
        case .due: "待完成"
        case .overdue: "逾期未完成"
        case .lapsed: "已过有效期，须再次培训"
        }
    }

    static func training(_ state: TrainingEvent.State) -> String {
        switch state {
        case .announced: "已安排"
        case .confirmed: "已确认学时"
        case .cancelled: "已取消"
        }
    }

    static func form(_ form: TrainingEvent.Form) -> String {
        switch form {
        case .lecture: "讲座（签到）"
        case .session: "会诊、病例讨论（会诊记录计时）"
        case .external: "外出培训（登记）"
        }
    }

    static func noCredit(_ ground: TrainingAttendance.NoCredit) -> String {
        switch ground {
        case .noRuleHere: "本地没有授予学分的规定"
        case .noProject: "不是继续医学教育项目"
        case .tooShort: "参加时间不足"
        }
    }

    static func inspection(_ state: Inspection.State) -> String {
        switch state {
        case .scheduled: "待巡视"
        case .inRectification: "整改中"
        case .closed: "已办结"
        }
    }

    static func inspection(_ result: Inspection.Result) -> String {
        switch result {
        case .satisfactory: "符合"
        case .deficient: "不符合"
        case .notApplicable: "不适用"
        }
    }

    static func area(_ area: Inspection.Area) -> String {
        switch area {
        case .rules: "规章制度"
        case .technicalNorms: "技术规范"
        case .medicalQuality: "医疗质量"
        case .equipment: "器械设备"
        }
    }

    static func ineligibility(_ ground: StationedTime.Ineligibility) -> String {
        switch ground {
        case .privateInstitution: "不是公立医疗机构，不计算"
        case .belowCountyLevel: "不是县级以上医疗机构，不计算"
        case .noRuleHere: "本地没有折算规定"
        case .ownershipUnknown: "尚未填写是否为公立医疗机构"
        }
    }
}
