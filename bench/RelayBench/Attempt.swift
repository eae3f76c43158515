import Foundation
import RelayLoad

/// One run of one contestant, printed: for looking into something.
enum Attempt {
    /// `floor|huizhen|rtpengine gcm|cm80 GROUPS [segments] [busy] [record] [fan] [speed=X] [then=GROUPS]`
    static func run(_ words: [String]) throws {
        guard words.count >= 3, let groups = Int(words[2]) else {
            throw BenchFault(
                "try floor|huizhen|rtpengine gcm|cm80 CALLS [segments] [busy] [record] [fan] [speed=X] [then=GROUPS]"
            )
        }
        let bench = try Bench(quick: true)
        defer { bench.clean() }
        let kinds: [String: Bench.Kind] = ["floor": .floor, "huizhen": .huizhen, "rtpengine": .rtpengine]
        guard let kind = kinds[words[0]] else { throw BenchFault("'\(words[0])' is no contestant") }
        let speed = words.first { $0.hasPrefix("speed=") }.flatMap { Double($0.dropFirst(6)) } ?? 1
        let trial = try bench.trial(
            kind, words[1] == "cm80" ? .cm80 : .gcm, shape: words.contains("fan") ? .ward : .call,
            segments: words.contains("segments"), records: words.contains("record"),
            busyPolls: words.contains("busy"))
        defer { trial.stop() }
        let after = words.first { $0.hasPrefix("then=") }.flatMap { Int($0.dropFirst(5)) }
        for count in [groups, groups, groups] + (after.map { [$0, $0] } ?? []) {
            let measurement = try trial.measure(Plan(groups: count, speed: speed))
            let value = measurement.result.value
            print(
                String(
                    format:
                        "%@: %.0f/s offered, %.0f/s delivered, loss %.4f %%, %.2f µs CPU, p50 %.0f p99 %.0f µs",
                    measurement.name, measurement.offered, measurement.delivered, measurement.loss * 100,
                    measurement.microsecondsPerPacket, measurement.result.latency(0.5),
                    measurement.result.latency(0.99)))
            print(
                "  late \(value.late), duplicates \(value.duplicates), reordered \(value.reordered), "
                    + "undecryptable \(value.undecryptable), verified \(value.verified), corrupt \(value.corrupt), "
                    + "RTCP \(value.control), calls with loss \(value.groups_with_loss), "
                    + "load late p99 \(measurement.result.lateness(0.99)) µs \(measurement.fault ?? "")")
        }
        if let huizhen = trial.contestant as? HuizhenContestant {
            huizhen.child.resume()
            print(try huizhen.statistics())
        }
    }
}
