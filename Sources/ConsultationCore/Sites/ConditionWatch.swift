/// Whether the conditions of JL 13 and 14 still hold, seen from the facts (JL 34).
package enum ConditionWatch {
    /// What holds now, and what of it has gone since `before`, as causes for a proposal to stop.
    package static func look(
        _ grounds: ActivationGrounds, practitioners: [Practitioner], before: WatchedConditions
    ) -> (now: WatchedConditions, causes: [SuspensionCause]) {
        let staffed = grounds.institution.departments.filter(\.isApproved).map(\.code).filter { department in
            practitioners.contains {
                Qualification.refusals(
                    of: $0, at: grounds.institution.id, for: department, on: grounds.today,
                    under: grounds.policy
                ).isEmpty
            }
        }
        var lapsed: [LapsedCondition] = []
        let sites = grounds.profile.sites
        if sites.contains(where: { $0.providers.count < grounds.rules.minProviders }) {
            lapsed.append(.secondProvider)
        }
        if sites.contains(where: {
            !$0.systems.isEmpty && $0.operationalSystems < grounds.rules.minAvSystems
        }) {
            lapsed.append(.avSystems)
        }
        if !ActivationCheck.licence.find(grounds).isEmpty { lapsed.append(.licence) }
        var causes = lapsed.filter { !before.lapsed.contains($0) }.map(\.cause)
        // A department that never had anybody is no change; one that loses its last qualified physician is.
        if !Set(before.staffed).isSubset(of: staffed) { causes.append(.staffChanged) }
        return (WatchedConditions(staffed: staffed, lapsed: lapsed), causes)
    }
}
