import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct TrainingTests {
    private static let start = ConsultationWorld.start
    static let slot = TimeSlot(start: start + .minutes(20), end: start + .minutes(140))
    private static let quality = QualityPeople.quality

    static func told(
        _ form: TrainingEvent.Form = .lecture, project: String? = "2025-03-08-001", minimum: Int = 90
    ) -> TrainingTold {
        TrainingTold(
            title: "远程医疗法规培训", form: form, topics: [.laws, .workflow], slot: slot,
            invited: form == .lecture ? ["inst-province"] : [], projectNumber: project, creditTenths: 15,
            minimumMinutes: minimum)
    }

    static func announced(_ told: TrainingTold = told()) throws -> TrainingEvent {
        try decided(
            TrainingEvent.self, .announce(id: "t1", "inst-county", told, about: nil), on: nil, by: quality
        ).state
    }

    @Test(.requirement("NHC-TM-4.2.1", "JL-46c"))
    func `every cell of the table of trainings is what the core decides`() throws {
        typealias Row = QualityTable<TrainingEvent>.Row
        let rows = [
            Row(
                name: "announce", caller: Self.quality,
                command: .announce(id: "t1", "inst-county", Self.told(), about: nil)),
            Row(name: "signIn", caller: QualityPeople.physician, command: .signIn),
            Row(name: "signOut", caller: QualityPeople.physician, command: .signOut),
            Row(
                name: "enter", caller: Self.quality, command: .enter("doc-x", "inst-county", minutes: 60)),
            Row(name: "confirm", caller: Self.quality, command: .confirm, later: .hours(3)),
            Row(name: "cancel", caller: Self.quality, command: .cancel(reason: "讲者临时有事")),
        ]
        let ways: [String: [Int]] = ["announced": [0], "confirmed": [0, 3, 4], "cancelled": [0, 5]]
        let table = QualityTable<TrainingEvent>(page: "training-states.md", rows: rows, facts: .init()) {
            try QualityTable<TrainingEvent>.through((ways[$0] ?? []).map { rows[$0] }, .init())
        }
        let found = try table.differences()
        #expect(found == [])
    }

    @Test(.requirement("JL-46c"))
    func `a lecture counts from sign-in to sign-out, gives credits to who stayed, and to guests too`() throws
    {
        let guest = QualityPeople.member(.physician, at: "inst-province", practitioner: "doc-guest")
        let stranger = QualityPeople.member(.physician, at: "inst-other", practitioner: "doc-other")
        var event = try Self.announced()
        event = try decided(
            TrainingEvent.self, .signIn, on: event, by: QualityPeople.physician, at: Self.start
        ).state
        event = try decided(
            TrainingEvent.self, .signIn, on: event, by: guest, at: Self.slot.start + .minutes(40)
        ).state
        #expect(
            refusal {
                _ = try decided(TrainingEvent.self, .signIn, on: event, by: guest, at: Self.slot.start)
            }
                == .training(.signInClosed), "once a person")
        #expect(
            refusal {
                _ = try decided(TrainingEvent.self, .signIn, on: event, by: stranger, at: Self.slot.start)
            } == .accessDenied)
        event = try decided(
            TrainingEvent.self, .signOut, on: event, by: QualityPeople.physician,
            at: Self.slot.start + .minutes(95)
        ).state
        event = try decided(
            TrainingEvent.self, .confirm, on: event, by: Self.quality, at: Self.slot.end
        ).state
        #expect(event.attendances.map(\.minutes) == [95, 80])
        #expect(event.attendances.map(\.creditTenths) == [15, 0])
        #expect(event.attendances.map(\.noCredit) == [nil, .tooShort])
        #expect(event.attendances.map(\.isComplete) == [true, false])
    }

    @Test(.requirement("JL-46c"))
    func `where no rule gives credits, and without a project number, there are none`() throws {
        var silent = Policy.jilin
        silent.quality.cmeCredit = false
        let plain = TrainingAttendance(
            "doc-1", of: "inst-county", minutes: 120, told: Self.told(), under: silent)
        #expect(plain.creditTenths == 0 && plain.noCredit == .noRuleHere && plain.isComplete)
        let internalOnly = TrainingAttendance(
            "doc-1", of: "inst-county", minutes: 120, told: Self.told(project: nil), under: .jilin)
        #expect(internalOnly.creditTenths == 0 && internalOnly.noCredit == .noProject)
        #expect(Policy.jilin.quality.cmeCredit, "Jilin gives credits (JL 46(5))")
    }

    @Test(.requirement("JL-46c"))
    func `the log of a session says who was there and how long, two devices at once count once`() throws {
        var journey = try ConsultationJourney.furnished(at: .archived)
        let subject = try #require(journey.current)
        journey.now = journey.now + .hours(1)
        let told = TrainingTold(
            title: "病例讨论", form: .session, topics: [.clinicalKnowledge], slot: Self.slot,
            projectNumber: "P-1", creditTenths: 5)
        let facts = QualityFacts(consultation: subject)
        let event = try decided(
            TrainingEvent.self, .announce(id: "t2", "inst-county", told, about: subject.id), on: nil,
            by: Self.quality, facts: facts
        ).state
        let confirmed = try decided(
            TrainingEvent.self, .confirm, on: event, by: Self.quality, at: journey.now, facts: facts
        ).state
        let expected = subject.session.presences.map(\.practitioner)
        #expect(Set(confirmed.attendances.map(\.practitioner)) == Set(expected))
        #expect(confirmed.attendances.allSatisfy { $0.minutes > 0 })
        // A case of strangers is not a training of ours.
        #expect(
            refusal {
                _ = try decided(
                    TrainingEvent.self, .announce(id: "t3", "inst-county", told, about: "another"), on: nil,
                    by: Self.quality, facts: facts)
            }?.code == .fieldInvalid)

        var session = SessionRecord.none
        (session.startedAt, session.endedAt) = (Self.start, Self.start + .minutes(60))
        let one = try #require(subject.session.presences.first)
        func stay(_ from: Int64, _ to: Int64?) -> Presence {
            var stay = one
            stay.practitioner = "doc-1"
            stay.joinedAt = Self.start + .minutes(from)
            stay.leftAt = to.map { Self.start + .minutes($0) }
            return stay
        }
        session.presences = [stay(-10, 20), stay(5, 15), stay(10, 25), stay(50, nil)]
        #expect(AttendanceTime.minutes(of: "doc-1", in: session) == 35)
        #expect(AttendanceTime.minutes(of: "doc-2", in: session) == 0)
    }

    @Test(.requirement("NHC-TM-4.2.1"))
    func `a mandatory topic is missing until it was had, and again when it has lapsed`() {
        let today = CivilDate(Self.start)
        let item = TrainingPlanItem(
            topic: .laws, isMandatory: true, dueOn: today.adding(days: 10), validMonths: 12)
        func standing(_ completed: CivilDate?, on day: CivilDate) -> TrainingLine {
            TrainingLine(
                item, completed.map { [TrainingCompletion(topic: .laws, completedOn: $0)] } ?? [], on: day)
        }
        #expect(standing(nil, on: today).standing == .due)
        #expect(standing(nil, on: today.adding(days: 11)).standing == .overdue)
        #expect(standing(today, on: today.adding(months: 12)).standing == .done)
        #expect(standing(today, on: today.adding(months: 12).adding(days: 1)).standing == .lapsed)
        #expect(standing(nil, on: today).isMissing && !standing(today, on: today).isMissing)
        let voluntary = TrainingPlanItem(topic: .policies, isMandatory: false, dueOn: today)
        #expect([item, voluntary].missing([], on: today) == [.laws])
    }

    @Test(.requirement("NHC-TM-4.2.1"))
    func `who lacks a mandatory training is assigned with a warning, or refused where the policy blocks`()
        throws
    {
        var journey = try ConsultationJourney.furnished(at: .inviting)
        let id = journey.world.specialist.id
        journey.world.missingTraining = [id: [.laws, .crisisHandling]]
        let decision = try journey.weigh(.accept(journey.acceptance()), by: .invitedCoordinator)
        #expect(decision.effects.contains(.notifyPractitioner(id, notice: .trainingMissing)))
        #expect(
            decision.effects.contains(
                .notify(institution: "inst-province", role: .qualityController, notice: .trainingMissing)))
        journey.world.policy.quality.trainingBlocksAssignment = true
        #expect(
            journey.refusal(of: .accept(journey.acceptance()), by: .invitedCoordinator)
                == .training(.missing(id, [.laws, .crisisHandling])))
        journey.world.missingTraining = [:]
        let calm = try journey.weigh(.accept(journey.acceptance()), by: .invitedCoordinator)
        #expect(!calm.effects.contains(.notifyPractitioner(id, notice: .trainingMissing)))
    }

    @Test(.requirement("NHC-TM-4.2.1"))
    func `a plan names each topic once and is made by those who answer for quality`() throws {
        let today = CivilDate(Self.start)
        let item = TrainingPlanItem(topic: .laws, isMandatory: true, dueOn: today)
        func adopt(_ items: [TrainingPlanItem], _ caller: Caller) throws(Refusal) -> TrainingPlan? {
            let decision = try TrainingPlan.adopt(
                items, of: "inst-county", by: caller, at: Self.start, under: .jilin)
            return TrainingPlan.state(after: decision, on: nil)
        }
        #expect(try adopt([item], Self.quality)?.items == [item])
        #expect(refusal { _ = try adopt([item, item], Self.quality) }?.code == .fieldInvalid)
        #expect(refusal { _ = try adopt([], Self.quality) }?.code == .fieldInvalid)
        #expect(refusal { _ = try adopt([item], QualityPeople.physician) }?.code == .roleRequired)
        let foreign = QualityPeople.member(.qualityController, at: "inst-other")
        #expect(refusal { _ = try adopt([item], foreign) } == .accessDenied)
    }
}
