/// The four groups of running costs that JL 40 names.
package enum CostGroup: String, Codable, Sendable, CaseIterable {
    /// (一) 专家诊治费、培训费.
    case expertsAndTraining
    /// (二) 场地费、设备费、网络通讯费、运维费.
    case placeAndNetwork
    /// (三) 管理费、专职人员费、技术维护费、技术支持费用、系统维护费等.
    case managementAndSupport
    /// (四) 病历资料数据化即时传输费、物联网数据采集费.
    case dataAcquisition
}

/// The sub-accounts of JL 40, in its order.
package enum CostAccount: String, Codable, Sendable, CaseIterable {
    case expertFee, trainingFee
    case venue, equipment, network, operation
    case management, dedicatedStaff, technicalMaintenance, technicalSupport, systemMaintenance
    case recordDigitisation, iotDataCollection

    package var group: CostGroup {
        switch self {
        case .expertFee, .trainingFee: .expertsAndTraining
        case .venue, .equipment, .network, .operation: .placeAndNetwork
        case .management, .dedicatedStaff, .technicalMaintenance, .technicalSupport, .systemMaintenance:
            .managementAndSupport
        case .recordDigitisation, .iotDataCollection: .dataAcquisition
        }
    }
}
