/// Where a machine stands.
package enum Place: Int, Hashable, Sendable, Codable, CaseIterable {
    case siteA, siteB, relay

    /// The second number of the place's addresses.
    package var network: UInt8 {
        switch self {
        case .siteA: 1
        case .siteB: 2
        case .relay: 9
        }
    }

    package var name: String {
        switch self {
        case .siteA: "site A"
        case .siteB: "site B"
        case .relay: "relay"
        }
    }
}

package enum Provider: Int, Hashable, Sendable, Codable, CaseIterable {
    case telecom, unicom

    /// Also the name of the device at each end.
    package var name: String {
        switch self {
        case .telecom: "telecom"
        case .unicom: "unicom"
        }
    }

    package var other: Provider { self == .telecom ? .unicom : .telecom }
}

/// One of the six lines: a place's way into one provider's network.
package struct AccessLink: Hashable, Sendable, Codable {
    package enum Way: Int, Hashable, Sendable, Codable, CaseIterable {
        /// From the place into the provider's network, and from there to the place.
        case up, down
    }

    package var place: Place
    package var provider: Provider

    package init(_ place: Place, _ provider: Provider) {
        self.place = place
        self.provider = provider
    }

    package static let all = Place.allCases.flatMap { place in
        Provider.allCases.map { AccessLink(place, $0) }
    }

    package var name: String { "\(place.name) \(provider.name)" }

    /// Position in tables of all lines, and of all directions.
    var index: Int { place.rawValue * Provider.allCases.count + provider.rawValue }
    func index(_ way: Way) -> Int { index * 2 + way.rawValue }
}
