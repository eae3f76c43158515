import Foundation
import ServiceDriver
import Synchronization

/// Latency of submit, accept and report while fifty clients work at once; SQLite with `synchronous=FULL`, over HTTP.
enum CommandBench {
    static let clients = 50
    static let roundsPerClient = 4
    /// Reports need a held session; these many are held beforehand, with real media.
    static let sessions = 50

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
        let submits = try await timed(drafts) { try await people.timedSubmit($0) }
        let accepts = try await timed(drafts) { try await people.timedAccept($0) }

        note("  holding \(sessions) sessions")
        let held = Array(drafts.prefix(sessions))
        for batch in stride(from: 0, to: held.count, by: 5).map({ Array(held[$0..<min($0 + 5, held.count)]) })
        {
            _ = try await concurrently(batch.count, width: batch.count) {
                try await hold(batch[$0], people, media)
            }
        }
        for id in held { try await people.saveReport(id) }
        // One password proof now; signing asks for none within the step-up time.
        let specialist = try service.account(named: DemoPeople.invitedSpecialist).password
        let reports = try await timed(held) { try await people.timedSign($0, password: specialist) }
        return [("submit", submits), ("accept", accepts), ("report", reports)].flatMap { name, samples in
            [
                Figure(
                    key: "command.\(name)_ms_p50", title: "\(name) at \(clients) clients, p50",
                    value: Statistics.quantile(0.5, of: samples), unit: "ms", limit: nil,
                    samples: samples.count),
                Figure(
                    key: "command.\(name)_ms_p99", title: "\(name) at \(clients) clients, p99",
                    value: Statistics.quantile(0.99, of: samples), unit: "ms", limit: 20,
                    samples: samples.count),
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

    /// Each client has its own queue of cases and sends its next command when the last is answered.
    private static func timed(_ ids: [String], _ command: @escaping @Sendable (String) async throws -> Double)
        async throws
        -> [Double]
    {
        try await concurrently(ids.count, width: clients) { try await command(ids[$0]) }
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
