import ConsultationCore
import Simulation
import TestRequirements
import Testing

@Suite(.requirement("JL-9b"))
struct ReferralTests {
    private enum Person { case sender, receiver, stranger, coordinator, system }

    private static let world = ConsultationWorld()
    private static let content = ReferralContent(
        direction: .referralUp, to: world.province.id, reason: "需行冠脉介入", summary: "反复胸痛三天，心电图示缺血")
    private static let signer = ConsentSigner(kind: .patient, name: "张三", signature: Digest(of: "signature"))

    private static var facts: ReferralFacts {
        ReferralFacts(own: world.county, target: world.province, patient: world.patient)
    }

    private static func caller(_ person: Person) -> Caller {
        func member(_ institution: InstitutionID, _ role: Role) -> Caller {
            .member(Caller.Member(account: "acc", institution: institution, roles: [role]))
        }
        return switch person {
        case .sender: member("inst-county", .physician)
        case .coordinator: member("inst-county", .invitationCoordinator)
        case .receiver: member("inst-province", .invitationCoordinator)
        case .stranger: member("inst-foreign", .physician)
        case .system: .system
        }
    }

    private static func opening(
        _ content: ReferralContent = content, _ origin: ReferralOrigin = ReferralOrigin()
    ) -> ReferralCommand {
        .draft(ReferralOpening(id: "ref-1", patient: world.patient.id, origin: origin, content: content))
    }

    private static func run(
        _ command: ReferralCommand, on referral: TwoWayReferral?, by person: Person,
        at now: WallTime = ConsultationWorld.start, facts: ReferralFacts? = nil
    ) throws(Refusal) -> (referral: TwoWayReferral, effects: [Effect]) {
        let decision = try TwoWayReferral.decide(
            command, on: referral, by: caller(person), at: now, under: .jilin, facts: facts ?? Self.facts)
        guard let after = TwoWayReferral.state(after: decision, on: referral) else { throw .accessDenied }
        return (after, decision.effects)
    }

    private static func referral(in state: TwoWayReferral.State) throws(Refusal) -> TwoWayReferral {
        let draft = try run(opening(), on: nil, by: .sender).referral
        let signed = try run(.signConsent(signer), on: draft, by: .sender).referral
        switch state {
        case .draft: return signed
        case .sent: return try run(.send([]), on: signed, by: .sender).referral
        case .accepted: return try run(command(.accept), on: referral(in: .sent), by: .receiver).referral
        case .arrived:
            return try run(.confirmArrival, on: referral(in: .accepted), by: .receiver).referral
        case .declined: return try run(command(.decline), on: referral(in: .sent), by: .receiver).referral
        case .withdrawn: return try run(command(.withdraw), on: referral(in: .draft), by: .sender).referral
        }
    }

    private static func command(_ action: ReferralCommand.Action) -> ReferralCommand {
        switch action {
        case .draft: opening()
        case .edit: .edit(content)
        case .signConsent: .signConsent(signer)
        case .send: .send([])
        case .accept: .accept(expectedOn: CivilDate(ConsultationWorld.start).adding(days: 1), note: "")
        case .decline: .decline(reason: "床位已满")
        case .withdraw: .withdraw(reason: "患者改变主意")
        case .confirmArrival: .confirmArrival
        case .deadlinePassed: .deadlinePassed
        }
    }

    private static func refusal(
        _ command: ReferralCommand, on referral: TwoWayReferral?, by person: Person = .sender,
        facts: ReferralFacts? = nil
    ) -> Refusal? {
        upload { () throws(Refusal) in _ = try run(command, on: referral, by: person, facts: facts) }
    }

    static func refusals() -> [RefusalCase] {
        [
            .init(.referralStateNotAllowed) { refusal(.send([]), on: try referral(in: .sent)) },
            .init(.referralDirectionWrong) {
                var down = content
                down.direction = .referralDown
                let draft = try run(opening(down), on: nil, by: .sender).referral
                return refusal(.signConsent(signer), on: draft)
            },
            .init(.referralConsentMissing) {
                refusal(.send([]), on: try run(opening(), on: nil, by: .sender).referral)
            },
            .init(.referralTargetNotPhysical) {
                var online = facts
                online.target?.licence = nil
                return refusal(.send([]), on: try referral(in: .draft), facts: online)
            },
            .init(.referralReportMissing) {
                let journey = try ConsultationJourney.furnished(at: .scheduled)
                guard let consultation = journey.current else { return nil }
                var asked = facts
                asked.consultation = consultation
                return refusal(
                    opening(content, ReferralOrigin(consultation: consultation.id)), on: nil, facts: asked)
            },
        ]
    }

    @Test func `every cell of the table of referrals is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("referral-states.md"), under: "Referral commands by state"))
        #expect(Array(table.columns.dropFirst()) == TwoWayReferral.State.allCases.map(\.rawValue))
        let actions = ReferralCommand.Action.allCases.filter { $0 != .draft }
        #expect(table.rows.map { $0[0] } == actions.map(\.rawValue))
        for (action, row) in zip(actions, table.rows) {
            for (state, cell) in zip(TwoWayReferral.State.allCases, row.dropFirst()) {
                let person: Person =
                    switch action.side {
                    case .inviting: .sender
                    case .invited: .receiver
                    case nil: .system
                    }
                let late = ConsultationWorld.start + TwoWayReferral.answerLimit + .hours(1)
                let before = try Self.referral(in: state)
                let outcome: String
                do throws(Refusal) {
                    let after = try Self.run(
                        Self.command(action), on: before, by: person,
                        at: action == .deadlinePassed ? late : ConsultationWorld.start
                    ).referral
                    outcome = after.state == before.state ? "=" : "**\(after.state.rawValue)**"
                } catch { outcome = String(error.code.rawValue.dropFirst("err.".count)) }
                // A draft that was withdrawn never became the other side's.
                let hidden = state == .withdrawn && person == .receiver
                #expect(outcome == cell || hidden && outcome == "access.denied", "\(action) in \(state)")
                #expect(Self.refusal(Self.command(action), on: before, by: .stranger) == .accessDenied)
            }
        }
    }

    @Test func `the other side sees nothing before it is sent, and is told then with a limit`() throws {
        let draft = try Self.referral(in: .draft)
        #expect(draft.parties == ["inst-county"] && draft.openDeadlines.isEmpty)
        let (sent, effects) = try Self.run(.send([]), on: draft, by: .sender)
        #expect(sent.parties == ["inst-county", "inst-province"])
        #expect(sent.openDeadlines.map(\.dueAt) == [ConsultationWorld.start + .hours(24)])
        #expect(
            effects == [
                .notify(
                    institution: "inst-province", role: .invitationCoordinator, notice: .referralReceived)
            ])
        let due = ConsultationWorld.start + .hours(24)
        #expect(throws: Refusal.deadlineNotPassed(dueAt: due)) {
            try Self.run(.deadlinePassed, on: sent, by: .system, at: due)
        }
        let late = try Self.run(.deadlinePassed, on: sent, by: .system, at: due + .seconds(1))
        #expect(late.referral.isOverdue && late.referral.openDeadlines[0].passedAt != nil)
        #expect(late.effects.count == 3)
        // Late, and still answered.
        #expect(
            try Self.run(Self.command(.accept), on: late.referral, by: .receiver).referral.state == .accepted)
    }

    @Test func `the signature is for this target and this text alone`() throws {
        let signed = try Self.referral(in: .draft)
        #expect(signed.isConsented)
        for change in [
            { (content: inout ReferralContent) in content.reason = "其他理由" },
            { $0.summary = "另一份摘要" }, { $0.to = "inst-foreign" },
        ] {
            var other = Self.content
            change(&other)
            let edited = try Self.run(.edit(other), on: signed, by: .sender).referral
            #expect(!edited.isConsented && edited.consent == nil)
            #expect(!edited.availableActions(for: Self.caller(.sender)).contains(.send))
        }
        let same = try Self.run(.edit(Self.content), on: signed, by: .sender).referral
        #expect(same.isConsented)
        var neighbour = Self.signer
        neighbour.kind = .other
        #expect(Self.refusal(.signConsent(neighbour), on: signed) == .consentSignerNotPermitted)
    }

    @Test(.requirement("NHC-ID-16c"))
    func `it goes to a physical institution of another level that serves, and from the own patient's one`()
        throws
    {
        var facts = Self.facts
        facts.target?.isSuspended = true
        #expect(Self.refusal(.send([]), on: try Self.referral(in: .draft), facts: facts) != nil)
        facts = Self.facts
        facts.target?.level = .county
        facts.target?.grade = Self.world.county.grade
        #expect(
            Self.refusal(.send([]), on: try Self.referral(in: .draft), facts: facts)
                == .referral(.directionWrong(.referralUp)))
        facts = Self.facts
        facts.patient?.institution = "inst-province"
        #expect(Self.refusal(Self.opening(), on: nil, facts: facts) == .patientNotOfInvitingInstitution)
        #expect(Self.refusal(Self.opening(), on: nil, by: .coordinator) == .roleRequired([.physician]))
        var nowhere = Self.content
        nowhere.to = nil
        let draft = try Self.run(Self.opening(nowhere), on: nil, by: .sender).referral
        #expect(
            Self.refusal(.signConsent(Self.signer), on: draft)
                == .fieldMissing([FieldProblem("/toInstitutionId", .missing)]))
    }

    @Test func `it is opened from an issued report of the own patient, of nobody else's case`() throws {
        let journey = try ConsultationJourney.furnished(at: .reported)
        let consultation = try #require(journey.current)
        var facts = Self.facts
        facts.consultation = consultation
        let origin = ReferralOrigin(consultation: consultation.id)
        #expect(
            try Self.run(Self.opening(Self.content, origin), on: nil, by: .sender, facts: facts).referral
                .origin == origin)
        facts.consultation = nil
        #expect(Self.refusal(Self.opening(Self.content, origin), on: nil, facts: facts) == .accessDenied)
    }
}
