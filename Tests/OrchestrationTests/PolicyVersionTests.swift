import ConsultationCore
import Foundation
import Orchestration
import PolicyFiles
import Simulation
import Storage
import TestRequirements
import Testing

/// The files gain a newer version while cases are under way (SC-40).
struct PolicyVersionTests {
    /// The repository's files in a directory of their own, with further ones.
    private func shelf(adding files: [String: String] = [:]) throws -> PolicyShelf {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "config/policy")
        let copy = FileManager.default.temporaryDirectory.appending(
            path: "huizhen-policy-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: repository, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        for (name, text) in files {
            try text.write(to: copy.appending(path: name), atomically: true, encoding: .utf8)
        }
        return try PolicyDirectory.load(copy.path())
    }

    /// A later product version: half the time for a report.
    private func quicker(from day: String, ending old: String) throws -> [String: String] {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "config/policy/product-1.yaml")
        let text = try String(contentsOf: repository, encoding: .utf8)
        let ended = text.replacing(
            "effectiveFrom: 2018-01-01", with: "effectiveFrom: 2018-01-01\neffectiveTo: \(old)")
        let next = text.replacing("id: product-1", with: "id: product-2")
            .replacing("effectiveFrom: 2018-01-01", with: "effectiveFrom: \(day)")
            .replacing("report.deadline: { value: 24h", with: "report.deadline: { value: 12h")
        return ["product-1.yaml": ended, "product-2.yaml": next]
    }

    @Test(.requirement("SC-40"))
    func
        `a case keeps the rules it was sent under when the files gain a newer version and the service restarts`()
        async throws
    {
        let path = Fixture.databasePath()
        let clock = TestClock(Fixture.start)
        let first = try await Fixture(try ServiceDatabase.open(path), clock: clock, policies: try shelf())
        let old = try await first.awaitingReport()
        let before = try await first.consultation(old)
        let due = try await first.reportDue(old)
        #expect(due == before.stateSince + .hours(24))
        let limit = try #require(due)
        try first.database.close()

        // A day later the newer version is in force.
        clock.advance(.hours(20))
        let newer = try shelf(adding: try quicker(from: "2026-11-22", ending: "2026-11-21"))
        let second = try await Fixture(try ServiceDatabase.open(path), clock: clock, policies: newer)
        #expect(try await second.reportDue(old) == due)
        try await second.run(.saveReportDraft(sections: [], signers: []), old, by: "zhou.mingyuan")
        let stream = JournalStream.consultation(old)
        let entries = try await second.database.read { try $0.entries(of: stream, limit: 100) }
        #expect(Set(entries.map(\.policyVersion)) == [before.policyVersion.text])
        // It is not late after the newer version's twelve hours, and it is after its own twenty-four.
        #expect(try await second.violations(of: old).isEmpty)

        let new = try await second.awaitingReport()
        let after = try await second.consultation(new)
        #expect(after.policyVersion != before.policyVersion)
        #expect(try await second.reportDue(new) == after.stateSince + .hours(12))
        clock.set(limit + TimeSpan(milliseconds: 1))
        try await second.deadlines.scan()
        let passed = try await second.consultation(old).passedDeadlines
        #expect(passed.contains { $0.kind == .reportDue && $0.dueAt == limit })
        let kept = try await second.database.read { try $0.policyVersions().map(\.id) }
        #expect(kept.contains(before.policyVersion) && kept.contains(after.policyVersion))
        #expect(try await second.database.read { try $0.verifyJournal().isIntact })
        try second.database.close()
    }

    @Test(.requirement("SC-40"))
    func `an old case is judged by its own version even when that version's file is gone`() async throws {
        let path = Fixture.databasePath()
        let clock = TestClock(Fixture.start)
        let first = try await Fixture(
            try ServiceDatabase.open(path), clock: clock,
            policies: try shelf(adding: try quicker(from: "2026-01-01", ending: "2025-12-31")))
        let id = try await first.awaitingReport()
        let due = try await first.reportDue(id)
        #expect(due == (try await first.consultation(id)).stateSince + .hours(12))
        try first.database.close()
        let second = try await Fixture(try ServiceDatabase.open(path), clock: clock, policies: try shelf())
        #expect(try await second.reportDue(id) == due)
        try second.database.close()
    }

    @Test func `a draft follows today's rules until it is sent`() async throws {
        let path = Fixture.databasePath()
        let clock = TestClock(Fixture.start)
        let first = try await Fixture(try ServiceDatabase.open(path), clock: clock, policies: try shelf())
        let id = try await first.ready()
        let opened = try await first.consultation(id).policyVersion
        try first.database.close()
        clock.advance(.hours(20))
        let second = try await Fixture(
            try ServiceDatabase.open(path), clock: clock,
            policies: try shelf(adding: try quicker(from: "2026-11-22", ending: "2026-11-21")))
        try await second.run(.submit, id, by: "li.chunyan")
        #expect(try await second.consultation(id).policyVersion != opened)
        try second.database.close()
    }

    @Test func `kept versions are journaled once, however often the service starts`() async throws {
        let path = Fixture.databasePath()
        let shelf = try shelf()
        let first = try await Fixture(try ServiceDatabase.open(path), policies: shelf)
        let count = try await first.database.read { try $0.version(of: "policy") }
        #expect(count > 0)
        try first.database.close()
        let second = try await Fixture(try ServiceDatabase.open(path), policies: shelf)
        #expect(try await second.database.read { try $0.version(of: "policy") } == count)
        #expect(try await second.database.read { try $0.policyVersions().count } == Int(count))
        try second.database.close()
    }
}

extension Fixture {
    /// A case with consent, whose slot lies two days ahead.
    fileprivate func ready() async throws -> ConsultationID {
        let id = try await open()
        var request = Self.draft
        request.proposedSchedule = [slot]
        try await run(.updateDraft(request), id, by: "li.chunyan")
        try await run(
            .presentConsent(
                ConsentPresentation(
                    serviceDescription: "远程会诊", fee: Money(fen: 30_000), recordingStated: true)),
            id, by: "li.chunyan")
        try await run(
            .signConsent(ConsentSigner(kind: .patient, name: "王秀兰", signature: Digest(of: "ink"))), id,
            by: "li.chunyan")
        return id
    }

    private var slot: TimeSlot {
        TimeSlot(start: Self.start + .days(2), end: Self.start + .days(2) + .hours(1))
    }

    /// The session is over and the opinion is waited for.
    fileprivate func awaitingReport() async throws -> ConsultationID {
        let id = try await ready()
        try await run(.submit, id, by: "li.chunyan")
        try await run(
            .accept(
                Acceptance(physicians: [DemoData.respiratoryChief], slot: slot, preparationConfirmed: true)),
            id,
            by: "he.jing")
        for username in ["li.chunyan", "zhou.mingyuan"] {
            let entry = try await rooms.enter(id, by: user(username))
            await rooms.take(.connected(entry.session, link: "a"))
        }
        try await run(.writeNote(text: "讨论病情"), id, by: "zhou.mingyuan")
        try await run(.endSession, id, by: "zhou.mingyuan")
        try await effects.runPending()
        return id
    }

    /// What the inviting side's page shows.
    fileprivate func reportDue(_ id: ConsultationID) async throws -> WallTime? {
        try await cases.consultation(id, for: user("li.chunyan"))?.deadlines.first { $0.kind == .reportDue }?
            .dueAt
    }

    fileprivate func violations(of id: ConsultationID) async throws -> [Violation] {
        try await consultation(id).violations
    }
}
