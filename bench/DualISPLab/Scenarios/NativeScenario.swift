import CLinuxNet
import Foundation
import LinkLab
import MediaRelay

/// Fixed ends that send the identical packet over both lines: at each site one end with sound and picture, at the relay
/// one that no line disturbs. Lines are cut at random moments; nothing may be missing.
struct NativeScenario {
    let network: TwoProviderNetwork
    let cuts: Int
    let seed: UInt64
    /// Share of packets lost at random on each line and way.
    let loss: Double

    struct Result: Codable, Sendable {
        var loss: Double
        var seed: UInt64
        var cuts: [CutRecord] = []
        var streams: [Stream] = []
        var lateness = LinkEmulator.Lateness()
        var worstSendingDelay = 0.0
    }

    struct Stream: Codable, Sendable {
        var name: String
        var received: Int
        var repaired: Int
        var missing: Int
    }

    private struct Pair {
        var place: Place
        var site: NativeEnd
        var hub: NativeEnd
    }

    func run() async throws -> Result {
        LinePair(loss: loss).apply(to: network)
        let relay = try await LabRelay()
        var pairs: [Pair] = []
        for place in [Place.siteA, .siteB] {
            let room = "native-\(place.rawValue)"
            try await relay.node.openRoom(id: .init(room), recording: nil)
            let base = seed &* 1000 &+ UInt64(place.rawValue) * 10
            let hub = try await relay.nativeEnd(
                at: .relay, in: network, room: room, plan: .init(sendsVideo: true, seed: base))
            let site = try await relay.nativeEnd(
                at: place, in: network, room: room, plan: .init(sendsVideo: true, seed: base + 1))
            pairs.append(Pair(place: place, site: site, hub: hub))
        }
        var result = Result(loss: loss, seed: seed)
        try await Task.sleep(for: .seconds(2))
        _ = network.emulator.takeLateness()
        result.cuts = try await LineCutting(network: network, cuts: cuts, seed: seed).run()
        for pair in pairs {
            pair.site.hush()
            pair.hub.hush()
        }
        try await Task.sleep(for: .seconds(1.5))
        result.lateness = network.emulator.takeLateness()
        for pair in pairs {
            let (site, hub) = (pair.site.stop(), pair.hub.stop())
            for position in result.cuts.indices where result.cuts[position].place == pair.place {
                result.cuts[position].measure(up: hub.audio, down: site.audio)
            }
            for (way, outcome) in [("up", hub), ("down", site)] {
                for (kind, trace) in [("audio", outcome.audio), ("video", outcome.video)] {
                    result.streams.append(
                        Stream(
                            name: "\(pair.place.name) \(kind) \(way)", received: trace.arrivals.count,
                            repaired: trace.repaired, missing: trace.missing.count))
                }
            }
            result.worstSendingDelay = max(
                result.worstSendingDelay, site.worstSendingDelay, hub.worstSendingDelay)
        }
        await relay.stop()
        return result
    }
}
