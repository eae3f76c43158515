import ConsultationCore
import Orchestration
import Storage
import Synchronization
import TestRequirements
import Testing

/// The feed to the province's platform, over a platform that does as it is told (the wire is tested with the real
/// program and a receiving server in EndToEndTests).
@Suite struct PlatformFeedTests {
    private final class Platform: SupervisionPlatform {
        let name = "test"
        let taken = Mutex<[String]>([])
        let mood = Mutex<PlatformFault?>(nil)

        func send(_ message: PlatformMessage, of institution: String) async throws -> String {
            if let fault = mood.withLock({ $0 }) { throw fault }
            taken.withLock { $0.append(message.name) }
            return "receipt"
        }

        func test(for institution: String) async throws {
            if let fault = mood.withLock({ $0 }) { throw fault }
        }
    }

    private func waiting(_ service: Fixture) async throws -> (waiting: Int, dead: Int) {
        try await service.database.read { try $0.platformMessageCounts(of: nil) }
    }

    @Test(.requirement("JL-19"))
    func `an invitation is reported for both Jilin sides, without a word about the patient`() async throws {
        let service = try await Fixture.inMemory()
        let platform = Platform()
        let feeder = PlatformFeeder(orchestrator: service.orchestrator, platform: platform)
        let id = try await service.submitted()
        for _ in 0..<2 { try await service.effects.runPending() }
        let due = try await service.database.read {
            try $0.platformMessagesDue(at: service.clock.now, limit: 50)
        }
        let invitation = due.filter { $0.event == "invitationReceived" }
        #expect(Set(invitation.map(\.institution)) == [DemoData.county, DemoData.province])
        let patient = try await service.database.read { transaction in
            let consultation = try #require(try transaction.system.consultation(id))
            return try #require(try transaction.system.patient(consultation.patient))
        }
        for message in due {
            #expect(message.document.contains(id.text))
            #expect(!message.document.contains(patient.name.value))
            #expect(!message.document.contains(patient.id.text))
        }
        #expect(try await feeder.sendDue() == due.count)
        #expect(try await feeder.sendDue() == 0)
        #expect(platform.taken.withLock { Set($0).count == due.count })
    }

    @Test(.requirement("JL-13c", "JL-19"))
    func `while the line is down nothing is lost, it is seen, and everything goes out when it is back`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let platform = Platform()
        platform.mood.withLock { $0 = .unreachable }
        let feeder = PlatformFeeder(orchestrator: service.orchestrator, platform: platform)
        _ = try await service.submitted()
        try await service.effects.runPending()
        let owed = try await waiting(service).waiting
        #expect(owed > 0)
        for _ in 0..<40 {
            try await feeder.sendDue()
            service.clock.advance(.minutes(10))
        }
        #expect(try await waiting(service) == (owed, 0), "silence never makes a message dead")
        func reachable() async throws -> Bool? {
            try await service.database.read {
                try $0.system.record(InstitutionProfile.self, DemoData.county.text)?.isPlatformReachable
            }
        }
        #expect(try await reachable() == false)
        platform.mood.withLock { $0 = nil }
        try await feeder.probe()
        #expect(try await reachable() == true)
        #expect(try await feeder.sendDue() == owed, "at once, whatever pause had been reached")
        #expect(try await waiting(service) == (0, 0))
    }

    @Test(.requirement("JL-19"))
    func `what the platform refuses is dead, is shown to its hospital, and can be tried again`() async throws
    {
        let service = try await Fixture.inMemory()
        let platform = Platform()
        platform.mood.withLock { $0 = .refused(status: 422) }
        let feeder = PlatformFeeder(orchestrator: service.orchestrator, platform: platform)
        let desk = PlatformDesk(orchestrator: service.orchestrator, platform: platform)
        _ = try await service.submitted()
        try await service.effects.runPending()
        try await feeder.sendDue()
        let admin = try await service.user("zheng.hong")
        let page = try await desk.messages(.dead, before: nil, for: admin)
        #expect(page.dead > 0 && page.waiting == 0)
        #expect(page.messages.allSatisfy { $0.institution == DemoData.county && $0.failure == "refused 422" })
        let all = try await desk.messages(.dead, before: nil, for: service.user("operator"))
        #expect(all.dead > page.dead)
        let foreign = try #require(all.messages.first { $0.institution == DemoData.province })
        await #expect(throws: CommandFault.self) { try await desk.retry(foreign.name, by: admin) }
        await #expect(throws: Refusal.self) {
            try await desk.messages(.dead, before: nil, for: service.user("li.chunyan"))
        }
        platform.mood.withLock { $0 = nil }
        for message in page.messages { try await desk.retry(message.name, by: admin) }
        #expect(try await feeder.sendDue() == page.messages.count)
    }

    @Test(.requirement("JL-19"))
    func `a platform that cannot now is asked with growing pauses, and in the end a person is`() async throws
    {
        let service = try await Fixture.inMemory()
        let platform = Platform()
        platform.mood.withLock { $0 = .unavailable(status: 503) }
        let feeder = PlatformFeeder(orchestrator: service.orchestrator, platform: platform)
        _ = try await service.submitted()
        try await service.effects.runPending()
        try await feeder.sendDue()
        let first = try await service.database.read {
            try $0.platformMessagesDue(at: service.clock.now, limit: 50)
        }
        #expect(first.isEmpty, "it waits")
        for _ in 0..<12 {
            service.clock.advance(.minutes(5))
            try await feeder.sendDue()
        }
        let counts = try await waiting(service)
        #expect(counts.waiting == 0 && counts.dead > 0)
    }

    @Test(.requirement("JL-19", "JL-13c"))
    func `a connectivity test is on record whichever way it ends`() async throws {
        let service = try await Fixture.inMemory()
        let platform = Platform()
        let desk = PlatformDesk(orchestrator: service.orchestrator, platform: platform)
        let admin = try await service.user("gao.jun")
        func kept() async throws -> Bool? {
            try await service.database.read {
                try $0.system.record(InstitutionProfile.self, DemoData.province.text)?.connectivity?.isPassed
            }
        }
        platform.mood.withLock { $0 = .refused(status: 401) }
        await #expect(throws: Refusal.site(.platformNotConnected)) {
            try await desk.test(DemoData.province, by: admin)
        }
        #expect(try await kept() == false)
        platform.mood.withLock { $0 = nil }
        try await desk.test(DemoData.province, by: admin)
        #expect(try await kept() == true)
        await #expect(throws: CommandFault.self) { try await desk.test(DemoData.county, by: admin) }
        let none = PlatformDesk(orchestrator: service.orchestrator, platform: nil)
        await #expect(throws: Refusal.site(.platformNotConnected)) {
            try await none.test(DemoData.province, by: admin)
        }
    }
}
