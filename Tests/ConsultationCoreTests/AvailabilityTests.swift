import ConsultationCore
import Simulation
import Testing

struct AvailabilityTests {
    private func offers(
        _ journey: ConsultationJourney, to person: ConsultationWorld.Person
    ) throws -> [ActionAvailability] {
        try #require(journey.current).availableActions(
            for: journey.world.caller(person), at: journey.now, under: journey.world.policy,
            facts: journey.world.facts)
    }

    @Test func `a draft offers submit and says what is missing`() throws {
        var journey = try ConsultationJourney.furnished(at: .draft)
        let before = try offers(journey, to: .attending)
        #expect(before.contains { $0.action == .submit && $0.refusal == .consentMissing })
        #expect(before.contains { $0.action == .signConsent && $0.refusal == nil })
        try journey.perform(.signConsent(ConsultationJourney.patientSigner), by: .attending)
        let after = try offers(journey, to: .attending)
        #expect(after.contains { $0.action == .submit && $0.refusal == nil })
        #expect(!after.contains { $0.action == .signConsent })
    }

    @Test func `each person is offered their own actions`() throws {
        let inviting = try ConsultationJourney.arrived(at: .inviting)
        let answers = try offers(inviting, to: .invitedCoordinator).map(\.action)
        #expect(Set(answers) == [.accept, .decline, .postMessage])
        #expect(try offers(inviting, to: .stranger) == [])
        #expect(try offers(inviting, to: .invitingFinance) == [])
        let waiting = try ConsultationJourney.arrived(at: .awaitingReport)
        let writing = try offers(waiting, to: .specialist)
        #expect(Set(writing.map(\.action)) == [.saveReportDraft, .signReport, .writeNote, .postMessage])
        #expect(writing.first { $0.action == .signReport }?.refusal?.code == .reportQuestionUnanswered)
    }

    @Test func `what is offered without an obstacle and needs no details does happen`() throws {
        for state in Consultation.State.allCases {
            let journey = try ConsultationJourney.furnished(at: state)
            for row in ConsultationRow.all where row.action != "create" && row.person != .system {
                let action = try #require(ConsultationAction(rawValue: row.action))
                let offered = try offers(journey, to: row.person).contains {
                    $0.action == action && $0.refusal == nil
                }
                let happens = journey.refusal(of: row.command(journey), by: row.person) == nil
                #expect(!happens || offered || action == .issueReport, "\(row.name) in \(state.rawValue)")
            }
        }
    }
}
