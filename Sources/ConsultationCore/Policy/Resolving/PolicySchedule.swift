/// Which version holds from which day on, for every pathway and place that the texts name.
package struct PolicySchedule: Sendable {
    package struct Version: Sendable {
        package let from: CivilDate
        package let resolution: PolicyResolution
        package let policy: Policy
    }

    private var versions: [Key: [Version]] = [:]

    private struct Key: Hashable, Sendable {
        let pathway: LegalPathway
        let jurisdiction: Jurisdiction
    }

    /// - Throws: where a value is missing; `PolicyShelf.faults` says so with file and line before.
    package init(_ shelf: PolicyShelf) throws(PolicyIncomplete) {
        for pathway in LegalPathway.allCases {
            guard let first = shelf.firstDay(of: pathway) else { continue }
            for place in shelf.jurisdictions {
                var list: [Version] = []
                for day in Set(shelf.changes + [first]).sorted() where day >= first {
                    let resolution = shelf.resolve(pathway, place, on: day)
                    if list.last?.resolution == resolution { continue }
                    list.append(Version(from: day, resolution: resolution, policy: try Policy(resolution)))
                }
                versions[Key(pathway: pathway, jurisdiction: place)] = list
            }
        }
    }

    /// Every version that has held or will hold, each once.
    package var all: [Version] {
        versions.values.flatMap(\.self).reduce(into: [PolicyVersionID: Version]()) { known, next in
            if known[next.policy.id] == nil { known[next.policy.id] = next }
        }.values.sorted { $0.policy.id < $1.policy.id }
    }

    /// What holds on `date`; a place without texts of its own has the nation's. Nil before the first text.
    package func version(
        of pathway: LegalPathway, for jurisdiction: Jurisdiction, on date: CivilDate
    ) -> Version? {
        let list =
            versions[Key(pathway: pathway, jurisdiction: jurisdiction)]
            ?? versions[Key(pathway: pathway, jurisdiction: .national)]
        return list?.last { $0.from <= date }
    }

    /// The first version of a pathway in the nation, for instants before any text.
    package func first(of pathway: LegalPathway) -> Version? {
        versions[Key(pathway: pathway, jurisdiction: .national)]?.first
    }
}
