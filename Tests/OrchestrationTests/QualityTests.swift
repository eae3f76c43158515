import ConsultationCore
import Orchestration
import Storage
import Synchronization
import TestRequirements
import Testing

@Suite struct QualityTests {
    @Test(.requirement("NHC-TM-2.3.1"))
    func `loss over the limit for ten seconds is on record with its side and interval, a moment is not`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let (id, sessions) = try await service.inSession()
        let session = try #require(sessions.first)
        let who = try await service.user("li.chunyan")
        func ask(loss: Double, after span: TimeSpan) async throws {
            service.relay.loss.withLock { $0 = loss }
            service.clock.advance(span)
            _ = try await service.rooms.quality(session, by: who)
        }
        func found() async throws -> [Violation] {
            try await service.consultation(id).violations.filter { $0.code == "vio.media.qualityLow" }
        }
        try await ask(loss: 0, after: .seconds(2))
        try await ask(loss: 0, after: .seconds(2))
        try await ask(loss: 0.10, after: .seconds(2))
        try await ask(loss: 0, after: .seconds(4))
        #expect(try await found().isEmpty, "four seconds are a moment")
        try await ask(loss: 0.10, after: .seconds(2))
        let since = service.clock.now
        try await ask(loss: 0.04, after: .seconds(8))
        try await ask(loss: 0.03, after: .seconds(4))
        let spells = try await found()
        for side in PartySide.allCases {
            let expected = Violation.mediaQualityLow(side: side, since: since, length: .seconds(12))
            #expect(spells.count { $0 == expected } == 1, "three percent is within the limit: \(spells)")
        }
        #expect(spells.count == 2)
    }
}
