import ConsultationCore
import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import Testing

/// A consultation driven over HTTP by the people whose steps they are.
struct Journey: Sendable {
    let service: TestService
    let attending: Browser
    let coordinator: Browser
    let specialist: Browser
    var id = ""

    static let questions = ["是否需要介入治疗？", "抗凝方案如何调整？"]
    static let signature =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
        + "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    static let slot: JSON = [
        "start": "2025-03-10T15:00:00.000+08:00", "end": "2025-03-10T16:00:00.000+08:00",
    ]

    init(_ service: TestService, _ client: any TestClientProtocol) async throws {
        self.service = service
        attending = try await .signedIn(.attending, client)
        coordinator = try await .signedIn(.invitedCoordinator, client)
        specialist = try await .signedIn(.specialist, client)
    }

    /// Created, consented to, sent and accepted.
    static func accepted(_ service: TestService, _ client: any TestClientProtocol) async throws -> Journey {
        var journey = try await Journey(service, client)
        try await journey.create()
        try await journey.consent()
        try await journey.submit()
        try await journey.accept()
        return journey
    }

    /// Held and reported as well; whoever reports what the rooms saw must be running.
    static func reported(_ service: TestService, _ client: any TestClientProtocol) async throws -> Journey {
        let journey = try await accepted(service, client)
        try await journey.enterRoom()
        try await journey.report()
        return journey
    }

    static var draft: JSON {
        [
            "invitationReason": "胸痛待查", "invitationPurpose": "明确诊断", "proposedSchedule": [slot],
            "caseSummary": "患者反复胸痛三天", "requestedSpecialty": "03.04", "requestedTitle": "associateSenior",
            "invitedInstitutionId": "inst-province", "priceId": "price-1",
            "questions": .array(questions.map(JSON.string)),
        ]
    }

    mutating func create() async throws {
        let answer = try await attending.send(.post, "/api/v1/consultations", ["patientId": "pat-1"])
        try #require(answer.status == 201, "\(answer.text)")
        id = try #require(answer.body["id"].string)
        try await must(attending.change(.put, id, "draft", Self.draft))
    }

    func consent() async throws {
        try await must(
            attending.change(
                .post, id, "consent/present",
                [
                    "serviceDescription": "远程会诊一次", "feeFen": 30_000, "payer": "patient",
                    "recordingStatement": true, "truthfulnessStatement": true,
                ]))
        try await must(
            attending.change(
                .post, id, "consent/sign",
                ["signerKind": "patient", "signerName": "张三", "signatureImage": .string(Self.signature)]))
    }

    func submit() async throws { try await must(attending.change(.post, id, "submit")) }

    func accept() async throws {
        try await must(
            coordinator.change(
                .post, id, "accept",
                ["physicianIds": ["doc-specialist"], "slot": Self.slot, "preparationConfirmed": true]))
    }

    /// Both physicians enter, media flows, and the service starts the session.
    func enterRoom() async throws {
        service.setTime(ConsultationWorld.at(2025, 3, 10, 15))
        for browser in [try await again(.attending), try await again(.specialist)] {
            let entry = try await browser.send(.post, "/api/v1/consultations/\(id)/room/sessions", [:])
            try #require(entry.status == 201, "\(entry.text)")
            let session = try #require(entry.body["sessionId"].string)
            #expect(entry.body["offer"].string?.hasPrefix("v=0") == true)
            let answered = try await browser.send(
                .put, "/api/v1/consultations/\(id)/room/sessions/\(session)/answer", ["sdp": "v=0\r\n"])
            try #require(answered.status == 204, "\(answered.text)")
        }
        try await until("inSession")
        service.advance(.minutes(20))
    }

    func report() async throws {
        let attending = try await again(.attending)
        let specialist = try await again(.specialist)
        try await must(specialist.change(.post, id, "note", ["text": "双方讨论病情"]))
        try await must(attending.change(.post, id, "end"))
        let sections = Self.questions.map { ["question": .string($0), "answer": "建议行冠脉造影"] as JSON }
        try await must(
            specialist.change(
                .put, id, "report/draft", ["sections": .array(sections), "signers": ["doc-specialist"]]))
        try await must(
            specialist.change(.post, id, "report/sign", ["password": .string(TestService.password)]))
    }

    func decide() async throws {
        let attending = try await again(.attending)
        try await must(
            attending.change(
                .post, id, "decision",
                ["outcome": "adopted", "plan": "按意见执行", "password": .string(TestService.password)]))
    }

    /// Signs in again: the clock may have moved past the idle limit.
    func again(_ person: TestService.Person) async throws -> Browser {
        try await .signedIn(person, attending.client)
    }

    func state(_ browser: Browser? = nil) async throws -> String? {
        let reader = if let browser { browser } else { try await again(.attending) }
        return try await reader.get("/api/v1/consultations/\(id)").body["state"].string
    }

    /// Waits for what the service does by itself after relay events; each turn gives it the floor.
    func until(_ wanted: String) async throws {
        let reader = try await again(.attending)
        var seen: String?
        for _ in 0..<2000 {
            seen = try await state(reader)
            if seen == wanted { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("still \(seen ?? "unknown"), not \(wanted)")
    }

    private func must(_ answer: Browser.Answer) throws {
        try #require((200...299).contains(answer.status), "\(answer.status) \(answer.text)")
    }
}
