package import ConsultationCore
import Storage

/// One reading or copy of a case (SC-23b).
package struct CaseReadingEntry: Sendable, Equatable {
    package let seq: Int64
    package let at: WallTime
    package let name: String
    package let institutionName: String
    /// `read`, `view`, `copyOut`, `playback` or `refused`.
    package let operation: String
    package let purpose: AccessPurpose?
    /// Where the person came from.
    package let origin: String?
    /// What was refused, and by which code.
    package let reason: String?
}

extension ComplianceQueries {
    /// Readings shown on one page, the newest; the journal keeps all.
    package static let accessLimit = 500

    /// Who saw the case, newest first: for its two hospitals' quality control and auditors, and for the case's own
    /// physicians; the authority sees it for every case. Nil for a foreign or unknown id.
    package func accesses(
        of id: ConsultationID, for signedIn: SignedIn
    ) async throws -> [CaseReadingEntry]? {
        try await database.read { transaction in
            let scope = transaction.scope(signedIn.member.institution)
            let found =
                signedIn.isAuthority
                ? try transaction.system.consultation(id) : try scope.consultation(id)
            guard let found else { return nil }
            guard found.showsReadings(to: signedIn) else {
                throw Refusal.roleRequired([.qualityController, .auditor])
            }
            var names: [String: String] = [:]
            return try transaction.latestEntries(
                of: JournalStream.access(id), limit: Self.accessLimit
            ).map { entry in
                if names[entry.institution] == nil {
                    let institution = try transaction.institution(InstitutionID(entry.institution))
                    names[entry.institution] = institution?.shortName ?? ""
                }
                let note = try? StoredJSON.decode(ReadNote.self, from: entry.payload)
                return CaseReadingEntry(
                    seq: entry.seq, at: WallTime(milliseconds: entry.at), name: entry.actorName,
                    institutionName: names[entry.institution] ?? "", operation: entry.kind,
                    purpose: note?.purpose, origin: note?.from,
                    reason: entry.kind == "refused" ? note?.reason : nil)
            }
        }
    }
}

extension Consultation {
    /// A physician of the case wrote it, was assigned to it, or sat in it.
    fileprivate func showsReadings(to person: SignedIn) -> Bool {
        let roles = person.member.roles
        if roles.contains(.qualityController) || roles.contains(.auditor) { return true }
        if createdBy == person.account { return true }
        guard let practitioner = person.member.practitioner else { return false }
        return assigned.contains { $0.practitioner == practitioner }
            || session.presences.contains { $0.practitioner == practitioner }
            || decision?.practitioner == practitioner
    }
}

/// What the journal says of a reading; older entries say nothing.
private struct ReadNote: Decodable {
    let purpose: AccessPurpose?
    let from: String?
    let reason: String?
}
