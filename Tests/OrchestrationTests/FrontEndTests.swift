import ConsultationCore
import Foundation
import Orchestration
import Storage
import Synchronization
import TestRequirements
import Testing

/// What is pushed through the front-end server (GX 附录五(二)); the wire is the one of JilinPlatformTests.
@Suite struct FrontEndTests {
    private final class FrontEnd: SupervisionPlatform {
        let name = "frontEndServer"
        let taken = Mutex<[PlatformMessage]>([])
        let isThere = Mutex(true)

        func send(_ message: PlatformMessage, of institution: String) async throws -> String {
            guard isThere.withLock({ $0 }) else { throw PlatformFault.unreachable }
            taken.withLock { $0.append(message) }
            return "receipt"
        }

        func test(for institution: String) async throws {
            guard isThere.withLock({ $0 }) else { throw PlatformFault.unreachable }
        }
    }

    private func connect(_ service: Fixture) async throws {
        let person = try await service.user("operator")
        let desk = SupervisionDesk(orchestrator: service.orchestrator)
        _ = try await desk.register(
            .jilin, office: nil, FeedConsumer(name: "监管平台", publicKey: Digest(of: "key")), by: person,
            idempotency: nil)
        let place = person.member.institution
        _ = try await desk.perform(
            .startTest, on: "jilin", expectedVersion: nil, by: person, idempotency: nil)
        try await service.orchestrator.performUnnamed(
            SupervisionConnector.self, .recordTest, on: "jilin", of: place)
        _ = try await desk.perform(
            .confirm, on: "jilin", expectedVersion: nil, by: person, idempotency: nil)
    }

    @Test(.requirement("GX-A5.2"))
    func `what is pushed goes through the front-end server alone and outlives three days without it`()
        async throws
    {
        let path = Fixture.databasePath()
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        let frontEnd = FrontEnd()
        frontEnd.isThere.withLock { $0 = false }
        let owed: [String]
        let clock = TestClock(Fixture.start)
        do {
            let service = try await Fixture(ServiceDatabase.open(path), clock: clock)
            try await connect(service)
            _ = try await service.submitted()
            try await FeedCollector(orchestrator: service.orchestrator, pushes: true).collect()
            let feeder = PlatformFeeder(
                orchestrator: service.orchestrator, platform: frontEnd, kinds: [.feed], isWatched: false)
            let due = try await service.database.read {
                try $0.platformMessagesDue(at: clock.now, of: [.feed], limit: 500)
            }
            owed = due.map(\.name)
            #expect(owed.contains { $0.hasPrefix("feed/encounters/") })
            #expect(due.allSatisfy { !$0.document.contains("王秀兰") })
            for _ in 0..<144 {
                clock.advance(.minutes(30))
                try await feeder.sendDue()
            }
            let counts = try await service.database.read { try $0.platformMessageCounts(of: nil) }
            #expect(counts.waiting == owed.count && counts.dead == 0, "72 hours lose nothing")
            try service.database.close()
        }
        // A restart later the line is back.
        let service = try await Fixture(ServiceDatabase.open(path), clock: clock)
        frontEnd.isThere.withLock { $0 = true }
        let feeder = PlatformFeeder(
            orchestrator: service.orchestrator, platform: frontEnd, kinds: [.feed], isWatched: false)
        // The pause after so many attempts is at most five minutes.
        clock.advance(.minutes(5))
        while try await feeder.sendDue() > 0 {}
        let taken = frontEnd.taken.withLock { $0.map(\.name) }
        #expect(Set(taken) == Set(owed) && taken.count == owed.count)
        #expect(frontEnd.taken.withLock { $0.allSatisfy { $0.kind == .feed } })
    }

    @Test(.requirement("NHC-SUP-14", "GX-A5.2"))
    func `a change of staff is told again under the same key; without a front end nothing is pushed`()
        async throws
    {
        let service = try await Fixture.inMemory()
        try await connect(service)
        let admin = try await service.user("zheng.hong")
        let own = admin.member.institution
        let person = try #require(
            try await service.database.read { try $0.scope(own).practitioners().first })
        let data = StaffData(
            identityNumber: "220102198001010012", photo: Digest(of: "photo"), practicePlaces: ["县医院"],
            clinicalSince: CivilDate("2010-07-01"))
        _ = try await service.orchestrator.perform(
            StaffAdmission.self, .record(person.id, at: own, data), on: person.id.text, expectedVersion: nil,
            by: admin, idempotency: nil)
        let collector = FeedCollector(orchestrator: service.orchestrator)
        try await collector.collect()
        func items() async throws -> [StoredFeedItem] {
            try await service.database.read {
                try $0.feedItems(.practitioners, of: .jilin, after: 0, limit: 100)
            }.filter { $0.mark.key == person.id.text }
        }
        let first = try #require(try await items().first)
        service.clock.advance(.days(1))
        _ = try await service.orchestrator.perform(
            StaffAdmission.self, .exit(reason: "调离"), on: person.id.text, expectedVersion: nil, by: admin,
            idempotency: nil)
        try await collector.collect()
        let again = try await items()
        #expect(again.count == 1 && again[0].seq > first.seq && again[0].day == first.day)
        #expect(try await collector.collect() == 0, "the journal's end")
        let waiting = try await service.database.read { try $0.platformMessageCounts(of: nil).waiting }
        #expect(waiting == 0)
    }
}
