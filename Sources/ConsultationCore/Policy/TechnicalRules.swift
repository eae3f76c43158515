/// What a deployment and its sites must have: networks, power, equipment, security, places of storage.
package struct TechnicalRules: Codable, Sendable, Equatable {
    /// How far an institution must be connected with supervision before it serves.
    package enum SupervisionConnection: String, Codable, Sendable, CaseIterable {
        case no, whenRunning, provincialPlatform, beforeAdmission
    }

    /// Different network providers at every site (NHC-TM 二(三)3).
    package var minProviders: Int
    /// Megabits a second, each direction (NHC-IH 附录四(三)).
    package var minBandwidth: Int
    package var accessKinds: [AccessLink.Kind]
    package var minServers: Int
    package var minAvSystems: Int
    package var upsRequired: Bool
    package var minResolution: PictureSize
    package var mlpsLevel: Int
    package var residency: DataRegion.Allowed
    package var drillIntervalMonths: Int
    package var supervisionConnection: SupervisionConnection
}

package struct PictureSize: Codable, Sendable, Equatable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

extension TechnicalRules {
    init(_ values: inout Policy.Values) {
        let picture = values.optionalPair("media.minResolution")
        self.init(
            minProviders: values.count("network.minProviders"),
            minBandwidth: values.count("network.minBandwidthMbps"),
            accessKinds: values.words("network.accessKinds"), minServers: values.count("network.minServers"),
            minAvSystems: values.count("network.minAvSystems"), upsRequired: values.flag("power.upsRequired"),
            minResolution: PictureSize(width: picture?.0 ?? 0, height: picture?.1 ?? 0),
            mlpsLevel: values.count("security.mlpsLevel"),
            residency: values.word("dataResidency.allowedRegions", else: .mainlandChina),
            drillIntervalMonths: values.count("backup.drillInterval"),
            supervisionConnection: values.word("institution.supervisionConnectionRequired", else: .no))
    }
}
