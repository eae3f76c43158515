import ConsultationCore
import Orchestration
import Storage
import TestRequirements
import Testing

/// Remote diagnosis over the real store: ordering, routing by the rota, report, money; and the watch over the duty.
@Suite struct DiagnosisTests {
    static let request = DiagnosisRequest(
        scope: DiagnosisScope(.remoteEcgDiagnosis), invitee: DemoData.province, examination: "十二导联心电图",
        examinedAt: Fixture.start - .hours(1), clinicalSummary: "胸闷两小时", question: "有无缺血？",
        price: DemoData.ecgPrice)

    @Test(.requirement("JL-24b", "JL-29c", "JL-29b", "JL-44b", "JL-42b"))
    func
        `AT-43 an order goes to who is on duty, and its fee by the agreed 3 to 7 into the settlement export`()
        async throws
    {
        let service = try await Fixture.inMemory()
        _ = try await service.rota()
        let id = try await service.order()
        try await service.run(.submit, id, by: "li.chunyan")
        var order = try await service.order(id)
        #expect(order.assignment?.practitioner == DemoData.cardiologist)
        try await service.run(.takeUp, id, by: "chen.sining")
        order = try await service.order(id)
        let findings = DiagnosisFindings(
            findings: "窦性心律", conclusion: "正常心电图", items: order.items.map(\.id))
        try await service.run(.signReport(findings), id, by: "chen.sining")
        order = try await service.order(id)
        #expect(order.report?.read.map(\.sha256) == order.items.map(\.sha256))
        #expect(order.report?.liability == .splitByDataAndReport)

        let charge = try #require(await service.settlements.charge(order.caseID, for: DemoData.province))
        #expect(charge.state == .billable)
        #expect(charge.charge.split.inviting == Money(fen: 1_500))
        #expect(charge.charge.split.invited == Money(fen: 3_500))
        #expect(charge.line.specialist == "陈思宁" && charge.line.rule == "JL 44¶3")
        try await service.charge(
            .issueReceipt(.init(code: "022060126", number: "1")), order.caseID, by: "wu.min")
        let november = SettlementPeriod(containing: Fixture.start)
        let anomalies = try await service.settlements.anomalies(for: DemoData.county, in: november)
        #expect(anomalies.isEmpty, "a diagnosis has no session to record")
        service.clock.set(november.end)
        try await service.batch(.close, charge.charge.batch, by: "wu.min")
        let statement = try #require(
            await service.settlements.statement(for: DemoData.province, period: november.text))
        #expect(statement.lines.map(\.line.number) == [order.number.text])
        #expect(statement.lines[0].line.invitedShare == Money(fen: 3_500))
        #expect(statement.difference == .zero)
        try await expectBooksBalance(service)
    }

    @Test(.requirement("JL-24b"))
    func `the scan passes an order on to the next on the rota, and a restart finds the same limits`()
        async throws
    {
        let service = try await Fixture.inMemory()
        _ = try await service.rota([DemoData.cardiologist, DemoData.radiologist])
        let id = try await service.order()
        try await service.run(.submit, id, by: "li.chunyan")
        service.clock.advance(.minutes(15) + TimeSpan(milliseconds: 1))
        try await service.deadlines.scan()
        try await service.deadlines.scan()
        let order = try await service.order(id)
        #expect(order.assignment?.practitioner == DemoData.radiologist)
        #expect(order.assignment?.passedOver == [DemoData.cardiologist])
        let rows = try await service.database.read {
            try $0.deadlines(of: JournalStream.record(DiagnosisOrder.self, id.text))
        }
        #expect(Set(rows.map(\.kind)) == Set(order.openDeadlines.map(\.kind.rawValue)))
        let waiting = try await service.diagnoses.orders(
            .todo, cursor: nil, limit: 10, for: service.user("sun.yaqin"))
        #expect(waiting.items.map(\.order.id) == [id])
        let other = try await service.diagnoses.orders(
            .todo, cursor: nil, limit: 10, for: service.user("chen.sining"))
        #expect(other.items.isEmpty)
    }

    @Test(.requirement("JL-24"))
    func `AT-56 the scan finds a rota with nobody there for eleven minutes, also after signing out`()
        async throws
    {
        let service = try await Fixture.inMemory()
        service.clock.set(CivilDate("2026-11-22")!.start + .minutes(2 * 60 + 40))
        let rota = try await service.rota()
        service.clock.set(CivilDate("2026-11-22")!.start + .minutes(2 * 60 + 59))
        let reader = try await service.user("chen.sining")
        try await service.signIn.signOut(reader)
        service.clock.set(CivilDate("2026-11-22")!.start + .minutes(3 * 60 + 9))
        try await service.deadlines.scan()
        #expect(try await service.violations("vio.rota.unattended").isEmpty)
        service.clock.set(CivilDate("2026-11-22")!.start + .minutes(3 * 60 + 10))
        try await service.deadlines.scan()
        try await service.deadlines.scan()
        let found = try await service.violations("vio.rota.unattended")
        #expect(
            found.map(\.stored.violation) == [
                .rotaUnattended(
                    since: CivilDate("2026-11-22")!.start + .minutes(2 * 60 + 59), length: .minutes(11))
            ])
        #expect(found.map(\.stored.subject) == ["dutyRota/\(rota)"])

        // Somebody comes back; half an hour of presence leaves no entry in the journal.
        _ = try await service.user("chen.sining")
        for _ in 0..<4 {
            service.clock.advance(.minutes(10) + TimeSpan(milliseconds: 1))
            _ = try await service.user("chen.sining")
            try await service.deadlines.scan()
        }
        let state = try await service.rota(rota)
        #expect(state.unattendedSince == nil && state.violations.count == 1)
        #expect(state.version == 6, "drafted, published, its end is near, unattended, breach, attended")
        let isIntact = try await service.database.read { try $0.verifyJournal().isIntact }
        #expect(isIntact)
    }

    @Test(.requirement("NHC-ID-14"))
    func `a check that lapsed keeps its practitioner out until the institution records a new one`()
        async throws
    {
        let service = try await Fixture.inMemory()
        try await service.orchestrator.followPractitioners()
        let id = DemoData.cardiologist
        let last = try #require(
            await service.diagnoses.practitioner(id, for: service.user("gao.jun"))?.validTo)
        service.clock.set(last.adding(days: -30).start)
        try await service.deadlines.scan()
        service.clock.set(last.end + .seconds(1))
        for _ in 0..<3 { try await service.deadlines.scan() }
        let lapsed = try #require(await service.diagnoses.practitioner(id, for: service.user("gao.jun")))
        #expect(lapsed.file?.state == .lapsed)
        #expect(lapsed.refusals.contains(.practitionerIdentityUnverified(id)))

        let today = CivilDate(service.clock.now)
        let check = PractitionerFileCommand.recordRegistryCheck(
            RegistryCheck(source: "国家医师电子注册系统", result: .confirmed, checkedOn: today))
        await #expect(throws: Refusal.self) { try await service.run(check, id, by: "chen.sining") }
        await #expect(throws: CommandFault.self) { try await service.run(check, id, by: "zheng.hong") }
        try await service.run(check, id, by: "gao.jun")
        try await service.run(
            .recordRealName(RealNameVerification(method: .documentSeen, verifiedOn: today)), id, by: "gao.jun"
        )
        let renewed = try #require(await service.diagnoses.practitioner(id, for: service.user("gao.jun")))
        #expect(renewed.file?.state == .verified && renewed.validTo == today.adding(months: 12))
        #expect(!renewed.refusals.contains(.practitionerIdentityUnverified(id)))
        #expect(renewed.kinds.contains(.remoteEcgDiagnosis))
    }

    @Test(.requirement("JL-30"))
    func `who is neither named nor on duty is refused, and the attempt is on record`() async throws {
        let service = try await Fixture.inMemory()
        _ = try await service.rota()
        let id = try await service.order()
        try await service.run(.submit, id, by: "li.chunyan")
        await #expect(throws: Refusal.practitionerNotAuthorised(DemoData.radiologist)) {
            try await service.run(.takeUp, id, by: "sun.yaqin")
        }
        let found = try await service.violations("vio.practitioner.unauthorisedService")
        #expect(found.map(\.stored.subject) == ["diagnosisOrder/\(id)"])
        let order = try await service.order(id)
        #expect(order.state == .assigned)
        #expect(order.violations == [.unauthorisedService(practitioner: DemoData.radiologist)])
    }

    @Test(.requirement("JL-9a"))
    func `what is urgent stands first in the reader's queue, then what came through the green channel`()
        async throws
    {
        let service = try await Fixture.inMemory()
        _ = try await service.rota()
        var ids: [DiagnosisOrderID] = []
        for priority in [Priority.routine, .urgent, .routine] {
            let id = try await service.order()
            var request = DiagnosisTests.request
            request.priority = priority
            try await service.run(.edit(request), id, by: "li.chunyan")
            try await service.run(.submit, id, by: "li.chunyan")
            service.clock.advance(.minutes(1))
            ids.append(id)
        }
        let queue = try await service.diagnoses.orders(
            .todo, cursor: nil, limit: 10, for: service.user("chen.sining"))
        #expect(queue.items.map(\.order.id) == [ids[1], ids[0], ids[2]])
        #expect(queue.items.allSatisfy { $0.order.terms?.greenChannel == .medicalConsortium })
    }

    @Test(.requirement("JL-19"))
    func `order and report are told to the province's platform for both sides, without the patient`()
        async throws
    {
        let service = try await Fixture.inMemory()
        _ = try await service.rota()
        let id = try await service.order()
        try await service.run(.submit, id, by: "li.chunyan")
        try await service.run(.takeUp, id, by: "chen.sining")
        let order = try await service.order(id)
        let findings = DiagnosisFindings(
            findings: "窦性心律", conclusion: "正常心电图", items: order.items.map(\.id))
        try await service.run(.signReport(findings), id, by: "chen.sining")
        while try await service.effects.runPending() > 0 {}
        let messages = try await service.database.read {
            try $0.platformMessagesDue(at: service.clock.now, limit: 20)
        }
        #expect(messages.map(\.event).sorted().filter { $0 == "diagnosisOrdered" }.count == 2)
        #expect(messages.filter { $0.kind == .report }.count == 2)
        #expect(messages.allSatisfy { !$0.document.contains("王秀兰") && !$0.document.contains("正常心电图") })
    }

    @Test func `a foreign institution sees no draft, and nobody else sees the order at all`() async throws {
        let service = try await Fixture.inMemory()
        let id = try await service.order()
        let invited = try await service.user("he.jing")
        #expect(try await service.diagnoses.order(id, for: invited) == nil)
        try await service.run(.submit, id, by: "li.chunyan")
        #expect(try await service.diagnoses.order(id, for: invited)?.patient != nil)
        #expect(try await service.diagnoses.order(id, for: service.user("supervisor")) == nil)
        try await service.run(.withdrawConsent(reason: "患者要求"), id, by: "li.chunyan")
        #expect(try await service.diagnoses.order(id, for: invited)?.patient == nil)
    }
}

extension Fixture {
    var diagnoses: DiagnosisQueries {
        DiagnosisQueries(
            database: database, policies: orchestrator.policies, environment: clock.environment)
    }

    /// A published rota for ECG over the three days from today, one shift a day.
    @discardableResult
    func rota(_ people: [PractitionerID] = [DemoData.cardiologist]) async throws -> DutyRotaID {
        let first = CivilDate(clock.now)
        let days = (0..<3).map { first.adding(days: $0) }
        let shifts = days.map { DutyShift(start: $0.start, end: $0.end, practitioners: people) }
        let rota = try await orchestrator.draftRota(
            under: DemoData.agreementID, for: .remoteEcgDiagnosis, DutyPeriod(first: first, last: days[2]),
            shifts, by: user("he.jing"), idempotency: nil
        ).record
        _ = try await orchestrator.perform(
            .publish, on: rota.id, expectedVersion: nil, by: user("he.jing"), idempotency: nil)
        return rota.id
    }

    func rota(_ id: DutyRotaID) async throws -> DutyRota {
        let found = try await database.read { try $0.system.record(DutyRota.self, id.text) }
        guard let found else { throw CommandFault.notFound }
        return found
    }

    /// An order that lacks nothing but the sending.
    func order() async throws -> DiagnosisOrderID {
        let staff = try await user("li.chunyan")
        let patients = try await directory.patients(matching: "", for: staff)
        let id = try await orchestrator.draftDiagnosis(
            of: patients[0].id, DiagnosisTests.request, by: staff, idempotency: nil
        ).record.id
        let receipt = try database.blobs.store(Array("ecg".utf8), limit: 100)
        _ = try await orchestrator.attach(
            receipt, named: "心电图.pdf", contentType: "application/pdf", group: .examinationMaterial, to: id,
            by: staff, idempotency: nil)
        try await run(
            .presentConsent(
                ConsentPresentation(
                    serviceDescription: "远程心电诊断", fee: Money(fen: 5_000), recordingStated: false)), id,
            by: "li.chunyan")
        try await run(
            .signConsent(ConsentSigner(kind: .patient, name: "王秀兰", signature: Digest(of: "ink"))), id,
            by: "li.chunyan")
        return id
    }

    func order(_ id: DiagnosisOrderID) async throws -> DiagnosisOrder {
        let found = try await database.read { try $0.system.record(DiagnosisOrder.self, id.text) }
        guard let found else { throw CommandFault.notFound }
        return found
    }

    func run(_ command: DiagnosisCommand, _ id: DiagnosisOrderID, by username: String) async throws {
        _ = try await orchestrator.perform(
            command, on: id, expectedVersion: nil, by: user(username), idempotency: nil)
    }

    func run(_ command: PractitionerFileCommand, _ id: PractitionerID, by username: String) async throws {
        _ = try await orchestrator.perform(
            command, on: id, expectedVersion: nil, by: user(username), idempotency: nil)
    }

    func violations(_ code: String) async throws -> [ListedViolation] {
        try await database.read {
            try $0.violations(on: .authority, ViolationFilter(code: code), before: nil, limit: 10)
        }
    }
}
