import Foundation
import RelayLoad

/// The relay beside a C floor and rtpengine, under one load in one run. Prints a table, writes
/// `bench/results/relay-latest.json` and `relay-latest.svg`; earlier runs are in the repository's history.
///
/// `RelayBench [quick] [PART …]`, or `RelayBench try CONTESTANT SUITE CALLS [WORD …]` for one run.
@main
enum RelayBench {
    static func main() throws {

        var words = Array(CommandLine.arguments.dropFirst())
        do {
            if words.first == "try" { return try Attempt.run(Array(words.dropFirst())) }
            let isQuick = words.first == "quick"
            if isQuick { words.removeFirst() }
            try run(quick: isQuick, wanted: words)
        } catch {
            FileHandle.standardError.write(Data("relay bench: \(error)\n".utf8))
            exit(2)
        }
    }

    private static func run(quick: Bool, wanted: [String]) throws {
        let bench = try Bench(quick: quick)
        defer { bench.clean() }
        let begun = ContinuousClock.now
        let ticks = Machine.ticks()
        for (name, part) in parts(bench) where wanted.isEmpty || wanted.contains(name) {
            bench.faultsBefore = bench.report.faults.count
            try part()
        }
        let elapsed = ContinuousClock.now - begun
        bench.report.seconds = Double(elapsed.components.seconds)
        let after = Machine.ticks()
        bench.report.machine.stolen = (after.stolen - ticks.stolen) / max(after.all - ticks.all, 1)
        print("")
        print(bench.report.absoluteTable())
        print("")
        print(bench.report.table())
        for fault in bench.report.faults { print("disturbed: \(fault)") }
        try ResultFiles.write(bench.report, isWhole: wanted.isEmpty)
        bench.clean()
        if bench.report.figures.contains(where: { $0.isMet == false }) { exit(1) }
    }

    private static func parts(_ bench: Bench) -> [(String, () throws -> Void)] {
        let untimed: [(String, () throws -> Void)] = [
            ("allocations", bench.allocations), ("memory", bench.memory), ("churn", bench.churn),
            ("growth", bench.growth),
        ]
        guard bench.cores.spins else {
            bench.note(
                "only \(Cores.available.count) cores: the load would share the relay's time. Throughput and latency "
                    + "are not measured here; they need 3 cores, two-core scaling 4.")
            return untimed
        }
        return [
            ("latency", bench.latency), ("gcm", bench.galoisCounterMode), ("cm80", bench.counterMode),
            ("recording", bench.recording), ("fan", bench.fanOut), ("cores", bench.twoCores),
            ("flood", bench.flood),
        ] + untimed
    }
}
