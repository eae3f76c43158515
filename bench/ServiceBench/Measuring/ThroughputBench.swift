import ConsultationCore
import Figures
import Foundation
import Orchestration
import Simulation
import Storage
import Synchronization

/// Complete consultations a second, from the request to the archive, without media and without HTTP; beside SQLite
/// alone writing the same rows in as many durable transactions. With a crowd the service shares one sync among those
/// who wait; what SQLite alone would do if its transactions shared syncs likewise is told beside it, without a target.
enum ThroughputBench {
    static let ratioFloor = 0.5

    static func run() async throws -> [Figure] {
        var figures: [Figure] = []
        for (workers, each, key) in [(50, 8, "crowd"), (1, 40, "single")] {
            let folder = URL(fileURLWithPath: ".build/service-bench/throughput").absoluteURL
            try? FileManager.default.removeItem(at: folder)
            defer { try? FileManager.default.removeItem(at: folder) }
            let ours = try await perform(folder, workers: workers, each: each)
            let rows = try BareTransactions(
                of: folder.appendingPathComponent("huizhen.sqlite").path, transactions: ours.transactions)
            let same = try rows.write(in: folder, group: 1, whole: true)
            let least = try rows.write(in: folder, group: 1, whole: false)
            let shared = workers == 1 ? same : try rows.write(in: folder, group: workers, whole: true)
            let name = workers == 1 ? "one at a time" : "\(workers) at a time"
            let count = Double(workers * each)
            figures += [
                Figure(
                    "throughput.\(key).per_s", "consultations a second, \(name)", count / ours.seconds, "1/s",
                    samples: workers * each),
                Figure(
                    "throughput.\(key).transactions", "transactions of one consultation",
                    Double(ours.transactions) / count, "", samples: workers * each),
                Figure(
                    "throughput.\(key).bare_per_s", "  SQLite alone, the same rows in as many transactions",
                    count / same, "1/s", samples: workers * each),
                Figure(
                    "throughput.\(key).least_per_s", "  SQLite alone, one short row each", count / least,
                    "1/s",
                    samples: workers * each),
                Figure(
                    "throughput.\(key).ratio", "beside SQLite alone, the same rows in as many transactions",
                    same / ours.seconds, "×", floor: ratioFloor, samples: workers * each),
                Figure(
                    "throughput.\(key).ratio_least", "  beside SQLite alone, one short row each",
                    least / ours.seconds, "×", samples: workers * each),
                Figure(
                    "throughput.\(key).ratio_shared", "  beside SQLite alone, \(workers) transactions a sync",
                    shared / ours.seconds, "×", samples: workers * each),
            ]
        }
        return figures
    }

    private static func perform(
        _ folder: URL, workers: Int, each: Int
    ) async throws -> (seconds: Double, transactions: Int) {
        let path = folder.appendingPathComponent("huizhen.sqlite").path
        let database = try ServiceDatabase.open(path)
        var signIn = SignInPolicy()
        signIn.cost = .forTests
        let live = ServiceEnvironment.live
        _ = try await DemoData.load(
            into: database, signIn: SignInService(database: database, environment: live, policy: signIn)
        ) { _ in "not used by anybody" }
        let policies = try await PolicyBook.open(.repository, in: database, at: live.now())
        let start = live.now()
        let tail = Stage(database, under: policies, at: start + .days(3), isAlone: false)
        let ending = Ending()
        let began = ContinuousClock.now
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                var done = 0
                while true {
                    let over = ending.isOver.load(ordering: .acquiring)
                    let count = try await tail.effects.runPending()
                    done += count
                    if over, count == 0 { return done }
                    if count == 0 { try await Task.sleep(for: .milliseconds(2)) }
                }
            }
            group.addTask {
                defer { ending.isOver.store(true, ordering: .releasing) }
                return try await withThrowingTaskGroup(of: Int.self) { people in
                    for worker in 0..<workers {
                        people.addTask {
                            let stage = Stage(database, under: policies, at: start, isAlone: false)
                            for turn in 0..<each {
                                stage.clock.set(start)
                                _ = try await stage.perform(
                                    .archived, of: PatientWords(200 + worker * each + turn))
                            }
                            return stage.commands.load(ordering: .relaxed)
                        }
                    }
                    return try await people.reduce(0, +)
                }
            }
            return try await group.reduce(0, +)
        }
        let seconds = began.duration(to: .now).milliseconds / 1000
        let archived = try await database.read { try $0.system.consultations(inStates: [.archived]).count }
        guard archived >= workers * each else {
            throw BenchFault("only \(archived) of \(workers * each) consultations were archived")
        }
        try database.close()
        return (seconds, done)
    }
}

private final class Ending: Sendable {
    let isOver = Atomic(false)
}
