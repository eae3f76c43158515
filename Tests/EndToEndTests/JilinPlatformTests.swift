import BrowserDriver
import Foundation
import ServiceDriver
import Synchronization
import TestRequirements
import Testing

/// The real service, the real adapter and the province's side as a program of its own, over sockets.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct JilinPlatformTests {
    private static let secret = "a secret of the province, 32 bytes+"

    private final class Receiver: Sendable {
        let port: Int
        private let process = Mutex<Process?>(nil)

        init() throws { port = Int(try freePort(.tcp)) }

        func start(secret: String = JilinPlatformTests.secret) throws {
            let child = Process()
            child.executableURL = ServiceProcess.builtBinary.deletingLastPathComponent()
                .appending(path: "PlatformReceiver")
            child.arguments = ["\(port)", secret, "huizhen-test", "22062100X", "22010000X"]
            let output = Pipe()
            child.standardOutput = output
            child.standardError = FileHandle.nullDevice
            try child.run()
            process.withLock { $0 = child }
            _ = output.fileHandleForReading.availableData
        }

        func stop() {
            process.withLock { child in
                child?.terminate()
                child?.waitUntilExit()
                child = nil
            }
        }

        var client: APIClient { APIClient(address: URL(string: "http://127.0.0.1:\(port)")!) }

        func kept() async throws -> [JSONValue] {
            try await client.get("/events", prefix: "").body.array ?? []
        }

        func order(_ mode: String, _ count: Int) async throws {
            _ = try await client.post(
                "/control", ["mode": .string(mode), "count": .number(Double(count))], prefix: "")
        }
    }

    private func service(_ receiver: Receiver) throws -> ServiceProcess {
        let file = FileManager.default.temporaryDirectory.appending(path: "jilin-\(UUID().uuidString)")
        try Self.secret.write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path())
        return try ServiceProcess(settings: [
            "supervision.jilin.url=http://127.0.0.1:\(receiver.port)",
            "supervision.jilin.installation=huizhen-test", "supervision.jilin.secretFile=\(file.path())",
        ])
    }

    /// Waits until `check` holds; nothing else says when a message has arrived.
    private func until(_ limit: Duration = .seconds(40), _ check: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + limit
        while try await !check() {
            guard ContinuousClock.now < end else { throw ServiceFault.unexpected("not within \(limit)") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func submitted(_ people: ConsultationDriver) async throws -> String {
        let id = try await people.draft()
        try await people.consent(id)
        try await people.submit(id)
        return id
    }

    @Test(.requirement("JL-19", "JL-13c"))
    func `events arrive once each through busy answers, lost answers, silence and a dead line`() async throws
    {
        let receiver = try Receiver()
        let service = try service(receiver)
        defer {
            service.stop()
            service.removeData()
            receiver.stop()
        }
        try receiver.start()
        try await service.start()
        let people = try await ConsultationDriver(service: service)
        try await receiver.order("lose", 2)
        let first = try await submitted(people)
        try await until { try await receiver.kept().count == 2 }
        try await until { try await receiver.kept().allSatisfy { ($0["arrivals"].int ?? 0) >= 2 } }
        // Named alike, kept once: one for each hospital.
        let kept = try await receiver.kept()
        #expect(Set(kept.compactMap { $0["key"].string }).count == 2)
        #expect(Set(kept.compactMap { $0["institution"].string }) == ["22062100X", "22010000X"])
        #expect(kept.allSatisfy { $0["body"].string?.contains(first) == true })
        #expect(kept.allSatisfy { $0["body"].string?.contains("王秀兰") == false })

        try await receiver.order("busy", 3)
        try await people.accept(first)
        try await until { try await receiver.kept().contains { $0["event"].string == "invitationAccepted" } }

        // The line is dead while work goes on; afterwards nothing is missing.
        receiver.stop()
        let later = try await submitted(people)
        let admin = try await service.client(for: service.account(named: "zheng.hong"))
        let institution = try await admin.get("/session").body["account"]["institution"]["id"].string ?? ""
        func reachable() async throws -> Bool? {
            try await admin.get("/profiles/\(institution)").body["platformReachable"].bool
        }
        try await until { try await reachable() == false }
        let waiting = try await admin.get("/platform-messages?state=waiting").body
        #expect((waiting["waiting"].int ?? 0) >= 1 && waiting["dead"].int == 0)
        try receiver.start()
        try await until {
            try await receiver.kept().filter { $0["body"].string?.contains(later) == true }.count == 2
        }
        try await until { try await reachable() == true }
    }

    @Test(.requirement("JL-19"))
    func
        `a refused event waits on the dead list until somebody tries again, and a wrong secret connects nobody`()
        async throws
    {
        let receiver = try Receiver()
        let service = try service(receiver)
        defer {
            service.stop()
            service.removeData()
            receiver.stop()
        }
        try receiver.start()
        try await service.start()
        let people = try await ConsultationDriver(service: service)
        try await receiver.order("refuse", 2)
        _ = try await submitted(people)
        let admin = try await service.client(for: service.account(named: "zheng.hong"))
        try await until { try await admin.get("/platform-messages?state=dead").body["dead"].int == 1 }
        let dead = try await admin.get("/platform-messages?state=dead").body["items"][0]
        #expect(dead["failure"].string == "refused 422")
        let name = try #require(dead["name"].string)
        let retried = try await admin.post("/platform-messages/retry", ["name": .string(name)])
        #expect(retried.status == 204)
        try await until { try await receiver.kept().contains { $0["key"].string == name } }

        let institution = try await admin.get("/session").body["account"]["institution"]["id"].string ?? ""
        let passed = try await admin.post("/profiles/\(institution)/connectivity-test")
        #expect(passed.status == 200 && passed.body["connectivity"]["passed"].bool == true)
        receiver.stop()
        try receiver.start(secret: "another secret altogether, 32 bytes")
        let failed = try await admin.post("/profiles/\(institution)/connectivity-test")
        #expect(failed.status == 409)
        #expect(failed.body["code"].string == "err.institution.platformNotConnected")
        let after = try await admin.get("/profiles/\(institution)").body["connectivity"]["passed"].bool
        #expect(after == false)
    }
}
