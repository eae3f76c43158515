package import ConsultationCore

extension InstitutionProfile {
    /// A Jilin hospital that lacks nothing.
    package static func complete(_ institution: InstitutionID) -> InstitutionProfile {
        let tested = CivilDate(ConsultationWorld.start).adding(days: -30)
        var profile = InstitutionProfile(empty: institution)
        profile.managers = [ProfilePerson(name: "管理员")]
        profile.technicians = [ProfilePerson(name: "技术员", trainedOn: tested)]
        profile.sites = [
            Site(
                id: "site-1", name: "会诊中心", region: "jilin",
                links: [
                    ProviderLink(provider: "电信", kind: .dedicatedLine),
                    ProviderLink(provider: "联通", kind: .internet),
                ], access: AccessLink(kind: .vpn, number: "VPN-1"),
                systems: [AvSystem(name: "一"), AvSystem(name: "二")],
                nodes: [SiteNode(name: "网关", kind: .relay, hasUPS: true, testedOn: tested)],
                bandwidth: BandwidthTest(down: 50_000, up: 20_000, at: ConsultationWorld.start))
        ]
        profile.mlps = SecurityEvidence(level: 3, number: "220100", validTo: tested.adding(years: 3))
        profile.connectivity = ConnectivityTest(isPassed: true, at: ConsultationWorld.start)
        return profile
    }
}
