import ConsultationCore
import Orchestration
import Simulation
import TestRequirements
import Testing

struct WholePathTests {
    @Test(.requirement("NHC-TM-3.3.3b", "JL-44a"))
    func `a consultation goes from its draft to its settlement over HTTP`() async throws {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await journey.consent()
            try await journey.submit()
            #expect(try await journey.state(journey.coordinator) == "inviting")
            try await journey.accept()
            #expect(try await journey.state() == "scheduled")
            try await journey.enterRoom()
            try await journey.report()
            #expect(try await journey.state() == "reported")
            try await journey.decide()
            #expect(try await journey.state() == "decided")

            let finance = try await Browser.signedIn(.invitingFinance, client)
            let settlement = try await finance.get("/api/v1/settlements?period=2025-03").body
            let line = settlement["lines"][0]
            #expect(line["feeFen"] == 30_000)
            #expect(line["invitingShareFen"] == 6000)
            #expect(line["invitedShareFen"] == 24_000)
            #expect(line["ratio"] == "2:8")
            #expect(settlement["ledger"]["balanced"] == true)
            #expect(settlement["totals"]["feeFen"] == 30_000)

            let timeline = try await journey.again(.specialist).get(
                "/api/v1/consultations/\(journey.id)/timeline")
            let kinds = timeline.body["items"].items.compactMap { $0["kind"].string }
            #expect(kinds.contains("reportIssued"))
            #expect(timeline.body["items"].items.allSatisfy { $0["text"].string?.isEmpty == false })
        }
    }
}
