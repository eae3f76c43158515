import Foundation

extension Bench {
    /// Calls that make 20,000 packets a second.
    private static let calls = 61

    /// From the send call to reception, all contestants in turn, a few seconds each, several rounds.
    func latency() throws {
        var trials = [
            try trial(.floor, .gcm), try trial(.huizhen, .gcm), try trial(.huizhen, .gcm, busyPolls: true),
            try trial(.floor, .gcm, busyPolls: true),
        ]
        if RtpengineContestant.isInstalled { trials.append(try trial(.rtpengine, .gcm)) }
        defer { for trial in trials { trial.stop() } }
        note("latency at 20,000 packets/s")
        var rounds: [[Measurement]] = trials.map { _ in [] }
        let plan = Plan(groups: Self.calls, warm: 0.7, seconds: latencySeconds, verifyEvery: 4)
        for _ in 0..<repeats {
            for (position, trial) in trials.enumerated() {
                var measurement = try trial.measure(plan)
                if measurement.fault != nil { measurement = try trial.measure(plan) }
                if let fault = measurement.fault {
                    report.faults.append("latency: \(measurement.name): \(fault)")
                }
                note(
                    String(
                        format: "  %@: p50 %.0f µs, p99 %.0f µs, %.2f µs CPU a packet", measurement.name,
                        measurement.result.latency(0.5), measurement.result.latency(0.99),
                        measurement.microsecondsPerPacket))
                rounds[position].append(measurement)
            }
        }
        func ratios(_ over: Int, _ fraction: Double) -> [Double] {
            zip(rounds[over], rounds[0]).map { $0.result.latency(fraction) / $1.result.latency(fraction) }
        }
        add(
            Figure(
                "latency.p50_ratio_floor", "added latency at 20,000 packets/s, p50, beside the floor",
                atMost: 1.1,
                repeats: ratios(1, 0.5)))
        add(
            Figure(
                "latency.p99_ratio_floor", "the same, p99", atMost: 1.25, repeats: ratios(1, 0.99)))
        add(
            Figure(
                "busy.p50_ratio_floor", "the same with busy polling, p50, beside the floor that sleeps",
                atMost: 0.6, repeats: ratios(2, 0.5)))
        add(
            Figure(
                "busy.p50_ratio_busy_floor", "the same beside a floor that polls, too",
                repeats: zip(ratios(2, 0.5), ratios(3, 0.5)).map { $0 / $1 }))
        for measurements in rounds {
            add("20,000 packets/s, GCM", measurements, latency: true)
            if let first = measurements.first {  // merged by `add`
                report.latencyCurves.append(LatencyCurve(name: first.name, points: Self.thin(first.result)))
            }
        }
    }

    /// A few hundred points are enough to draw.
    private static func thin(_ result: LoadResult) -> [[Double]] {
        var points: [[Double]] = []
        for point in result.latencyCurve
        where points.last.map({ point.share - $0[1] > 0.004 || point.microseconds > $0[0] * 1.1 }) ?? true {
            points.append([
                (point.microseconds * 10).rounded() / 10, (point.share * 100_000).rounded() / 100_000,
            ])
        }
        return points
    }

    /// The same 40,000 packets a second from 10 calls and from 400: what a call costs beyond its packets. The floor
    /// tells how much of that is the kernel's and the caches'.
    func growth() throws {
        note("processor time a packet, 10 calls and 400, 40,000 packets/s in both")
        let own = try growth(of: .huizhen)
        let floor = try growth(of: .floor)
        add(
            Figure(
                "growth.cpu_ratio", "CPU a packet, 400 calls beside 10 at the same total rate", atMost: 1.15,
                repeats: own))
        add(Figure("growth.floor_cpu_ratio", "the same of the floor", repeats: floor))
    }

    private func growth(of kind: Kind) throws -> [Double] {
        let contestant = try trial(kind, .gcm)
        defer { contestant.stop() }
        func measure(_ calls: Int) throws -> [Measurement] {
            try contestant.ensure(groups: calls)
            let plan = Plan(
                groups: calls, speed: 40_000 / (Trial.Shape.call.packetsOut * Double(calls)), warm: 1,
                seconds: latencySeconds)
            let measured = try (0..<repeats).map { _ in try contestant.measure(plan) }
            add("40,000 packets/s, \(calls) calls", measured)
            return measured
        }
        let (few, many) = (try measure(10), try measure(400))
        return zip(many, few).map { $0.microsecondsPerPacket / $1.microsecondsPerPacket }
    }
}
