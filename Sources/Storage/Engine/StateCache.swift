package import ConsultationCore
import Synchronization

/// A case in one place of memory: lists hand it about and sort it without copying its hundred parts.
package final class KnownState: Sendable {
    package let consultation: Consultation

    init(_ consultation: Consultation) { self.consultation = consultation }
}

/// Cases that lists have shown, by id and version: a list then reads neither the stored text nor decodes it. Only
/// committed states are kept, so a version always means the same state.
final class StateCache: Sendable {
    /// Cases in each of the two generations; about 10 kB each.
    static let limit = 1024

    private struct Key: Hashable {
        let id: ConsultationID
        let version: Int64
    }

    /// What is asked for again moves to the young; when these are full, they become the old.
    private struct Generations {
        var young: [Key: KnownState] = [:]
        var old: [Key: KnownState] = [:]
    }

    private let known = Mutex(Generations())

    func state(of id: ConsultationID, version: Int64) -> KnownState? {
        known.withLock { known in
            let key = Key(id: id, version: version)
            if let found = known.young[key] { return found }
            guard let found = known.old.removeValue(forKey: key) else { return nil }
            Self.keep(found, as: key, &known)
            return found
        }
    }

    func keep(_ state: KnownState, version: Int64) {
        known.withLock { Self.keep(state, as: Key(id: state.consultation.id, version: version), &$0) }
    }

    private static func keep(_ state: KnownState, as key: Key, _ known: inout Generations) {
        if known.young.count >= limit {
            known.old = known.young
            known.young = [:]
        }
        known.young[key] = state
    }
}
