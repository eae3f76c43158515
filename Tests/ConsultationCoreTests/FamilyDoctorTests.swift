import ConsultationCore
import Simulation
import TestRequirements
import Testing

/// NHC-ID 2, NHC-ID 15: contracts with family doctors, and the visits under them.
@Suite(.requirement("NHC-ID-2"))
struct FamilyDoctorTests {
    private static let signer = ConsentSigner(kind: .patient, name: "张三", signature: Digest(of: "signature"))
    private static let notice = NoticeTemplate.standard(.familyDoctorService).version
    private static let terms = FamilyDoctorTerms(
        department: ConsultationWorld.cardiology, members: ["doc-member"],
        items: [.basicMedicalCare, .healthManagement], price: "price-fd")
    private static let draft = FamilyDoctorCommand.draft(
        FamilyDoctorOpening(id: "fd-1", patient: "pat-1", terms: terms))

    private static var world: ConsultationWorld {
        var world = ConsultationWorld()
        world.county.holdsInternetHospitalLicence = true
        world.county.licence?.scope = "互联网诊疗；家庭医生签约服务"
        world.attending.title = .associateSenior
        world.attending.provincialRegistration = world.specialist.provincialRegistration
        return world
    }

    private static func facts(at now: WallTime = ConsultationWorld.start) throws -> FamilyDoctorFacts {
        var world = Self.world
        world.attending.registryCheckedOn = CivilDate(now).adding(days: -30)
        let schedule = try PolicySchedule(.repository)
        let day = CivilDate(ConsultationWorld.start)
        let found = try #require(schedule.version(of: .internetFollowUp, for: .jilin, on: day))
        return FamilyDoctorFacts(
            institution: world.county, patient: world.patient, physician: world.attending,
            members: [
                ConsultationWorld.physician("doc-member", at: "inst-county", title: .junior, since: 2018)
            ],
            price: PriceEntry(
                id: "price-fd", institution: "inst-county", serviceKind: .familyDoctorService,
                level: .county, amount: Money(fen: 12_000), validFrom: ConsultationWorld.date(2024, 1, 1),
                validTo: nil, authorityDocument: "吉医保发〔2024〕1号",
                publishedAt: ConsultationWorld.start - .days(30)),
            rules: try OnlineRules(found.resolution, named: found.policy.id))
    }

    private static var doctor: Caller {
        QualityPeople.member(.physician, practitioner: world.attending.id)
    }

    private static func run(
        _ command: FamilyDoctorCommand, on contract: FamilyDoctorContract?, by caller: Caller? = nil,
        at now: WallTime = ConsultationWorld.start, facts: FamilyDoctorFacts? = nil
    ) throws -> FamilyDoctorContract {
        let decision = try FamilyDoctorContract.decide(
            command, on: contract, by: caller ?? doctor, at: now, under: .jilin,
            facts: try facts ?? Self.facts(at: now))
        return try #require(FamilyDoctorContract.state(after: decision, on: contract))
    }

    private static func refusal(
        _ command: FamilyDoctorCommand, on contract: FamilyDoctorContract?, by caller: Caller? = nil,
        at now: WallTime = ConsultationWorld.start, _ change: (inout FamilyDoctorFacts) -> Void = { _ in }
    ) throws -> Refusal? {
        var facts = try facts(at: now)
        change(&facts)
        do {
            _ = try run(command, on: contract, by: caller, at: now, facts: facts)
            return nil
        } catch let refusal as Refusal { return refusal }
    }

    private static func command(_ action: FamilyDoctorCommand.Action) -> FamilyDoctorCommand {
        switch action {
        case .draft: draft
        case .edit: .edit(terms)
        case .sign: .sign(notice: notice, signer)
        case .renew: .renew(notice: notice, signer)
        case .withdraw: .withdraw(reason: "搬迁")
        case .end: .end(reason: "医师调离")
        case .deadlinePassed: .deadlinePassed
        }
    }

    /// The last hours of the first term.
    private static let nearEnd = ConsultationWorld.date(2026, 2, 20).start
    private static let afterEnd = ConsultationWorld.date(2027, 1, 1).start

    private static func contract(in state: FamilyDoctorContract.State) throws -> FamilyDoctorContract {
        let drafted = try run(draft, on: nil)
        func inForce() throws -> FamilyDoctorContract { try run(command(.sign), on: drafted) }
        return switch state {
        case .draft: drafted
        case .inForce: try inForce()
        case .expired: try run(.deadlinePassed, on: inForce(), by: .system, at: afterEnd)
        case .withdrawn: try run(command(.withdraw), on: inForce())
        case .ended: try run(command(.end), on: inForce())
        }
    }

    @Test func `every cell of the table of contracts with family doctors is what the core decides`() throws {
        let page = "family-doctor-states.md"
        let table = try #require(ProtocolTable(in: protocolPage(page), under: "Commands by state"))
        let states = FamilyDoctorContract.State.allCases
        #expect(table.columns.dropFirst(2).map(\.unmarked) == states.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == FamilyDoctorCommand.Action.allCases.map(\.rawValue))
        for (action, row) in zip(FamilyDoctorCommand.Action.allCases, table.rows) {
            for (state, cell) in zip(
                [nil] + states.map { $0 as FamilyDoctorContract.State? }, row.dropFirst())
            {
                let before = try state.map { try Self.contract(in: $0) }
                let now: WallTime =
                    switch action {
                    case .renew: Self.nearEnd
                    case .deadlinePassed: Self.afterEnd
                    default: ConsultationWorld.start
                    }
                var outcome: String
                do {
                    let after = try Self.run(
                        Self.command(action), on: before, by: action == .deadlinePassed ? .system : nil,
                        at: now)
                    outcome = after.state == before?.state ? "=" : "**\(after.state.rawValue)**"
                } catch let refusal as Refusal {
                    outcome = String(refusal.code.rawValue.dropFirst("err.".count))
                }
                #expect(outcome == cell, "\(action) in \(state?.rawValue ?? "—")")
            }
        }
    }

    @Test func `a contract is signed for a year at the published price, and renewed for the next one`() throws
    {
        let signed = try Self.contract(in: .inForce)
        let first = CivilDate(ConsultationWorld.start)
        #expect(signed.validFrom == first && signed.validTo == first.adding(months: 12).adding(days: -1))
        #expect(signed.signings.last?.fee == Money(fen: 12_000))
        #expect(signed.isInForce(on: first) && !signed.isInForce(on: first.adding(days: -1)))
        #expect(signed.openDeadlines.map(\.kind) == [.familyDoctorContractEnd])
        guard
            case .visit(.familyDoctor(.renewalTooEarly(let day)))? = try Self.refusal(
                Self.command(.renew), on: signed)
        else {
            Issue.record("renewed eleven months before the end")
            return
        }
        let renewed = try Self.run(Self.command(.renew), on: signed, at: day.start)
        #expect(renewed.validFrom == first && renewed.validTo == first.adding(months: 24).adding(days: -1))
        #expect(renewed.signings.count == 2)
        #expect(renewed.signings[0].documentHash != renewed.signings[1].documentHash)
        // The new term's end is the limit that runs now; the old one has fallen away.
        #expect(renewed.openDeadlines.map(\.dueAt) == [renewed.validTo?.end].compactMap(\.self))
        #expect(
            try Self.refusal(.deadlinePassed, on: renewed, by: .system, at: Self.afterEnd)?.code
                == .deadlineNotPassed)
    }

    @Test func `what a contract needs is asked for by name`() throws {
        let draft = try Self.contract(in: .draft)
        let sign = Self.command(.sign)
        let notRegistered: Refusal = .visit(.familyDoctor(.notRegistered))
        #expect(
            try Self.refusal(Self.draft, on: nil) { $0.institution?.licence?.scope = "互联网诊疗" }
                == notRegistered)
        // The licence may have changed since the draft.
        #expect(try Self.refusal(sign, on: draft) { $0.institution?.licence?.scope = nil } == notRegistered)
        #expect(
            try Self.refusal(sign, on: draft) { $0.isSignedAlready = true }
                == .visit(.familyDoctor(.alreadySigned)))
        #expect(
            try Self.refusal(sign, on: draft) { $0.patient?.verification = nil } == .patientIdentityUnverified
        )
        #expect(try Self.refusal(sign, on: draft) { $0.price?.publishedAt = nil } == .priceNotPublished)
        #expect(
            try Self.refusal(sign, on: draft) {
                $0.notice = NoticeTemplate(kind: .familyDoctorService, texts: [.serviceContents: "随访"])
            } == .visit(.noticeBlockMissing(.procedure)))
        #expect(try Self.refusal(.sign(notice: "other", Self.signer), on: draft)?.code == .fieldInvalid)
        let relative = ConsentSigner(kind: .closeRelative, name: "李四", signature: Digest(of: "x"))
        let unexplained = try Self.refusal(.sign(notice: Self.notice, relative), on: draft)
        #expect(unexplained?.code == .consentSignerReasonMissing)
        #expect(try Self.refusal(Self.draft, on: nil) { $0.members = [] }?.code == .fieldInvalid)
        #expect(
            try Self.refusal(Self.draft, on: nil) { $0.physician = nil }
                == .visit(.familyDoctor(.notOfTeam(Self.world.attending.id))))
    }

    @Test func `the doctor alone keeps the contract, the patient may always leave it`() throws {
        let signed = try Self.contract(in: .inForce)
        let stranger = QualityPeople.member(.physician, practitioner: "doc-member")
        #expect(try Self.refusal(Self.command(.end), on: signed, by: stranger)?.code == .roleRequired)
        #expect(try Self.refusal(Self.command(.end), on: signed, by: QualityPeople.admin) == nil)
        #expect(try Self.run(Self.command(.withdraw), on: signed, by: .system).state == .withdrawn)
        #expect(try Self.refusal(Self.command(.end), on: signed, by: .system)?.code == .roleRequired)
        let foreign = QualityPeople.member(.physician, at: "inst-province", practitioner: "doc-specialist")
        #expect(try Self.refusal(Self.command(.end), on: signed, by: foreign) == .accessDenied)
    }

    @Test(.requirement("NHC-ID-15"))
    func `a family doctor's visit is for those who have signed with the team, while it is in force`() throws {
        let signed = try Self.contract(in: .inForce)
        func opened(
            _ contract: FamilyDoctorContract?, _ institution: Institution = Self.world.county
        ) throws -> InternetVisit {
            let journey = try VisitJourney()
            let opening = VisitOpening(
                id: "visit-1", patient: "pat-1", department: ConsultationWorld.cardiology,
                serviceKind: .familyDoctorService, contract: contract?.id)
            let decision = try InternetVisit.decide(
                .open(opening), on: nil, by: journey.physician(), at: journey.now, under: journey.policy,
                rules: journey.rules,
                facts: VisitFacts(
                    institution: institution, practitioner: journey.world.attending,
                    patient: journey.world.patient, contract: contract))
            return try #require(InternetVisit.state(after: decision, on: nil))
        }
        func refused(_ act: () throws -> InternetVisit) -> Refusal? {
            do {
                _ = try act()
                return nil
            } catch { return error as? Refusal }
        }
        let visit = try opened(signed)
        #expect(visit.serviceKind == .familyDoctorService && visit.contract == signed.id)
        #expect(refused { try opened(nil) } == .visit(.familyDoctor(.contractMissing)))
        for state in [FamilyDoctorContract.State.draft, .expired, .withdrawn, .ended] {
            let gone = try Self.contract(in: state)
            #expect(refused { try opened(gone) } == .visit(.familyDoctor(.contractMissing)), "\(state)")
        }
        var unregistered = Self.world.county
        unregistered.licence?.scope = "互联网诊疗"
        #expect(refused { try opened(signed, unregistered) } == .visit(.familyDoctor(.notRegistered)))
        // Another doctor's patient.
        var facts = try Self.facts()
        facts.physician = ConsultationWorld.physician(
            "doc-other", at: "inst-county", title: .associateSenior, since: 2010)
        let other = QualityPeople.member(.physician, practitioner: "doc-other")
        let drafted = try Self.run(Self.draft, on: nil, by: other, facts: facts)
        let theirs = try Self.run(Self.command(.sign), on: drafted, by: other, facts: facts)
        #expect(
            refused { try opened(theirs) } == .visit(.familyDoctor(.notOfTeam(Self.world.attending.id))))
    }

    static func refusals() -> [RefusalCase] {
        [
            .init(.familyDoctorStateNotAllowed) {
                try refusal(command(.sign), on: contract(in: .ended))
            },
            .init(.familyDoctorNotRegistered) {
                try refusal(draft, on: nil) { $0.institution?.licence?.scope = "互联网诊疗" }
            },
            .init(.familyDoctorContractMissing) {
                var journey = try VisitJourney()
                journey.world.county.licence?.scope = world.county.licence?.scope
                return journey.refusal(
                    of: .open(
                        VisitOpening(
                            id: "visit-1", patient: "pat-1", department: ConsultationWorld.cardiology,
                            serviceKind: .familyDoctorService)))
            },
            .init(.familyDoctorNotOfTeam) { try refusal(draft, on: nil) { $0.physician = nil } },
            .init(.familyDoctorAlreadySigned) {
                try refusal(command(.sign), on: contract(in: .draft)) { $0.isSignedAlready = true }
            },
            .init(.familyDoctorRenewalTooEarly) {
                try refusal(command(.renew), on: contract(in: .inForce))
            },
        ]
    }
}
