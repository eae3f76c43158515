// Lines, equipment and power of every site (§3.18).
extension ActivationCheck {
    static let sites = ActivationCheck("sites", "NHC-TM-2.3.3", ask: .institutionAdmin) { grounds in
        grounds.profile.sites.isEmpty ? [ActivationFinding(.site(.profileIncomplete(.site)))] : []
    }

    /// Every site for itself, and every relay location has its own (AMB-23).
    static let providers = ActivationCheck("providers", "NHC-TM-2.3.3", ask: .institutionAdmin) { grounds in
        grounds.profile.sites.filter { $0.providers.count < grounds.rules.minProviders }.map {
            ActivationFinding(
                .site(
                    .providerCountTooLow(have: $0.providers.count, wanted: grounds.rules.minProviders)),
                at: $0.id)
        }
    }

    /// Where not every way is permitted, each site names its own (JL 13(5)).
    static let accessKind = ActivationCheck("accessKind", "JL-13c", ask: .institutionAdmin) { grounds in
        let permitted = grounds.rules.accessKinds
        return grounds.profile.sites.compactMap { site in
            guard let access = site.access else {
                return permitted.contains(.internet)
                    ? nil : ActivationFinding(.site(.profileIncomplete(.accessLink)), at: site.id)
            }
            guard !permitted.contains(access.kind) else { return nil }
            return ActivationFinding(
                .site(.accessKindNotPermitted(access.kind, permitted: permitted)), at: site.id)
        }
    }

    static let platformConnection = ActivationCheck(
        "platformConnection", "JL-19", ask: .operator
    ) { grounds in
        guard grounds.rules.supervisionConnection == .provincialPlatform,
            grounds.profile.connectivity?.isPassed != true
        else { return [] }
        return [ActivationFinding(.site(.platformNotConnected))]
    }

    static let avSystems = ActivationCheck("avSystems", "NHC-IH-A4.2", ask: .institutionAdmin) { grounds in
        grounds.profile.sites.filter { $0.operationalSystems < grounds.rules.minAvSystems }.map {
            ActivationFinding(
                .site(.profileIncomplete(.avSystems)), grounds.weight(at: $0), at: $0.id)
        }
    }

    /// 10.0 Mbit/s passes (AT-32). A site that never measured is asked to.
    /// The site's total, each direction, as measured; hard for internet hospitals alone (AMB-24).
    static let bandwidth = ActivationCheck("bandwidth", "NHC-IH-A4.3", ask: .institutionAdmin) { grounds in
        grounds.profile.sites.compactMap { site in
            guard let test = site.bandwidth else {
                return ActivationFinding(
                    .site(.profileIncomplete(.bandwidth)), grounds.weight(at: site), at: site.id)
            }
            return site.bandwidthFinding(test, grounds)
        }
    }

    /// Every device that matters has uninterruptible power, and its test is on record (NHC-TM 二(三)2).
    static let uninterruptiblePower = ActivationCheck(
        "uninterruptiblePower", "NHC-TM-2.3.2", ask: .institutionAdmin
    ) { grounds in
        guard grounds.rules.upsRequired else { return [] }
        return grounds.profile.sites.filter { site in
            site.nodes.isEmpty || site.nodes.contains { !$0.hasUPS || $0.testedOn == nil }
        }.map { ActivationFinding(.site(.profileIncomplete(.uninterruptiblePower)), .warns, at: $0.id) }
    }
}

extension Site {
    /// What a measurement is worth under these rules; nil: enough.
    package func bandwidthFinding(
        _ test: BandwidthTest, _ grounds: ActivationGrounds
    ) -> ActivationFinding? {
        guard test.slower < grounds.rules.minBandwidth * 1000 else { return nil }
        return ActivationFinding(
            .site(.bandwidthTooLow(measured: test.slower, wanted: grounds.rules.minBandwidth)),
            grounds.weight(at: self), at: id)
    }
}
