import ConsultationCore

extension DisplayNames {
    static func visit(_ state: InternetVisit.State) -> String {
        switch state {
        case .draft: "准备中"
        case .open: "复诊中"
        case .completed: "已完成"
        case .terminated: "已终止"
        }
    }

    static func prescription(_ state: Prescription.State) -> String {
        switch state {
        case .drafted: "待签署"
        case .underReview: "待审核"
        case .effective: "已生效"
        case .routed: "待取药"
        case .delivered: "已取药"
        case .voided: "已作废"
        }
    }

    static func condition(_ condition: VisitCondition) -> String {
        switch condition {
        case .firstVisit: "首诊"
        case .changedCondition: "病情变化"
        case .critical: "急危重症"
        case .classAInfectious: "甲类传染病"
        case .needsPhysicalExamination: "需要当面体格检查"
        }
    }

    static func recordField(_ field: VisitRecord.Field) -> String {
        switch field {
        case .name: "姓名"
        case .sex: "性别"
        case .birthDate: "出生日期"
        case .identityNumber: "身份证号码"
        case .maritalStatus: "婚姻状况"
        case .contact: "联系方式"
        case .drugAllergies: "药物过敏史"
        case .chiefComplaint: "主诉"
        case .presentIllness: "现病史"
        case .menstrualHistory: "月经史"
        case .priorInstitution: "已线下就诊的医疗机构"
        case .priorDiagnosis: "线下诊断"
        case .currentTreatment: "正在使用的药品和治疗方案"
        case .plan: "处置方案"
        case .auxiliaryExaminations: "辅助检查资料"
        case .ethnicity: "民族"
        case .occupation: "职业"
        case .address: "住址"
        case .emergencyContact: "紧急联系人"
        case .pastHistory: "既往史"
        case .personalHistory: "个人史"
        case .positiveSigns: "阳性体征"
        case .negativeSigns: "必要的阴性体征"
        }
    }

    static func guardianField(_ field: GuardianField) -> String {
        switch field {
        case .guardianName: "陪同人员或监护人姓名"
        case .guardianRelation: "与患者关系"
        case .guardianIdentity: "身份证号码"
        case .guardianContact: "联系方式"
        case .specialist: "陪伴就诊的相关专业医师"
        }
    }

    static func noticeBlock(_ block: NoticeTemplate.Block) -> String {
        switch block {
        case .technicalLimits: "空间与技术局限性"
        case .falseInformationRisk: "提供虚假信息的风险"
        case .offlineCareRoute: "线下就诊途径"
        case .serviceContents: "服务内容"
        case .procedure: "服务流程"
        case .dutiesAndRights: "双方责任和权利"
        case .possibleRisks: "可能出现的风险"
        }
    }

    /// An act in a visit's journal, or a reading of it.
    static func visitEntry(_ kind: String) -> String { visitEntries[kind] ?? kind }

    private static let visitEntries = [
        "opened": "新建复诊", "evidenceAdded": "添加诊断材料", "riskNoticeRead": "阅读风险告知",
        "consentGiven": "签署知情同意", "openedToPatient": "向患者开放", "conditionsExcluded": "排除不宜情形",
        "followUpConfirmed": "确认复诊", "started": "开始复诊", "exchanged": "医患交流",
        "recordReviewed": "查阅病历", "companionsNoted": "登记陪伴人员", "recordWritten": "书写病历",
        "recordSigned": "签署病历", "diagnosed": "作出诊断", "opinionSigned": "签署诊断意见",
        "assistanceConfirmed": "确认辅助生成内容", "prescriptionDrafted": "开具处方",
        "prescriptionSigned": "医师签署", "prescriptionQueued": "排队待审", "prescriptionReviewed": "药师审核",
        "prescriptionRouted": "选择取药方式", "prescriptionDelivered": "已取药",
        "prescriptionVoided": "作废", "prescriptionEvaluated": "处方点评", "reviewersNamed": "指定审方机构",
        "violationRaised": "违规记录", "joined": "进入诊室", "left": "离开诊室",
        "recordingOpened": "开始录制", "recordingSealed": "录制封存", "completed": "完成复诊",
        "terminated": "终止", "read": "查阅", "view": "查看文件", "copyOut": "下载文件",
    ]
}
