import ConsultationCore
import Figures
import Foundation
import Orchestration
import Simulation
import Storage

/// A million running limits: what a scan costs when none has passed, when some have, and when all have.
enum DeadlineBench {
    static let limits = 1_000_000
    static let scans = 200

    static func run() async throws -> [Figure] {
        let folder = URL(fileURLWithPath: ".build/service-bench/deadlines").absoluteURL
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("huizhen.sqlite").path
        try ServiceDatabase.open(path).close()
        let now = ServiceEnvironment.live.now()
        try fill(path, from: now)
        let database = try ServiceDatabase.open(path)
        let stage = Stage(database, under: try PolicyBook(.repository), at: now)
        let first = try await timed { try await stage.deadlines.scan() }
        var next: [Double] = []
        for _ in 0..<scans { next.append(try await timed { try await stage.deadlines.scan() }) }
        let all = try await timed {
            try await database.read { try $0.deadlinesDue(at: now + .days(60), limit: limits).count }
        }
        stage.clock.set(now + .days(60))
        let some = try await timed { try await stage.deadlines.scan() }
        try database.close()
        return [
            Figure(
                "deadlines.first_scan_ms", "first scan of 1,000,000 running limits", first, "ms", limit: 1000,
                size: limits),
            Figure(
                "deadlines.next_scan_ms_p99", "every further scan, p99",
                Statistics.quantile(0.99, of: next), "ms", size: limits, samples: next.count),
            Figure(
                "deadlines.read_all_ms", "reading all of them, when all have passed", all, "ms", limit: 1000,
                size: limits),
            Figure(
                "deadlines.full_batch_ms", "a full batch of 200 passed limits, each removed", some, "ms",
                size: limits),
        ]
    }

    private static func fill(_ path: String, from now: WallTime) throws {
        let store = try RawStore(path)
        try store.run("BEGIN")
        let statement = try store.prepare("INSERT INTO deadlines (kind, subject, due_at) VALUES (?, ?, ?)")
        var random = SplitMix(seed: 4)
        let kinds = [Deadline.Kind.responseDue, .sessionStart, .reportDue, .decisionDue].map(\.rawValue)
        for number in 0..<limits {
            let tail = String(number, radix: 16)
            let id = "0190cccc-0000-7000-8000-" + String(repeating: "0", count: 12 - tail.count) + tail
            statement.bind(1, .text(Array(kinds[number % kinds.count].utf8)))
            statement.bind(2, .text(Array("consultation/\(id)".utf8)))
            let ahead = Int64(random.next() % (30 * 86_400_000)) + 600_000
            statement.bind(3, now.milliseconds + ahead)
            try statement.runAgain()
        }
        try store.run("COMMIT")
    }
}

func timed(_ body: () async throws -> Int) async throws -> Double {
    let began = ContinuousClock.now
    _ = try await body()
    return began.duration(to: .now).milliseconds
}
