import BrowserDriver
import Figures
import Foundation
import ServiceDriver

/// Submit and accept while fifty clients work, each on cases of its own; SQLite with `synchronous=FULL`, over HTTP.
enum CommandBench {
    static let limit = 25.0
    static let rounds = 10

    static func run(_ opened: Opened, size: Int) async throws -> [Figure] {
        let people = try await ConsultationDriver(service: opened.service)
        let count = Crowd.clients * rounds
        note("  preparing \(count) drafts")
        let drafts = try await concurrently(count) {
            let id = try await people.draft()
            try await people.consent(id)
            return id
        }
        var figures: [Figure] = []
        for (verb, who, prepare) in [
            ("submit", DemoPeople.invitingPhysician, people.prepareSubmit),
            ("accept", DemoPeople.invitedCoordinator, people.prepareAccept),
        ] as [(String, String, @Sendable (String) async throws -> ConsultationDriver.Prepared)] {
            var prepared: [(path: String, body: String, version: Int)] = []
            for id in drafts {
                let ready = try await prepare(id)
                let body = String(decoding: try JSONEncoder().encode(ready.body), as: UTF8.self)
                prepared.append(("/consultations/\(id)/\(verb)", body, ready.version))
            }
            let cases = prepared
            let times = try await Crowd.work(turns: rounds) { _ in
                try opened.client(who)
            } _: {
                connection, client, turn in
                let command = cases[client * rounds + turn]
                let answer = try connection.post(command.path, command.body, version: command.version)
                guard answer.status == 200 else {
                    throw BenchFault(
                        "\(verb): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
                }
                return answer.milliseconds
            }
            figures += [
                Figure(
                    "\(verb).ms_p50", "\(verb) at \(Crowd.clients) clients, p50",
                    Statistics.quantile(0.5, of: times), "ms", size: size, samples: times.count),
                Figure(
                    "\(verb).ms_p99", "\(verb) at \(Crowd.clients) clients, p99",
                    Statistics.quantile(0.99, of: times), "ms", limit: limit, size: size,
                    samples: times.count),
            ]
        }
        return figures
    }

    private static func concurrently(
        _ count: Int, _ body: @escaping @Sendable () async throws -> String
    ) async throws -> [String] {
        let width = 8
        return try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<width {
                group.addTask {
                    var made: [String] = []
                    for _ in stride(from: worker, to: count, by: width) { made.append(try await body()) }
                    return made
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
