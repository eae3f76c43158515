import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct HoldTests {
    private func held(
        in state: Consultation.State, _ institution: InstitutionID = "inst-province",
        _ cause: SuspensionCause = .equipmentChanged
    ) throws -> ConsultationJourney {
        var journey = try ConsultationJourney.furnished(at: state)
        try journey.perform(.hold(institution: institution, cause: cause), by: .system)
        return journey
    }

    @Test(.requirement("JL-34a"), arguments: ["inst-county", "inst-province"] as [InstitutionID])
    func `while a side has stopped nothing new begins, and what was done may be finished`(
        _ institution: InstitutionID
    ) throws {
        let suspended = Refusal.institutionSuspended(institution)
        let inviting = try held(in: .inviting, institution)
        #expect(inviting.refusal(of: .accept(inviting.acceptance()), by: .invitedCoordinator) == suspended)
        let decline = ConsultationCommand.decline(DeclineReason(code: .other, text: "停止服务"))
        #expect(inviting.refusal(of: decline, by: .invitedCoordinator) == nil)
        let accepted = try held(in: .accepted, institution)
        #expect(accepted.refusal(of: .confirmSlot, by: .invitingCoordinator) == suspended)
        let scheduled = try held(in: .scheduled, institution)
        #expect(scheduled.refusal(of: .startSession, by: .system) == suspended)
        #expect(scheduled.refusal(of: .enterRoom, by: .attending) == suspended)
        #expect(scheduled.refusal(of: .cancel(reason: "转院"), by: .invitingCoordinator) == nil)
        let running = try held(in: .inSession, institution)
        #expect(running.refusal(of: .endSession, by: .attending) == nil)
        let waiting = try held(in: .awaitingReport, institution)
        #expect(waiting.refusal(of: .signReport, by: .specialist) == nil)
        let reported = try held(in: .reported, institution)
        #expect(reported.refusal(of: .decide(outcome: .adopted, plan: "择期造影"), by: .attending) == nil)
    }

    @Test(.requirement("JL-34a"))
    func `lifting the stop lets the case go on where it stood`() throws {
        var journey = try held(in: .scheduled)
        try journey.perform(.liftHold(institution: "inst-province"), by: .system)
        #expect(journey.current?.openHolds.isEmpty == true)
        try journey.perform(.startSession, by: .system)
        #expect(journey.state == .inSession)
        #expect(Consultation.replay(journey.journal) == journey.current)
    }

    @Test(.requirement("JL-34a"), arguments: [Consultation.State.inviting, .accepted, .scheduled])
    func `a case is handed over from a stopped institution and keeps its number`(
        _ state: Consultation.State
    ) throws {
        var journey = try held(in: state)
        let number = journey.current?.number
        try journey.perform(.handOver(reason: "受邀机构停止服务"), by: .invitingCoordinator)
        #expect(journey.state == .draft)
        #expect(journey.current?.number == number)
        #expect(journey.current?.invitation?.state == .withdrawn)
        #expect(journey.current?.assigned.isEmpty == true)
        #expect(journey.current?.openHolds.isEmpty == true)
        #expect(
            journey.refusal(of: .handOver(reason: "再次"), by: .invitingCoordinator)?.code == .stateNotAllowed)
    }

    @Test(.requirement("JL-34c"), arguments: [SuspensionCause.safetyHazard, .seriousConsequence])
    func `a hazard closes a running session five minutes later and keeps its record`(
        _ cause: SuspensionCause
    ) throws {
        var journey = try held(in: .inSession, "inst-province", cause)
        let limit = try #require(
            journey.current?.openDeadlines(under: journey.world.policy).first { $0.kind == .suspensionGrace })
        #expect(limit.dueAt == journey.now + .minutes(5))
        journey.now = limit.dueAt
        #expect(
            journey.refusal(of: .deadlinePassed(.suspensionGrace), by: .system)
                == .deadlineNotPassed(dueAt: limit.dueAt))
        journey.now = limit.firesAt
        let decision = try journey.perform(.deadlinePassed(.suspensionGrace), by: .system)
        #expect(journey.state == .awaitingReport, "a note was written: an opinion may follow")
        #expect(decision.effects.contains(.closeRoom))
        #expect(journey.current?.recording != nil && journey.current?.note != nil)
    }

    @Test(.requirement("JL-34c"))
    func
        `without an opinion a session closed for a hazard is terminated, and without a hazard it may finish`()
        throws
    {
        var bare = try ConsultationJourney.arrived(at: .inSession)
        try bare.perform(.hold(institution: "inst-county", cause: .safetyHazard), by: .system)
        bare.now = bare.now + .minutes(5) + TimeSpan(milliseconds: 1)
        try bare.perform(.deadlinePassed(.suspensionGrace), by: .system)
        #expect(bare.state == .terminated)

        let other = try held(in: .inSession, "inst-province", .staffChanged)
        let kinds = other.current?.openDeadlines(under: other.world.policy).map(\.kind)
        #expect(kinds?.contains(.suspensionGrace) == false)
    }

    @Test func `a stop told twice is one hold, and a foreign one is none`() throws {
        var journey = try held(in: .accepted)
        let again = try journey.perform(
            .hold(institution: "inst-province", cause: .staffChanged), by: .system)
        #expect(again.events.isEmpty)
        #expect(
            journey.refusal(of: .hold(institution: "inst-other", cause: .staffChanged), by: .system)
                == .accessDenied)
    }

    @Test(.requirement("JL-22.6"))
    func `a stopped institution cannot fulfil the upload duty, and the clock runs on`() throws {
        var journey = try UploadJourney.opened()
        var world = ConsultationWorld()
        world.province.isSuspended = true
        let due = journey.duty?.dueAt
        let refusal = upload { () throws(Refusal) in
            _ = try UploadDuty.decide(
                .acknowledge(
                    group: .conditionSummary, attachment: "att-1", institution: "inst-province"),
                on: journey.duty, by: .system, at: journey.now, under: .jilin, facts: world.facts)
        }
        #expect(refusal == .institutionSuspended("inst-province"))
        journey.now = journey.now + .hours(24) + TimeSpan(milliseconds: 1)
        try journey.perform(.deadlinePassed(.uploadDue))
        #expect(journey.duty?.state == .overdue && journey.duty?.dueAt == due)
    }
}
