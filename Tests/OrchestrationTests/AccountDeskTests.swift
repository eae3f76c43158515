import ConsultationCore
import Orchestration
import Storage
import TestRequirements
import Testing

/// What the three administrators do, each by themselves.
struct AccountDeskTests {
    private func desk(_ service: Fixture) -> AccountDesk {
        AccountDesk(orchestrator: service.orchestrator, signIn: service.signIn)
    }

    private func id(_ username: String, _ service: Fixture) async throws -> AccountID {
        let found = try await service.database.read { try $0.account(username: username) }
        return try #require(found).id
    }

    private func act(
        _ command: AccountCommand, on username: String, by administrator: String, _ service: Fixture
    ) async throws {
        try await desk(service).perform(
            command, on: try await id(username, service), expectedVersion: nil,
            by: try await service.user(administrator), idempotency: nil)
    }

    private func register(
        _ username: String, _ roles: [Role], staffNumber: String, _ service: Fixture,
        at institution: InstitutionID = DemoData.county
    ) async throws {
        try await desk(service).register(
            AccountDraft(
                username: username, institution: institution, displayName: "新人", practitioner: nil,
                roles: roles, staffNumber: staffNumber),
            as: AccountID("acc-\(username)"), password: Fixture.password, reason: "入职",
            by: try await service.user("system.admin"), idempotency: nil)
    }

    @Test(.requirement("NHC-ID-13"))
    func `an account begins without rights and gets them from the security administrator`() async throws {
        let service = try await Fixture.inMemory()
        try await register("new.person", [.finance], staffNumber: "N-1", service)
        #expect(try await service.user("new.person").member.roles.isEmpty)
        await #expect(throws: Refusal.roleRequired([.securityAdmin])) {
            try await act(.approve, on: "new.person", by: "system.admin", service)
        }
        try await act(.approve, on: "new.person", by: "security.admin", service)
        #expect(try await service.user("new.person").member.roles == [.finance])
        await #expect(throws: SignInFault.usernameTaken) {
            try await register("new.person", [.finance], staffNumber: "N-2", service)
        }
    }

    @Test(.requirement("NHC-ID-13"))
    func `one person is not two administrators, under one account or two`() async throws {
        let service = try await Fixture.inMemory()
        // The number is the system administrator's: it is the same person.
        await #expect(throws: Refusal.account(.administratorsApart([.systemAdmin, .auditAdmin]))) {
            try await register(
                "second.hat", [.auditAdmin], staffNumber: "D-001", service, at: DemoData.platform)
        }
        await #expect(throws: Refusal.account(.administratorsApart([.systemAdmin, .securityAdmin]))) {
            try await act(
                .propose([.systemAdmin, .securityAdmin], reason: "x"), on: "he.jing", by: "system.admin",
                service)
        }
        await #expect(throws: Refusal.account(.administratorsApart([.finance, .auditAdmin]))) {
            _ = try await service.signIn.addAccount(
                AccountDraft(
                    username: "both", institution: DemoData.county, displayName: "x", practitioner: nil,
                    roles: [.auditAdmin, .finance]), password: Fixture.password)
        }
        // Another person with another number may.
        try await register("other.hat", [.auditAdmin], staffNumber: "D-009", service, at: DemoData.platform)
    }

    @Test(.requirement("NHC-ID-13"))
    func `stopping an account ends its sessions, and a reset factor must be enrolled anew`() async throws {
        let service = try await Fixture.inMemory()
        let grant = try await service.signIn.signIn(username: "wu.min", password: Fixture.password)
        try await act(.disable(reason: "离职"), on: "wu.min", by: "system.admin", service)
        #expect(try await service.signIn.session(token: grant.token) == nil)
        await #expect(throws: SignInFault.badCredentials) { try await service.user("wu.min") }
        try await act(.enable(reason: "返岗"), on: "wu.min", by: "system.admin", service)
        #expect(try await service.user("wu.min").member.roles == [.finance])

        #expect(try await service.signIn.enrolForDemonstration(username: "gao.jun") != nil)
        await #expect(throws: SignInFault.secondFactorRequired) { try await service.user("gao.jun") }
        try await act(.resetFactor(reason: "手机遗失"), on: "gao.jun", by: "security.admin", service)
        #expect(try await service.user("gao.jun").factor == .enrolmentDue)
        await #expect(throws: Refusal.account(.ownAccount)) {
            try await act(.resetFactor(reason: "x"), on: "security.admin", by: "security.admin", service)
        }
    }

    @Test(.requirement("NHC-ID-13"))
    func `a lock is lifted by the security administrator before its time`() async throws {
        let service = try await Fixture.inMemory()
        for _ in 0..<5 {
            _ = try? await service.signIn.signIn(username: "sun.li", password: "wrong password")
        }
        await #expect(throws: SignInFault.self) { try await service.user("sun.li") }
        try await act(.unlock(reason: "本人到场核实"), on: "sun.li", by: "security.admin", service)
        #expect(try await service.user("sun.li").displayName == "孙丽")
    }

    @Test(.requirement("NHC-ID-13"))
    func `lists are paged, and whoever looks after no accounts sees none`() async throws {
        let service = try await Fixture.inMemory()
        let administrator = try await service.user("system.admin")
        var seen: [String] = []
        var cursor: String?
        repeat {
            let page = try await desk(service).accounts(after: cursor, limit: 4, for: administrator)
            #expect(page.items.count <= 4)
            seen += page.items.map(\.username)
            cursor = page.next
        } while cursor != nil
        #expect(seen == seen.sorted() && seen.contains("gao.jun") && seen.contains("audit.admin"))
        for other in ["audit.admin", "operator", "gao.jun"] {
            let person = try await service.user(other)
            await #expect(throws: Refusal.roleRequired([.systemAdmin, .securityAdmin])) {
                try await desk(service).accounts(after: nil, limit: 4, for: person)
            }
        }
    }

    @Test(.requirement("NHC-ID-13", "SC-23b"))
    func `the audit trail tells sign-ins, failures, roles and exports, to the audit administrator alone`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let audit = AuditDesk(orchestrator: service.orchestrator)
        _ = try? await service.signIn.signIn(username: "wu.min", password: "wrong password")
        try await act(
            .propose([.finance, .auditor], reason: "兼任"), on: "wu.min", by: "system.admin", service)
        try await act(.reject(reason: "不宜兼任"), on: "wu.min", by: "security.admin", service)
        let reader = try await service.user("audit.admin")
        for other in ["system.admin", "security.admin", "operator"] {
            let person = try await service.user(other)
            await #expect(throws: Refusal.roleRequired([.auditAdmin])) {
                try await audit.page(AuditFilter(), before: nil, limit: 5, for: person)
            }
        }
        let subject = try await id("wu.min", service)
        let about = try await audit.page(
            AuditFilter(account: subject), before: nil, limit: 50, for: reader)
        #expect(
            about.items.map(\.kind) == [
                "rolesRejected", "rolesProposed", "accountAdopted", "signInFailed", "accountAdded",
            ])
        #expect(about.items.first { $0.kind == "rolesProposed" }?.roles == [.finance, .auditor])
        #expect(about.items.first { $0.kind == "rolesRejected" }?.reason == "不宜兼任")
        #expect(about.items.allSatisfy { $0.displayName == "吴敏" && $0.hash.count == 64 })

        // Page by page it is the whole, newest first, and nothing twice.
        var all: [AuditLine] = []
        var place: AuditPlace?
        repeat {
            let page = try await audit.page(AuditFilter(), before: place, limit: 7, for: reader)
            all += page.items
            place = page.next
        } while place != nil
        #expect(all.map(\.seq) == all.map(\.seq).sorted(by: >) && Set(all.map(\.seq)).count == all.count)
        let failures = try await audit.page(
            AuditFilter(category: .failure), before: nil, limit: 50, for: reader)
        #expect(failures.items.map(\.kind) == ["signInFailed"])
        let tomorrow = AuditFilter(from: service.clock.now + .days(1))
        #expect(try await audit.page(tomorrow, before: nil, limit: 5, for: reader).items.isEmpty)

        let file = try await audit.export(AuditFilter(), by: reader)
        #expect(file.first?.kind == "auditExported" && file.count == all.count + 1)
    }

    @Test(.requirement("NHC-ID-13"))
    func `a hospital's audit administrator sees the hospital's trail only`() async throws {
        let service = try await Fixture.inMemory()
        try await register("county.audit", [.auditAdmin], staffNumber: "N-9", service)
        try await act(.approve, on: "county.audit", by: "security.admin", service)
        _ = try await service.user("he.jing")
        _ = try await service.user("sun.li")
        let reader = try await service.user("county.audit")
        let page = try await AuditDesk(orchestrator: service.orchestrator).page(
            AuditFilter(institution: DemoData.province), before: nil, limit: 100, for: reader)
        let names = Set(page.items.compactMap(\.username))
        #expect(names.contains("sun.li") && !names.contains("he.jing") && !names.contains("system.admin"))
    }
}
