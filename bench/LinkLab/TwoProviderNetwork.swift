import CLinkLab
import Foundation

/// The laboratory's network: a relay and two sites, each with a line of each of two providers, all in namespaces of
/// this program.
///
///     site A                                                relay
///     host 10.1.0.2 ─ router ═ telecom ═╗   emulator   ╔═ telecom ═ 10.9.1.1
///                            ╚ unicom ══╬══════════════╬═ unicom ══ 10.9.2.1
///     host 10.2.0.2 ─ router ═ telecom ═╣              ╚ (also 10.9.0.1, inside only)
///     site B                 ╚ unicom ══╝
///
/// A host has one interface and one address. Its router takes the line whose provider owns the destination, and the
/// relay answers on the line that its source address belongs to; there is no other way, so neither provider's
/// traffic can leak over the other's line.
package final class TwoProviderNetwork: Sendable {
    package let emulator: LinkEmulator
    package let relay: NetworkNamespace
    private let routers: [Place: NetworkNamespace]
    private let hosts: [Place: NetworkNamespace]

    /// What is missing on this machine, or nil.
    package static var obstacle: String? {
        if geteuid() != 0 { return "root" }
        if access("/dev/net/tun", R_OK | W_OK) != 0 { return "/dev/net/tun" }
        for program in ["/usr/bin/nsenter", "/sbin/ip"] where access(program, X_OK) != 0 { return program }
        return nil
    }

    /// - Parameter home: the namespace that becomes the relay's.
    package init(home: NetworkNamespace, seed: UInt64) throws {
        relay = home
        emulator = LinkEmulator(seed: seed)
        var routers: [Place: NetworkNamespace] = [:]
        var hosts: [Place: NetworkNamespace] = [:]
        for place in [Place.siteA, .siteB] {
            let router = try NetworkNamespace.make("\(place.name) router")
            let host = try NetworkNamespace.make(place.name)
            try Self.makeSite(place, router: router, host: host, emulator: emulator)
            routers[place] = router
            hosts[place] = host
        }
        self.routers = routers
        self.hosts = hosts
        for provider in Provider.allCases {
            try emulator.attach(AccessLink(.relay, provider), in: relay)
            try relay.ip("addr add \(Self.relayAddress(provider))/32 dev \(provider.name)")
            try relay.ip("link set \(provider.name) up")
            try relay.ip("rule add from \(Self.relayAddress(provider)) table \(Self.table(provider))")
            try routeRelay(provider)
        }
        try relay.ip("addr add \(Self.relayInnerAddress)/32 dev lo")
        emulator.start()
    }

    package func close() { emulator.stop() }

    package func host(_ place: Place) -> NetworkNamespace { hosts[place] ?? relay }
    package func router(_ place: Place) -> NetworkNamespace { routers[place] ?? relay }

    package static func hostAddress(_ place: Place) -> String { "10.\(place.network).0.2" }
    package static func relayAddress(_ provider: Provider) -> String {
        "10.\(Place.relay.network).\(provider.rawValue + 1).1"
    }
    /// Reaches the relay without any line.
    package static let relayInnerAddress = "10.\(Place.relay.network).0.1"

    private static func table(_ provider: Provider) -> Int { 101 + provider.rawValue }

    private func routeRelay(_ provider: Provider) throws {
        try relay.ip("route replace default dev \(provider.name) table \(Self.table(provider))")
    }

    /// Takes the relay's own interface down or up, as a pulled plug does: the kernel knows at once.
    package func setRelayLink(_ provider: Provider, isUp: Bool) throws {
        try relay.setDevice(provider.name, isUp: isUp)
        if isUp { try routeRelay(provider) }
    }

    private static func makeSite(
        _ place: Place, router: NetworkNamespace, host: NetworkNamespace, emulator: LinkEmulator
    ) throws {
        let network = "10.\(place.network)"
        // Both ends are made in the router's namespace; one is then moved to the host's.
        let target = host.commandPrefix[1].dropFirst("--net=".count)
        try router.ip("link add lan type veth peer name eth0 netns \(target)")
        try router.ip("addr add \(network).0.1/24 dev lan")
        try router.ip("link set lan up")
        try host.ip("addr add \(network).0.2/24 dev eth0")
        try host.ip("link set eth0 up")
        try host.ip("route add default via \(network).0.1")
        try router.sysctl("net.ipv4.ip_forward", 1)
        for provider in Provider.allCases {
            try emulator.attach(AccessLink(place, provider), in: router)
            try router.ip("addr add \(network).\(provider.rawValue + 1).1/32 dev \(provider.name)")
            try router.ip("link set \(provider.name) up")
            try router.ip("route add \(relayAddress(provider))/32 dev \(provider.name)")
        }
    }
}
