import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct AdmissionTests {
    private let today = CivilDate(ConsultationWorld.start)

    @Test(.requirement("NHC-SUP-4"))
    func `an internet hospital begins only where the province is connected`() throws {
        var world = try AdmissionWorld()
        #expect(world.rules.connection == .provincialPlatform || world.rules.needsConnection)
        let ready = try world.hospital([AdmissionWorld.department])
        for state in [nil, .notConnected, .testing] as [SupervisionConnector.State?] {
            world.connector = state
            #expect(
                world.refusal(InternetHospital.self, .activate, on: ready)
                    == .admission(.supervisionNotConnected))
        }
        world.connector = .connected
        #expect(world.refusal(InternetHospital.self, .activate, on: ready) == nil)
        let empty = try world.hospital([])
        #expect(world.refusal(InternetHospital.self, .activate, on: empty) == .admission(.departmentsMissing))
    }

    @Test(.requirement("NHC-SUP-4"))
    func `a province is connected only after it has read with its key, and another key is tested anew`()
        throws
    {
        let person = AdmissionWorld.feedOperator
        func after(_ steps: [(SupervisionConnectorCommand, Caller)]) throws -> SupervisionConnector {
            var current: SupervisionConnector?
            for (command, caller) in steps {
                current = try decided(SupervisionConnector.self, command, on: current, by: caller).state
            }
            return try #require(current)
        }
        let begin: [(SupervisionConnectorCommand, Caller)] = [
            (.register(.jilin, by: "inst-platform", office: nil, AdmissionWorld.consumer), person),
            (.startTest, person),
        ]
        let untested = try after(begin)
        #expect(
            refusal { _ = try decided(SupervisionConnector.self, .confirm, on: untested, by: person) }
                == .admission(.connectorTestMissing))
        let connected = try after(begin + [(.recordTest, .system), (.confirm, person)])
        #expect(connected.state == .connected)
        let replaced = try decided(
            SupervisionConnector.self,
            .replaceConsumer(FeedConsumer(name: "新平台", publicKey: Digest(of: "other"))), on: connected,
            by: person
        ).state
        #expect(replaced.state == .notConnected && replaced.testPassedAt == nil)
    }

    @Test(.requirement("NHC-ID-24b"))
    func `a day's differences are on record once, and a day nobody compared is told to the operator`() throws
    {
        let person = AdmissionWorld.feedOperator
        var current: SupervisionConnector?
        for (command, caller) in [
            (.register(.jilin, by: "inst-platform", office: nil, AdmissionWorld.consumer), person),
            (.startTest, person), (.recordTest, .system), (.confirm, person),
        ] as [(SupervisionConnectorCommand, Caller)] {
            current = try decided(SupervisionConnector.self, command, on: current, by: caller).state
        }
        let yesterday = today.adding(days: -1)
        let command = SupervisionConnectorCommand.reconcile(
            yesterday, ours: [.records: 3, .reviews: 2], theirs: [.records: 3, .complaints: 1])
        let first = try decided(SupervisionConnector.self, command, on: current, by: .system)
        let raised = first.decision.events.compactMap(\.change.violation)
        #expect(
            raised == [
                .supervisionMismatch(
                    day: yesterday, difference: FeedDifference(.reviews, ours: 2, theirs: 0)),
                .supervisionMismatch(
                    day: yesterday, difference: FeedDifference(.complaints, ours: 0, theirs: 1)),
            ])
        let again = try decided(SupervisionConnector.self, command, on: first.state, by: .system)
        #expect(again.decision.events.allSatisfy { $0.change.violation == nil })
        #expect(
            refusal {
                _ = try decided(
                    SupervisionConnector.self, .reconcile(today, ours: [:], theirs: [:]), on: current,
                    by: .system)
            }?.code == .fieldInvalid, "today is not over")
        let due = try #require(current?.openDeadlines.first)
        #expect(due.dueAt == today.adding(days: 1).end)
        let passed = try decided(
            SupervisionConnector.self, .deadlinePassed(.feedReconciliationDue), on: current, by: .system,
            at: due.dueAt + TimeSpan(milliseconds: 1))
        #expect(!passed.decision.effects.isEmpty)
        // The next day has a limit of its own.
        #expect(passed.state.openDeadlines.first?.dueAt == today.adding(days: 2).end)
    }

    @Test(.requirement("NHC-IH-A3.1"))
    func `a department needs a chief and an associate chief who are registered here`() throws {
        let cardiology = ConsultationWorld.cardiology
        func found(_ change: (inout AdmissionWorld) -> Void) throws -> Refusal? {
            var world = try AdmissionWorld()
            change(&world)
            let hospital = try world.hospital([])
            return world.refusal(InternetHospital.self, AdmissionWorld.department, on: hospital)
        }
        func insufficient(_ full: Int, _ associate: Int) -> Refusal {
            .admission(
                .departmentStaffingInsufficient(cardiology, fullSenior: full, associateSenior: associate))
        }
        #expect(try found { _ in } == nil)
        #expect(try found { $0.practitioners.removeLast() } == insufficient(1, 0))
        #expect(try found { $0.practitioners[1].title = .fullSenior } == insufficient(2, 0))
        #expect(try found { $0.practitioners[0].registrations = [] } == insufficient(0, 1))
        // Multi-site practice is no registration of the physical institution.
        #expect(
            try found {
                $0.practitioners[0].registrations = []
                $0.practitioners[0].multiSite = [
                    .init(
                        institution: "inst-county", authority: "x", number: "1", kind: .filing)
                ]
            } == insufficient(0, 1))
        #expect(try found { $0.practitioners[0].employment = .exited } == insufficient(0, 1))
        #expect(try found { $0.institution.departments = [] }?.code == .departmentNotApproved)
    }

    @Test(
        .requirement("NHC-SUP-7"),
        arguments: [
            (Jurisdiction.jilin, InternetHospital.Kind.standalone, true), (.jilin, .secondName, false),
            (.jilin, .joint, false), (.sichuan, .standalone, true),
        ])
    func `a stand-alone internet hospital is verified every year, others with the physical one`(
        _ place: Jurisdiction, _ kind: InternetHospital.Kind, _ yearly: Bool
    ) throws {
        var world = try AdmissionWorld(in: place)
        let hospital = try world.hospital([AdmissionWorld.department, .activate], of: kind)
        let due = ConsultationWorld.date(2026, 3, 1)
        #expect(hospital.verificationDue == (yearly ? due : nil))
        guard yearly else { return }
        world.now = due.start
        let verified = try decided(
            InternetHospital.self, .recordVerification(due), on: hospital, by: QualityPeople.admin,
            at: world.now, facts: world.facts
        ).state
        #expect(verified.verificationDue == ConsultationWorld.date(2027, 3, 1))
        // A month before it is reminded of.
        let reminder = hospital.openDeadlines.first { $0.kind == .verificationReminder }
        #expect(reminder?.dueAt == due.adding(days: -30).start)
    }

    @Test(.requirement("NHC-SUP-7", "NHC-IH-13"))
    func `overdue verification or application lets no new visit begin`() throws {
        var journey = try VisitJourney()
        journey.world.county.online = OnlineStanding(verificationDue: today, isReapplicationOverdue: false)
        #expect(journey.refusal(of: .open(VisitJourney.opening)) == nil, "the last day counts")
        journey.world.county.online?.verificationDue = today.adding(days: -1)
        #expect(
            journey.refusal(of: .open(VisitJourney.opening))
                == .admission(.verificationOverdue(since: today.adding(days: -1))))
        journey.world.county.online = OnlineStanding(verificationDue: nil, isReapplicationOverdue: true)
        #expect(journey.refusal(of: .open(VisitJourney.opening)) == .admission(.reapplicationOverdue))
    }

    @Test(.requirement("NHC-IH-13"))
    func
        `when the partner's agreement ends it must be applied for again; Guangxi's three months are a draft's`()
        throws
    {
        let end = ConsultationWorld.date(2025, 12, 31)
        for place in [Jurisdiction.jilin, .guangxi] {
            var world = try AdmissionWorld(in: place)
            let active = try world.hospital([AdmissionWorld.department, .activate])
            world.now = end.end
            let ended = try decided(
                InternetHospital.self, .deadlinePassed(.partnerAgreementEnd), on: active, by: .system,
                at: world.now, facts: world.facts)
            #expect(ended.state.state == .reapplying)
            let task = try #require(ended.state.reapplication)
            #expect(task.dueOn == (place == .guangxi ? ConsultationWorld.date(2026, 3, 31) : nil))
            #expect(
                ended.decision.effects.contains {
                    if case .notify(_, _, .reapplicationNeeded) = $0 { true } else { false }
                })
            guard place == .guangxi else { continue }
            let due = try #require(ended.state.openDeadlines.first { $0.kind == .reapplicationDue })
            #expect(due.firesAt == ConsultationWorld.date(2026, 3, 31).end)
            let late = try decided(
                InternetHospital.self, .deadlinePassed(.reapplicationDue), on: ended.state, by: .system,
                at: due.firesAt, facts: world.facts)
            #expect(
                late.decision.events.first?.change.violation?.code
                    == "vio.internetHospital.reapplicationOverdue")
            // As shipped the draft warns; enforced it stops.
            #expect(!late.state.standing.isReapplicationOverdue)
            world.rules.reapplyMonths = 3
            let bound = try world.hospital([
                AdmissionWorld.department, .activate, .partnerChanged(reason: "变更", endedOn: end),
            ])
            let stopped = try decided(
                InternetHospital.self, .deadlinePassed(.reapplicationDue), on: bound, by: .system,
                at: due.firesAt, facts: world.facts
            ).state
            #expect(stopped.standing.isReapplicationOverdue)
            let again = try decided(
                InternetHospital.self, .reapply(world.details()), on: stopped, by: QualityPeople.admin,
                at: due.firesAt, facts: world.facts
            ).state
            #expect(again.state == .active && !again.standing.isReapplicationOverdue)
        }
    }

    @Test(
        .requirement("NHC-IH-12"),
        arguments: [
            (Jurisdiction.jilin, InternetHospital.Kind.secondName, "医院 inst-county互联网医院", []),
            (.jilin, .secondName, "县医院互联网医院", [.institutionMissing]),
            (.jilin, .secondName, "医院 inst-county网络医院", [.ending]),
            (.jilin, .joint, "医院 inst-county益康互联网医院", []),
            (.jilin, .joint, "医院 inst-county互联网医院", [.founderMissing]),
            (.jilin, .standalone, "益康互联网医院", []), (.jilin, .standalone, "互联网医院", [.founderMissing]),
            (.guangxi, .standalone, "益康互联网医院", [.placeMissing]),
            (.guangxi, .standalone, "南宁市益康互联网医院", []),
        ] as [(Jurisdiction, InternetHospital.Kind, String, [InternetHospitalName.Warning])])
    func `names are looked at by their pattern and only warned of`(
        _ place: Jurisdiction, _ kind: InternetHospital.Kind, _ name: String,
        _ wanted: [InternetHospitalName.Warning]
    ) throws {
        let world = try AdmissionWorld(in: place)
        let details = world.details(kind, named: name)
        #expect(InternetHospitalName.warnings(details, of: world.institution) == wanted)
        #expect(
            world.refusal(InternetHospital.self, .prepare("inst-county", details), on: nil) == nil)
    }

    @Test(.requirement("GX-31"))
    func `on a hazard a running visit stops at once and can only be ended`() throws {
        var journey = try VisitJourney.furnished(at: .open, in: .guangxi)
        journey.world.county.isSuspended = true
        let stopped = Refusal.institutionSuspended("inst-county")
        #expect(journey.refusal(of: .exchange(.text, "继续", file: nil)) == stopped)
        #expect(journey.refusal(of: .signPrescription(1)) == stopped)
        #expect(journey.refusal(of: .terminate(.otherUnsuitable, advice: "请到医院就诊")) == nil)
        var draft = try VisitJourney.furnished(at: .draft, in: .guangxi)
        draft.world.county.isSuspended = true
        #expect(draft.refusal(of: .start) == stopped)
    }

    @Test(.requirement("SC-2"))
    func `a visit is under the rules of the province of the institution that gives it`() throws {
        let sichuan = try VisitJourney(in: .sichuan).rules
        #expect(sichuan.jurisdiction == .sichuan)
        #expect(try VisitJourney(in: .jilin).rules.version != sichuan.version)
        let schedule = try PolicySchedule(.repository)
        let texts = { (place: Jurisdiction) in
            schedule.version(of: .internetFollowUp, for: place, on: CivilDate(ConsultationWorld.start))?
                .resolution.sources ?? []
        }
        #expect(texts(.sichuan).contains("sc-2021") && !texts(.jilin).contains("sc-2021"))
        let journey = try VisitJourney.furnished(at: .open, in: .sichuan)
        #expect(journey.rules.version == sichuan.version)
    }
}
