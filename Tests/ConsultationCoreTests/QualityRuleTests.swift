import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct AdverseEventTests {
    @Test(.requirement("NHC-SUP-27"))
    func `a reporter without a name leaves none in any event`() throws {
        let command = AdverseEventCommand.report(
            id: "e1", "inst-county", QualityStateTests.told, about: nil, .anonymous)
        let (event, decision) = try decided(AdverseEvent.self, command, on: nil, by: .system)
        #expect(event.reporter == .anonymous)
        #expect(decision.events.map(\.by) == [.system])
        // Even a shell that forgets to drop the person leaves no trace.
        let forgot = try decided(AdverseEvent.self, command, on: nil, by: QualityPeople.physician).decision
        #expect(forgot.events.map(\.by) == [.system])
        #expect(!"\(forgot)".contains("acc-attending"))
    }

    @Test(.requirement("NHC-SUP-27"))
    func `the event goes to quality control, whose grade prevails, and not to strangers`() throws {
        let (event, decision) = try decided(
            AdverseEvent.self,
            .report(id: "e1", "inst-county", QualityStateTests.told, about: nil, .named("acc-attending")),
            on: nil, by: QualityPeople.physician)
        #expect(
            decision.effects == [
                .notify(institution: "inst-county", role: .qualityController, notice: .adverseEventReported)
            ])
        let assess = AdverseEventCommand.assess(.init(grade: .harm, cause: "接错线", measures: "培训"))
        let stranger = QualityPeople.member(.qualityController, at: "inst-province")
        #expect(
            refusal { _ = try decided(AdverseEvent.self, assess, on: event, by: stranger) } == .accessDenied)
        #expect(
            refusal { _ = try decided(AdverseEvent.self, assess, on: event, by: QualityPeople.physician) }
                == .roleRequired([.qualityController]))
        #expect(
            try decided(AdverseEvent.self, assess, on: event, by: QualityPeople.quality).state.grade == .harm)
    }

    @Test func `an event of the future or about a foreign case is refused with its field`() throws {
        var told = QualityStateTests.told
        told.occurredAt = ConsultationWorld.start + .minutes(1)
        let future = refusal {
            _ = try decided(
                AdverseEvent.self, .report(id: "e", "inst-county", told, about: nil, .anonymous), on: nil,
                by: .system)
        }
        #expect(future?.fields.map(\.pointer) == ["/occurredAt"])
        let foreign = refusal {
            _ = try decided(
                AdverseEvent.self,
                .report(id: "e", "inst-county", QualityStateTests.told, about: "case-x", .anonymous), on: nil,
                by: .system)
        }
        #expect(foreign?.fields.map(\.pointer) == ["/consultationId"])
    }
}

struct ComplaintTests {
    static let told = ComplaintTold(
        subject: .fee, text: "收费与公示不符", contact: "13800000000", caseNumber: "HZ20250310-00001")

    private func received(_ now: WallTime, _ calendar: WorkCalendar = .weekdaysOnly) throws -> Complaint {
        try decided(
            Complaint.self,
            .receive(receipt: "TS1", "inst-county", Self.told, secretHash: Digest(of: "x")), on: nil,
            by: .system, at: now, facts: QualityFacts(calendar: calendar)
        ).state
    }

    @Test(.requirement("NHC-SUP-36"))
    func `the first answer is due at midnight of the fifth working day`() throws {
        // 2025-03-14 is a Friday: Monday to Friday of the next week.
        let complaint = try received(ConsultationWorld.at(2025, 3, 14, 17))
        #expect(complaint.dueAt == ConsultationWorld.date(2025, 3, 21).end)
        #expect(complaint.openDeadlines.map(\.kind) == [.complaintAnswerDue])
    }

    @Test(.requirement("NHC-SUP-36"))
    func `a late answer is given all the same and the breach recorded once`() throws {
        var complaint = try received(ConsultationWorld.start)
        let later = complaint.dueAt + .hours(1)
        let (overdue, decision) = try decided(
            Complaint.self, .deadlinePassed(.complaintAnswerDue), on: complaint, by: .system, at: later)
        #expect(decision.events.compactMap(\.change.violation).map(\.code) == ["vio.complaint.answerLate"])
        complaint = try decided(Complaint.self, .take, on: overdue, by: QualityPeople.quality, at: later)
            .state
        let answered = try decided(
            Complaint.self, .answer("已退还差额"), on: complaint, by: QualityPeople.quality, at: later)
        #expect(answered.decision.events.compactMap(\.change.violation).isEmpty)
        #expect(answered.state.isOverdue && answered.state.openDeadlines.isEmpty)
        let again = try decided(
            Complaint.self, .deadlinePassed(.complaintAnswerDue), on: overdue, by: .system, at: later)
        #expect(again.decision.events.isEmpty)
    }

    @Test(.requirement("NHC-SUP-36"))
    func `an answer before the scan is late by its own instant, and punctual at the limit itself`() throws {
        let complaint = try received(ConsultationWorld.start)
        let taken = try decided(Complaint.self, .take, on: complaint, by: QualityPeople.quality).state
        func lateness(at now: WallTime) throws -> Int {
            try decided(Complaint.self, .answer("答复"), on: taken, by: QualityPeople.quality, at: now)
                .decision.events.compactMap(\.change.violation).count
        }
        #expect(try lateness(at: complaint.dueAt) == 0)
        #expect(try lateness(at: complaint.dueAt + TimeSpan(milliseconds: 1)) == 1)
    }
}

struct BreachTests {
    static let told = DataBreachTold(
        detectedAt: ConsultationWorld.start, patients: 12, items: [.identity, .clinicalRecord],
        description: "笔记本电脑失窃")

    /// Sichuan's text while it was in force, on the pathway that it binds.
    private static func sichuan() throws -> Policy {
        try Policy(
            PolicyShelf.repository.resolve(
                .internetFollowUp, .sichuan, on: ConsultationWorld.date(2022, 12, 1)))
    }

    private func facts(_ jurisdiction: Jurisdiction) -> QualityFacts {
        QualityFacts(
            institution: ConsultationWorld.institution(
                "inst-county", jurisdiction: jurisdiction, level: .county, grade: .secondary),
            authority: ConsultationWorld.institution(
                "inst-authority", jurisdiction: jurisdiction, level: .province, grade: .ungraded))
    }

    @Test(.requirement("NHC-ID-20"))
    func `the report goes to the health authority, in Sichuan to who issued the licence`() throws {
        for (policy, addressee, name) in [
            (Policy.jilin, DataBreach.Addressee.healthAuthority, "医院 inst-authority"),
            (try Self.sichuan(), .licensingAuthority, "authority"),
        ] {
            let breach = try decided(
                DataBreach.self, .open(id: "b", "inst-county", Self.told), on: nil, by: QualityPeople.admin,
                facts: facts(policy.jurisdiction), under: policy
            ).state
            #expect(breach.addressee == addressee && breach.addresseeName == name)
            #expect(breach.dueAt == ConsultationWorld.start + .hours(24))
        }
    }

    @Test(.requirement("NHC-ID-20"))
    func `the report is late one millisecond after the limit, and only once`() throws {
        let breach = try decided(
            DataBreach.self, .open(id: "b", "inst-county", Self.told), on: nil, by: QualityPeople.admin
        ).state
        let report = FiledReport(
            number: "9", authority: "卫健委", filedOn: CivilDate(ConsultationWorld.start))
        func codes(at now: WallTime, _ current: DataBreach) throws -> [String] {
            try decided(DataBreach.self, .report(report), on: current, by: QualityPeople.admin, at: now)
                .decision.events.compactMap(\.change.violation?.code)
        }
        #expect(try codes(at: breach.dueAt, breach) == [])
        let late = breach.dueAt + TimeSpan(milliseconds: 1)
        #expect(try codes(at: late, breach) == ["vio.breach.reportLate"])
        let passed = try decided(
            DataBreach.self, .deadlinePassed(.breachReportDue), on: breach, by: .system, at: late)
        #expect(passed.decision.events.compactMap(\.change.violation?.code) == ["vio.breach.reportLate"])
        #expect(try codes(at: late, passed.state) == [])
    }
}

struct SupervisionTests {
    private func office(
        _ level: InstitutionLevel, _ division: String?, _ place: Jurisdiction = .jilin
    ) -> Institution {
        ConsultationWorld.office("inst-office", level, in: place, at: division)
    }

    private func centre(_ office: Institution) -> Caller.Member {
        Caller.Member(account: "acc-1", institution: office.id, roles: [.qualityController])
    }

    private func hospital(_ division: String?, _ place: Jurisdiction = .jilin) -> Institution {
        var hospital = ConsultationWorld.institution(
            "inst-h", jurisdiction: place, level: .county, grade: .secondary)
        hospital.division = division.flatMap { AdministrativeDivision($0) }
        return hospital
    }

    @Test(.requirement("NHC-TM-4.3.2"))
    func `AT-62 each level sees its own place and no other`() throws {
        let province = office(.province, "220000")
        let city = office(.city, "220100")
        let county = office(.county, "220122")
        for (office, seen, unseen) in [
            (province, ["220122", "220800"], []), (city, ["220122", "220100"], ["220800", "220200"]),
            (county, ["220122"], ["220123", "220100"]),
        ] {
            for place in seen { try Supervision.demand(centre(office), of: office, over: [hospital(place)]) }
            for place in unseen {
                #expect(
                    refusal { try Supervision.demand(centre(office), of: office, over: [hospital(place)]) }
                        == .accessTerritory)
            }
            let sichuan = hospital("510100", .sichuan)
            #expect(
                refusal { try Supervision.demand(centre(office), of: office, over: [sichuan]) }
                    == .accessTerritory)
        }
    }

    @Test(.requirement("NHC-TM-4.3.2"))
    func `an office whose place is not on record sees nothing unless it is the province's`() {
        #expect(Supervision.covers(office(.province, nil), hospital(nil)))
        #expect(!Supervision.covers(office(.city, nil), hospital("220122")))
        #expect(!Supervision.covers(office(.city, "220100"), hospital(nil)))
        for wrong in ["", "22012", "2201223", "22012a", "002201", "２２０１２２"] {
            #expect(AdministrativeDivision(wrong) == nil)
        }
    }

    @Test(.requirement("NHC-TM-4.3.2"))
    func `only people of an office that treats nobody supervise`() {
        func member(_ role: Role, _ institution: InstitutionID) -> Caller.Member {
            Caller.Member(account: "acc-1", institution: institution, roles: [role])
        }
        let office = office(.province, nil)
        #expect(Supervision.isSupervisor(member(.healthAuthority, office.id), of: office))
        #expect(Supervision.isSupervisor(member(.qualityController, office.id), of: office))
        #expect(!Supervision.isSupervisor(member(.finance, office.id), of: office))
        let hospital = hospital(nil)
        #expect(!Supervision.isSupervisor(member(.qualityController, hospital.id), of: hospital))
    }

    @Test(.requirement("NHC-TM-4.1.2"))
    func `an institution without a quality controller does not serve`() throws {
        #expect(
            refusal { try QualityControlStaff.demand(0, at: "inst-1") } == .qualityControllerMissing("inst-1")
        )
        try QualityControlStaff.demand(1, at: "inst-1")
    }
}
