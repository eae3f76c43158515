/// One place of an institution from which it consults, with what it has there.
package struct Site: Codable, Sendable, Equatable {
    package var id: SiteID
    package var name: String
    /// The province in which it lies.
    package var region: DataRegion
    /// Works under an internet-hospital licence: what the others are only warned of binds it.
    package var isInternetHospital: Bool
    package var links: [ProviderLink]
    package var access: AccessLink?
    package var systems: [AvSystem]
    package var nodes: [SiteNode]
    /// The newest measurement, taken from a browser at the site.
    package var bandwidth: BandwidthTest?

    package init(
        id: SiteID, name: String, region: DataRegion, isInternetHospital: Bool = false,
        links: [ProviderLink] = [], access: AccessLink? = nil, systems: [AvSystem] = [],
        nodes: [SiteNode] = [], bandwidth: BandwidthTest? = nil
    ) {
        self.id = id
        self.name = name
        self.region = region
        self.isInternetHospital = isInternetHospital
        self.links = links
        self.access = access
        self.systems = systems
        self.nodes = nodes
        self.bandwidth = bandwidth
    }

    /// Two lines of one provider count as one (NHC-TM-2.3.3); names are compared without case and space.
    package var providers: Set<String> {
        Set(
            links.filter(\.isInService).map { String($0.provider.filter { !$0.isWhitespace }).lowercased() }
                .filter { !$0.isEmpty })
    }

    package var operationalSystems: Int { systems.count { $0.isOperational } }
}

/// One site of one institution.
package struct SiteID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A line of a network provider at a site.
package struct ProviderLink: Codable, Sendable, Equatable {
    package var provider: String
    package var kind: AccessLink.Kind
    /// Contracted, Mbit/s.
    package var megabits: Int?
    package var isInService: Bool

    package init(provider: String, kind: AccessLink.Kind, megabits: Int? = nil, isInService: Bool = true) {
        self.provider = provider
        self.kind = kind
        self.megabits = megabits
        self.isInService = isInService
    }
}

/// How a site reaches the provincial platform (JL 13(5)).
package struct AccessLink: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case internet, vpn, dedicatedLine
    }

    package var kind: Kind
    /// The provider's number of the line, or the name of the VPN.
    package var number: String

    package init(kind: Kind, number: String) {
        self.kind = kind
        self.number = number
    }
}

/// A system for sound and picture (NHC-IH 附录四(二)).
package struct AvSystem: Codable, Sendable, Equatable {
    package var name: String
    package var isOperational: Bool

    package init(name: String, isOperational: Bool = true) {
        self.name = name
        self.isOperational = isOperational
    }
}

/// An important device, with its uninterruptible power (NHC-TM 二(三)2).
package struct SiteNode: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case server, relay, recorder, network, terminal
    }

    package var name: String
    package var kind: Kind
    package var hasUPS: Bool
    /// When its UPS was last tested under load.
    package var testedOn: CivilDate?

    package init(name: String, kind: Kind, hasUPS: Bool, testedOn: CivilDate? = nil) {
        self.name = name
        self.kind = kind
        self.hasUPS = hasUPS
        self.testedOn = testedOn
    }
}

/// The business bandwidth a browser at the site measured against the service, kbit/s (NHC-IH 附录四(三)).
package struct BandwidthTest: Codable, Sendable, Equatable {
    package var down: Int
    package var up: Int
    package var at: WallTime
    package var by: AccountID?

    package init(down: Int, up: Int, at: WallTime, by: AccountID? = nil) {
        self.down = down
        self.up = up
        self.at = at
        self.by = by
    }

    package var slower: Int { min(down, up) }
}
