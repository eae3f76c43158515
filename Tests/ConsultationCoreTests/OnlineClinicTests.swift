import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct OnlineClinicTests {
    private func journey(_ state: OnlineClinic.State) throws -> OnlineClinicJourney {
        var journey = OnlineClinicJourney()
        try journey.perform(.setHours(OnlineClinicJourney.always))
        if state == .unattended { try journey.perform(.look(onDuty: 0, waiting: 0)) }
        return journey
    }

    @Test(.requirement("NHC-IH-A3.3", "NHC-ID-16d", "SC-15"))
    func `every cell of the table of online clinics is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("online-clinic-states.md"), under: "Commands by state"))
        #expect(Array(table.columns.dropFirst()) == OnlineClinic.State.allCases.map(\.rawValue))
        var commands: [(String, OnlineClinicCommand)] = OnlineClinicCommand.Action.allCases
            .filter { $0 != .look }.map { ($0.rawValue, OnlineClinicJourney.sample($0)) }
        commands += [
            ("look, nobody", .look(onDuty: 0, waiting: 0)), ("look, one", .look(onDuty: 1, waiting: 0)),
        ]
        #expect(table.rows.map { $0[0] } == commands.map(\.0))
        for ((name, command), row) in zip(commands, table.rows) {
            for (state, cell) in zip(OnlineClinic.State.allCases, row.dropFirst()) {
                var journey = try journey(state)
                try journey.perform(command)
                let after = journey.clinic?.state
                #expect(
                    (after == state ? "=" : "**\(after?.rawValue ?? "")**") == cell, "\(name) in \(state)")
            }
        }
    }

    @Test(.requirement("NHC-IH-A3.3"))
    func `business time without a pharmacist is one breach, and at night there is none`() throws {
        var journey = OnlineClinicJourney()
        // Mondays to Fridays from eight to five; the world's start is a Monday at ten.
        let hours = (0...4).map { OpeningHours(weekday: $0, from: 480, to: 1020) }
        try journey.perform(.setHours(hours))
        let day = CivilDate(journey.now)
        journey.now = day.start + .hours(8) - TimeSpan(milliseconds: 1)
        try journey.perform(.look(onDuty: 0, waiting: 3))
        #expect(journey.clinic?.state == .attended)
        journey.now = day.start + .hours(8)
        try journey.perform(.look(onDuty: 0, waiting: 0))
        let expected = Violation.visit(.pharmacyUnattended(since: journey.now))
        #expect(journey.effects == [.reportViolation(expected, to: OnlineClinicJourney.institution)])
        #expect(expected.code == "vio.pharmacy.unattended")
        let before = journey.clinic?.version
        try journey.perform(.look(onDuty: 0, waiting: 0))
        #expect(journey.clinic?.version == before, "once, and not at every look")
        journey.now = day.start + .hours(17)
        try journey.perform(.look(onDuty: 0, waiting: 0))
        #expect(journey.clinic?.state == .attended)
    }

    @Test(.requirement("SC-15", "NHC-ID-15"), arguments: NoticeTemplate.Kind.allCases)
    func `a notice without one of its blocks is not published, and its words give it its name`(
        _ kind: NoticeTemplate.Kind
    ) throws {
        var journey = OnlineClinicJourney()
        let standard = NoticeTemplate.standard(kind)
        #expect(standard.missingBlock == nil)
        for block in kind.blocks {
            var cut = standard
            cut.texts[block] = "  "
            #expect(journey.refusal(of: .publishNotice(cut)) == .visit(.noticeBlockMissing(block)))
        }
        var own = standard
        own.texts[kind.blocks[0]] = "本院的说明"
        try journey.perform(.publishNotice(own))
        #expect(journey.clinic?.notice(kind).version == own.version && own.version != standard.version)
        #expect(
            Set(NoticeTemplate.Kind.internetVisit.blocks.map(\.rawValue)) == [
                "technicalLimits", "falseInformationRisk", "offlineCareRoute",
            ])
    }

    @Test func `bad hours, codes and pharmacists are refused, and others may not act`() throws {
        let journey = OnlineClinicJourney()
        for hours in [
            OpeningHours(weekday: 7, from: 0, to: 1), .init(weekday: 0, from: 5, to: 5),
            .init(weekday: -1, from: .min, to: .max), .init(weekday: 0, from: 0, to: 1_441),
        ] {
            #expect(journey.refusal(of: .setHours([hours]))?.code == .fieldInvalid)
        }
        #expect(journey.refusal(of: .setDiseases(["高血压"]))?.code == .fieldInvalid)
        #expect(
            journey.refusal(of: .setEnding(EndingRules(conditions: [], warning: "", target: "")))?.code
                == .fieldInvalid)
        for action in OnlineClinicCommand.Action.allCases {
            let command = OnlineClinicJourney.sample(action)
            #expect(
                journey.refusal(of: command, by: journey.caller([.physician]))?.code == .roleRequired)
        }
    }
}
