import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import TestRequirements
import Testing
import Web

/// JL-20: without a signed consent nothing of the patient leaves the inviting institution, and nothing more once the
/// consent has ended.
struct ConsentEndTests {
    private static let talk = "请看心电图"

    /// A submitted case with one file and one message; `paths` are what the invited side may read of it.
    private func withTalk(
        _ body: @escaping @Sendable (TestService, Journey, _ paths: [String]) async throws -> Void
    ) async throws {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await journey.consent()
            let path = "/api/v1/consultations/\(journey.id)"
            let stored = try await journey.attending.send(
                .post, path + "/attachments", headers: MaterialTests.headers(MaterialTests.bytes),
                bytes: MaterialTests.bytes)
            let file = try #require(stored.body["id"].string)
            try await journey.submit()
            let sent = try await journey.attending.send(
                .post, path + "/messages", ["text": .string(Self.talk)])
            try #require(sent.status == 201, "\(sent.text)")
            let paths = [path + "/messages", path + "/attachments/" + file]
            for path in paths {
                #expect(try await journey.coordinator.get(path).status == 200, "\(path) under consent")
            }
            try await body(service, journey, paths)
        }
    }

    private func withdraw(_ journey: Journey) async throws {
        let answer = try await journey.again(.attending).change(
            .post, journey.id, "consent/withdraw", ["reason": "患者改变主意"])
        try #require(answer.status == 200, "\(answer.text)")
    }

    private func expectClosed(_ journey: Journey, _ paths: [String]) async throws {
        let invited = try await journey.again(.specialist)
        for path in paths {
            let answer = try await invited.get(path)
            #expect(answer.status == 409, "\(path): \(answer.status)")
            #expect(answer.code == "err.consent.withdrawn")
        }
        let inviting = try await journey.again(.attending)
        for path in paths { #expect(try await inviting.get(path).status == 200, "\(path) is their own") }
        for path in ["", "/timeline", "/messages", "/recording", "/room"] {
            let text = try await invited.get("/api/v1/consultations/\(journey.id)\(path)").text
            for secret in [Self.talk, "胸痛", "张三", "肌钙蛋白", "抗凝"] {
                #expect(!text.contains(secret), "\(path) tells \(secret)")
            }
        }
        for list in ["/worklist?box=done", "/consultations"] {
            let text = try await invited.get("/api/v1" + list).text
            #expect(!text.contains("胸痛"), "\(list)")
        }
    }

    @Test(.requirement("JL-20")) func `after a withdrawal before the session the invited side reads nothing`()
        async throws
    {
        try await withTalk { _, journey, paths in
            try await withdraw(journey)
            try await expectClosed(journey, paths)
        }
    }

    @Test(.requirement("JL-20")) func `after a withdrawal during the course talk and files stay at home`()
        async throws
    {
        try await withTalk { service, journey, paths in
            try await journey.accept()
            try await journey.enterRoom()
            let attending = try await journey.again(.attending)
            try await withdraw(journey)
            try await expectClosed(journey, paths)
            // Neither side's new words cross the line any more, not even as an event.
            let specialist = try await journey.again(.specialist)
            async let heard = specialist.get("/api/v1/events").text
            while service.server.openEventStreams == 0 { try await Task.sleep(for: .milliseconds(1)) }
            let written = try await attending.send(.post, paths[0], ["text": "患者已转院"])
            #expect(written.status == 201, "\(written.text)")
            let refused = try await specialist.send(.post, paths[0], ["text": "请补充"])
            #expect(refused.status == 409)
            #expect(refused.code == "err.consent.withdrawn")
            service.orchestrator.feed.finish()
            let events = try await heard
            #expect(events.contains("event: consultation\n"))
            #expect(!events.contains("患者已转院"))
        }
    }

    @Test(.requirement("NHC-IH-A4.4", "JL-21b"))
    func `the record behind a patient is open to the patient's own institution alone`() async throws {
        try await withTalk { _, journey, _ in
            let path = "/api/v1/patients/pat-1?purpose=care"
            let own = try await journey.attending.get(path)
            let foreign = try await journey.specialist.get(path)
            #expect(own.status == 200 && foreign.status == 404)
        }
    }
}
