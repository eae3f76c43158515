import ConsultationCore

/// What people read for the words of the domain.
enum DisplayNames {
    static func role(_ role: Role) -> String {
        switch role {
        case .physician: "医师"
        case .invitationCoordinator: "会诊联络员"
        case .finance: "财务人员"
        case .qualityController: "质控人员"
        case .institutionAdmin: "机构管理员"
        case .operator: "平台运营人员"
        case .auditor: "审计人员"
        case .healthAuthority: "卫生健康行政部门监管人员"
        case .systemAdmin: "系统管理员"
        case .securityAdmin: "安全管理员"
        case .auditAdmin: "审计管理员"
        }
    }

    static func title(_ title: ProfessionalTitle) -> String {
        switch title {
        case .junior: "初级"
        case .intermediate: "中级（主治医师）"
        case .associateSenior: "副高级（副主任医师）"
        case .fullSenior: "正高级（主任医师）"
        }
    }

    static func service(_ kind: ServiceKind) -> String {
        switch kind {
        case .remoteConsultation: "远程会诊"
        case .remotePathologyDiagnosis: "远程病理诊断"
        case .remoteImagingDiagnosis: "远程医学影像诊断"
        case .remoteEcgDiagnosis: "远程心电诊断"
        case .remoteLaboratoryDiagnosis: "远程检验诊断"
        case .remoteOutpatient: "远程门诊"
        case .remoteCaseDiscussion: "远程病例讨论"
        case .remoteMultidisciplinaryTeam: "远程多学科联合诊疗"
        case .other: "其他"
        case .familyDoctorService: "家庭医生签约服务"
        }
    }

    static func state(_ state: Consultation.State) -> String {
        switch state {
        case .draft: "草稿"
        case .matching: "平台匹配中"
        case .inviting: "待答复"
        case .accepted: "已接受，待定时间"
        case .scheduled: "已排期"
        case .inSession: "会诊中"
        case .interrupted: "会诊中断"
        case .awaitingReport: "待出报告"
        case .reported: "已出报告，待决定"
        case .decided: "已决定"
        case .archived: "已归档"
        case .cancelled: "已取消"
        case .terminated: "已终止"
        }
    }

    static func duty(_ state: UploadDuty.State) -> String {
        switch state {
        case .open: "进行中"
        case .overdue: "已超时"
        case .fulfilled: "已按时完成"
        case .fulfilledLate: "超时完成"
        case .closedWithReason: "已说明理由关闭"
        }
    }

    static func group(_ group: MaterialGroup) -> String {
        switch group {
        case .conditionSummary: "病情介绍"
        case .medicalRecordMaterial: "病历资料"
        case .laboratoryReport: "检验报告"
        case .examinationMaterial: "检查资料"
        case .other: "其他"
        }
    }

    /// 分 as yuan with two decimals, by integers only.
    static func yuan(_ money: Money) -> String {
        let magnitude = money.fen.magnitude
        let cents = magnitude % 100
        return (money.fen < 0 ? "-" : "") + "\(magnitude / 100)." + (cents < 10 ? "0" : "") + "\(cents)"
    }

    /// `2026-11-21 10:15`, in China.
    static func minute(_ instant: WallTime) -> String {
        let text = Instants.text(instant.milliseconds)
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
    }
}
