import ConsultationCore

extension DisplayNames {
    static func familyDoctor(_ state: FamilyDoctorContract.State) -> String {
        switch state {
        case .draft: "待签约"
        case .inForce: "签约中"
        case .expired: "已到期"
        case .withdrawn: "居民已解约"
        case .ended: "已终止"
        }
    }

    static func familyDoctor(_ item: FamilyDoctorItem) -> String {
        switch item {
        case .basicMedicalCare: "基本医疗服务"
        case .publicHealth: "公共卫生服务"
        case .healthManagement: "健康管理服务"
        case .healthEducation: "健康教育与咨询"
        case .priorityAppointment: "优先预约"
        case .priorityReferral: "优先转诊"
        case .homeVisit: "出诊服务"
        case .medicationGuidance: "药品配送与用药指导"
        case .longPrescription: "长期处方"
        case .traditionalMedicine: "中医药“治未病”服务"
        }
    }

    /// Kinds of online visits, as they are counted.
    static func visitService(_ name: String) -> String {
        switch name {
        case LegalPathway.internetHospitalConsultation.rawValue: "互联网医院会诊"
        case LegalPathway.internetFollowUp.rawValue: "互联网复诊"
        default: ServiceKind(rawValue: name).map(service) ?? name
        }
    }
}
