import ConsultationCore
import Synchronization

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
        var young: [Key: Consultation] = [:]
        var old: [Key: Consultation] = [:]
    }

    private let known = Mutex(Generations())

    func state(of id: ConsultationID, version: Int64) -> Consultation? {
        known.withLock { known in
            let key = Key(id: id, version: version)
            if let found = known.young[key] { return found }
            guard let found = known.old.removeValue(forKey: key) else { return nil }
            Self.keep(found, as: key, &known)
            return found
        }
    }

    func keep(_ state: Consultation, version: Int64) {
        known.withLock { Self.keep(state, as: Key(id: state.id, version: version), &$0) }
    }

    private static func keep(_ state: Consultation, as key: Key, _ known: inout Generations) {
        if known.young.count >= limit {
            known.old = known.young
            known.young = [:]
        }
        known.young[key] = state
    }
}
