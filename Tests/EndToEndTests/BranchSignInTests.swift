import BrowserDriver
import Foundation
import ServiceDriver
import Testing

/// The way in, and what must not be lost on the way.
extension BranchTests {
    @Test func `a wrong password is told, and after five the account is locked for a named time`()
        async throws
    {
        let here = try Hospitals.current
        let person = try await here.stranger()
        let account = try here.service.account(named: "auditor")
        let client = APIClient(address: here.service.address)
        for _ in 0..<3 {
            let answer = try await client.post(
                "/tokens",
                ["username": .string(account.username), "password": "wrong", "label": "program"])
            #expect(answer.code == "err.auth.badCredentials")
        }
        try await person.open("/sign-in")
        try await person.fill("sign-in-username", account.username)
        try await person.fill("sign-in-password", "wrong")
        try await person.click("sign-in-submit")
        try await person.see("sign-in-error", saying: "用户名或密码不正确")
        #expect(try await person.value("sign-in-username") == account.username)
        #expect(try await person.value("sign-in-password").isEmpty)

        try await person.fill("sign-in-password", "wrong")
        try await person.click("sign-in-submit")
        try await person.see("sign-in-locked", "how long the lock lasts")
        let words = try await person.text("sign-in-locked")
        #expect(words.contains(/\d+ (分|秒)/), "\(words)")
        // Not even the right password opens it now, and the page does not offer to try.
        let right = try await client.post(
            "/tokens",
            [
                "username": .string(account.username), "password": .string(account.password),
                "label": "program",
            ])
        #expect(right.status == 423)
        #expect(
            try await person.page.evaluate(
                "document.querySelector(\"[data-testid='sign-in-submit']\").disabled"
            )
            .bool == true)
        try await person.page.close()
    }

    @Test func `a change of language keeps what is typed`() async throws {
        let here = try Hospitals.current
        let person = try await here.stranger()
        try await person.open("/sign-in")
        try await person.fill("sign-in-username", "li.chunyan")
        try await person.fill("sign-in-password", "half a pass")
        try await person.click("language")
        try await person.see("sign-in-submit", saying: "Sign in")
        try await person.page.wait(
            for: "document.querySelector(\"[data-testid='sign-in-username']\").value === 'li.chunyan'",
            "the name in the English form")
        #expect(try await person.value("sign-in-password") == "half a pass")
        try await person.click("language")
        try await person.see("sign-in-submit", saying: "登录")
        #expect(try await person.value("sign-in-username") == "li.chunyan")
        try await person.page.close()

        let id = try await here.people.invited()
        try await here.coordinator.open("/cases/\(id)/answer")
        try await here.coordinator.page.click("[data-testid^='physician-']:not([disabled])")
        try await here.coordinator.click("preparation")
        for language in ["en", "zh-Hans"] {
            try await here.coordinator.click("language")
            try await here.coordinator.page.wait(
                for: "document.documentElement.lang === '\(language)'", "the page in \(language)")
            try await here.coordinator.page.wait(
                for:
                    "['preparation', 'physician-'].every(id => document.querySelector(`[data-testid^='${id}']:checked`))",
                "what was ticked, in \(language)")
        }
    }

    @Test func `nothing typed in a request is lost when the page is loaded again at once`() async throws {
        let here = try Hospitals.current
        let id = try await here.people.draft()
        try await here.physician.open("/cases/\(id)/edit")
        try await here.physician.fill("field-invitationReason", "咯血两日，原因不明")
        try await here.physician.fill("question-input", "是否需要支气管镜检查？")
        try await here.physician.fill("field-caseSummary", "患者咯血两日，量少，既往结核病史。")
        // Loaded again before the pause after which a draft goes to the service.
        try await here.physician.page.send("Page.reload", [:])
        try await here.physician.see("field-caseSummary", "the request after loading again")
        #expect(try await here.physician.value("field-invitationReason") == "咯血两日，原因不明")
        #expect(try await here.physician.value("question-input") == "是否需要支气管镜检查？")
        #expect(try await here.physician.value("field-caseSummary") == "患者咯血两日，量少，既往结核病史。")
        try await here.physician.see("save-state", saying: "已自动保存")
        let stored = try await here.people.physician.get("/consultations/\(id)").body
        #expect(stored["invitation"]["reason"].string == "咯血两日，原因不明")
        #expect(stored["questions"][0].string == "是否需要支气管镜检查？")
    }

    @Test func `the device check passes on a computer with camera and microphone`() async throws {
        let here = try Hospitals.current
        let person = try await here.stranger()
        try await person.open("/device-check")
        for check in ["secure", "browser", "camera", "microphone", "https", "udp", "clock"] {
            try await person.page.wait(
                for: "document.querySelector(\"[data-testid='check-\(check)']\")?.dataset.state === 'ok'",
                "the check of \(check)")
        }
        try await person.click("play-tone")
        try await person.click("tone-yes")
        try await person.page.wait(
            for: "document.querySelector(\"[data-testid='check-speaker']\").dataset.state === 'ok'",
            "the speaker")
        #expect(
            try await person.page.evaluate(
                "document.querySelector(\"[data-testid='device-preview']\").videoWidth"
            ).int ?? 0 > 0)
        try await person.page.close()
    }
}
