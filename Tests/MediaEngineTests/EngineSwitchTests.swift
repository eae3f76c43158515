import MediaEngine
import Simulation
import Testing
import Wire

/// How long a cut is heard, and that nothing but a cut moves a path. The links are those of the two-provider laboratory:
/// 20 ms ± 5 ms and 35 ms ± 10 ms one way, 0.5 % loss each.
@Suite struct EngineSwitchTests {
    static let links: [NetworkSimulator.Conditions] = [
        .init(loss: 0.005, delay: .milliseconds(15), jitter: .milliseconds(10)),
        .init(loss: 0.005, delay: .milliseconds(25), jitter: .milliseconds(20)),
    ]
    /// Round trip of the link that is moved to.
    static let roundTrip: Duration = .milliseconds(70)

    struct Cut: Sendable {
        var only: NetworkSimulator.Direction?
        var isTold = false
        var hasCamera = true
        /// The relay's own link, and so both parties' at once; else that of one party's site.
        var isAtRelay = false
    }

    /// A two-party call over both links, one of which is cut at a random moment. Gives the longest distance of two audio
    /// packets around the cut: what the cut party hears, and what is heard of it.
    private static func gaps(seed: UInt64, link: Int, _ cut: Cut) throws -> [Duration] {
        var random = SeededGenerator(seed: seed)
        let world = EngineWorld(links: links, seed: seed)
        try world.openRoom(1)
        let sources: [SourceKind] = cut.hasCamera ? [.microphone, .camera] : [.microphone]
        let browsers = [
            try world.join(room: 1, sources: sources), try world.join(room: 1, sources: sources),
        ]
        world.run(for: .milliseconds(2500))
        if link == 1 { world.leaveLink(world.links[0]) }
        world.run(for: .milliseconds(1500 + Int64.random(in: 0..<200, using: &random)))
        if link == 1 { world.returnToLink(world.links[0], atOnce: false) }
        for browser in browsers { browser.forgetGaps() }
        world.network.conditions[link].cutAt = world.now
        world.network.conditions[link].cutsOnly = cut.only
        world.network.conditions[link].cutsPeer = cut.isAtRelay ? nil : browsers[0].address
        if cut.isTold { world.linkChanged(world.links[link], isUp: false) }
        world.run(for: .milliseconds(2500))
        #expect(world.violations == [] && browsers.allSatisfy { $0.violations == [] }, "seed \(seed)")
        return browsers.map { browser in
            browser.plan.slots.filter { $0.kind == .audio }
                .compactMap { browser.receptions[$0.ssrc]?.longestGap }.max() ?? .seconds(99)
        }
    }

    private static func collect(_ seeds: ClosedRange<UInt64>, _ cut: Cut) async throws -> [Duration] {
        try await withThrowingTaskGroup(of: [Duration].self) { group in
            for seed in seeds {
                group.addTask { try gaps(seed: seed, link: Int(seed % 2), cut) }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
    }

    private static func percentile(_ sorted: [Duration], _ share: Double) -> Duration {
        sorted.isEmpty ? .seconds(99) : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    @Test(arguments: [Cut(), Cut(hasCamera: false), Cut(only: .towardsRelay)])
    func `a cut of either link of a site is a gap of at most 0.15 s and a round trip in 95 of 100 cases`(
        cut: Cut
    ) async throws {
        let gaps = try await Self.collect(1...60, cut)
        let p95 = Self.percentile(gaps, 0.95)
        print("gap, \(cut): p50 \(Self.percentile(gaps, 0.5)) p95 \(p95) max \(gaps.last ?? .zero)")
        #expect(p95 <= .milliseconds(150) + Self.roundTrip)
    }

    /// Both parties have to move, and what they say crosses two links that change.
    @Test(arguments: [Cut(isAtRelay: true), Cut(isTold: true, isAtRelay: true)])
    func `a cut of the relay's own link is a gap of at most 0.15 s and one and a half round trips`(
        cut: Cut
    ) async throws {
        let gaps = try await Self.collect(1...60, cut)
        let p95 = Self.percentile(gaps, 0.95)
        print("gap, \(cut): p50 \(Self.percentile(gaps, 0.5)) p95 \(p95) max \(gaps.last ?? .zero)")
        #expect(p95 <= (cut.isTold ? .milliseconds(120) : .milliseconds(150) + Self.roundTrip * 3 / 2))
    }

    @Test func `one-way loss towards the browser is a gap of at most 0.7 s in 95 of 100 cases`() async throws
    {
        let gaps = try await Self.collect(1...60, Cut(only: .towardsBrowser))
        let p95 = Self.percentile(gaps, 0.95)
        print("gap, one way: p50 \(Self.percentile(gaps, 0.5)) p95 \(p95) max \(gaps.last ?? .zero)")
        #expect(p95 <= .milliseconds(700))
    }

    @Test func `jitter and loss move no path, in a thousand worlds`() async throws {
        let moves = try await withThrowingTaskGroup(of: (UInt64, [PathChange]).self) { group in
            for seed in UInt64(1)...1000 {
                group.addTask {
                    let world = EngineWorld(links: Self.links, seed: seed)
                    try world.openRoom(1)
                    for _ in 0..<2 { try world.join(room: 1, sources: [.microphone]) }
                    world.run(for: .seconds(4))
                    return (seed, world.moves.filter { $0.cause != .returned })
                }
            }
            return try await group.reduce(into: []) { if !$1.1.isEmpty { $0.append($1) } }
        }
        #expect(moves.isEmpty, "\(moves)")
    }
}
