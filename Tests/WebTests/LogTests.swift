import ConsultationCore
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Orchestration
import Simulation
import TestRequirements
import Testing

/// Logs leave the hospital more easily than records do.
struct LogTests {
    @Test(.requirement("JL-21b", "JL-35d"))
    func `the log of a whole case tells no id, query, name, body or secret`()
        async throws
    {
        let logs = LogKeeper()
        let service = try await TestService.make(logs: logs)
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        let seen = try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            let path = "/api/v1/consultations/\(journey.id)"
            let stored = try await journey.attending.send(
                .post, path + "/attachments", headers: MaterialTests.headers(MaterialTests.bytes),
                bytes: MaterialTests.bytes)
            try await journey.consent()
            try await journey.submit()
            try await journey.accept()
            try await journey.enterRoom()
            try await journey.report()
            let reader = try await journey.again(.attending)
            _ = try await reader.send(.post, path + "/messages", ["text": "请看心电图"])
            for address in [
                "/api/v1/patients?q=%E5%BC%A0%E4%B8%89", "/api/v1/patients/pat-1?purpose=care",
                "/cases/\(journey.id)/report?token=abc123", "/api/v1/nowhere/pat-1", path + "/timeline",
                "/api/v1/settlements?period=2025-03", "/problems/err.consent.missing",
            ] { _ = try await reader.get(address) }
            // Refusals and broken input are where a careless line would quote what it was given.
            _ = try await reader.send(
                .post, path + "/messages", headers: [.contentType: "application/json"],
                bytes: Array(#"{"text": "胸痛"#.utf8))
            _ = try await Browser(client).send(
                .post, "/api/v1/session", ["username": "attending", "password": "wrong secret"])
            let secrets = [
                reader.csrf, reader.cookie.flatMap { $0.split(separator: "=").last.map(String.init) },
                journey.id, stored.body["id"].string,
            ]
            return secrets.compactMap { $0 }
        }
        let lines = logs.lines
        #expect(lines.filter { $0.message == "request" }.count > 40)
        let words = [
            "pat-1", "doc-specialist", "张三", "%E5%BC%A0", "胸痛", "冠脉", "心电图", "患者", "检验", "attending",
            "用户", "220102198001010012", "abc123", "purpose=", "period=", "token=", "wrong secret",
            TestService.password, "HZ2025",
        ]
        for line in lines where line.message == "request" {
            for secret in words + seen { #expect(!line.text.contains(secret), "\(line.text)") }
            #expect(Set(line.metadata.keys).isSubset(of: Self.fields), "\(line.text)")
        }
        for line in lines {
            for secret in words.filter({ $0 != "attending" }) + seen.filter({ $0.count > 36 }) {
                #expect(!line.text.contains(secret), "\(line.text)")
            }
        }
    }

    /// All that a line of the access log may carry.
    private static let fields: Set = [
        "method", "route", "status", "microseconds", "trace", "hb.request.id",
    ]

    @Test func `services that are stopped while they work say nothing of a fault`() async throws {
        let logs = LogKeeper()
        let service = try await TestService.make(logs: logs)
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await journey.consent()
            try await journey.submit()
        }
        let effects = EffectRunner(orchestrator: service.orchestrator, rooms: service.rooms)
        let deadlines = DeadlineKeeper(orchestrator: service.orchestrator, signIn: service.signIn)
        for round in 0..<300 {
            // A passed limit to be handled in every round, and effects after it.
            if round % 50 == 0 { service.advance(.hours(30)) }
            let work = [
                Task { try await deadlines.run() }, Task { try await effects.run() },
                Task { try await service.rooms.run() },
            ]
            for _ in 0..<round % 20 { await Task.yield() }
            for task in work { task.cancel() }
            for task in work { _ = await task.result }
        }
        let faults = logs.lines.filter { $0.level >= .warning }
        #expect(faults.isEmpty, "\(faults.map(\.text))")
    }
}
