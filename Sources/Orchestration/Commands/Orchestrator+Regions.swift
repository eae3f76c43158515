package import ConsultationCore
import Storage

extension Orchestrator {
    /// Refuses places where the data of an institution that is kept here may not lie (NHC-IH 附录四(一), AMB-26).
    package func checkRegions(_ targets: [StorageTarget]) async throws {
        let now = environment.now()
        let places = try await database.read { transaction in
            Set(try transaction.institutions().filter { $0.licence != nil }.map(\.jurisdiction))
        }
        for place in places.union([.national]).sorted() {
            let rules = policies.policy(for: place, at: now).technical
            for target in targets { try target.check(under: rules) }
        }
    }
}
