import CLinuxNet
import Foundation
import LinkLab
import MediaRelay

/// A Chromium at each site joins the edge in its own network; the edge and the relay exchange the identical packet over
/// both lines, which are cut as in `NativeScenario`.
struct EdgeScenario {
    let network: TwoProviderNetwork
    let cuts: Int
    let seed: UInt64
    let loss: Double

    private struct Site {
        var browser: ChromiumEnd
        var edge: LabEdge
        var hub: NativeEnd
        var room: String
    }

    func run() async throws -> NativeScenario.Result {
        LinePair(loss: loss).apply(to: network)
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let relay = try await LabRelay()
        var sites: [Site] = []
        for place in [Place.siteA, .siteB] {
            let room = "edge-\(place.rawValue)"
            try await relay.node.openRoom(id: .init(room), recording: nil)
            let edge = try LabEdge(at: place, in: network)
            try await edge.open(room, at: relay)
            let hub = try await relay.nativeEnd(
                at: .relay, in: network, room: room,
                plan: .init(sendsVideo: false, seed: seed &* 1000 &+ UInt64(place.rawValue)))
            let browser = try await ChromiumEnd.launch(
                at: place, in: network, directory: directory, isUrgent: true)
            try await browser.join(edge, room: room)
            sites.append(Site(browser: browser, edge: edge, hub: hub, room: room))
        }
        try await Task.sleep(for: .seconds(4))
        var result = NativeScenario.Result(loss: loss, seed: seed)
        _ = network.emulator.takeLateness()
        result.cuts = try await LineCutting(network: network, cuts: cuts, seed: seed).run()
        result.lateness = network.emulator.takeLateness()
        for site in sites {
            site.hub.hush()
            try await Task.sleep(for: .seconds(1))
            let down = try await site.browser.heard()
            let up = site.hub.stop().audio
            for position in result.cuts.indices where result.cuts[position].place == site.browser.place {
                result.cuts[position].measure(up: up, down: down)
            }
            for (way, trace) in [("up", up), ("down", down)] {
                result.streams.append(
                    .init(
                        name: "\(site.browser.place.name) audio \(way)", received: trace.arrivals.count,
                        repaired: trace.repaired, missing: trace.missing.count))
            }
            await site.browser.close()
            site.edge.stop()
        }
        await relay.stop()
        return result
    }
}
