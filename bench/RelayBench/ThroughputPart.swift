import Foundation

/// The highest rate with at most 0.1 % loss, of several contestants in turn: A B C, A B C, A B C. Ratios are taken
/// within a round, so that what the machine did to one it did to the others.
struct ThroughputPart {
    let bench: Bench
    var discipline: String
    var plan: (Int) -> Plan
    var start: Int
    var ceiling: Int
    /// Packets a second that one step of load stands for, for the report.
    var packetsPerStep: Double

    struct Outcome {
        /// By contestant, in the order given: packets per second of each round.
        var rates: [[Double]]
        /// Of `over` to `under` in each round.
        func ratios(_ over: Int, _ under: Int) -> [Double] { zip(rates[over], rates[under]).map { $0 / $1 } }
    }

    func run(_ trials: [Trial]) throws -> Outcome {
        defer { for trial in trials { trial.stop() } }
        bench.note("\(discipline): the highest rate with at most 0.1 % loss")
        var rates = [[Double]](repeating: [], count: trials.count)
        var found = [[Search.Found]](repeating: [], count: trials.count)
        for _ in 0..<bench.repeats {
            for (position, trial) in trials.enumerated() {
                let search = Search(plan: plan, ceiling: ceiling, log: bench.note)
                let last = found[position].last?.step
                let result = try search.run(trial, from: last ?? start, stride: last == nil ? 0.15 : 0.05)
                found[position].append(result)
                rates[position].append(Double(result.step) * packetsPerStep)
                bench.report.faults += result.faults.map { "\(discipline): \($0)" }
                if !result.isBounded {
                    bench.report.faults.append(
                        "\(discipline): \(trial.contestant.name) carried all that was asked")
                }
            }
        }
        for (position, results) in found.enumerated() {
            bench.add(discipline, results.map(\.measurement), rates: rates[position])
        }
        return Outcome(rates: rates)
    }
}

extension ThroughputPart {
    /// Calls of two; a step is a call.
    static func calls(_ bench: Bench, _ discipline: String) -> ThroughputPart {
        let seconds = bench.stepSeconds
        return ThroughputPart(
            bench: bench, discipline: discipline, plan: { Plan(groups: $0, warm: 0.4, seconds: seconds) },
            start: 450, ceiling: 1500, packetsPerStep: Trial.Shape.call.packetsOut)
    }

    /// One speaker to fifty watchers, in ten rooms; a step is a hundredth of the normal speed.
    static func wards(_ bench: Bench, _ discipline: String) -> ThroughputPart {
        let seconds = bench.stepSeconds
        let rooms = 10
        return ThroughputPart(
            bench: bench, discipline: discipline,
            plan: { Plan(groups: rooms, speed: Double($0) / 100, warm: 0.4, seconds: seconds) },
            start: 200, ceiling: 800, packetsPerStep: Trial.Shape.ward.packetsOut * Double(rooms) / 100)
    }
}
