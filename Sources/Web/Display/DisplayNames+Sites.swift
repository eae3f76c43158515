import ConsultationCore

extension DisplayNames {
    static func access(_ kind: AccessLink.Kind) -> String {
        switch kind {
        case .internet: "互联网"
        case .vpn: "VPN"
        case .dedicatedLine: "数据专线"
        }
    }

    static func field(_ field: ProfileField) -> String {
        switch field {
        case .dedicatedManager: "专职管理人员"
        case .networkTechnician: "经培训合格的专职网络技术人员"
        case .site: "至少一个站点"
        case .accessLink: "站点接入省平台的线路"
        case .avSystems: "两套可用的音视频通讯系统"
        case .uninterruptiblePower: "重要设备的不间断电源及最近测试日期"
        case .bandwidth: "站点带宽测试"
        }
    }

    static func storage(_ use: StorageTarget.Use) -> String {
        switch use {
        case .database: "数据库"
        case .materials: "病历资料"
        case .recordings: "录音录像"
        case .backup: "备份"
        case .secondBackup: "异地备份"
        }
    }

    static func check(_ name: String) -> String {
        switch name {
        case "licence": "医疗机构执业许可证"
        case "licensingOffice": "登记机关"
        case "capabilityAcceptance": "远程医疗能力评估验收"
        case "dedicatedManager": "专职管理人员"
        case "networkTechnician": "专职网络技术人员"
        case "sites": "站点"
        case "providers": "两家网络供应商"
        case "accessKind": "接入省平台的方式"
        case "platformConnection": "与省平台连通"
        case "avSystems": "音视频通讯系统"
        case "bandwidth": "业务网络带宽"
        case "uninterruptiblePower": "不间断电源"
        case "mlpsEvidence": "网络安全等级保护"
        case "qualityController": "质量控制人员"
        default: name
        }
    }

    /// kbit/s as Mbit/s with one decimal, rounded down: 9.99 is not 10.0.
    static func megabits(_ kilobits: Int) -> String { "\(kilobits / 1000).\(kilobits % 1000 / 100)" }
}

extension RefusalFacts {
    static func sentence(_ refusal: SiteRefusal) -> (chinese: String, english: String)? {
        switch refusal {
        case .profileIncomplete(let field):
            ("尚缺：\(DisplayNames.field(field))。", "Missing: \(field.rawValue).")
        case .accessKindNotPermitted(let kind, let permitted):
            (
                "登记为\(DisplayNames.access(kind))，允许：\(permitted.map(DisplayNames.access).joined(separator: "、"))。",
                "Declared \(kind.rawValue); permitted: \(permitted.map(\.rawValue).joined(separator: ", "))."
            )
        case .providerCountTooLow(let have, let wanted):
            ("现有 \(have) 家，须有 \(wanted) 家。", "Providers: \(have), wanted \(wanted).")
        case .bandwidthTooLow(let measured, let wanted):
            (
                "实测 \(DisplayNames.megabits(measured)) Mbit/s，须达到 \(wanted) Mbit/s。",
                "Measured \(DisplayNames.megabits(measured)) Mbit/s, wanted \(wanted)."
            )
        case .mlpsEvidenceMissing(let wanted):
            ("须达到第 \(wanted) 级。", "Level \(wanted) is wanted.")
        case .storageRegionNotPermitted(let use, let region):
            ("\(DisplayNames.storage(use))设在 \(region.text)。", "The \(use.rawValue) lies in \(region.text).")
        case .licensingOfficeUnknown(let isChosen):
            isChosen
                ? ("所选机关不能是本机构的登记机关。", "The office that was chosen cannot have issued the licence.") : nil
        case .notActivated, .platformNotConnected, .incidentClosed: nil
        }
    }
}
