package import ConsultationCore
import Storage
import Synchronization

/// Failures under names that no account has, counted and locked exactly like those of an account: otherwise the lock
/// would tell which names exist. Held in memory only, under a digest, because people type passwords there by mistake.
package final class UnknownNames: Sendable {
    /// Names held at once, about 2 MB. Beyond it, those that failed longest ago are forgotten.
    package static let limit = 10_000
    /// How many make room at a time, so that a flood does not search the table again for each name.
    private static let forgottenAtOnce = limit / 10

    private struct Record {
        var failures: Int
        var lockedUntil: WallTime?
        var failedAt: WallTime
    }

    private let failureLimit: Int
    private let lockTime: TimeSpan
    private let records = Mutex<[String: Record]>([:])

    package init(policy: SignInPolicy) {
        failureLimit = policy.failureLimit
        lockTime = policy.lockTime
    }

    package func lockedUntil(_ name: String) -> WallTime? {
        let key = Hexadecimal.sha256(name)
        return records.withLock { $0[key]?.lockedUntil }
    }

    /// Counts one failure and returns until when the name is locked, if it now is.
    package func countFailure(_ name: String, at now: WallTime) -> WallTime? {
        let key = Hexadecimal.sha256(name)
        return records.withLock { records in
            let known = records[key]
            // An elapsed lock begins a new count, as it does for an account.
            let isElapsed = known?.lockedUntil.map { $0 <= now } ?? false
            let failures = (isElapsed ? 0 : known?.failures ?? 0) + 1
            let lockedUntil = failures >= failureLimit ? now + lockTime : nil
            if known == nil, records.count >= Self.limit { Self.makeRoom(in: &records) }
            records[key] = Record(failures: failures, lockedUntil: lockedUntil, failedAt: now)
            return lockedUntil
        }
    }

    package var count: Int { records.withLock { $0.count } }

    private static func makeRoom(in records: inout [String: Record]) {
        let oldest = records.sorted { $0.value.failedAt < $1.value.failedAt }.prefix(forgottenAtOnce)
        for (key, _) in oldest { records[key] = nil }
    }
}
