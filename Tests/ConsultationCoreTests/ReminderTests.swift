import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct ReminderTests {
    @Test(.requirement("NHC-TM-3.3.2a"), arguments: [Priority.routine, .urgent])
    func `whoever is asked is reminded at half and at four fifths of the time, each once`(
        _ priority: Priority
    ) throws {
        var journey = ConsultationJourney()
        var opening = ConsultationJourney.opening
        opening.priority = priority
        try journey.perform(.create(opening), by: .attending)
        try journey.perform(.updateDraft(journey.request), by: .attending)
        try journey.perform(.presentConsent(ConsultationJourney.presentation), by: .attending)
        try journey.perform(.signConsent(ConsultationJourney.patientSigner), by: .attending)
        try journey.perform(.submit, by: .attending)
        let invitation = try #require(journey.current?.invitation)
        let whole = invitation.responseDue - invitation.sentAt
        #expect(whole == (priority == .urgent ? .hours(2) : .hours(24)))
        for (kind, percent) in [(Deadline.Kind.responseReminderHalf, 50), (.responseReminderLate, 80)] {
            let at = invitation.sentAt + TimeSpan(milliseconds: whole.milliseconds * Int64(percent) / 100)
            journey.now = at - TimeSpan(milliseconds: 1)
            let early = journey.refusal(of: .deadlinePassed(kind), by: .system)
            #expect(early == .deadlineNotPassed(dueAt: at))
            journey.now = at
            let decision = try journey.perform(.deadlinePassed(kind), by: .system)
            let reminder = Effect.notify(
                institution: "inst-province", role: .invitationCoordinator, notice: .invitationReminder)
            #expect(decision.effects == [reminder])
            let open = journey.current?.openDeadlines(under: journey.world.policy).map(\.kind)
            #expect(open?.contains(kind) == false, "reminded once")
        }
        #expect(journey.state == .inviting)
        let answer = ConsultationCommand.accept(journey.acceptance(slot: journey.otherSlot))
        #expect(journey.refusal(of: answer, by: .invitedCoordinator) == nil)
    }
}
