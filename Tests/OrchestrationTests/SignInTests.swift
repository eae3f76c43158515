import ConsultationCore
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

@Suite struct SignInTests {
    private func fault(_ service: Fixture, _ username: String, _ password: String) async -> SignInFault? {
        do {
            _ = try await service.signIn.signIn(username: username, password: password)
            return nil
        } catch {
            return error as? SignInFault
        }
    }

    @Test func `the fifth failure locks the account for a quarter of an hour, even for the right password`()
        async throws
    {
        let service = try await Fixture.inMemory()
        for _ in 0..<4 { #expect(await fault(service, "sun.li", "wrong") == .badCredentials) }
        let until = service.clock.now + .minutes(15)
        #expect(await fault(service, "sun.li", "wrong") == .locked(until: until))
        #expect(await fault(service, "sun.li", Fixture.password) == .locked(until: until))
        service.clock.set(until)
        #expect(await fault(service, "sun.li", "wrong") == .badCredentials)
        #expect(await fault(service, "sun.li", Fixture.password) == nil)
    }

    @Test func `a right password clears the count of failures`() async throws {
        let service = try await Fixture.inMemory()
        for _ in 0..<4 { _ = await fault(service, "sun.li", "wrong") }
        #expect(await fault(service, "sun.li", Fixture.password) == nil)
        for _ in 0..<4 { #expect(await fault(service, "sun.li", "wrong") == .badCredentials) }
        #expect(await fault(service, "sun.li", Fixture.password) == nil)
    }

    @Test func `an unknown user is answered and locked like a wrong password`() async throws {
        let service = try await Fixture.inMemory()
        for _ in 0..<4 { #expect(await fault(service, "nobody", "wrong") == .badCredentials) }
        let until = service.clock.now + .minutes(15)
        for _ in 0..<2 { #expect(await fault(service, "nobody", "wrong") == .locked(until: until)) }
        service.clock.set(until)
        #expect(await fault(service, "nobody", "wrong") == .badCredentials)
    }

    @Test(.requirement("NHC-ID-13"))
    func `a session ends when it is idle, when it is old, and when it is signed out`() async throws {
        let service = try await Fixture.inMemory()
        let grant = try await service.signIn.signIn(username: "sun.li", password: Fixture.password)
        service.clock.advance(.minutes(29))
        #expect(try await service.signIn.session(token: grant.token)?.displayName == "孙丽")
        service.clock.advance(.minutes(30))
        #expect(try await service.signIn.session(token: grant.token) == nil)

        let long = try await service.signIn.signIn(username: "sun.li", password: Fixture.password)
        for _ in 0..<35 {
            service.clock.advance(.minutes(20))
            #expect(try await service.signIn.session(token: long.token) != nil)
        }
        service.clock.advance(.minutes(20))
        #expect(try await service.signIn.session(token: long.token) == nil)

        let short = try await service.signIn.signIn(username: "sun.li", password: Fixture.password)
        try await service.signIn.signOut(short.signedIn)
        #expect(try await service.signIn.session(token: short.token) == nil)
    }

    @Test(.requirement("NHC-SUP-13"))
    func `a signature needs a proof younger than ten minutes, and step-up gives it`() async throws {
        let service = try await Fixture.inMemory()
        let (id, _) = try await service.inSession()
        service.clock.advance(.minutes(5))
        try await service.run(.writeNote(text: "记录"), id, by: "zhou.mingyuan")
        try await service.run(.endSession, id, by: "zhou.mingyuan")
        let sections = Fixture.draft.questions?.map { ReportSection(question: $0, answer: "答") } ?? []
        try await service.run(
            .saveReportDraft(sections: sections, signers: [DemoData.respiratoryChief]), id,
            by: "zhou.mingyuan")
        let specialist = try await service.user("zhou.mingyuan")
        service.clock.advance(.minutes(11))
        await #expect(throws: Refusal.signatureRequired) {
            try await service.orchestrator.perform(
                .signReport, on: id, expectedVersion: nil, by: specialist, idempotency: nil)
        }
        await #expect(throws: SignInFault.badCredentials) {
            try await service.signIn.stepUp(specialist, password: "wrong")
        }
        let proved = try await service.signIn.stepUp(specialist, password: Fixture.password)
        let outcome = try await service.orchestrator.perform(
            .signReport, on: id, expectedVersion: nil, by: proved, idempotency: nil)
        #expect(outcome.consultation.state == .reported)
    }

    @Test func `a changed password ends the other sessions and the tokens`() async throws {
        let service = try await Fixture.inMemory()
        let here = try await service.signIn.signIn(username: "sun.li", password: Fixture.password)
        let there = try await service.signIn.signIn(username: "sun.li", password: Fixture.password)
        let token = try await service.signIn.issueToken(
            username: "sun.li", password: Fixture.password, label: "HIS")
        #expect(try await service.signIn.bearer(token: token.token)?.csrfToken == nil)
        #expect(try await service.signIn.bearer(token: token.token) != nil)
        await #expect(throws: SignInFault.passwordTooShort(minimum: 10)) {
            try await service.signIn.changePassword(here.signedIn, current: Fixture.password, new: "short")
        }
        try await service.signIn.changePassword(
            here.signedIn, current: Fixture.password, new: "another long password")
        #expect(try await service.signIn.session(token: here.token) != nil)
        #expect(try await service.signIn.session(token: there.token) == nil)
        #expect(try await service.signIn.bearer(token: token.token) == nil)
        #expect(await fault(service, "sun.li", Fixture.password) == .badCredentials)
    }
}
