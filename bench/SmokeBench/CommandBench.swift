import Figures
import Foundation
import ServiceDriver
import Synchronization

/// Latency of submit, accept and report while fifty clients work at once; SQLite with `synchronous=FULL`, over HTTP.
enum CommandBench {
    static let clients = 50
    static let roundsPerClient = 10
    /// Between an answer and the next command of the same client. A person needs longer; this gives 100 commands a
    /// second.
    static let thinkTime = Duration.milliseconds(500)
    /// Reports need a held session; these many are held beforehand, with real media.
    static let sessions = 100

    static func run() async throws -> [Figure] {
        let service = try ServiceProcess()
        defer {
            service.stop()
            service.removeData()
        }
        let media = try MediaFiles(seconds: 2, tone: 440, directory: service.data)
        try await service.start()
        let people = try await ConsultationDriver(service: service)

        note("  preparing \(clients * roundsPerClient) drafts")
        let drafts = try await concurrently(clients * roundsPerClient, width: 8) { _ in
            let id = try await people.draft()
            try await people.consent(id)
            return id
        }
        let submitting = try await concurrently(drafts.count, width: 8) {
            try await people.prepareSubmit(drafts[$0])
        }
        let submits = try await timed(submitting) { try await people.time(people.physician, "submit", $0) }
        let accepting = try await concurrently(drafts.count, width: 8) {
            try await people.prepareAccept(drafts[$0])
        }
        let accepts = try await timed(accepting) { try await people.time(people.coordinator, "accept", $0) }

        note("  holding \(sessions) sessions")
        let held = Array(drafts.prefix(sessions))
        for batch in stride(from: 0, to: held.count, by: 5).map({ Array(held[$0..<min($0 + 5, held.count)]) })
        {
            _ = try await concurrently(batch.count, width: batch.count) {
                try await hold(batch[$0], people, media)
            }
        }
        let signing = try await concurrently(held.count, width: 4) { index in
            try await people.saveReport(held[index])
            return try await people.prepareSign(held[index])
        }
        let reports = try await timed(signing) { try await people.time(people.specialist, "report/sign", $0) }
        return [("submit", submits), ("accept", accepts), ("report", reports)].flatMap { name, samples in
            [
                Figure(
                    "command.\(name)_ms_p50", "\(name) at \(clients) clients, p50",
                    Statistics.quantile(0.5, of: samples), "ms", samples: samples.count),
                Figure(
                    "command.\(name)_ms_p99", "\(name) at \(clients) clients, p99",
                    Statistics.quantile(0.99, of: samples), "ms", limit: 20, samples: samples.count),
            ]
        }
    }

    private static func hold(_ id: String, _ people: ConsultationDriver, _ media: MediaFiles) async throws
        -> String
    {
        let inviting = try await NativePeer(joining: id, as: people.physician, sending: media)
        let invited = try await NativePeer(joining: id, as: people.specialist, sending: media)
        try await inviting.connected()
        try await invited.connected()
        try await people.reached("inSession", id)
        try await people.note(id)
        try await people.end(id)
        inviting.vanish()
        invited.vanish()
        return id
    }

    /// Fifty clients work side by side, each on its own cases: it sends a command, reads the whole answer, thinks for
    /// `thinkTime`, and goes on. Clients start spread over the first think time.
    private static func timed(
        _ cases: [ConsultationDriver.Prepared],
        _ command: @escaping @Sendable (ConsultationDriver.Prepared) async throws -> Double
    ) async throws -> [Double] {
        try await withThrowingTaskGroup(of: [Double].self) { group in
            for client in 0..<clients {
                group.addTask {
                    try await Task.sleep(for: thinkTime * client / clients)
                    var times: [Double] = []
                    for index in stride(from: client, to: cases.count, by: clients) {
                        times.append(try await command(cases[index]))
                        try await Task.sleep(for: thinkTime)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func concurrently<Value: Sendable>(
        _ count: Int, width: Int, _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Value] {
        let tickets = Tickets()
        return try await withThrowingTaskGroup(of: [Value].self) { group in
            for _ in 0..<min(width, count) {
                group.addTask {
                    var results: [Value] = []
                    while true {
                        let index = tickets.take()
                        guard index < count else { return results }
                        results.append(try await body(index))
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}

/// Hands out 0, 1, 2 … to whoever asks.
private final class Tickets: Sendable {
    private let next = Atomic(0)
    func take() -> Int { next.add(1, ordering: .relaxed).oldValue }
}
