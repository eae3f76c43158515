import ConsultationCore
import Foundation
import Orchestration
import Storage
import TestRequirements
import Testing

struct SecondFactorTests {
    private static let username = "zheng.hong"

    /// What an authenticator shows `offset` steps from now.
    private func code(_ key: String, _ service: Fixture, _ offset: Int64 = 0) throws -> String {
        let secret = try #require(Base32.decode(key))
        return TimeBasedCode.code(secret, step: TimeBasedCode.step(at: service.clock.now) + offset)
    }

    private func enrolled(_ service: Fixture) async throws -> (key: String, recovery: [String]) {
        let person = try await service.user(Self.username)
        let enrolment = try await service.signIn.beginSecondFactor(
            person, password: Fixture.password, code: nil)
        let recovery = try await service.signIn.confirmSecondFactor(
            person, code: try code(enrolment.key, service))
        return (enrolment.key, recovery)
    }

    private func fault(_ service: Fixture, _ code: String?) async -> SignInFault? {
        do {
            _ = try await service.signIn.signIn(
                username: Self.username, password: Fixture.password, code: code)
            return nil
        } catch { return error as? SignInFault }
    }

    @Test(.requirement("NHC-ID-13"))
    func `a privileged role without a factor is led to enrolment, and gets no token`() async throws {
        let service = try await Fixture.inMemory()
        let person = try await service.user(Self.username)
        #expect(person.factor == .enrolmentDue)
        #expect(try await service.user("sun.li").factor == .notAsked)
        await #expect(throws: SignInFault.enrolmentRequired) {
            try await service.signIn.issueToken(
                username: Self.username, password: Fixture.password, label: "HIS")
        }
    }

    @Test(.requirement("NHC-ID-13"))
    func `an enrolled account is opened by password and code together, each code once`() async throws {
        let service = try await Fixture.inMemory()
        let (key, recovery) = try await enrolled(service)
        #expect(recovery.count == 10 && Set(recovery).count == 10)
        #expect(await fault(service, nil) == .secondFactorRequired)
        #expect(await fault(service, try code(key, service)) == .wrongCode, "it confirmed the enrolment")
        service.clock.advance(.seconds(30))
        let now = try code(key, service)
        #expect(await fault(service, now) == nil)
        #expect(await fault(service, now) == .wrongCode, "a second time")
        #expect(await fault(service, try code(key, service, -1)) == .wrongCode, "an older one after a newer")
        #expect(await fault(service, try code(key, service, 2)) == .wrongCode, "too far ahead")
        service.clock.advance(.seconds(30))
        let grant = try await service.signIn.signIn(
            username: Self.username, password: Fixture.password, code: try code(key, service, 1))
        #expect(grant.signedIn.factor == .proven)
        #expect(try await service.signIn.session(token: grant.token)?.factor == .proven)
    }

    @Test(.requirement("NHC-ID-13"))
    func `who lost everything is let in again at the machine, enrols anew, and the audit trail says why`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let key = try await enrolled(service).key
        service.clock.advance(.seconds(30))
        try await service.signIn.resetPassword(username: Self.username, to: Fixture.password)
        #expect(await fault(service, nil) == .secondFactorRequired, "a password alone is no factor")
        try await service.signIn.resetPassword(
            username: Self.username, to: Fixture.password, forgettingFactor: "手机遗失")
        #expect(await fault(service, try code(key, service)) == nil, "no code is asked")
        let person = try await service.user(Self.username)
        #expect(person.factor == .enrolmentDue)
        #expect(try await service.database.read { try $0.secondFactor(of: person.account) } == nil)

        let reader = try await service.user("audit.admin")
        let trail = try await AuditDesk(orchestrator: service.orchestrator).page(
            AuditFilter(category: .factor, account: person.account), before: nil, limit: 5, for: reader)
        #expect(trail.items.map(\.kind) == ["factorReset", "factorEnrolled"])
        #expect(trail.items.first?.reason == "手机遗失")
    }

    @Test(.requirement("NHC-ID-13"))
    func `a used code stays used when the service starts anew`() async throws {
        let path = Fixture.databasePath()
        defer { try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent) }
        var key = ""
        var used = ""
        var instant = Fixture.start
        do {
            let service = try await Fixture(ServiceDatabase.open(path))
            key = try await enrolled(service).key
            service.clock.advance(.seconds(30))
            used = try code(key, service)
            instant = service.clock.now
            #expect(await fault(service, used) == nil)
            try service.database.close()
        }
        let again = try await Fixture(ServiceDatabase.open(path), clock: TestClock(instant))
        #expect(await fault(again, used) == .wrongCode)
        #expect(await fault(again, try code(key, again, 1)) == nil)
        try again.database.close()
    }

    @Test(.requirement("NHC-ID-13"))
    func `of many who give the same code at once one is let in`() async throws {
        let service = try await Fixture.inMemory()
        let key = try await enrolled(service).key
        service.clock.advance(.seconds(30))
        let code = try code(key, service)
        let entered = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { await self.fault(service, code) == nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(entered == 1)
    }

    @Test(.requirement("NHC-ID-13"))
    func `wrong codes lock the account though the password between them is right`() async throws {
        let service = try await Fixture.inMemory()
        let key = try await enrolled(service).key
        service.clock.advance(.seconds(30))
        for _ in 0..<4 { #expect(await fault(service, "000000") == .wrongCode) }
        let until = service.clock.now + .minutes(15)
        #expect(await fault(service, "000000") == .locked(until: until))
        #expect(await fault(service, try code(key, service)) == .locked(until: until))
        service.clock.set(until)
        #expect(await fault(service, try code(key, service)) == nil)
    }

    @Test(.requirement("NHC-ID-13"))
    func `a recovery code opens once, however it is typed`() async throws {
        let service = try await Fixture.inMemory()
        let recovery = try await enrolled(service).recovery
        let typed = recovery[0].lowercased().replacingOccurrences(of: "-", with: " ")
        #expect(await fault(service, typed) == nil)
        #expect(await fault(service, recovery[0]) == .wrongCode)
        let person = try await service.signIn.signIn(
            username: Self.username, password: Fixture.password, code: recovery[1]
        ).signedIn
        let state = try await service.signIn.secondFactorState(of: person)
        #expect(state.isHeld && state.codesLeft == 8)
    }

    @Test(.requirement("NHC-ID-13", "GX-30b"))
    func `the secret lies sealed and the recovery codes as hashes`() async throws {
        let path = Fixture.databasePath()
        let folder = (path as NSString).deletingLastPathComponent
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let service = try await Fixture(ServiceDatabase.open(path))
        let (key, recovery) = try await enrolled(service)
        let secret = try #require(Base32.decode(key))
        try service.database.close()
        let bytes = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasPrefix((path as NSString).lastPathComponent) }
            .reduce(into: Data()) { $0 += try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($1)")) }
        #expect(bytes.count > 100_000)
        for text in [key, Hexadecimal.encode(secret), recovery[0], recovery[0].filter { $0 != "-" }] {
            #expect(bytes.range(of: Data(text.utf8)) == nil)
        }
        #expect(bytes.range(of: Data(secret)) == nil)
    }

    @Test(.requirement("NHC-ID-13"))
    func `a role given meanwhile asks for a factor at the next request`() async throws {
        let service = try await Fixture.inMemory()
        let grant = try await service.signIn.signIn(username: "sun.li", password: Fixture.password)
        let account = grant.signedIn.account
        try await service.database.write { try $0.setRoles([.institutionAdmin], of: account) }
        #expect(try await service.signIn.session(token: grant.token)?.factor == .enrolmentDue)
    }

    @Test(.requirement("NHC-ID-13"))
    func `a new authenticator takes the old one's code and ends what else is open`() async throws {
        let service = try await Fixture.inMemory()
        let key = try await enrolled(service).key
        service.clock.advance(.minutes(1))
        let elsewhere = try await service.signIn.signIn(
            username: Self.username, password: Fixture.password, code: try code(key, service))
        service.clock.advance(.minutes(1))
        let here = try await service.signIn.signIn(
            username: Self.username, password: Fixture.password, code: try code(key, service))
        await #expect(throws: SignInFault.secondFactorRequired) {
            try await service.signIn.beginSecondFactor(
                here.signedIn, password: Fixture.password, code: nil)
        }
        service.clock.advance(.minutes(1))
        let fresh = try await service.signIn.beginSecondFactor(
            here.signedIn, password: Fixture.password, code: try code(key, service))
        _ = try await service.signIn.confirmSecondFactor(
            here.signedIn, code: try code(fresh.key, service))
        #expect(try await service.signIn.session(token: elsewhere.token) == nil)
        #expect(try await service.signIn.session(token: here.token)?.factor == .proven)
        service.clock.advance(.minutes(1))
        #expect(await fault(service, try code(key, service)) == .wrongCode, "the old authenticator")
    }
}
