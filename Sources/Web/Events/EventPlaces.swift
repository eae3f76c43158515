import ConsultationCore
import Synchronization

/// Counts open event streams, so that one account cannot hold every connection.
final class EventPlaces: Sendable {
    /// Several tabs and devices, not a leak.
    static let perAccountLimit = 16

    private let counts = Mutex<[AccountID: Int]>([:])

    /// One open stream; gives its place back once.
    final class Place: Sendable {
        private let owner: EventPlaces
        private let account: AccountID
        private let taken = Mutex(true)

        fileprivate init(owner: EventPlaces, account: AccountID) {
            self.owner = owner
            self.account = account
        }

        deinit { leave() }

        func leave() {
            let mine = taken.withLock { taken in
                defer { taken = false }
                return taken
            }
            if mine { owner.release(account) }
        }
    }

    func take(_ account: AccountID) -> Place? {
        let free = counts.withLock { counts in
            guard counts[account, default: 0] < Self.perAccountLimit else { return false }
            counts[account, default: 0] += 1
            return true
        }
        return free ? Place(owner: self, account: account) : nil
    }

    private func release(_ account: AccountID) {
        counts.withLock { counts in
            let left = counts[account, default: 1] - 1
            counts[account] = left > 0 ? left : nil
        }
    }

    var total: Int { counts.withLock { $0.values.reduce(0, +) } }
}
