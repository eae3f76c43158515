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

    /// Refuses to write what belongs to `institution` where its province's rules do not permit it; the installation's
    /// places were checked at start, but a province's rules begin on a day, and institutions come later.
    package func checkStorage(_ use: StorageTarget.Use, of institution: Institution) throws(Refusal) {
        let rules = policies.policy(for: institution.jurisdiction, at: environment.now()).technical
        for target in storage where target.use == use { try target.check(under: rules) }
    }
}
