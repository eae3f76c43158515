import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct AssetTests {
    private static let start = ConsultationWorld.start
    private static let today = CivilDate(start)
    private static let operators = QualityPeople.member(.operator)
    private static let keeper = QualityPeople.physician
    static let facts: QualityFacts = {
        var facts = QualityFacts()
        facts.isKeeperKnown = true
        return facts
    }()
    private static let plan = [
        PlannedWork(work: .inspection, everyMonths: 6, firstDueOn: today.adding(days: 30)),
        PlannedWork(work: .maintenance, everyMonths: 3, firstDueOn: today.adding(days: 20)),
    ]
    private static let violation = Violation.maintenanceOverdue(dueAt: start, delay: .zero)

    static func told(isForConsultation: Bool = true) -> AssetTold {
        AssetTold(
            category: .device, name: "摄像机", place: "会诊室一", isForConsultation: isForConsultation,
            keeper: .account("acc-attending"), inServiceSince: today.adding(days: -100))
    }

    static func registered(isForConsultation: Bool = true) throws -> Asset {
        try decided(
            Asset.self,
            .register(id: "a1", "inst-county", told(isForConsultation: isForConsultation), plan: plan),
            on: nil, by: operators, facts: facts
        ).state
    }

    private static func report(
        _ work: AssetWork, passed: Bool, on day: CivilDate = today
    ) -> AssetCommand {
        .record(
            WorkReport(work: work, doneOn: day, by: "设备科", isPassed: passed, note: passed ? nil : "画面闪烁"))
    }

    /// Takes commands one after the other; each on its day.
    private static func life(_ asset: Asset, _ steps: [(AssetCommand, Int64)]) throws -> Asset {
        var asset = asset
        for (command, days) in steps {
            asset = try decided(
                Asset.self, command, on: asset, by: operators, at: start + .days(days), facts: facts
            ).state
        }
        return asset
    }

    static func outOfServiceAfterFailure() throws -> Asset {
        try life(
            try registered(), [(report(.inspection, passed: false), 0), (.takeOut(reason: "送修"), 1)])
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `every cell of the table of the register is what the core decides`() throws {
        typealias Row = QualityTable<Asset>.Row
        let rows = [
            Row(
                name: "register", caller: Self.operators,
                command: .register(id: "a1", "inst-county", Self.told(), plan: Self.plan)),
            Row(name: "amend", caller: Self.operators, command: .amend(Self.told())),
            Row(name: "plan", caller: Self.operators, command: .plan(Self.plan)),
            Row(
                name: "recordFailed", caller: Self.keeper, command: Self.report(.inspection, passed: false)),
            Row(name: "recordPassed", caller: Self.keeper, command: Self.report(.inspection, passed: true)),
            Row(name: "takeOut", caller: Self.operators, command: .takeOut(reason: "送修")),
            Row(name: "putBack", caller: Self.operators, command: .putBack(reason: "已修复")),
            Row(name: "retire", caller: Self.operators, command: .retire(reason: "报废")),
            Row(
                name: "deadlinePassed", caller: .system, command: .deadlinePassed(.maintenanceDue),
                later: .days(40)),
        ]
        let ways: [String: [Int]] = [
            "inService": [0], "defective": [0, 3], "outOfService": [0, 5], "retired": [0, 7],
        ]
        let table = QualityTable<Asset>(page: "asset-states.md", rows: rows, facts: Self.facts) {
            try QualityTable<Asset>.through((ways[$0] ?? []).map { rows[$0] }, Self.facts)
        }
        let found = try table.differences()
        #expect(found == [])
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `the next due day is the last passed work and the interval, and a failed work moves nothing`()
        throws
    {
        var asset = try Self.registered()
        #expect(
            asset.dueDays == [
                WorkDay(.maintenance, Self.today.adding(days: 20)),
                WorkDay(.inspection, Self.today.adding(days: 30)),
            ])
        asset = try Self.life(asset, [(Self.report(.maintenance, passed: true), 5)])
        #expect(asset.dueOn(Self.plan[1]) == Self.today.adding(months: 3))
        asset = try Self.life(asset, [(Self.report(.inspection, passed: false), 6)])
        #expect(asset.state == .defective && asset.dueOn(Self.plan[0]) == Self.today.adding(days: 30))
        // Mending is another work: what failed must be passed itself.
        let mended = Self.report(.maintenance, passed: true, on: Self.today.adding(days: 7))
        asset = try Self.life(asset, [(mended, 7)])
        #expect(asset.state == .defective && asset.failed.map(\.work) == [.inspection])
        let passed = Self.report(.inspection, passed: true, on: Self.today.adding(days: 8))
        asset = try Self.life(asset, [(passed, 8)])
        #expect(asset.state == .inService && asset.failed.isEmpty)
        #expect(asset.dueOn(Self.plan[0]) == Self.today.adding(days: 8).adding(months: 6))
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `an entry made up for an earlier day takes back nothing that came later`() throws {
        let late = Self.today.adding(days: 8)
        var asset = try Self.life(
            try Self.registered(), [(Self.report(.inspection, passed: true, on: late), 9)])
        asset = try Self.life(asset, [(Self.report(.inspection, passed: false), 9)])
        #expect(asset.state == .inService, "it failed before it was passed")
        #expect(asset.lastPassed == [WorkDay(.inspection, late)])
        var failed = try Self.life(
            try Self.registered(), [(Self.report(.inspection, passed: false, on: late), 9)])
        failed = try Self.life(failed, [(Self.report(.inspection, passed: true), 9)])
        #expect(failed.state == .defective, "it was passed before it failed")
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `keeper and operators are reminded, and what is overdue is a breach told once a due day`() throws {
        var asset = try Self.registered()
        let days = Policy.jilin.quality.maintenanceReminderDays
        #expect(days == 14)
        let reminder = try #require(asset.openDeadlines.first { $0.kind == .maintenanceReminder })
        #expect(reminder.dueAt == Self.today.adding(days: 20 - days).start)
        let reminded = try decided(
            Asset.self, .deadlinePassed(.maintenanceReminder), on: asset, by: .system, at: reminder.dueAt)
        #expect(
            reminded.decision.effects == [
                .notifyAccount("acc-attending", of: "inst-county", notice: .maintenanceComing),
                .notify(institution: "inst-county", role: .operator, notice: .maintenanceComing),
            ])
        asset = reminded.state
        for (work, day) in [(AssetWork.maintenance, 20), (.inspection, 30)] {
            let due = try #require(asset.openDeadlines.first { $0.kind == .maintenanceDue })
            #expect(due.dueAt == Self.today.adding(days: day).end && due.passedAt == nil)
            let passed = try decided(
                Asset.self, .deadlinePassed(.maintenanceDue), on: asset, by: .system,
                at: due.dueAt + .hours(1))
            let change = try #require(passed.decision.events.first?.change)
            #expect(
                change
                    == .becameOverdue(
                        works: [work], .maintenanceOverdue(dueAt: due.dueAt, delay: .hours(1)),
                        dueAt: due.dueAt))
            #expect(change.violation?.code == "vio.asset.maintenanceOverdue")
            let told = passed.decision.effects
            #expect(
                told.first == .notifyAccount("acc-attending", of: "inst-county", notice: .maintenanceOverdue))
            for role in [Role.operator, .qualityController, .institutionAdmin] {
                #expect(
                    told.contains(
                        .notify(institution: "inst-county", role: role, notice: .maintenanceOverdue)))
            }
            asset = passed.state
        }
        #expect(asset.openDeadlines.filter { $0.kind == .maintenanceDue }.allSatisfy { $0.passedAt != nil })
        let day = Self.today.adding(days: 31)
        #expect(asset.overdue(on: day).map(\.work) == [.maintenance, .inspection])
        #expect(asset.overdue(on: Self.today.adding(days: 20)).isEmpty, "the due day itself still counts")
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `a reminder for a day that has passed is silent, and one for a day ahead is not`() throws {
        let overdue = PlannedWork(
            work: .inspection, everyMonths: 6, firstDueOn: Self.today.adding(days: -5))
        var asset = try Self.life(try Self.registered(), [(.plan([overdue, Self.plan[1]]), 0)])
        for (day, isTold) in [(-5, false), (20, true)] {
            let reminder = try #require(asset.openDeadlines.first { $0.kind == .maintenanceReminder })
            #expect(reminder.dueAt == Self.today.adding(days: day - asset.reminderDays).start)
            let passed = try decided(
                Asset.self, .deadlinePassed(.maintenanceReminder), on: asset, by: .system,
                at: Self.start + .days(10))
            #expect(passed.decision.effects.isEmpty != isTold)
            asset = passed.state
        }
        #expect(!asset.openDeadlines.contains { $0.kind == .maintenanceReminder }, "each once")
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `the keeper records what was done, a colleague does not, and a keeper is of the institution`()
        throws
    {
        let asset = try Self.registered()
        let done = Self.report(.maintenance, passed: true)
        #expect(try decided(Asset.self, done, on: asset, by: Self.keeper).state.works.count == 1)
        let stranger = QualityPeople.member(.physician, practitioner: "doc-b", account: "acc-b")
        #expect(refusal { _ = try decided(Asset.self, done, on: asset, by: stranger) } == .accessDenied)
        #expect(asset.availableActions(for: Self.keeper) == [.record])
        #expect(
            refusal { _ = try decided(Asset.self, .amend(Self.told()), on: asset, by: Self.operators) }?
                .fields.map(\.pointer) == ["/keeper"], "nobody of the institution")
        let silent = AssetCommand.record(
            WorkReport(work: .inspection, doneOn: Self.today.adding(days: 1), by: " ", isPassed: false))
        #expect(
            refusal { _ = try decided(Asset.self, silent, on: asset, by: Self.keeper) }?.fields.map(\.pointer)
                == ["/doneOn", "/by", "/note"])
        let twice = [
            Self.plan[0], PlannedWork(work: .inspection, everyMonths: 0, firstDueOn: Self.today),
        ]
        #expect(
            refusal { _ = try decided(Asset.self, .plan(twice), on: asset, by: Self.operators) }?.fields
                .map(\.pointer) == ["/plan/1/work", "/plan/1/everyMonths"])
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `what is out of service has no limits, and goes back only when what failed was passed`() throws {
        let out = try Self.outOfServiceAfterFailure()
        #expect(!out.countsEndedLimits, "fallen away, neither met nor missed")
        #expect(out.openDeadlines.isEmpty && out.warning(on: Self.today.adding(days: 90)) == nil)
        #expect(!out.availableActions(for: Self.operators).contains(.putBack))
        #expect(
            refusal {
                _ = try decided(Asset.self, .putBack(reason: "已修复"), on: out, by: Self.operators)
            } == .asset(.workFailed([.inspection])))
        let back = try Self.life(
            out,
            [
                (Self.report(.inspection, passed: true, on: Self.today.adding(days: 2)), 2),
                (.putBack(reason: "已修复"), 3),
            ])
        #expect(back.state == .inService && back.reason == nil && back.countsEndedLimits)
        let later = PlannedWork(
            work: .inspection, everyMonths: 6, firstDueOn: Self.today.adding(days: 300))
        let put = try Self.life(back, [(.plan([later]), 3)])
        #expect(!put.countsEndedLimits, "a due day put off is not met")
        #expect(try Self.life(put, [(Self.report(.maintenance, passed: true), 4)]).countsEndedLimits)
        #expect(back.openDeadlines.contains { $0.kind == .maintenanceDue })
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `a time agreed while something in a room is overdue tells its institution and refuses nothing`()
        throws
    {
        let room = try Self.registered()
        var journey = try ConsultationJourney.furnished(at: .inviting)
        let slot = journey.acceptance().slot
        let day = CivilDate(slot.start)
        func decision(_ assets: [Asset]) throws -> Decision {
            journey.world.roomAssets = assets
            return try journey.weigh(.accept(journey.acceptance()), by: .invitedCoordinator)
        }
        func warning(_ role: Role) -> Effect {
            .notify(institution: "inst-county", role: role, notice: .equipmentOverdueAtSession)
        }
        #expect(room.warning(on: day) == nil)
        #expect(!(try decision([room]).effects.contains(warning(.operator))))
        var overdue = room
        overdue.plan[0].firstDueOn = day.adding(days: -1)
        let warned = try decision([overdue])
        for role in [Role.invitationCoordinator, .operator, .qualityController] {
            #expect(warned.effects.contains(warning(role)))
        }
        #expect(warned.events.map(\.change.kind) == (try decision([room]).events.map(\.change.kind)))
        let elsewhere = try Self.life(
            try Self.registered(isForConsultation: false), [(Self.report(.inspection, passed: false), 0)])
        #expect(!(try decision([elsewhere]).effects.contains(warning(.operator))), "not used in a room")
    }
}
