import ConsultationCore
import HTTPTypes
import Orchestration
import Simulation
import Testing
import Web

struct SessionTests {
    private func credentials(_ password: String) -> JSON {
        ["username": "attending", "password": .string(password)]
    }

    @Test func `signing in gives a strict cookie, the account, and a CSRF token`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let answer = try await Browser(client).send(
                .post, "/api/v1/session", credentials(TestService.password))
            #expect(answer.status == 200)
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.hasPrefix("huizhen_session="))
            for part in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(part)) }
            #expect(!cookie.contains("Secure"), "plain HTTP")
            #expect(answer.headers[.cacheControl] == "no-store, no-transform")
            let account = answer.body["account"]
            #expect(account["username"] == "attending")
            #expect(account["institution"]["id"] == "inst-county")
            #expect(account["practitionerId"] == "doc-attending")
            #expect(account["roles"] == ["physician"])
            #expect(answer.body["serverTime"] == "2025-03-10T08:00:00.000+08:00")
            #expect(answer.body["csrfToken"].string?.isEmpty == false)
        }
    }

    @Test func `wrong and unknown are told apart by nothing, and failures lock the account for a while`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let browser = Browser(client)
            let unknown = try await browser.send(
                .post, "/api/v1/session", ["username": "nobody", "password": "wrong password"])
            var wrong = try await browser.send(.post, "/api/v1/session", credentials("wrong password"))
            #expect(unknown.status == 401 && wrong.status == 401)
            #expect(unknown.code == wrong.code && wrong.code == "err.auth.badCredentials")
            for _ in 0..<4 {
                wrong = try await browser.send(.post, "/api/v1/session", credentials("wrong password"))
            }
            #expect(wrong.status == 423)
            #expect(wrong.code == "err.auth.locked")
            let right = try await browser.send(.post, "/api/v1/session", credentials(TestService.password))
            #expect(right.status == 423)
            #expect(right.body["retryAfterSeconds"] == 900)
            #expect(right.headers[.retryAfter] == "900")
            service.advance(.minutes(15))
            let later = try await browser.send(.post, "/api/v1/session", credentials(TestService.password))
            #expect(later.status == 200)
        }
    }

    @Test func `a locked account and a name nobody has answer alike, step by step and afterwards`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let browser = Browser(client)
            func tries(_ name: String) async throws -> [String] {
                let password: JSON = ["username": .string(name), "password": "wrong password"]
                let answer = try await browser.send(.post, "/api/v1/session", password)
                let token = try await browser.send(
                    .post, "/api/v1/tokens",
                    ["username": .string(name), "password": "wrong password", "label": "x"])
                return [answer, token].map {
                    "\($0.status) \($0.code ?? "") \($0.headers[.retryAfter] ?? "-") \($0.body["detail"])"
                }
            }
            for minutes in [0, 0, 0, 5, 9, 1, 0, 0, 15] as [Int64] {
                service.advance(.minutes(minutes))
                let known = try await tries("attending")
                #expect(try await tries("nobody") == known)
            }
            #expect(try await tries("attending").allSatisfy { $0.hasPrefix("401") }, "a new count has begun")
        }
    }

    @Test func `the table of unknown names stays within its limit and keeps the newest`() {
        let names = UnknownNames(policy: SignInPolicy())
        for number in 0..<UnknownNames.limit + 5000 {
            _ = names.countFailure("name \(number)", at: WallTime(milliseconds: Int64(number)))
            #expect(names.count <= UnknownNames.limit)
        }
        let last = "name \(UnknownNames.limit + 4999)"
        for _ in 0..<3 { #expect(names.countFailure(last, at: WallTime(milliseconds: 20_000)) == nil) }
        #expect(names.countFailure(last, at: WallTime(milliseconds: 20_000)) != nil, "the fifth failure")
    }

    @Test func `too many attempts from one address are 429 before any password is looked at`() async throws {
        let service = try await TestService.make { $0.signInAttemptsPerMinute = 3 }
        try await service.test { client in
            let browser = Browser(client)
            for _ in 0..<3 {
                let answer = try await browser.send(
                    .post, "/api/v1/session", credentials(TestService.password))
                #expect(answer.status == 200)
            }
            let answer = try await browser.send(.post, "/api/v1/session", credentials(TestService.password))
            #expect(answer.status == 429)
            #expect(answer.body["retryAfterSeconds"] == 60)
            service.advance(.minutes(1))
            #expect(
                try await browser.send(.post, "/api/v1/session", credentials(TestService.password)).status
                    == 200)
        }
    }

    @Test func `a session ends by signing out and by idling`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let first = try await Browser.signedIn(.attending, client)
            let out = try await first.send(.delete, "/api/v1/session")
            #expect(out.status == 204)
            #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await first.get("/api/v1/session").status == 401)
            let second = try await Browser.signedIn(.attending, client)
            service.advance(.minutes(29))
            #expect(try await second.get("/api/v1/session").status == 200)
            service.advance(.minutes(30))
            #expect(try await second.get("/api/v1/session").status == 401)
        }
    }

    @Test func `a program signs in with a token and needs no CSRF token`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let issued = try await Browser(client).send(
                .post, "/api/v1/tokens",
                [
                    "username": "attending", "password": .string(TestService.password), "label": "HIS",
                ])
            #expect(issued.status == 200)
            var program = Browser(client)
            program.bearer = issued.body["token"].string
            let created = try await program.send(.post, "/api/v1/consultations", ["patientId": "pat-1"])
            #expect(created.status == 201, "\(created.text)")
            program.bearer = "hz_wrong"
            let refused = try await program.get("/api/v1/worklist")
            #expect(refused.status == 401)
            #expect(refused.headers[.wwwAuthenticate] == "Bearer")
        }
    }

    @Test func `a signature with a wrong password is refused and the session goes on`() async throws {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            let answer = try await journey.attending.change(
                .post, journey.id, "decision",
                ["outcome": "adopted", "plan": "x", "password": "not my password"])
            #expect(answer.status == 422)
            #expect(answer.code == "err.auth.stepUpFailed")
            #expect(try await journey.attending.get("/api/v1/session").status == 200)
        }
    }
}
