import ConsultationCore

extension DisplayNames {
    static func diagnosis(_ state: DiagnosisOrder.State) -> String {
        switch state {
        case .draft: "草稿"
        case .sent: "已申请，待分配"
        case .assigned: "已分配，待接诊"
        case .reading: "阅片诊断中"
        case .returned: "资料退回，待补充"
        case .reported: "已出报告"
        case .closed: "已完成"
        case .cancelled: "已取消"
        }
    }

    static func imaging(_ kind: ImagingSubKind) -> String {
        switch kind {
        case .radiology: "影像（X线、CT、磁共振）"
        case .ultrasound: "超声"
        case .nuclearMedicine: "核医学"
        case .ecg: "心电图"
        case .emg: "肌电图"
        case .eeg: "脑电图"
        }
    }

    static func rota(_ state: DutyRota.State) -> String {
        switch state {
        case .draft: "编制中"
        case .published: "已发布"
        case .withdrawn: "已撤回"
        case .ended: "已结束"
        }
    }

    /// What is printed at the foot of a diagnostic report (JL 29, NHC-TM 五(二)).
    static func liability(_ liability: Policy.Liability) -> String {
        switch liability {
        case .inviting: "诊疗责任由邀请方承担。"
        case .joint: "远程诊断由邀请方和受邀方共同承担相应法律责任。"
        case .splitByDataAndReport: "邀请方对所提供资料的真实性和质量负责，受邀方对出具的诊断报告内容承担相应责任。"
        }
    }

    static func liabilityEnglish(_ liability: Policy.Liability) -> String {
        switch liability {
        case .inviting: "The inviting side answers for care."
        case .joint: "Both sides answer for the remote diagnosis jointly."
        case .splitByDataAndReport:
            "The inviting side answers for the data, the invited side for the content of the report."
        }
    }

    static func identity(_ state: PractitionerFile.State) -> String {
        switch state {
        case .unverified: "未核验"
        case .verified: "已核验"
        case .lapsed: "核验已过期"
        }
    }
}
