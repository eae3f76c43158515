import ConsultationCore
import Orchestration
import Storage
import Synchronization
import TestRequirements
import Testing

/// A hospital's way from being registered to serving, through the real store.
@Suite struct ActivationTests {
    private func profile(_ service: Fixture, _ id: InstitutionID) async throws -> InstitutionProfile {
        let found = try await service.database.read {
            try $0.system.record(InstitutionProfile.self, id.text)
        }
        return try #require(found)
    }

    @Test(.requirement("JL-13b", "JL-13c", "JL-19", "NHC-TM-2.3.3"))
    func `the demonstration hospitals pass every check under Jilin's rules`() async throws {
        let service = try await Fixture.inMemory()
        for hospital in [DemoData.county, DemoData.province] {
            let grounds = try await service.database.read { transaction in
                let institution = try #require(try transaction.institution(hospital))
                return try transaction.activationGrounds(
                    of: institution, under: service.orchestrator.policies, at: service.clock.now)
            }
            #expect(ActivationCheck.all.flatMap { $0.find(grounds) } == [])
            #expect(grounds.staff[.physician, default: 0] > 0)
        }
    }

    @Test(.requirement("JL-10", "JL-13a", "JL-13b", "NHC-TM-4.1.2"))
    func `a registered hospital cannot act, is told what is missing, completes it and is let in`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let id: InstitutionID = "new-hospital"
        let draft = InstitutionDraft(
            code: "22099999X", name: "新区医院", shortName: "新区", jurisdiction: .jilin, level: .county,
            grade: .secondary, departments: [Department(code: "03", name: "内科")],
            holdsInternetHospitalLicence: false)
        await #expect(throws: Refusal.roleRequired([.operator])) {
            try await service.orchestrator.register(draft, by: service.user("gao.jun"), as: id)
        }
        let `operator` = try await service.user("operator")
        for _ in 0..<2 { _ = try await service.orchestrator.register(draft, by: `operator`, as: id) }
        _ = try await service.signIn.addAccount(
            AccountDraft(
                username: "new.admin", institution: id, displayName: "管理员", practitioner: nil,
                roles: [.institutionAdmin]), password: Fixture.password)
        let admin = try await service.user("new.admin")
        func accept() async throws {
            _ = try await service.orchestrator.perform(
                StandingCommand.accept, on: id, expectedVersion: nil, by: `operator`, idempotency: nil)
        }
        func keep(_ command: ProfileCommand) async throws {
            _ = try await service.orchestrator.perform(
                command, on: id, expectedVersion: nil, by: admin, idempotency: nil)
        }
        await #expect(throws: Refusal.institutionLicenceInvalid(id)) { try await accept() }
        let today = CivilDate(service.clock.now)
        try await keep(
            .keepLicence(
                PracticeLicence(
                    number: "1", authority: "县卫健局", validTo: today.adding(years: 1), scope: "内科")))
        await #expect(throws: Refusal.capabilityAcceptanceMissing(id)) { try await accept() }
        try await keep(.keepAcceptance(CapabilityAcceptance(certificateNumber: "1", acceptedOn: today)))
        await #expect(throws: Refusal.qualityControllerMissing(id)) { try await accept() }
        _ = try await service.signIn.addAccount(
            AccountDraft(
                username: "new.quality", institution: id, displayName: "质控员", practitioner: nil,
                roles: [.qualityController]), password: Fixture.password)
        await #expect(throws: Refusal.site(.profileIncomplete(.dedicatedManager))) { try await accept() }
        let demo = try await profile(service, DemoData.county)
        try await keep(.keepStaff(managers: demo.managers, technicians: demo.technicians))
        await #expect(throws: Refusal.site(.profileIncomplete(.site))) { try await accept() }
        try await keep(.keepSite(demo.sites[0]))
        await #expect(throws: Refusal.site(.platformNotConnected)) { try await accept() }
        try await service.orchestrator.performAsSystem(
            ProfileCommand.recordConnectivity(ConnectivityTest(isPassed: true, at: service.clock.now)),
            on: id)
        let before = try await service.database.read { try $0.institution(id) }
        #expect(throws: Refusal.site(.notActivated(id))) {
            try Standing.check(
                #require(before), at: service.clock.now,
                under: service.orchestrator.policies.policy(for: .jilin, at: service.clock.now))
        }
        try await accept()
        let after = try await service.database.read { try $0.institution(id) }
        #expect(after?.awaitsActivation == nil && after?.isSuspended == false)
        let limits = try await service.database.read {
            try $0.deadlines(of: JournalStream.record(InstitutionStanding.self, id.text))
        }
        #expect(
            limits.map(\.kind).sorted() == [
                "licenceExpiry", "licenceExpiryReminder", "licenceExpiryWarning",
            ],
            "the new licence's limits run at once")
    }

    @Test(.requirement("JL-34d"))
    func `a lost provider becomes a proposal at the next look, once, and again after it came back`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let admin = try await service.user("gao.jun")
        func look() async throws -> SuspensionCause? {
            try await service.orchestrator.watchConditions()
            let standing = try await service.database.read {
                try $0.system.record(InstitutionStanding.self, DemoData.province.text)
            }
            return standing?.proposal
        }
        func provider(inService: Bool) async throws {
            var site = try await profile(service, DemoData.province).sites[0]
            site.links[1].isInService = inService
            _ = try await service.orchestrator.perform(
                ProfileCommand.keepSite(site), on: DemoData.province, expectedVersion: nil, by: admin,
                idempotency: nil)
        }
        #expect(try await look() == nil)
        try await provider(inService: false)
        #expect(try await look() == .facilityChanged)
        _ = try await service.orchestrator.perform(
            StandingCommand.dismissProposal(reason: "今日抢修"), on: DemoData.province, expectedVersion: nil,
            by: admin, idempotency: nil)
        #expect(try await look() == nil, "what quality control has seen is not said again")
        try await provider(inService: true)
        #expect(try await look() == nil)
        try await provider(inService: false)
        #expect(try await look() == .facilityChanged)
    }

    @Test(.requirement("JL-34d"))
    func `when the last qualified physician of a department leaves, stopping is proposed`() async throws {
        let service = try await Fixture.inMemory()
        try await service.orchestrator.watchConditions()
        let found = try await service.database.read { try $0.practitioner(DemoData.cardiologist) }
        var cardiologist = try #require(found)
        cardiologist.registrations = []
        let gone = cardiologist
        try await service.database.write { try $0.put(gone, home: DemoData.province) }
        try await service.orchestrator.watchConditions()
        let standing = try await service.database.read {
            try $0.system.record(InstitutionStanding.self, DemoData.province.text)
        }
        #expect(standing?.proposal == .staffChanged)
        let other = try await service.database.read {
            try $0.system.record(InstitutionStanding.self, DemoData.county.text)
        }
        #expect(other?.proposal == nil)
    }

    @Test(.requirement("NHC-IH-A4.1b"))
    func `AT-59 no room opens whose recording would lie abroad`() async throws {
        let service = try await Fixture(
            ServiceDatabase.inMemory(), storage: [StorageTarget(.recordings, in: "hongkong")])
        let id = try await service.scheduled()
        await #expect(throws: Refusal.site(.storageRegionNotPermitted(.recordings, "hongkong"))) {
            _ = try await service.rooms.enter(id, by: service.user("li.chunyan"))
        }
        #expect(service.relay.ledger.withLock { $0.opened.isEmpty })
        await #expect(throws: Refusal.self) {
            try await service.orchestrator.checkRegions(service.orchestrator.storage)
        }
    }
}
