import CLinuxNet
import Foundation
import LinkLab
import MediaRelay

/// An unmodified Chromium at each site, each in a room with a native end beside the relay that no line disturbs. Every
/// round has fresh connections; the line in use is cut at a random moment, and nobody signals anything.
struct ChromiumScenario {
    struct Plan: Sendable {
        var kind: CutKind
        var cuts: Int
        /// Cut the line that is not in use.
        var isIdle = false
    }

    struct Result: Codable, Sendable {
        var loss: Double
        var seed: UInt64
        var cuts: [CutRecord] = []
        /// Numbers that never came, over all rounds, and those that came.
        var missingUp = 0
        var missingDown = 0
        var missingNumbers: [ArrivalTrace.Missing] = []
        var received = 0
        var lateness = LinkEmulator.Lateness()
    }

    private struct Room {
        var name: String
        var browser: ChromiumEnd
        var hub: NativeEnd
    }

    let network: TwoProviderNetwork
    let plan: [Plan]
    let seed: UInt64
    let loss: Double
    var duplicatesAudio = false

    /// The line returns at the latest after this long, recovered or not.
    private static let longestCut = 8.0
    private static let shortestCut = 1.0
    /// Packets each way after which both directions flow again.
    private static let flowing = 30

    func run() async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let relay = try await LabRelay(duplicatesAudio: duplicatesAudio)
        var browsers: [ChromiumEnd] = []
        for place in [Place.siteA, .siteB] {
            browsers.append(
                try await ChromiumEnd.launch(at: place, in: network, directory: directory, isUrgent: true))
        }
        var result = Result(loss: loss, seed: seed)
        _ = network.emulator.takeLateness()
        var random = SeededGenerator(seed: seed)
        var round = 0
        for part in plan {
            var done = 0
            while done < part.cuts {
                // Both lines take turns at being the shorter one, and so the one that is left.
                LinePair(loss: loss, shorter: round % 2 == 0 ? .telecom : .unicom).apply(to: network)
                let records = try await play(part, round, browsers, relay, &random, &result)
                done += max(1, records.count { $0.wasInUse != part.isIdle })
                result.cuts += records
                round += 1
            }
        }
        result.lateness = network.emulator.takeLateness()
        for browser in browsers { await browser.close() }
        await relay.stop()
        return result
    }

    private func play(
        _ part: Plan, _ round: Int, _ browsers: [ChromiumEnd], _ relay: LabRelay,
        _ random: inout SeededGenerator, _ result: inout Result
    ) async throws -> [CutRecord] {
        var rooms: [Room] = []
        for browser in browsers {
            let name = "round-\(round)-\(browser.place.rawValue)"
            try await relay.node.openRoom(id: .init(name), recording: nil)
            let hub = try await relay.nativeEnd(
                at: .relay, in: network, room: name, plan: .init(sendsVideo: false, seed: random.next()))
            rooms.append(Room(name: name, browser: browser, hub: hub))
        }
        try await withThrowingTaskGroup { group in
            for room in rooms { group.addTask { try await room.browser.join(relay, room: room.name) } }
            try await group.waitForAll()
        }
        try await Task.sleep(for: .milliseconds(random.uniform(2500...5000)))
        var records = try await cut(part, rooms, relay, number: result.cuts.count, &random)
        try await Task.sleep(for: .seconds(1))
        for room in rooms {
            let down = try await room.browser.heard()
            let up = room.hub.stop().audio
            for position in records.indices where records[position].place == room.browser.place {
                records[position].measure(up: up, down: down)
            }
            let cutAt = records.first { $0.place == room.browser.place }?.startedAt ?? 0
            let (lostUp, lostDown) = (up.missing(cutAt: cutAt), down.missing(cutAt: cutAt))
            result.missingUp += lostUp.count { !$0.isOpen }
            result.missingDown += lostDown.count { !$0.isOpen }
            result.missingNumbers += lostUp + lostDown
            result.received += up.arrivals.count + down.arrivals.count
            _ = try await relay.node.closeRoom(id: .init(room.name))
        }
        return records
    }

    /// One cut at each site; when the relay's interface goes down, it is the same for both.
    private func cut(
        _ part: Plan, _ rooms: [Room], _ relay: LabRelay, number: Int, _ random: inout SeededGenerator
    ) async throws -> [CutRecord] {
        var open: [CutRecord] = []
        var shared: (provider: Provider, at: UInt64)?
        for room in rooms {
            let place = room.browser.place
            guard let used = await relay.lineInUse(by: place) else {
                throw LabFault.failed("\(place.name) has no line in use")
            }
            var provider = part.isIdle ? used.other : used
            if part.kind == .linkDown, let shared { provider = shared.provider }
            var record = CutRecord(
                number: number + open.count, kind: part.kind, place: place, provider: provider,
                wasInUse: provider == used, startedAt: huizhen_monotonic_ns())
            record.roundTrip = 2 * network.emulator.settings(AccessLink(place, provider.other), .up).delay
            if part.kind == .linkDown, let shared {
                record.startedAt = shared.at
            } else {
                try part.kind.apply(provider, at: place, in: network)
                shared = (provider, record.startedAt)
            }
            open.append(record)
        }
        try await waitUntilFlowing(rooms.map(\.browser.place))
        for (position, record) in open.enumerated() {
            if part.kind != .linkDown || position == 0 {
                try part.kind.lift(record.provider, at: record.place, in: network)
            }
            open[position].endedAt = huizhen_monotonic_ns()
        }
        return open
    }

    /// Waits until each site has received and sent enough since now, between the shortest and the longest time.
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
