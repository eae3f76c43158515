import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct PlatformTests {
    private func matched() throws -> ConsultationJourney {
        var journey = try ConsultationJourney.arrived(at: .matching)
        try journey.perform(.match(institution: "inst-province"), by: .platformOperator)
        return journey
    }

    @Test(.requirement("NHC-TM-1b"))
    func `both ways lead from a published need to an accepted invitation`() throws {
        var byOperator = try matched()
        #expect(byOperator.state == .inviting)
        #expect(byOperator.current?.invitation?.channel == .platform)
        try byOperator.perform(.accept(byOperator.acceptance()), by: .invitedCoordinator)
        #expect(byOperator.state == .scheduled)

        var volunteer = try ConsultationJourney.arrived(at: .matching)
        try volunteer.perform(.volunteer(volunteer.acceptance()), by: .invitedCoordinator)
        #expect(volunteer.state == .scheduled)
        #expect(volunteer.current?.invited == "inst-province")
        #expect(volunteer.current?.charge?.split == SettlementSplit.statutory(fee: Money(fen: 30_000)))
        #expect(Consultation.replay(volunteer.journal) == volunteer.current)
    }

    @Test(.requirement("NHC-TM-1b"))
    func `AT-16 without the operator's signature nobody accepts`() throws {
        var journey = try ConsultationJourney.arrived(at: .matching)
        let volunteer = ConsultationCommand.volunteer(journey.acceptance())
        for platform in [nil, "inst-other"] as [InstitutionID?] {
            journey.world.agreement.platformOperator = platform
            #expect(journey.refusal(of: volunteer, by: .invitedCoordinator) == .platformOperatorMissing)
        }
        journey.world.agreement.state = .suspended
        #expect(journey.refusal(of: volunteer, by: .invitedCoordinator) == .agreementNotInForce)
    }

    @Test(.requirement("NHC-TM-3.3.2d"))
    func `AT-17 inviting side and operator hear of every answer in one decision`() throws {
        func told(_ decision: Decision, _ notice: Effect.Notice) -> Set<InstitutionID> {
            Set(
                decision.effects.compactMap {
                    if case .notify(let institution, _, notice) = $0 { institution } else { nil }
                })
        }
        var accepted = try matched()
        let yes = try accepted.perform(.accept(accepted.acceptance()), by: .invitedCoordinator)
        #expect(told(yes, .invitationAccepted) == ["inst-county", "inst-platform"])
        var declined = try matched()
        let no = try declined.perform(
            .decline(DeclineReason(code: .noSpecialist, text: "专家外出")), by: .invitedCoordinator)
        #expect(told(no, .invitationDeclined) == ["inst-county", "inst-platform"])
        var direct = try ConsultationJourney.arrived(at: .inviting)
        let plain = try direct.perform(.accept(direct.acceptance()), by: .invitedCoordinator)
        #expect(told(plain, .invitationAccepted) == ["inst-county"])
    }

    @Test(.requirement("NHC-TM-1d", "NHC-TM-3.3.2a"))
    func `AT-19 declined or expired, the need is open again and a late answer is refused`() throws {
        var expired = try matched()
        let due = try #require(expired.current?.invitation?.responseDue)
        expired.now = due + TimeSpan(milliseconds: 1)
        let decision = try expired.perform(.deadlinePassed(.responseDue), by: .system)
        #expect(expired.state == .matching)
        #expect(
            decision.effects.contains(
                .notify(institution: "inst-platform", role: .operator, notice: .invitationExpired)))
        #expect(
            expired.refusal(of: .accept(expired.acceptance()), by: .invitedCoordinator) == .invitationNotOpen)
        try expired.perform(.match(institution: "inst-province"), by: .platformOperator)
        #expect(expired.state == .inviting)
    }

    @Test(
        .requirement("NHC-TM-1e"),
        arguments: [
            "患者张三，反复胸痛", "身份证 220102198001010012", "2201 0219 8001 0100 12", "电话13800000000",
            "电话 138-0000-0000",
        ])
    func `AT-69 a text that names the patient is not published`(_ summary: String) throws {
        var journey = ConsultationJourney()
        try journey.prepareNeed()
        try journey.perform(
            .updateDraft(ConsultationRequest(publicSummary: Redacted(summary))), by: .attending)
        #expect(
            journey.refusal(of: .submit, by: .attending)
                == .identifiableData([FieldProblem("/publicSummary", .invalid)]))
        try journey.perform(
            .updateDraft(ConsultationRequest(publicSummary: "中年女性，心率 102 次/分，肌钙蛋白 0.8")),
            by: .attending)
        #expect(journey.refusal(of: .submit, by: .attending) == nil)
    }

    @Test(.requirement("NHC-TM-1e"))
    func `until it has accepted a candidate is no party and reads nothing`() throws {
        var journey = try ConsultationJourney.arrived(at: .matching)
        #expect(journey.current?.side(of: "inst-province") == nil)
        #expect(journey.current?.isVisible(to: "inst-province") == false)
        try journey.perform(.volunteer(journey.acceptance()), by: .invitedCoordinator)
        #expect(journey.current?.mayReadMaterial("inst-province") == true)
    }

    @Test(.requirement("NHC-TM-1d"))
    func `only a licensed, serving institution of the level and department is a candidate`() throws {
        func refusal(_ spoil: (inout Institution) -> Void) throws -> Refusal? {
            var journey = try ConsultationJourney.arrived(at: .matching)
            spoil(&journey.world.province)
            let byOperator = journey.refusal(of: .match(institution: "inst-province"), by: .platformOperator)
            let volunteer = journey.refusal(
                of: .volunteer(journey.acceptance()), by: .invitedCoordinator)
            #expect(byOperator == volunteer)
            return volunteer
        }
        #expect(try refusal { $0.isSuspended = true }?.code == .institutionSuspended)
        #expect(try refusal { $0.licence = nil }?.code == .institutionLicenceInvalid)
        #expect(try refusal { $0.grade = .primary }?.code == .institutionLevelTooLow)
        #expect(try refusal { $0.departments = [] }?.code == .departmentNotApproved)
        #expect(try refusal { _ in } == nil)
    }

    @Test(.requirement("NHC-TM-1b"))
    func `a stranger's operator, the inviting side itself and other roles cannot answer a need`() throws {
        let journey = try ConsultationJourney.arrived(at: .matching)
        let answer = ConsultationCommand.volunteer(journey.acceptance())
        #expect(journey.refusal(of: answer, by: .invitingCoordinator) == .accessDenied)
        #expect(journey.refusal(of: answer, by: .specialist)?.code == .roleRequired)
        let match = ConsultationCommand.match(institution: "inst-province")
        #expect(journey.refusal(of: match, by: .invitedCoordinator) == .accessDenied)
    }

    @Test func `AT-71 after twelve hours the inviting side is told to name an institution`() throws {
        var journey = try ConsultationJourney.arrived(at: .matching)
        journey.now = journey.now + .hours(12) + TimeSpan(milliseconds: 1)
        let decision = try journey.perform(.deadlinePassed(.matchingDue), by: .system)
        #expect(
            decision.effects.contains(
                .notify(institution: "inst-county", role: .physician, notice: .matchingOverdue)))
        #expect(journey.state == .matching)
        #expect(!decision.effects.contains { if case .deliverMaterial = $0 { true } else { false } })
    }
}
