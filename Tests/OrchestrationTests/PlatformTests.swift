import ConsultationCore
import Orchestration
import Storage
import TestRequirements
import Testing

@Suite struct PlatformTests {
    static let rivals = 50

    /// Fifty more hospitals, each with a specialist, a coordinator and a three-party agreement.
    func rivals(of service: Fixture) async throws -> [SignedIn] {
        let now = service.clock.now
        let template = try await service.database.read { transaction in
            (
                try transaction.institution(DemoData.province),
                try transaction.practitioner(DemoData.respiratoryChief)
            )
        }
        guard let hospital = template.0, let chief = template.1 else { throw CommandFault.notFound }
        return try await service.database.write { transaction in
            try (0..<Self.rivals).map { index in
                var rival = hospital
                rival.id = InstitutionID("rival-\(index)")
                rival.name = "医院 \(index)"
                var physician = chief
                physician.id = PractitionerID("rival-doc-\(index)")
                physician.registrations = [Registration(institution: rival.id)]
                try transaction.put(rival)
                try transaction.put(physician, home: rival.id)
                try transaction.put(
                    Agreement(
                        id: AgreementID("rival-agreement-\(index)"), parties: [DemoData.county, rival.id],
                        state: .inForce, validFrom: CivilDate(now), validTo: CivilDate(now).adding(years: 1),
                        governingText: "JL", platformOperator: DemoData.platform))
                return SignedIn(
                    member: Caller.Member(
                        account: AccountID("rival-acc-\(index)"), institution: rival.id,
                        roles: [.invitationCoordinator]),
                    username: "rival-\(index)", displayName: "联络员 \(index)", institution: rival,
                    practitioner: nil)
            }
        }
    }

    func published(_ service: Fixture) async throws -> ConsultationID {
        let staff = try await service.user("li.chunyan")
        let patients = try await service.directory.patients(matching: "", for: staff)
        let id = try await service.orchestrator.create(
            patient: patients[0].id, priority: .routine, mode: .platformMatched, by: staff, idempotency: nil
        ).consultation.id
        var need = Fixture.draft
        need.invitee = nil
        need.platformOperator = DemoData.platform
        need.publicSummary = "老年女性，反复咳嗽伴发热十天"
        try await service.run(.updateDraft(need), id, by: "li.chunyan")
        try await service.run(
            .presentConsent(
                ConsentPresentation(
                    serviceDescription: "远程会诊", fee: Money(fen: 30_000), recordingStated: true)),
            id, by: "li.chunyan")
        try await service.run(
            .signConsent(ConsentSigner(kind: .patient, name: "王秀兰", signature: Digest(of: "ink"))), id,
            by: "li.chunyan")
        try await service.run(.submit, id, by: "li.chunyan")
        return id
    }

    @Test(.requirement("NHC-TM-1d"))
    func `AT-20 of fifty hospitals that answer one need at once exactly one is accepted`() async throws {
        let service = try await Fixture(ServiceDatabase.open(Fixture.databasePath()))
        let rivals = try await rivals(of: service)
        let id = try await published(service)
        let outcomes = await withTaskGroup(of: RefusalCode?.self) { group in
            for (index, rival) in rivals.enumerated() {
                group.addTask {
                    let acceptance = Acceptance(
                        physicians: [PractitionerID("rival-doc-\(index)")],
                        slot: TimeSlot(start: Fixture.start + .hours(2), end: Fixture.start + .hours(3)),
                        preparationConfirmed: true)
                    do {
                        _ = try await service.orchestrator.perform(
                            .volunteer(acceptance), on: id, expectedVersion: nil, by: rival,
                            idempotency: IdempotencyKey(key: "k-\(index)", bodyHash: "volunteer"))
                        return nil
                    } catch let refusal as Refusal {
                        return refusal.code
                    } catch {
                        return .accessDenied
                    }
                }
            }
            return await group.reduce(into: [RefusalCode?]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.count { $0 == .invitationAlreadyTaken } == Self.rivals - 1, "\(outcomes)")
        let case_ = try await service.consultation(id)
        #expect(case_.invitations.count == 1 && case_.state == .scheduled)
        let winner = try #require(case_.invited)
        for rival in rivals {
            let seen = try await service.cases.consultation(id, for: rival)
            #expect((seen != nil) == (rival.institution.id == winner), "only the winner sees the case")
        }
        try await expectReplayEqualsSnapshots(service.database)
    }

    @Test(.requirement("NHC-TM-3.3.2d"))
    func `AT-17 the notices to inviting side and operator are committed with the acceptance`() async throws {
        let service = try await Fixture.inMemory()
        let rivals = try await rivals(of: service)
        let id = try await published(service)
        while try await service.effects.runPending() > 0 {}
        let acceptance = Acceptance(
            physicians: ["rival-doc-0"],
            slot: TimeSlot(start: Fixture.start + .hours(2), end: Fixture.start + .hours(3)),
            preparationConfirmed: true)
        _ = try await service.orchestrator.perform(
            .volunteer(acceptance), on: id, expectedVersion: nil, by: rivals[0], idempotency: nil)
        let waiting = try await service.database.read {
            try $0.pendingEffects(at: service.clock.now, limit: 100).map(\.payload)
        }
        for institution in [DemoData.county, DemoData.platform] {
            #expect(
                waiting.contains { $0.contains("invitationAccepted") && $0.contains(institution.text) })
        }
    }

    @Test(.requirement("NHC-TM-1e"))
    func `strangers read a need without anything that identifies, and the inviting side not as a need`()
        async throws
    {
        let service = try await Fixture.inMemory()
        let rivals = try await rivals(of: service)
        let id = try await published(service)
        let needs = try await service.directory.platformNeeds(for: rivals[0])
        #expect(needs.map(\.id) == [id])
        #expect(needs.first?.region == .jilin)
        #expect(try await service.cases.consultation(id, for: rivals[0]) == nil)
        #expect(try await service.directory.platformNeeds(for: service.user("sun.li")).isEmpty)
        #expect(try await service.directory.platformNeeds(for: service.user("operator")).count == 1)
    }
}
