import CLinuxNet
import Foundation
import LinkLab
import MediaRelay

/// An unmodified Chromium at each site, each in a room with a native end beside the relay that no line disturbs. The
/// line in use is cut again and again at random moments, in different ways; nobody signals anything.
struct ChromiumScenario {
    let network: TwoProviderNetwork
    let plan: [(kind: CutKind, cuts: Int)]
    let seed: UInt64
    let loss: Double

    struct Result: Codable, Sendable {
        var loss: Double
        var seed: UInt64
        var cuts: [CutRecord] = []
        var streams: [NativeScenario.Stream] = []
        var lateness = LinkEmulator.Lateness()
    }

    private struct Room {
        var place: Place
        var browser: ChromiumEnd
        var hub: NativeEnd
    }

    /// The line returns at the latest after this long, recovered or not.
    private static let longestCut = 8.0
    private static let shortestCut = 1.2
    /// Packets each way after which both directions flow again.
    private static let flowing = 30

    func run() async throws -> Result {
        for link in AccessLink.all {
            network.emulator.set(link.place == .relay ? .ideal : .line(link.provider, loss: loss), link)
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let relay = try await LabRelay()
        var rooms: [Room] = []
        for place in [Place.siteA, .siteB] {
            let room = "chromium-\(place.rawValue)"
            try await relay.node.openRoom(id: .init(room), recording: nil)
            let hub = try await relay.nativeEnd(
                at: .relay, in: network, room: room,
                plan: .init(sendsVideo: false, seed: seed &* 1000 &+ UInt64(place.rawValue)))
            let browser = try await ChromiumEnd.join(
                relay, at: place, in: network, room: room, directory: directory)
            rooms.append(Room(place: place, browser: browser, hub: hub))
        }
        var result = Result(loss: loss, seed: seed)
        try await Task.sleep(for: .seconds(4))
        _ = network.emulator.takeLateness()
        var random = SeededGenerator(seed: seed)
        for (kind, cuts) in plan {
            var done = 0
            while done < cuts {
                let records = try await round(kind, rooms, relay, number: result.cuts.count, &random)
                result.cuts += records
                done += max(1, records.count(where: \.wasInUse))
            }
        }
        try await Task.sleep(for: .seconds(1))
        result.lateness = network.emulator.takeLateness()
        for room in rooms { try await finish(room, &result) }
        await relay.stop()
        return result
    }

    private func finish(_ room: Room, _ result: inout Result) async throws {
        let up = room.hub.stop().audio
        let down = try await room.browser.heard()
        await room.browser.leave()
        for position in result.cuts.indices where result.cuts[position].place == room.place {
            result.cuts[position].measure(up: up, down: down)
        }
        for (way, trace) in [("up", up), ("down", down)] {
            result.streams.append(
                .init(
                    name: "\(room.place.name) audio \(way)", received: trace.arrivals.count,
                    repaired: trace.repaired, missing: trace.missing.count))
        }
    }

    /// One cut at each site; when the relay's interface goes down, it is the same for both.
    private func round(
        _ kind: CutKind, _ rooms: [Room], _ relay: LabRelay, number: Int, _ random: inout SeededGenerator
    ) async throws -> [CutRecord] {
        try await Task.sleep(for: .milliseconds(random.uniform(1800...3000)))
        var open: [CutRecord] = []
        var shared: Provider?
        for room in rooms {
            guard let used = await relay.lineInUse(by: room.place) else {
                throw LabFault.failed("\(room.place.name) has no line in use")
            }
            let provider = kind == .linkDown ? shared ?? used : used
            var record = CutRecord(
                number: number + open.count, kind: kind, place: room.place, provider: provider,
                wasInUse: provider == used, startedAt: 0)
            if kind == .linkDown, let first = open.first {
                record.startedAt = first.startedAt
            } else {
                if !open.isEmpty { try await Task.sleep(for: .milliseconds(random.uniform(50...250))) }
                record.startedAt = huizhen_monotonic_ns()
                try kind.apply(provider, at: room.place, in: network)
            }
            shared = provider
            open.append(record)
        }
        try await waitUntilFlowing(open.map(\.place))
        for (position, record) in open.enumerated() {
            if kind != .linkDown || position == 0 {
                try kind.lift(record.provider, at: record.place, in: network)
            }
            open[position].endedAt = huizhen_monotonic_ns()
        }
        return open
    }

    /// Waits until each site has received and sent enough since now, at least the shortest and at most the longest time.
    private func waitUntilFlowing(_ places: [Place]) async throws {
        func delivered(_ place: Place, _ way: AccessLink.Way) -> Int {
            Provider.allCases.reduce(0) {
                $0 + network.emulator.counters(AccessLink(place, $1), way).delivered
            }
        }
        let start = ContinuousClock.now
        let before = places.map { (delivered($0, .up), delivered($0, .down)) }
        while start.duration(to: .now) < .seconds(Self.longestCut) {
            try await Task.sleep(for: .milliseconds(50))
            let isFlowing = zip(places, before).allSatisfy { place, counts in
                delivered(place, .up) - counts.0 >= Self.flowing
                    && delivered(place, .down) - counts.1 >= Self.flowing
            }
            if isFlowing, start.duration(to: .now) > .seconds(Self.shortestCut) { return }
        }
    }
}
