package import ConsultationCore
import Storage

/// The audit trail: who signed in and failed to, whose roles changed, what was taken out (NHC-ID-13, SC-23b).
package struct AuditDesk: Sendable {
    let orchestrator: Orchestrator

    /// Entries of one file. More is taken by narrower dates.
    package static let exportLimit = 100_000
    private static let exportPage = 1000
    package static let readers: [Role] = [.auditAdmin]

    package init(orchestrator: Orchestrator) { self.orchestrator = orchestrator }

    package struct Page: Sendable {
        package let items: [AuditLine]
        package let next: AuditPlace?
    }

    package func page(
        _ filter: AuditFilter, before place: AuditPlace?, limit: Int, for signedIn: SignedIn
    ) async throws -> Page {
        let filter = try await scoped(filter, for: signedIn)
        return try await orchestrator.database.read { transaction in
            let found = try transaction.audit(filter, before: place, limit: limit + 1)
            let items = Array(found.prefix(limit))
            let next = found.count > limit ? items.last?.entry : nil
            return Page(
                items: items.map(AuditLine.init), next: next.map { AuditPlace(at: $0.at, seq: $0.seq) })
        }
    }

    /// Everything that fits, the newest first; that it was taken out is itself an entry.
    package func export(_ filter: AuditFilter, by signedIn: SignedIn) async throws -> [AuditLine] {
        let filter = try await scoped(filter, for: signedIn)
        let now = orchestrator.environment.now()
        let actor = signedIn.journalActor
        try await orchestrator.database.write { transaction in
            try transaction.note(
                "auditExported", "{}", in: JournalStream.account(signedIn.account), at: now.milliseconds,
                by: actor)
        }
        var all: [AuditLine] = []
        var place: AuditPlace?
        while all.count < Self.exportLimit {
            let from = place
            let page = try await orchestrator.database.read {
                try $0.audit(filter, before: from, limit: Self.exportPage)
            }
            all += page.map(AuditLine.init)
            guard page.count == Self.exportPage, let last = page.last?.entry else { break }
            place = AuditPlace(at: last.at, seq: last.seq)
        }
        return all
    }

    /// The operator's audit administrator sees all of it, a hospital's that of the hospital.
    private func scoped(_ filter: AuditFilter, for signedIn: SignedIn) async throws -> AuditFilter {
        try AccountDesk.require(Self.readers, signedIn)
        let own = signedIn.member.institution
        var filter = filter
        if try await !orchestrator.database.read({ try $0.operatingInstitutions().contains(own) }) {
            filter.institution = own
        }
        return filter
    }
}
