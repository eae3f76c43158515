import ConsultationCore

extension DisplayNames {
    static func agreement(_ phase: CooperationAgreement.Phase) -> String {
        switch phase {
        case .draft: "起草中"
        case .inSignature: "签署中"
        case .inForce: "生效"
        case .amending: "生效，变更起草中"
        case .amendmentInSignature: "生效，变更签署中"
        case .suspended: "已暂停"
        case .terminated: "已终止"
        case .expired: "已到期"
        }
    }

    static func clause(_ clause: AgreementClause) -> String {
        switch clause {
        case .purpose: "合作目的"
        case .conditions: "合作条件"
        case .content: "合作内容"
        case .workflow: "远程医疗流程"
        case .rightsAndDuties: "各方责任权利义务"
        case .medicalHarmRiskAndLiability: "医疗损害风险和责任分担"
        case .legalLiability: "各方法律责任"
        case .financialManagement: "财务管理制度"
        case .medicalService: "医疗服务方面的责权利"
        case .informationSecurity: "信息安全方面的责权利"
        case .privacyProtection: "隐私保护方面的责权利"
        case .medicalRiskAndLiability: "医疗风险和责任分担"
        case .dataUse: "数据使用规则"
        }
    }
}
