import Foundation

/// The highest load that a relay carries with at most 0.1 % loss.
struct Search {
    /// Steps of load: calls, or hundredths of the normal speed.
    var plan: (Int) -> Plan
    var ceiling: Int
    var log: (String) -> Void

    struct Found {
        var step: Int
        var measurement: Measurement
        var faults: [String]
        /// False when even the ceiling was carried: the relay may be faster than what was asked of it.
        var isBounded: Bool
    }

    /// From `start` up or down by `stride`, then halving between the best that went and the least that did not, down to
    /// two percent.
    func run(_ trial: Trial, from start: Int, stride: Double) throws -> Found {
        var best: (step: Int, measurement: Measurement)?
        var worst: Int?
        var faults: [String] = []
        var step = min(start, ceiling)
        while best == nil || worst == nil {
            let measurement = try attempt(trial, step, &faults)
            if measurement.isWithinLimit {
                best = (step, measurement)
                if step == ceiling { break }
                step = min(ceiling, max(step + 1, Int(Double(step) * (1 + stride))))
            } else {
                worst = step
                guard step > 1 else {
                    throw BenchFault("\(trial.contestant.name) carries nothing: \(faults)")
                }
                step = min(step - 1, Int(Double(step) * (1 - stride)))
                step = max(step, 1)
            }
        }
        guard var best else { throw BenchFault("\(trial.contestant.name): no load was carried") }
        while let high = worst, Double(high - best.step) > max(1, 0.02 * Double(best.step)) {
            let middle = (high + best.step) / 2
            let measurement = try attempt(trial, middle, &faults)
            if measurement.isWithinLimit { best = (middle, measurement) } else { worst = middle }
        }
        return Found(
            step: best.step, measurement: best.measurement, faults: faults, isBounded: worst != nil)
    }

    /// Runs until the load itself was in order, three times at most; one more run decides when little was lost, because
    /// other guests of the machine may have taken the time.
    private func attempt(_ trial: Trial, _ step: Int, _ faults: inout [String]) throws -> Measurement {
        var measurement = try trial.measure(plan(step))
        for _ in 0..<2
        where !measurement.isWithinLimit && (measurement.fault != nil || measurement.loss < 0.1) {
            measurement = try trial.measure(plan(step))
            if measurement.fault == nil { break }
        }
        if let fault = measurement.fault { faults.append("\(trial.contestant.name) at \(step): \(fault)") }
        log(
            String(
                format: "  %@: %.0f packets/s offered, loss %.3f %%, %.2f µs a packet%@",
                trial.contestant.name,
                measurement.offered, measurement.loss * 100, measurement.microsecondsPerPacket,
                measurement.fault.map { " (\($0))" } ?? ""))
        return measurement
    }
}
