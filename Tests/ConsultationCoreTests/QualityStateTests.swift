import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct QualityStateTests {
    private let start = ConsultationWorld.start

    @Test(.requirement("NHC-SUP-27"))
    func `every cell of the table of adverse events is what the core decides`() throws {
        typealias Row = QualityTable<AdverseEvent>.Row
        let quality = QualityPeople.quality
        let report = FiledReport(number: "7", authority: "市卫生健康委员会", filedOn: CivilDate(start))
        let rows = [
            Row(
                name: "report", caller: QualityPeople.physician,
                command: .report(id: "e1", "inst-county", Self.told, about: nil, .named("acc-attending"))),
            Row(
                name: "assess", caller: quality,
                command: .assess(.init(grade: .noHarm, cause: "网络中断", measures: "增加线路"))),
            Row(
                name: "reportToAuthority", caller: quality,
                command: .reportToAuthority(report, .healthAuthority)),
            Row(name: "close", caller: quality, command: .close(summary: "已整改")),
        ]
        let order = ["reported", "assessed", "reportedToAuthority", "closed"]
        let table = QualityTable<AdverseEvent>(page: "adverse-event-states.md", rows: rows, facts: .init()) {
            let steps = (order.firstIndex(of: $0) ?? -1) + 1
            return try QualityTable<AdverseEvent>.through(Array(rows.prefix(steps)), .init())
        }
        let found = try table.differences()
        #expect(found == [])
    }

    static let told = AdverseEventTold(
        category: .communicationFailure, grade: .nearMiss, occurredAt: ConsultationWorld.start,
        description: "会诊中画面中断三分钟", measures: "改用电话")

    @Test(.requirement("NHC-SUP-36"))
    func `every cell of the table of complaints is what the core decides`() throws {
        typealias Row = QualityTable<Complaint>.Row
        let quality = QualityPeople.quality
        let late = TimeSpan.days(30)
        let rows = [
            Row(
                name: "receive", caller: .system,
                command: .receive(
                    receipt: "TS1", "inst-county", ComplaintTests.told, secretHash: Digest(of: "x"))),
            Row(name: "take", caller: quality, command: .take),
            Row(name: "answer", caller: quality, command: .answer("已核实")),
            Row(name: "close", caller: quality, command: .close(outcome: "投诉人认可")),
            Row(
                name: "deadlinePassed", caller: .system, command: .deadlinePassed(.complaintAnswerDue),
                later: late),
        ]
        let order = ["received", "inHandling", "answered", "closed"]
        let table = QualityTable<Complaint>(page: "complaint-states.md", rows: rows, facts: .init()) {
            let steps = (order.firstIndex(of: $0) ?? -1) + 1
            return try QualityTable<Complaint>.through(Array(rows.prefix(steps)), .init())
        }
        let found = try table.differences()
        #expect(found == [])
    }

    @Test(.requirement("NHC-ID-20"))
    func `every cell of the table of data breaches is what the core decides`() throws {
        typealias Row = QualityTable<DataBreach>.Row
        let rows = [
            Row(
                name: "open", caller: QualityPeople.admin,
                command: .open(id: "b1", "inst-county", BreachTests.told)),
            Row(name: "contain", caller: QualityPeople.admin, command: .contain(measures: "停用账号")),
            Row(
                name: "report", caller: QualityPeople.admin,
                command: .report(FiledReport(number: "9", authority: "卫健委", filedOn: CivilDate(start)))),
            Row(name: "close", caller: QualityPeople.quality, command: .close(summary: "已通知患者")),
            Row(
                name: "deadlinePassed", caller: .system, command: .deadlinePassed(.breachReportDue),
                later: .hours(25)),
        ]
        let ways: [String: [Int]] = [
            "detected": [0], "contained": [0, 1], "reported": [0, 2], "containedAndReported": [0, 1, 2],
            "closed": [0, 2, 1, 3],
        ]
        let table = QualityTable<DataBreach>(page: "data-breach-states.md", rows: rows, facts: .init()) {
            try QualityTable<DataBreach>.through((ways[$0] ?? []).map { rows[$0] }, .init())
        }
        let found = try table.differences()
        #expect(found == [])
    }

    @Test(.requirement("NHC-TM-5.2"))
    func `every cell of the table of disputes is what the core decides`() throws {
        typealias Row = QualityTable<MedicalDispute>.Row
        let facts = try DisputeTests.facts()
        let admin = QualityPeople.admin
        let rows = [
            Row(
                name: "open", caller: admin,
                command: .open(
                    id: "d1", by: "inst-county", about: try #require(facts.consultation).id, claim: "诊断有误")),
            Row(name: "proceed", caller: admin, command: .proceed(.authority, reference: "受理通知书 3 号")),
            Row(
                name: "exportEvidence", caller: admin,
                command: .exportEvidence(manifest: Digest(of: "m"), files: 5)),
            Row(name: "close", caller: admin, command: .close(outcome: "双方和解")),
        ]
        let order = ["opened", "inProceedings", "closed"]
        let ways: [String: [Int]] = ["opened": [0], "inProceedings": [0, 1], "closed": [0, 3]]
        #expect(Set(ways.keys) == Set(order))
        let table = QualityTable<MedicalDispute>(page: "dispute-states.md", rows: rows, facts: facts) {
            try QualityTable<MedicalDispute>.through((ways[$0] ?? []).map { rows[$0] }, facts)
        }
        let found = try table.differences()
        #expect(found == [])
    }

    @Test(.requirement("JL-27"))
    func `every cell of the table of record samples is what the core decides`() throws {
        typealias Row = QualityTable<RecordSample>.Row
        let quality = QualityPeople.quality
        let rows = [
            Row(
                name: "draw", caller: quality,
                command: .draw(
                    "inst-county", SampleTests.period, seed: Digest(of: "seed"),
                    population: SampleTests.population(1))),
            Row(name: "score", caller: quality, command: .score(SampleTests.sheet("HZ20250210-00001"))),
            Row(name: "sendFeedback", caller: quality, command: .sendFeedback("知情同意书填写不全")),
            Row(name: "acknowledge", caller: QualityPeople.admin, command: .acknowledge("已布置整改")),
        ]
        let order = ["drawn", "scored", "feedbackSent", "acknowledged"]
        let table = QualityTable<RecordSample>(page: "record-sample-states.md", rows: rows, facts: .init()) {
            let steps = (order.firstIndex(of: $0) ?? -1) + 1
            return try QualityTable<RecordSample>.through(Array(rows.prefix(steps)), .init())
        }
        let found = try table.differences()
        #expect(found == [])
    }

    @Test(.requirement("NHC-SUP-25c"))
    func `every cell of the table of ratings is what the core decides`() throws {
        typealias Row = QualityTable<CaseRating>.Row
        let facts = try DisputeTests.facts()
        let physician = QualityPeople.physician
        let rows = [
            Row(
                name: "issueSlip", caller: physician, command: .issueSlip(Digest(of: "s"), by: "inst-county")),
            Row(name: "rateAsPatient", caller: .system, command: .rateAsPatient(score: 5, comment: nil)),
            Row(
                name: "rateAsPhysician", caller: physician,
                command: .rateAsPhysician(score: 4, comment: "答复详细", by: "inst-county")),
        ]
        let ways: [String: [Int]] = [
            "asked": [0], "patientRated": [0, 1], "physicianRated": [2], "bothRated": [0, 1, 2],
        ]
        let table = QualityTable<CaseRating>(page: "case-rating-states.md", rows: rows, facts: facts) {
            try QualityTable<CaseRating>.through((ways[$0] ?? []).map { rows[$0] }, facts)
        }
        let found = try table.differences()
        #expect(found == [])
    }
}
