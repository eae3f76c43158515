import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct InspectionTests {
    private static let start = ConsultationWorld.start
    private static let today = CivilDate(start)
    private static let quality = QualityPeople.quality
    private static let owner = QualityPeople.physician

    private static func list(_ deficient: Int) -> [InspectionItem] {
        Inspection.Area.allCases.enumerated().map { index, area in
            InspectionItem(
                area: area, subject: "检查项 \(index)", result: index < deficient ? .deficient : .satisfactory,
                finding: index < deficient ? "记录不全" : nil)
        }
    }

    private static func held(_ deficient: Int = 1) throws -> Inspection {
        let planned = try decided(
            Inspection.self, .schedule(id: "i1", "inst-county", dueOn: today.adding(days: 5)), on: nil,
            by: quality
        ).state
        return try decided(
            Inspection.self, .record(on: today, list(deficient)), on: planned, by: quality
        ).state
    }

    @Test(.requirement("NHC-TM-4.1.2a", "NHC-TM-4.3.3", "NHC-TM-4.3.1b"))
    func `every cell of the table of rounds is what the core decides`() throws {
        typealias Row = QualityTable<Inspection>.Row
        let rows = [
            Row(
                name: "schedule", caller: Self.quality,
                command: .schedule(id: "i1", "inst-county", dueOn: Self.today.adding(days: 5))),
            Row(name: "record", caller: Self.quality, command: .record(on: Self.today, Self.list(1))),
            Row(
                name: "plan", caller: Self.quality,
                command: .plan(
                    item: 0, text: "补记", owner: "acc-attending", dueOn: Self.today.adding(days: 3))),
            Row(name: "complete", caller: Self.owner, command: .complete(item: 0, text: "已补记")),
            Row(
                name: "checkEffect", caller: Self.quality,
                command: .checkEffect(item: 0, isEffective: true, text: "抽查合格")),
            Row(
                name: "deadlinePassed", caller: .system, command: .deadlinePassed(.inspectionDue),
                later: .days(12)),
        ]
        let ways: [String: [Int]] = [
            "scheduled": [0], "inRectification": [0, 1], "closed": [0, 1, 2, 3, 4],
        ]
        let table = QualityTable<Inspection>(page: "inspection-states.md", rows: rows, facts: .init()) {
            try QualityTable<Inspection>.through((ways[$0] ?? []).map { rows[$0] }, .init())
        }
        let found = try table.differences()
        #expect(found == [])
    }

    @Test(.requirement("NHC-TM-4.3.1b"))
    func
        `finding, action and effect check each have their day and owner, and no effect means another action`()
        throws
    {
        var round = try Self.held()
        func step(_ command: InspectionCommand, _ caller: Caller, _ days: Int64) throws {
            round = try decided(
                Inspection.self, command, on: round, by: caller, at: Self.start + .days(days)
            ).state
        }
        try step(
            .plan(item: 0, text: "补记", owner: "acc-attending", dueOn: Self.today.adding(days: 3)),
            Self.quality,
            1)
        #expect(round.openDeadlines.map(\.kind) == [.inspectionActionDue])
        #expect(round.openDeadlines.first?.dueAt == Self.today.adding(days: 3).end)
        let stranger = QualityPeople.member(.physician, practitioner: "doc-b", account: "acc-b")
        #expect(
            refusal {
                _ = try decided(Inspection.self, .complete(item: 0, text: "x"), on: round, by: stranger)
            } == .accessDenied)
        try step(.complete(item: 0, text: "已补记"), Self.owner, 2)
        try step(.checkEffect(item: 0, isEffective: false, text: "仍有缺项"), Self.quality, 5)
        #expect(round.state == .inRectification && round.items[0].waitsForPlan)
        try step(
            .plan(item: 0, text: "改表格", owner: "acc-attending", dueOn: Self.today.adding(days: 9)),
            Self.quality, 6)
        try step(.complete(item: 0, text: "已改"), Self.owner, 8)
        try step(.checkEffect(item: 0, isEffective: true, text: "合格"), Self.quality, 10)
        #expect(round.isClosed && round.items[0].actions.count == 2)
        let action = round.items[0].actions[1]
        #expect(action.doneBy == "acc-attending" && action.doneAt == Self.start + .days(8))
        #expect(action.check?.at == Self.start + .days(10) && action.owner == "acc-attending")
    }

    @Test(.requirement("NHC-TM-4.3.3"))
    func `a round that is overdue reminds the head once, and stays due`() throws {
        let planned = try decided(
            Inspection.self, .schedule(id: "i1", "inst-county", dueOn: Self.today), on: nil, by: .system
        ).state
        let late = Self.today.end + .hours(1)
        let passed = try decided(
            Inspection.self, .deadlinePassed(.inspectionDue), on: planned, by: .system, at: late)
        #expect(
            passed.decision.effects.contains(
                .notify(institution: "inst-county", role: .institutionAdmin, notice: .inspectionOverdue)))
        #expect(passed.state.isOverdue && passed.state.state == .scheduled)
        let again = try decided(
            Inspection.self, .record(on: CivilDate(late), Self.list(0)), on: passed.state, by: Self.quality,
            at: late)
        #expect(again.state.isClosed, "nothing was found wrong")
        #expect(passed.state.openDeadlines.first?.passedAt == late)
    }

    @Test(.requirement("NHC-TM-4.3.1b"))
    func `each action that is late is told once, the earliest first`() throws {
        var round = try Self.held(2)
        for (item, days) in [(0, 3), (1, 6)] {
            round = try decided(
                Inspection.self,
                .plan(
                    item: item, text: "整改", owner: "acc-attending", dueOn: Self.today.adding(days: days)),
                on: round, by: Self.quality
            ).state
        }
        for days in [3, 6] {
            let due = try #require(round.openDeadlines.first)
            #expect(due.dueAt == Self.today.adding(days: days).end && due.passedAt == nil)
            round = try decided(
                Inspection.self, .deadlinePassed(.inspectionActionDue), on: round, by: .system,
                at: due.dueAt + .hours(1)
            ).state
        }
        #expect(round.openDeadlines.allSatisfy { $0.passedAt != nil })
    }

    @Test(.requirement("NHC-TM-4.1.2a"))
    func `a check list covers every area, and what is deficient says why`() throws {
        let planned = try decided(
            Inspection.self, .schedule(id: "i1", "inst-county", dueOn: Self.today), on: nil, by: Self.quality
        ).state
        func problems(_ items: [InspectionItem]) -> [String] {
            refusal {
                _ = try decided(
                    Inspection.self, .record(on: Self.today, items), on: planned, by: Self.quality)
            }?.fields.map(\.pointer) ?? []
        }
        #expect(problems(Array(Self.list(0).dropLast())) == ["/items"])
        var silent = Self.list(1)
        silent[0].finding = " "
        #expect(problems(silent) == ["/items/0/finding"])
        #expect(problems(Self.list(4)).isEmpty)
    }

    @Test(.requirement("NHC-TM-4.3.3"))
    func `the interval is the policy's: a month`() {
        #expect(Policy.jilin.quality.inspectionMonths == 1)
    }
}
