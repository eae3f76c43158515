import CLinuxNet
import Foundation
import LinkLab

/// How a line fails.
enum CutKind: String, Codable, Sendable, CaseIterable {
    /// Nothing passes, nobody is told.
    case silent
    /// The relay's own interface goes down: its kernel knows, the site does not.
    case linkDown
    /// Only what the site sends, or only what it should receive, is lost.
    case towardsRelay, towardsSite

    func apply(_ provider: Provider, at place: Place, in network: TwoProviderNetwork) throws {
        try set(provider, place, network, isCut: true)
    }

    func lift(_ provider: Provider, at place: Place, in network: TwoProviderNetwork) throws {
        try set(provider, place, network, isCut: false)
    }

    private func set(
        _ provider: Provider, _ place: Place, _ network: TwoProviderNetwork, isCut: Bool
    ) throws {
        let link = AccessLink(place, provider)
        switch self {
        case .silent: network.emulator.change(link) { $0.isCut = isCut }
        case .linkDown: try network.setRelayLink(provider, isUp: !isCut)
        case .towardsRelay: network.emulator.change(link, [.up]) { $0.isCut = isCut }
        case .towardsSite: network.emulator.change(link, [.down]) { $0.isCut = isCut }
        }
    }
}

/// One cut and what was seen of it. Times are monotonic nanoseconds, lengths milliseconds.
struct CutRecord: Codable, Sendable {
    var number: Int
    var kind: CutKind
    var place: Place
    var provider: Provider
    /// Whether the traffic ran over this line.
    var wasInUse: Bool
    /// Of the line that is left, without jitter, in milliseconds.
    var roundTrip = 0.0
    var startedAt: UInt64
    var endedAt: UInt64 = 0
    var up = ArrivalTrace.Gap()
    var down = ArrivalTrace.Gap()
    /// The largest distance of the second before the cut: what the machine and the lines do by themselves.
    var noiseUp = 0.0
    var noiseDown = 0.0

    mutating func measure(up: ArrivalTrace, down: ArrivalTrace) {
        // Behind the end: what left before it was lifted is still on its way.
        let end = endedAt + 100_000_000
        self.up = up.gap(from: startedAt, to: end)
        self.down = down.gap(from: startedAt, to: end)
        let before = startedAt - min(startedAt, 1_000_000_000)
        noiseUp = up.gap(from: before, to: startedAt, isClosed: true).longest
        noiseDown = down.gap(from: before, to: startedAt, isClosed: true).longest
    }
}

/// The two lines of the measurements, each way alike: 20 ± 5 ms and 35 ± 10 ms one way.
struct LinePair: Sendable {
    var loss: Double
    /// Which provider has the shorter line.
    var shorter = Provider.telecom

    func settings(_ provider: Provider) -> LinkSettings {
        provider == shorter
            ? LinkSettings(delay: 20, jitter: 5, loss: loss) : LinkSettings(delay: 35, jitter: 10, loss: loss)
    }

    /// Both sites get the pair; the relay's own lines add nothing.
    func apply(to network: TwoProviderNetwork) {
        for link in AccessLink.all {
            network.emulator.set(link.place == .relay ? .ideal : settings(link.provider), link)
        }
    }
}
