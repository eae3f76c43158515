import Foundation
import MediaEngine
import Simulation
import Testing
import Wire

/// The same rules over many random worlds: rooms, losses, delays, cuts, joins and leavings all follow from the seed.
@Suite struct EngineSeedTests {
    /// `make simulate` asks for many more, as a number or as `first-last`; a failure names its seed.
    static let seeds: [UInt64] = {
        let asked = ProcessInfo.processInfo.environment["HUIZHEN_SEEDS"] ?? ""
        let bounds = asked.split(separator: "-").compactMap { UInt64($0) }
        guard let last = bounds.last else { return Array(1...320) }
        let first = bounds.count > 1 ? bounds[0] : 1
        return Array(first...max(first, last))
    }()

    @Test(arguments: seeds)
    func `in every world the rules hold`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let losses: [Double] = [0, 0.01, 0.05, 0.1]
        let loss = losses.randomElement(using: &random) ?? 0
        var conditions = NetworkSimulator.Conditions(
            loss: loss, delay: .milliseconds(Int.random(in: 1...60, using: &random)),
            jitter: .milliseconds(Int.random(in: 0...15, using: &random)))
        let first = conditions
        conditions.delay = .milliseconds(Int.random(in: 1...60, using: &random))
        let world = EngineWorld(links: [first, conditions], seed: seed)
        var media = SimulatedBrowser.Media()
        // Close to the wrap of sixteen bits, from both sides.
        media.firstSequence = 65_536 + UInt64.random(in: 65_400...65_600, using: &random)
        try world.openRoom(1)
        try world.openRoom(2)
        var everyone: [SimulatedBrowser] = []
        for room in [UInt8(1), 2] {
            for _ in 0..<Int.random(in: 2...3, using: &random) {
                everyone.append(try world.join(room: room, media: media, hidesAddress: random.chance(0.3)))
            }
        }
        world.run(for: .milliseconds(1000))
        // One provider dies, for good or for a while.
        let cut = Int.random(in: 0...1, using: &random)
        if random.chance(0.5) {
            world.network.conditions[cut].cutAt = world.now
            if random.chance(0.5) {
                world.network.conditions[cut].restoredAt = world.now.advanced(by: .milliseconds(700))
            }
        }
        var gone: Set<UInt8> = []
        if random.chance(0.3), let leaver = everyone.last {
            world.leave(leaver)
            gone.insert(everyone.removeLast().participant)
        }
        world.run(for: .milliseconds(1200))
        for browser in everyone { browser.sendsMedia = false }
        world.run(for: .milliseconds(700))

        #expect(world.violations == [], "seed \(seed)")
        let arrived = everyone.flatMap { $0.receptions.values.map(\.arrived.count) }.reduce(0, +)
        #expect(arrived > 100, "seed \(seed)")
        #expect(world.largestBatch < 256 && world.drops[.batchFull] == 0)
        for browser in everyone {
            #expect(browser.violations == [], "seed \(seed)")
            #expect(browser.connected, "seed \(seed)")
            #expect(browser.receptions.values.allSatisfy { $0.timestampsBack == 0 }, "seed \(seed)")
            let statistics = try #require(world.statistics(of: browser))
            #expect(statistics.drops[.batchFull] == 0 && statistics.drops[.protectionFailed] == 0)
            #expect(statistics.drops[.authentication] == 0 && statistics.drops[.malformedRTP] == 0)
            for slot in browser.plan.slots where slot.kind == .video {
                // What somebody who left has sent last cannot be repeated.
                guard let reception = browser.receptions[slot.ssrc],
                    reception.participants.isDisjoint(with: gone)
                else { continue }
                let share =
                    Double(reception.arrived.count) / Double(reception.arrived.count + reception.missing)
                // A source that moved through the cut may have lost what nobody could repeat; one that had just
                // moved to the line that died stays there for `holdAfterMove`, a third of what is watched.
                let moves =
                    try everyone.filter {
                        $0 === browser || reception.participants.contains($0.participant)
                    }.map { try #require(world.statistics(of: $0)).pathChanges }.max() ?? 0
                #expect(
                    reception.missing <= 2 || share > (moves > 1 ? 0.8 : 0.9),
                    "seed \(seed): \(reception.missing) missing")
            }
        }
    }
}
