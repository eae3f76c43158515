/// Where a storage or backup target stands: a province of the mainland by its name in lower-case pinyin, or anything
/// else, which is abroad (NHC-IH 附录四(一)).
package struct DataRegion: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }

    /// Where data may lie (`dataResidency.allowedRegions`).
    package enum Allowed: String, Codable, Sendable, CaseIterable {
        case anywhere, mainlandChina, guangxi

        package func permits(_ region: DataRegion) -> Bool {
            switch self {
            case .anywhere: true
            case .mainlandChina: region.isMainland
            case .guangxi: region.text == Jurisdiction.guangxi.text
            }
        }
    }

    package var isMainland: Bool { Self.provinces.contains(text) }

    /// The provinces, autonomous regions and municipalities of the mainland.
    package static let provinces: Set<String> = [
        "beijing", "tianjin", "hebei", "shanxi", "neimenggu", "liaoning", "jilin", "heilongjiang", "shanghai",
        "jiangsu", "zhejiang", "anhui", "fujian", "jiangxi", "shandong", "henan", "hubei", "hunan",
        "guangdong",
        "guangxi", "hainan", "chongqing", "sichuan", "guizhou", "yunnan", "xizang", "shaanxi", "gansu",
        "qinghai",
        "ningxia", "xinjiang",
    ]
}

/// A place to which data of patients are written.
package struct StorageTarget: Codable, Sendable, Equatable {
    package enum Use: String, Codable, Sendable, CaseIterable {
        case database, materials, recordings, backup, secondBackup
    }

    package var use: Use
    package var region: DataRegion

    package init(_ use: Use, in region: DataRegion) {
        self.use = use
        self.region = region
    }

    /// Refuses the write of what belongs to the institution whose rules these are (AMB-26, AMB-27).
    package func check(under rules: TechnicalRules) throws(Refusal) {
        guard rules.residency.permits(region) else {
            throw .site(.storageRegionNotPermitted(use, region))
        }
    }
}
