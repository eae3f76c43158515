import ConsultationCore
import Simulation
import TestRequirements
import Testing

/// Every cell of the tables of admission and publishing.
struct AdmissionStateTests {
    private func check<Record: QualityRecord>(
        _ page: String, _ rows: [QualityTable<Record>.Row], _ ways: [String: [Int]], _ facts: QualityFacts
    ) throws {
        let table = QualityTable<Record>(page: page, rows: rows, facts: facts) {
            try QualityTable<Record>.through((ways[$0] ?? []).map { rows[$0] }, facts)
        }
        let found = try table.differences()
        #expect(found == [])
    }

    @Test(.requirement("NHC-SUP-4"))
    func `every cell of the table of connectors is what the core decides`() throws {
        typealias Row = QualityTable<SupervisionConnector>.Row
        let person = AdmissionWorld.feedOperator
        let day = CivilDate(ConsultationWorld.start).adding(days: -1)
        let rows = [
            Row(
                name: "register", caller: person,
                command: .register(
                    .jilin, by: "inst-platform", office: "inst-authority", AdmissionWorld.consumer)),
            Row(
                name: "replaceConsumer", caller: person, command: .replaceConsumer(AdmissionWorld.consumer)),
            Row(name: "startTest", caller: person, command: .startTest),
            Row(name: "recordTest", caller: .system, command: .recordTest),
            Row(name: "confirm", caller: person, command: .confirm),
            Row(name: "disconnect", caller: person, command: .disconnect(reason: "平台升级")),
            Row(
                name: "reconcile", caller: .system,
                command: .reconcile(day, ours: [.records: 2], theirs: [.records: 1])),
            Row(
                name: "deadlinePassed", caller: .system, command: .deadlinePassed(.feedReconciliationDue),
                later: .days(3)),
        ]
        try check(
            "connector-states.md", rows,
            ["notConnected": [0], "testing": [0, 2, 3], "connected": [0, 2, 3, 4]], .init())
    }

    @Test(.requirement("NHC-IH-13", "NHC-SUP-7"))
    func `every cell of the table of internet hospitals is what the core decides`() throws {
        typealias Row = QualityTable<InternetHospital>.Row
        let world = try AdmissionWorld()
        let admin = QualityPeople.admin
        let details = world.details()
        let rows = [
            Row(name: "prepare", caller: admin, command: .prepare("inst-county", details)),
            Row(name: "edit", caller: admin, command: .edit(details)),
            Row(name: "admitDepartment", caller: admin, command: AdmissionWorld.department),
            Row(name: "activate", caller: admin, command: .activate),
            Row(
                name: "recordVerification", caller: admin,
                command: .recordVerification(ConsultationWorld.date(2025, 3, 5))),
            Row(name: "chooseOffice", caller: admin, command: .chooseOffice("inst-authority")),
            Row(
                name: "partnerChanged", caller: admin,
                command: .partnerChanged(reason: "合作方变更", endedOn: CivilDate(ConsultationWorld.start))),
            Row(name: "reapply", caller: admin, command: .reapply(details)),
            Row(name: "close", caller: admin, command: .close(reason: "停办")),
            Row(
                name: "deadlinePassed", caller: .system, command: .deadlinePassed(.partnerAgreementEnd),
                later: .days(330)),
        ]
        try check(
            "internet-hospital-states.md", rows,
            ["preparing": [0, 2], "active": [0, 2, 3], "reapplying": [0, 2, 3, 6], "closed": [0, 8]],
            world.facts)
    }

    @Test(.requirement("NHC-SUP-14"))
    func `every cell of the table of staff is what the core decides`() throws {
        typealias Row = QualityTable<StaffAdmission>.Row
        let world = try AdmissionWorld()
        let admin = QualityPeople.admin
        var incomplete = AdmissionWorld.data
        incomplete.photo = nil
        let rows = [
            Row(
                name: "record", caller: admin,
                command: .record("doc-chief", at: "inst-county", incomplete)),
            Row(name: "keepData", caller: admin, command: .keepData(AdmissionWorld.data)),
            Row(name: "admit", caller: admin, command: .admit),
            Row(name: "suspend", caller: admin, command: .suspend(reason: "停止执业")),
            Row(name: "reinstate", caller: admin, command: .reinstate),
            Row(name: "exit", caller: admin, command: .exit(reason: "离职")),
            Row(
                name: "keepInsurance", caller: admin,
                command: .keepInsurance(
                    .init(insurer: "人保", policyNumber: "1", validTo: ConsultationWorld.date(2026, 1, 1)))),
            Row(name: "keepMultiSite", caller: admin, command: .keepMultiSite([])),
        ]
        try check(
            "staff-states.md", rows,
            ["candidate": [0, 1], "admitted": [0, 1, 2], "suspended": [0, 1, 2, 3], "exited": [0, 1, 5]],
            world.facts)
    }

    @Test(.requirement("NHC-ID-10"))
    func `every cell of the table of agreements with third parties is what the core decides`() throws {
        typealias Row = QualityTable<SupportAgreement>.Row
        let world = try AdmissionWorld()
        let admin = QualityPeople.admin
        let rows = [
            Row(
                name: "draft", caller: admin,
                command: .draft(id: "s1", "inst-county", AdmissionWorld.terms)),
            Row(name: "edit", caller: admin, command: .edit(AdmissionWorld.terms)),
            Row(name: "conclude", caller: admin, command: .conclude(document: Digest(of: "scan"))),
            Row(name: "end", caller: admin, command: .end(reason: "提前终止")),
            Row(
                name: "deadlinePassed", caller: .system, command: .deadlinePassed(.supportAgreementEnd),
                later: .days(330)),
        ]
        try check(
            "support-agreement-states.md", rows, ["draft": [0], "inForce": [0, 2], "ended": [0, 3]],
            world.facts)
    }

    @Test(.requirement("NHC-IH-28"))
    func `every cell of the table of published texts is what the core decides`() throws {
        typealias Row = QualityTable<PublicContent>.Row
        let (author, reviewer) = (QualityPeople.admin, QualityPeople.quality)
        let rows = [
            Row(name: "write", caller: author, command: .write(id: "c1", "inst-county", AdmissionWorld.text)),
            Row(name: "edit", caller: author, command: .edit(AdmissionWorld.text)),
            Row(name: "submit", caller: author, command: .submit),
            Row(name: "approve", caller: reviewer, command: .approve),
            Row(name: "sendBack", caller: reviewer, command: .sendBack(reason: "依据不足")),
            Row(name: "withdraw", caller: reviewer, command: .withdraw(reason: "内容过时")),
        ]
        try check(
            "public-content-states.md", rows,
            ["draft": [0], "inReview": [0, 2], "published": [0, 2, 3], "withdrawn": [0, 5]], .init())
    }

    @Test(.requirement("GX-34"))
    func `every cell of the table of expert studios is what the core decides`() throws {
        typealias Row = QualityTable<ExpertStudio>.Row
        let world = try AdmissionWorld()
        let admin = QualityPeople.admin
        let rows = [
            Row(name: "open", caller: admin, command: .open(id: "z1", "inst-county", AdmissionWorld.studio)),
            Row(name: "edit", caller: admin, command: .edit(AdmissionWorld.studio)),
            Row(name: "close", caller: admin, command: .close(reason: "调整")),
        ]
        try check("expert-studio-states.md", rows, ["open": [0], "closed": [0, 2]], world.facts)
    }
}
