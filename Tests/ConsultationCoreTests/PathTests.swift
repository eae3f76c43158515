import ConsultationCore
import Simulation
import Testing

struct PathTests {
    @Test(arguments: Consultation.State.allCases)
    func `every state can be reached in the ordinary way`(state: Consultation.State) throws {
        let journey = try ConsultationJourney.arrived(at: state)
        #expect(journey.state == state)
        #expect(Consultation.replay(journey.journal) == journey.current)
    }
}
