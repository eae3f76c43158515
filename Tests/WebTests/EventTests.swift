import ConsultationCore
import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import Storage
import Testing
import Web

/// The router harness collects a whole answer, so each test ends the stream and looks at what was in it.
struct EventTests {
    private func events(
        of person: TestService.Person, heartbeat: Duration = .seconds(15),
        during body: @escaping @Sendable (TestService, any TestClientProtocol) async throws -> Void
    ) async throws -> String {
        let service = try await TestService.make { $0.heartbeat = heartbeat }
        return try await service.test { client in
            let reader = try await Browser.signedIn(person, client)
            async let answer = reader.get("/api/v1/events")
            while service.server.openEventStreams == 0 { try await Task.sleep(for: .milliseconds(1)) }
            try await body(service, client)
            service.orchestrator.feed.finish()
            let whole = try await answer
            #expect(whole.status == 200)
            #expect(whole.headers[.contentType] == "text/event-stream; charset=utf-8")
            return whole.text
        }
    }

    @Test func `both parties hear of a case and its messages, and nobody else does`() async throws {
        for (person, hears) in [
            (TestService.Person.invitedCoordinator, true), (.foreignCoordinator, false),
        ] {
            let text = try await events(of: person) { service, client in
                var journey = try await Journey(service, client)
                try await journey.create()
                try await journey.consent()
                try await journey.submit()
                let sent = try await journey.attending.send(
                    .post, "/api/v1/consultations/\(journey.id)/messages", ["text": "请看心电图"])
                #expect(sent.status == 201, "\(sent.text)")
            }
            #expect(text.hasPrefix("retry: 2000\n\nevent: ping\n"))
            #expect(text.contains("event: consultation\n") == hears)
            #expect(text.contains("event: worklist\n") == hears)
            #expect(text.contains("\"state\":\"inviting\"") == hears)
            #expect(text.contains("请看心电图") == hears)
            #expect(text.contains("\nid: ") == hears)
        }
    }

    @Test func `a silent stream keeps beating`() async throws {
        let text = try await events(of: .attending, heartbeat: .milliseconds(20)) { _, _ in
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(text.ranges(of: "event: ping").count >= 3)
    }

    @Test func `slots go to their own account only`() async throws {
        for (person, hears) in [(TestService.Person.attending, true), (.invitingCoordinator, false)] {
            let text = try await events(of: person) { service, _ in
                let account = try await service.database.read { try $0.account(username: "attending") }
                service.orchestrator.feed.publish(
                    .slots(
                        SessionName("s-1"),
                        [
                            MediaSlot(
                                mid: "3", kind: .video, participant: ParticipantName("p-1"), source: .camera)
                        ]),
                    to: ["inst-county"], account: account?.id)
            }
            #expect(
                text.contains(
                    "event: slots\ndata: {\"sessionId\":\"s-1\",\"slots\":[{\"kind\":\"video\",\"mid\":\"3\","
                        + "\"participantId\":\"p-1\",\"source\":\"camera\"}]}") == hears)
        }
    }

    @Test func `one account may hold only so many streams`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let reader = try await Browser.signedIn(.attending, client)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<17 { group.addTask { try await reader.get("/api/v1/events").status } }
                let first = try await group.next()
                #expect(first == 429)
                service.orchestrator.feed.finish()
                for try await status in group { #expect(status == 200) }
            }
        }
    }
}
