import ConsultationCore
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

@Suite struct MatchTests {
    /// A regulator learns of matches between institutions that its office looks over, and of no others (SC-6).
    private func regulators(
        see queries: QualityQueries, of service: Fixture, on today: CivilDate
    ) async throws {
        // Another office of the same province, which issued no licence.
        let office = ConsultationWorld.office("office-jl")
        try await service.database.write { try $0.put(office) }
        _ = try await service.signIn.addAccount(
            AccountDraft(
                username: "other.office", institution: office.id, displayName: "监管", practitioner: nil,
                roles: [.healthAuthority]), password: Fixture.password)
        for (id, count) in [("supervisor", 1), ("other.office", 0)] {
            let person = try await service.user(id)
            #expect(try await queries.matches(from: today, to: today, for: person).count == count, "\(id)")
            let spread = try await queries.matchConcentration(from: today, to: today, for: person)
            #expect(spread.total == count, "\(id)")
        }
    }

    @Test(.requirement("NHC-SUP-24", "SC-6"))
    func `a match keeps every candidate with its score and the reason, and the report tells the spread`()
        async throws
    {
        let service = try await Fixture(ServiceDatabase.open(Fixture.databasePath()))
        let platform = PlatformTests()
        let rivals = try await platform.rivals(of: service)
        let id = try await platform.published(service)
        let person = try await service.user("operator")
        let queries = QualityQueries(
            database: service.database, policies: service.orchestrator.policies,
            environment: service.clock.environment)
        let chosen = try #require(rivals.last).institution.id
        let today = CivilDate(service.clock.now)
        // Reports in time put one of them ahead of all the others, who have no history.
        try await service.database.write { transaction in
            try transaction.count([
                ServiceFigure(
                    institution: rivals[7].institution.id, side: .invited, kind: .remoteConsultation,
                    counter: .reportedOnTime, at: service.clock.now, amount: 9)
            ])
        }
        let list = try #require(try await queries.candidates(for: id, by: person))
        #expect(list.count >= rivals.count)
        #expect(list[0].candidate.institution == rivals[7].institution.id)
        #expect(list[0].candidate.score.timeliness == 30)

        await #expect(throws: Refusal.self, "a choice without a reason") {
            _ = try await service.orchestrator.match(
                chosen, reason: " ", on: id, by: person, idempotency: nil)
        }
        let key = IdempotencyKey(key: "match", bodyHash: "m")
        for isReplay in [false, true] {
            let outcome = try await service.orchestrator.match(
                chosen, reason: "距离最近，次日可会诊", on: id, by: person, idempotency: key)
            #expect(outcome.isReplay == isReplay && outcome.consultation.invited == chosen)
        }
        let kept = try #require(
            try await service.database.read { try $0.system.record(MatchRecord.self, id.text) })
        let choice = try #require(kept.choices.first)
        #expect(kept.choices.count == 1, "the same act once")
        #expect(choice.candidates.map(\.institution) == list.map(\.candidate.institution))
        #expect(choice.reason?.value == "距离最近，次日可会诊" && choice.kind == .operatorChoice)
        #expect((choice.rank ?? 0) > 1 && choice.scoring == MatchScore.version)
        let spread = try await queries.matchConcentration(from: today, to: today, for: person)
        #expect(spread.total == 1 && spread.lines[0].institution == chosen)
        #expect(spread.lines[0].notFirst == 1 && spread.lines[0].mostFromOne == 1)
        let shown = try await queries.matches(from: today, to: today, for: person)
        #expect(shown[0].candidates.count == list.count && shown[0].chosen == "医院 49")
        await #expect(throws: Refusal.self) {
            _ = try await queries.matches(from: today, to: today, for: rivals[0])
        }
        try await regulators(see: queries, of: service, on: today)
    }

    @Test(.requirement("NHC-SUP-24"))
    func `an institution that answers by itself is kept as the first volunteer`() async throws {
        let service = try await Fixture(ServiceDatabase.open(Fixture.databasePath()))
        let platform = PlatformTests()
        let rivals = try await platform.rivals(of: service)
        let id = try await platform.published(service)
        _ = try await service.orchestrator.volunteer(
            Acceptance(
                physicians: ["rival-doc-3"],
                slot: TimeSlot(start: Fixture.start + .hours(2), end: Fixture.start + .hours(3)),
                preparationConfirmed: true), on: id, by: rivals[3], idempotency: nil)
        let kept = try await service.database.read { try $0.system.record(MatchRecord.self, id.text) }
        #expect(kept?.choices.map(\.kind) == [.firstVolunteer])
        #expect(kept?.choices.first?.chosen == rivals[3].institution.id)
    }
}
