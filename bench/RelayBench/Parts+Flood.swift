import Foundation
import RelayLoad

extension Bench {
    private static let floodedCalls = 50

    /// 50 calls, and beside them 100,000 packets a second that nobody asked for, of each kind and of all in turn.
    /// Between them the calls alone, so that what the machine loses by itself is known.
    func flood() throws {
        guard let flooder = cores.senders.last, cores.senders.count > 1 else {
            return add(
                Figure(
                    "flood.lost", "packets of 50 calls lost beside a flood", atMost: 0, repeats: [],
                    note: "needs 4 cores"))
        }
        var apart = cores
        apart.senders.removeLast()
        let huizhen = try trial(.huizhen, .gcm, cores: apart)
        defer { huizhen.stop() }
        let mixed = Flood(kinds: Flood.kinds.map(\.kind), core: flooder)
        note("50 calls beside 100,000 packets/s of garbage and replays")
        var alone: [Measurement] = []
        var flooded: [Measurement] = []
        for _ in 0..<repeats {
            alone.append(try run(huizhen, nil, "calls alone"))
            flooded.append(try run(huizhen, mixed, "all kinds in turn"))
        }
        for (name, kind) in Flood.kinds {
            let one = try run(huizhen, Flood(kinds: [kind], core: flooder), name)
            add("flood: \(name)", [one], latency: true)
        }
        add("flood: none", alone, latency: true)
        add("flood: all kinds in turn", flooded, latency: true)
        add(
            Figure(
                "flood.lost", "packets of 50 calls lost beside 100,000/s of garbage", atMost: 0,
                repeats: flooded.map { Double($0.lost) },
                note: "without the flood: \(alone.map(\.lost))"))
        add(
            Figure(
                "flood.cpu_share", "share of the relay's core beside the flood",
                repeats: flooded.map(\.processorShare)))
        add(
            Figure(
                "flood.cpu_share_alone", "the same without it", repeats: alone.map(\.processorShare)))
    }

    private func counters(_ trial: Trial) throws -> (taken: UInt64, refused: [String: UInt64]) {
        trial.contestant.child.resume()
        return try (trial.contestant as? HuizhenContestant)?.counters() ?? (0, [:])
    }

    private func run(_ trial: Trial, _ flood: Flood?, _ name: String) throws -> Measurement {
        let plan = Plan(
            groups: Self.floodedCalls, warm: 0.5, seconds: isQuick ? 2 : 5, verifyEvery: 4, flood: flood)
        let before = try counters(trial)
        let measurement = try trial.measure(plan)
        let after = try counters(trial)
        if let fault = measurement.fault { report.faults.append("flood: \(name): \(fault)") }
        let value = measurement.result.value
        note(
            String(
                format:
                    "  %@: %d of %d lost, %.0f flood packets/s, relay %.1f %% of its core, p50 %.0f p99 %.0f µs",
                name, measurement.lost, Int64(measurement.expected),
                Double(value.flood_sent) / (plan.warm + plan.seconds), measurement.processorShare * 100,
                measurement.result.latency(0.5), measurement.result.latency(0.99)))
        let refused = after.refused.map { ($0, $1 - before.refused[$0, default: 0]) }
            .filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
        // What the kernel had no room for is the difference; nothing of it may be the calls'.
        note(
            "    the relay took \(after.taken - before.taken) of \(value.sent_all + value.flood_sent) and refused "
                + (refused.isEmpty ? "none" : refused.map { "\($0.1) \($0.0)" }.joined(separator: ", ")))
        return measurement
    }
}
