import Foundation
import Storage
import Synchronization

/// Derives scrypt keys on threads of its own, a bounded number at a time: never on the event loop or the shared pool.
final class PasswordChecker: Sendable {
    private let queues: [DispatchQueue]
    private let next = Atomic<Int>(0)
    private let cost: PasswordHash.Cost
    /// What an unknown user's password is compared with, so that the answer takes as long as a known one's.
    private let decoy: String

    init(policy: SignInPolicy, salt: [UInt8]) throws {
        queues = (0..<max(1, policy.concurrentChecks)).map { DispatchQueue(label: "huizhen.password.\($0)") }
        cost = policy.cost
        decoy = try PasswordHash.make(password: "", salt: salt, cost: policy.cost)
    }

    func verify(_ password: String, against stored: String?) async throws -> Bool {
        let compared = stored ?? decoy
        let isRight = try await onOwnThread { try PasswordHash.verify(password: password, against: compared) }
        return isRight && stored != nil
    }

    func make(_ password: String, salt: [UInt8]) async throws -> String {
        try await onOwnThread { [cost] in try PasswordHash.make(password: password, salt: salt, cost: cost) }
    }

    private func onOwnThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return try await withCheckedThrowingContinuation { continuation in
            queues[Int(UInt(bitPattern: turn) % UInt(queues.count))].async {
                continuation.resume(with: Result { try body() })
            }
        }
    }
}
