import Foundation
import Synchronization

/// Fifty clients side by side, each on a thread and a connection of its own: a request, the whole answer, a time to
/// think, and on.
enum Crowd {
    static let clients = 50
    /// A person needs longer; this gives 100 requests a second.
    static let thinkTime = 0.5

    /// Runs `turns` turns of each client; `turn` gets the client's number and which turn it is.
    static func work<Sample: Sendable>(
        turns: Int, connect: @escaping @Sendable (Int) throws -> LeanClient,
        _ turn: @escaping @Sendable (LeanClient, Int, Int) throws -> Sample
    ) async throws -> [Sample] {
        try await withThrowingTaskGroup(of: [Sample].self) { group in
            for client in 0..<clients {
                group.addTask {
                    try await onThread {
                        let connection = try connect(client)
                        Thread.sleep(forTimeInterval: thinkTime * Double(client) / Double(clients))
                        return try (0..<turns).map { number in
                            let sample = try turn(connection, client, number)
                            Thread.sleep(forTimeInterval: thinkTime)
                            return sample
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Blocking work away from the cooperative threads.
    static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try body() }) }
            thread.start()
        }
    }
}
