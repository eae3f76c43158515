import ConsultationCore

extension DisplayNames {
    static func custody(_ state: CaseCustody.State) -> String {
        switch state {
        case .notRecorded: "尚无录制"
        case .recording: "录制中"
        case .finalising: "待归档"
        case .archived: "已归档"
        case .disposable: "保存期满，可申请处置"
        case .disposed: "录制已处置，登记信息保留"
        }
    }

    static func custodyRequest(_ kind: CustodyRequest.Kind) -> String {
        switch kind {
        case .access: "调阅"
        case .copyOut: "复制"
        case .seal: "封存"
        case .unseal: "启封"
        case .disposeMedia: "处置录制"
        case .breakGlass: "应急访问"
        }
    }

    static func custodyRequestState(_ state: CustodyRequest.State) -> String {
        switch state {
        case .pending: "待批准"
        case .granted: "已批准"
        case .rejected: "已驳回"
        }
    }

    static func purpose(_ purpose: AccessPurpose) -> String {
        switch purpose {
        case .care: "诊疗"
        case .coordination: "会诊协调"
        case .qualityControl: "质量控制"
        case .disputeHandling: "纠纷、投诉处理"
        case .patientRequest: "患方申请"
        case .supervision: "监督管理"
        case .settlement: "财务结算"
        case .prescriptionEvaluation: "处方点评"
        case .emergencyMaintenance: "应急维护"
        }
    }

    static func subsidyInput(_ input: SubsidyInput) -> String {
        switch input {
        case .serviceFee: "服务费用"
        case .attendanceTime: "服务时间"
        case .caseCount: "服务例数"
        case .drugAmounts: "药品金额"
        case .testAmounts: "检查检验金额"
        }
    }
}
