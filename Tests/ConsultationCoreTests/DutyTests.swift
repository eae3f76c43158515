import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct DutyTests {
    @Test(.requirement("JL-24"))
    func `every cell of the duty table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("duty-rota-states.md"), under: "Commands by state"))
        let commands: [(String, DutyRotaCommand)] = [
            ("plan", .plan(DutyPeriod(first: DutyJourney.day, last: DutyJourney.day), DutyJourney.whole)),
            ("publish", .publish), ("withdraw", .withdraw(reason: "重新编排")),
        ]
        #expect(table.columns.dropFirst().map(\.unmarked) == DutyRota.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == commands.map(\.0))
        #expect(DutyRotaAction.allCases.map(\.rawValue) == ["draft"] + commands.map(\.0) + ["deadlinePassed"])
        for ((name, command), cells) in zip(commands, table.rows) {
            for (state, cell) in zip(DutyRota.State.allCases, cells.dropFirst()) {
                var journey = try DutyJourney.arrived(at: state)
                let outcome: String
                do throws(Refusal) {
                    try journey.perform(command, by: .coordinator)
                    outcome =
                        journey.current?.state == state ? "=" : "**\(journey.current?.state.rawValue ?? "")**"
                } catch {
                    outcome = String(error.code.rawValue.dropFirst("err.".count))
                }
                #expect(outcome == cell, "\(name) in \(state.rawValue)")
                #expect(DutyRota.replay(journey.journal) == journey.current)
            }
        }
    }

    @Test(.requirement("JL-24"))
    func `AT-55 a rota with a gap of half an hour is not published, and the gap is named`() throws {
        let shifts = DutyJourney.shifts(["00:00-08:00", "08:00-16:00", "16:30-24:00"])
        let journey = try DutyJourney.drafted(shifts)
        let gap = DutyGap(
            from: ConsultationWorld.at(2025, 3, 10, 16), to: ConsultationWorld.at(2025, 3, 10, 16, 30))
        #expect(journey.refusal(of: .publish, by: .coordinator) == .rotaCoverageGap([gap]))
    }

    @Test(
        .requirement("JL-24"),
        arguments: [
            (["00:00-24:00"], 0), (["00:00-08:00", "08:00-24:00"], 0), (["00:00-09:00", "08:00-24:00"], 0),
            (["00:01-24:00"], 1), (["00:00-23:59"], 1), (["00:00-08:00", "08:01-24:00"], 1),
            (["08:00-24:00", "00:00-08:00"], 0), (["00:00-08:00", "09:00-10:00", "11:00-24:00"], 2),
            (["00:00-20:00", "01:00-02:00", "20:00-24:00"], 0), ([], 1),
        ] as [([String], Int)])
    func `a minute is a gap, touching or overlapping shifts are none`(_ shifts: [String], _ gaps: Int) throws
    {
        let journey = try DutyJourney.drafted(DutyJourney.shifts(shifts))
        #expect(journey.current?.gaps.count == gaps)
        #expect(journey.refusal(of: .publish, by: .coordinator)?.code == (gaps == 0 ? nil : .rotaCoverageGap))
    }

    @Test(.requirement("JL-24"))
    func `less than a minute is no gap, and every day of the period is looked at`() throws {
        var shifts = DutyJourney.whole
        shifts[1].start = shifts[1].start + TimeSpan(milliseconds: 59_999)
        #expect(try DutyJourney.drafted(shifts).refusal(of: .publish, by: .coordinator) == nil)
        var journey = try DutyJourney.drafted()
        let two = DutyPeriod(first: DutyJourney.day, last: DutyJourney.day.adding(days: 1))
        try journey.perform(.plan(two, DutyJourney.whole), by: .coordinator)
        #expect(
            journey.refusal(of: .publish, by: .coordinator)
                == .rotaCoverageGap([DutyGap(from: DutyJourney.day.end, to: two.end)]))
    }

    @Test(.requirement("JL-24", "NHC-TM-4.3.6"))
    func `only who may sign the kind stands on a published rota`() throws {
        for (person, code) in [
            ("doc-unentitled", RefusalCode.kindNotQualified), ("doc-nobody", .practitionerNotRegisteredHere),
        ] {
            let shifts = DutyJourney.shifts(["00:00-24:00"], ["doc-reader", PractitionerID(person)])
            let journey = try DutyJourney.drafted(shifts)
            #expect(journey.refusal(of: .publish, by: .coordinator)?.code == code)
        }
        var junior = try DutyJourney.drafted()
        junior.diagnosis.world.specialist.title = .intermediate
        #expect(junior.refusal(of: .publish, by: .coordinator)?.code == .practitionerTitleTooLow)
    }

    @Test(.requirement("JL-24"))
    func `where no text asks for every hour the rota is as the agreement says`() throws {
        var journey = try DutyJourney.drafted(DutyJourney.shifts(["08:00-17:00"]))
        journey.diagnosis.world.policy = .national
        #expect(journey.refusal(of: .publish, by: .coordinator) == nil)
    }

    @Test(.requirement("JL-24"))
    func `AT-56 at 03 10 with nobody seen since 02 59 the rota is unattended, once`() throws {
        var journey = try DutyJourney.arrived(at: .published)
        journey.presences = [
            DutyPresence(practitioner: "doc-reader", lastSeen: ConsultationWorld.at(2025, 3, 10, 2, 59))
        ]
        journey.now = ConsultationWorld.at(2025, 3, 10, 3, 9)
        #expect(
            journey.refusal(of: .deadlinePassed(.dutyWatch), by: .system)
                == .deadlineNotPassed(dueAt: journey.now), "ten minutes are not more than ten")
        journey.now = ConsultationWorld.at(2025, 3, 10, 3, 10)
        try journey.perform(.deadlinePassed(.dutyWatch), by: .system)
        #expect(
            journey.current?.violations == [
                .rotaUnattended(since: ConsultationWorld.at(2025, 3, 10, 2, 59), length: .minutes(11))
            ])
        #expect(journey.effects.contains(.notifyPractitioner("doc-reader", notice: .diagnosisUnattended)))

        journey.now = ConsultationWorld.at(2025, 3, 10, 3, 30)
        #expect(
            journey.refusal(of: .deadlinePassed(.dutyWatch), by: .system)
                == .deadlineNotPassed(dueAt: journey.now + .minutes(10)), "one absence, one breach")
        journey.presences[0].lastSeen = ConsultationWorld.at(2025, 3, 10, 3, 35)
        journey.now = ConsultationWorld.at(2025, 3, 10, 3, 40)
        try journey.perform(.deadlinePassed(.dutyWatch), by: .system)
        #expect(journey.current?.unattendedSince == nil)
        journey.now = ConsultationWorld.at(2025, 3, 10, 3, 45, 0, 1)
        try journey.perform(.deadlinePassed(.dutyWatch), by: .system)
        #expect(journey.current?.violations.count == 2)
    }

    @Test(.requirement("JL-24"))
    func `a handover does not make an absence, and a shift's people count until its end`() throws {
        var journey = try DutyJourney.drafted(
            DutyJourney.shifts(["00:00-08:00"]) + DutyJourney.shifts(["08:00-24:00"], ["doc-second-reader"]))
        try journey.perform(.publish, by: .coordinator)
        journey.presences = [
            DutyPresence(practitioner: "doc-reader", lastSeen: ConsultationWorld.at(2025, 3, 10, 8, 4))
        ]
        journey.now = ConsultationWorld.at(2025, 3, 10, 8, 9)
        #expect(
            journey.refusal(of: .deadlinePassed(.dutyWatch), by: .system)
                == .deadlineNotPassed(dueAt: ConsultationWorld.at(2025, 3, 10, 8, 10)))
        journey.now = ConsultationWorld.at(2025, 3, 10, 8, 10, 0, 1)
        #expect(journey.refusal(of: .deadlinePassed(.dutyWatch), by: .system) == nil)
    }

    @Test(.requirement("JL-24b"))
    func `the queue has who is on duty, then the next shift`() throws {
        var journey = try DutyJourney.drafted(
            DutyJourney.shifts(["00:00-08:00"], ["doc-reader", "doc-a"])
                + DutyJourney.shifts(["08:00-16:00"], ["doc-b"])
                + DutyJourney.shifts(["16:00-24:00"], ["doc-c"]))
        #expect(journey.current?.queue(at: ConsultationWorld.at(2025, 3, 10, 3)) == .nobody, "not published")
        journey.diagnosis.world.policy = .national
        journey = try .drafted()
        try journey.perform(.publish, by: .coordinator)
        let rota = try #require(journey.current)
        #expect(rota.queue(at: ConsultationWorld.at(2025, 3, 10, 8)).onDuty == ["doc-reader"])
        #expect(rota.queue(at: ConsultationWorld.at(2025, 3, 11, 0)) == .nobody)
    }

    @Test func `only the own institution plans, and not its physicians`() throws {
        let journey = try DutyJourney.drafted()
        #expect(journey.refusal(of: .publish, by: .stranger) == .accessDenied)
        #expect(journey.refusal(of: .publish, by: .physician)?.code == .roleRequired)
        #expect(journey.refusal(of: .publish, by: .system)?.code == .roleRequired)
    }
}
