package import ConsultationCore
import Storage

/// What the public may know of an institution: licence, departments, people, and whom to turn to (NHC-SUP-8).
package struct Disclosure: Sendable {
    package struct Person: Sendable {
        package let name: String
        package let title: String
        package let department: String
        package let licenceNumber: String
    }

    package let institution: Institution
    package let people: [Person]
    /// The health authority of the place, where one is on record.
    package let authority: String
}

extension QualityQueries {
    /// Every institution with a licence that has not left; read from the registry at each question, so that a change
    /// shows at once.
    package func disclosure() async throws -> [Disclosure] {
        try await database.read { transaction in
            try transaction.institutions().filter { $0.licence != nil && !$0.departments.isEmpty }.map {
                institution in
                let people = try transaction.scope(institution.id).practitioners()
                    .filter { $0.kind == .licensedPhysician && $0.licence != nil }
                    .map { person in
                        Disclosure.Person(
                            name: person.name, title: person.titleDisplay,
                            department: person.department.flatMap { institution.department($0)?.name } ?? "",
                            licenceNumber: person.licence?.number ?? "")
                    }
                return Disclosure(
                    institution: institution, people: people,
                    authority: try transaction.healthAuthority(over: institution)?.name ?? "")
            }
        }
    }
}
