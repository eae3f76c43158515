import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct EvaluationTests {
    static func office(_ level: InstitutionLevel) -> Institution {
        ConsultationWorld.office("inst-office", level, at: "220100")
    }

    static func graded(
        _ grade: Evaluation.Grade, _ year: Int, by level: InstitutionLevel, current: Evaluation? = nil,
        of subject: Institution? = nil
    ) throws -> Evaluation? {
        var county = subject ?? ConsultationWorld().county
        county.division = AdministrativeDivision("220122")
        let decision = try Evaluation.decide(
            county, year: year, [.init(name: "服务质量", points: 50)], grade, current: current,
            by: QualityPeople.member(.healthAuthority, at: "inst-office"), of: office(level),
            at: ConsultationWorld.start, under: .jilin)
        return Evaluation.state(after: decision, on: current)
    }

    @Test(.requirement("JL-47b"))
    func `AT-63 two unqualified years running bring accountability, a year without a grade breaks the chain`()
    {
        let years = Policy.jilin.quality.accountabilityYears
        let both = EvaluationConsequences(
            [2023: .unqualified, 2024: .unqualified], accountabilityYears: years)
        #expect(both.awardExcluded == [2023, 2024] && both.accountabilityTriggered == [2024])
        let alone = EvaluationConsequences([2024: .unqualified], accountabilityYears: years)
        #expect(alone.awardExcluded == [2024] && alone.accountabilityTriggered == [])
        let broken = EvaluationConsequences(
            [2022: .unqualified, 2024: .unqualified], accountabilityYears: years)
        #expect(broken.accountabilityTriggered == [] && broken.missingYears == [2023])
        let better = EvaluationConsequences(
            [2023: .qualified, 2024: .unqualified], accountabilityYears: years)
        #expect(better.accountabilityTriggered == [])
        #expect(Policy.national.quality.accountabilityYears == 0)
        let elsewhere = EvaluationConsequences(
            [2023: .unqualified, 2024: .unqualified], accountabilityYears: 0)
        #expect(elsewhere.accountabilityTriggered == [])
    }

    @Test(.requirement("JL-45", "JL-47a"))
    func `the province grades hospitals, cities community institutions, and each year once`() throws {
        let grade = try Self.graded(.excellent, 2024, by: .province)
        #expect(grade?.grade == .excellent)
        #expect(refusal { _ = try Self.graded(.excellent, 2024, by: .city) } == .evaluationNotCompetent)
        #expect(refusal { _ = try Self.graded(.excellent, 2024, by: .county) } == .evaluationNotCompetent)
        var clinic = ConsultationWorld().county
        clinic.level = .primaryCare
        #expect(try Self.graded(.qualified, 2024, by: .city, of: clinic) != nil)
        #expect(
            refusal { _ = try Self.graded(.qualified, 2024, by: .province, of: clinic) }
                == .evaluationNotCompetent)
        #expect(
            refusal { _ = try Self.graded(.qualified, 2024, by: .province, current: grade) }
                == .evaluationFinal(year: 2024))
        #expect(refusal { _ = try Self.graded(.qualified, 2025, by: .province) }?.code == .fieldInvalid)
    }
}

struct SupervisionFindingTests {
    private let office = QualityPeople.member(.healthAuthority, at: "inst-office")

    @Test(.requirement("NHC-SUP-25b"))
    func `every cell of the table of findings is what the core decides`() throws {
        typealias Row = QualityTable<SupervisionFinding>.Row
        let quality = QualityPeople.quality
        let today = CivilDate(ConsultationWorld.start)
        let rows = [
            Row(
                name: "receive", caller: office,
                command: .receive(
                    id: "f1", "inst-county", by: "inst-office", text: "知情同意书不规范",
                    dueOn: today.adding(days: 10))),
            Row(name: "startRectification", caller: quality, command: .startRectification(plan: "培训")),
            Row(name: "upload", caller: quality, command: .upload(result: "已培训 20 人")),
            Row(
                name: "report", caller: quality,
                command: .report(FiledReport(number: "5", authority: "县卫健局", filedOn: today))),
            Row(name: "close", caller: office, command: .close(conclusion: "整改到位")),
            Row(
                name: "deadlinePassed", caller: .system, command: .deadlinePassed(.rectificationDue),
                later: .days(12)),
        ]
        let order = ["received", "inRectification", "uploaded", "reportedToLicensingAuthority", "closed"]
        let table = QualityTable<SupervisionFinding>(
            page: "supervision-finding-states.md", rows: rows, facts: .init()
        ) {
            let steps = (order.firstIndex(of: $0) ?? -1) + 1
            return try QualityTable<SupervisionFinding>.through(Array(rows.prefix(steps)), .init())
        }
        let found = try table.differences()
        #expect(found == [])
    }

    @Test(.requirement("NHC-SUP-25b"))
    func `a late result is uploaded all the same, the breach recorded once, and only the office closes`()
        throws
    {
        let today = CivilDate(ConsultationWorld.start)
        let received = try decided(
            SupervisionFinding.self,
            .receive(id: "f1", "inst-county", by: "inst-office", text: "不规范", dueOn: today), on: nil,
            by: office
        ).state
        #expect(received.dueAt == today.end)
        let late = today.end + .hours(1)
        let overdue = try decided(
            SupervisionFinding.self, .deadlinePassed(.rectificationDue), on: received, by: .system, at: late)
        #expect(overdue.decision.events.compactMap(\.change.violation?.code) == ["vio.rectification.overdue"])
        let started = try decided(
            SupervisionFinding.self, .startRectification(plan: "计划"), on: overdue.state,
            by: QualityPeople.quality, at: late
        ).state
        let uploaded = try decided(
            SupervisionFinding.self, .upload(result: "完成"), on: started, by: QualityPeople.quality, at: late)
        #expect(uploaded.decision.events.compactMap(\.change.violation).isEmpty)
        #expect(
            refusal {
                _ = try decided(
                    SupervisionFinding.self, .close(conclusion: "x"), on: uploaded.state,
                    by: QualityPeople.quality)
            } == .accessDenied)
        #expect(uploaded.state.availableActions(for: QualityPeople.quality) == [.report])
    }
}
