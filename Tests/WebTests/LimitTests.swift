import HTTPTypes
import Orchestration
import Simulation
import TestRequirements
import Testing

/// The time limits on the case, and the diagnosis that stops one of them.
struct LimitTests {
    private func kinds(_ body: JSON) -> [String] { body["limits"].items.compactMap { $0["kind"].string } }

    private func withCase(
        admittedAt: String? = nil, _ body: @escaping @Sendable (TestService, Journey) async throws -> Void
    ) async throws {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            if let admittedAt {
                let answer = try await journey.attending.change(
                    .put, journey.id, "draft", ["admission": ["admittedAt": .string(admittedAt)]])
                try #require(answer.status == 200, "\(answer.text)")
            }
            try await journey.consent()
            try await journey.submit()
            try await body(service, journey)
        }
    }

    @Test(.requirement("NHC-TM-3.3.2a", "NHC-TM-3.3.3b"))
    func `each waiting state shows both sides its limit and whom it waits for`() async throws {
        try await withCase { _, journey in
            let path = "/api/v1/consultations/\(journey.id)"
            let sent = try await journey.coordinator.get(path).body
            #expect(kinds(sent) == ["responseDue"])
            let limit = sent["limits"][0]
            #expect(limit["dueAt"] == sent["invitation"]["responseDue"])
            #expect(limit["openedAt"] == sent["invitation"]["sentAt"])
            #expect(limit["owner"] == ["side": "invited", "role": "invitationCoordinator"])
            #expect(limit["overdue"] == false)
            try await journey.accept()
            let agreed = try await journey.attending.get(path).body
            #expect(kinds(agreed) == ["sessionStart"])
            #expect(agreed["limits"][0]["dueAt"] == Journey.slot["start"])
            try await journey.enterRoom()
            let specialist = try await journey.again(.specialist)
            try await specialist.change(.post, journey.id, "note", ["text": "双方讨论病情"])
            try await specialist.change(.post, journey.id, "end")
            let due = try await specialist.get(path).body
            #expect(due["state"] == "awaitingReport")
            #expect(kinds(due) == ["reportDue"])
            #expect(due["limits"][0]["owner"] == ["side": "invited", "role": "physician"])
        }
    }

    @Test(.requirement("JL-22.1")) func `a recorded diagnosis stops the clock of three days after submit`()
        async throws
    {
        try await withCase(admittedAt: "2025-03-09T20:00:00.000+08:00") { _, journey in
            let path = "/api/v1/consultations/\(journey.id)"
            let before = try await journey.attending.get(path).body
            #expect(Set(kinds(before)) == ["responseDue", "undiagnosedWarning", "undiagnosedThreshold"])
            #expect(before["actions"].items.contains("recordDiagnosis"))
            let invited = try await journey.coordinator.get(path).body
            #expect(kinds(invited) == ["responseDue"], "the admission is the inviting side's knowledge")
            for wrong in ["2025-03-09T19:59:59+08:00", "2025-03-11T08:00:00+08:00"] {
                let answer = try await journey.attending.change(
                    .post, journey.id, "diagnosis", ["at": .string(wrong)])
                #expect(answer.status == 422, "\(wrong): \(answer.text)")
                #expect(answer.body["errors"][0]["pointer"] == "/admission/definitiveDiagnosisAt")
            }
            let foreign = try await journey.coordinator.change(
                .post, journey.id, "diagnosis", ["at": "2025-03-10T07:00:00+08:00"])
            #expect(foreign.status == 403)
            let done = try await journey.attending.change(
                .post, journey.id, "diagnosis", ["at": "2025-03-10T07:00:00+08:00"])
            #expect(done.status == 200, "\(done.text)")
            #expect(kinds(done.body) == ["responseDue"])
            #expect(!done.body["actions"].items.contains("recordDiagnosis"))
            #expect(
                done.body["invitation"]["admission"]["definitiveDiagnosisAt"]
                    == "2025-03-10T07:00:00.000+08:00")
        }
    }
}
