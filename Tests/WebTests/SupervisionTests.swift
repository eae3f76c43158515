import ConsultationCore
import HTTPTypes
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

struct SupervisionActTests {
    @Test(.requirement("NHC-SUP-25b", "JL-45", "JL-47a", "JL-47b"))
    func `the province sends a finding and grades; the hospital corrects and reads what follows`()
        async throws
    {
        let service = try await TestService.make()
        let stored = ConsultationWorld.office("qc-jilin")
        try await service.database.write { try $0.put(stored) }
        _ = try await service.signIn.addAccount(
            AccountDraft(
                username: "wei.jian", institution: "qc-jilin", displayName: "监管员", practitioner: nil,
                roles: [.healthAuthority]), password: TestService.password)
        try await service.test { client in
            var authority = Browser(client)
            let session = try await authority.send(
                .post, "/api/v1/session",
                ["username": "wei.jian", "password": .string(TestService.password)])
            authority.cookie = String(try #require(session.headers[.setCookie]).prefix { $0 != ";" })
            authority.csrf = session.body["csrfToken"].string
            let finding: JSON = ["institutionId": "inst-county", "text": "知情同意书不规范", "dueOn": "2025-03-31"]
            let quality = try await Browser.signedIn(.invitingQuality, client)
            #expect(try await quality.send(.post, "/api/v1/findings", finding).status == 403)
            let sent = try await authority.send(.post, "/api/v1/findings", finding)
            try #require(sent.status == 201, "\(sent.text)")
            let path = "/api/v1/findings/\(sent.body["id"].string ?? "")"
            let inbox = try await quality.get("/api/v1/findings?state=open").body["items"][0]
            #expect(inbox["actions"][0] == "startRectification" && inbox["text"] == "知情同意书不规范")
            let filed: JSON = ["number": "5", "authority": "县卫健局", "filedOn": "2025-03-10"]
            let steps: [(String, JSON)] = [
                ("start", ["plan": "培训"]), ("upload", ["result": "已完成"]), ("report", filed),
            ]
            for (index, (act, body)) in steps.enumerated() {
                let done = try await quality.send(.post, path + "/" + act, body, version: index + 1)
                #expect(done.status == 200, "\(done.text)")
            }
            #expect(
                try await quality.send(.post, path + "/close", ["conclusion": "x"], version: 4).status == 403)
            let closed = try await authority.send(.post, path + "/close", ["conclusion": "到位"], version: 4)
            #expect(closed.body["state"] == "closed", "\(closed.text)")
            let foreign = try await Browser.signedIn(.foreignQuality, client)
            #expect(try await foreign.get(path).status == 404)

            func grade(_ year: Double) async throws -> Browser.Answer {
                try await authority.send(
                    .post, "/api/v1/evaluations",
                    [
                        "institutionId": "inst-county", "year": .number(year), "grade": "unqualified",
                        "indicators": [["name": "服务质量", "points": 40]],
                    ])
            }
            #expect(try await grade(2024).body["accountabilityTriggered"].items.isEmpty)
            #expect(try await grade(2024).code == "err.evaluation.final")
            #expect(try await grade(2023).status == 201)
            let read = try await quality.get("/api/v1/evaluations").body
            #expect(read["accountabilityTriggered"][0] == 2024 && read["awardExcluded"].items.count == 2)
            #expect(try await foreign.get("/api/v1/evaluations").body["items"].items.isEmpty)
        }
    }
}
