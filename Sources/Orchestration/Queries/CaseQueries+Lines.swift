package import ConsultationCore
import Storage

/// Over what kind of line a side of a case is connected, for the head of the session and its audit (JL 13(5)).
package struct SideAccess: Sendable, Equatable {
    package let side: PartySide
    package let institution: String
    /// Of each of its sites that names one; empty: none is on record.
    package let links: [AccessLink]
}

extension CaseQueries {
    /// Nil hides foreign and unknown cases alike.
    package func accessLinks(of id: ConsultationID, for signedIn: SignedIn) async throws -> [SideAccess]? {
        try await database.read { transaction in
            guard let consultation = try transaction.scope(signedIn.member.institution).consultation(id)
            else {
                return nil
            }
            let sides: [(PartySide, InstitutionID?)] = [
                (.inviting, consultation.inviting), (.invited, consultation.invited),
            ]
            return try sides.compactMap { side, party in
                guard let party, let institution = try transaction.institution(party) else { return nil }
                let profile = try transaction.system.record(InstitutionProfile.self, party.text)
                return SideAccess(
                    side: side, institution: institution.shortName,
                    links: profile?.sites.compactMap(\.access) ?? [])
            }
        }
    }
}
