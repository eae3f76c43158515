import ConsultationCore
import Synchronization

/// Remembers who read what a short while ago, so that one look at a case is one row in the journal and not one for
/// each refresh of the page. Lost at a restart: then there is one row more.
final class RecentReadings: Sendable {
    /// Readings of one person within this time are one reading.
    static let span = TimeSpan.minutes(5)
    /// When full, the memory begins anew.
    static let limit = 20_000

    private struct Key: Hashable {
        let account: AccountID
        let consultation: ConsultationID
    }

    private let known = Mutex<[Key: WallTime]>([:])

    /// Whether this reading must be journaled; the caller then does.
    func isNew(_ id: ConsultationID, by account: AccountID, at now: WallTime) -> Bool {
        known.withLock { known in
            let key = Key(account: account, consultation: id)
            // A clock that went back must not swallow readings.
            if let last = known[key], last <= now, now - last < Self.span { return false }
            if known.count >= Self.limit { known.removeAll() }
            known[key] = now
            return true
        }
    }

    /// The row could not be written: the next reading is new again.
    func forget(_ id: ConsultationID, by account: AccountID) {
        known.withLock { _ = $0.removeValue(forKey: Key(account: account, consultation: id)) }
    }
}
