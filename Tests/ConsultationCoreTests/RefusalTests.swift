import ConsultationCore
import Simulation
import TestRequirements
import Testing

/// One way to each refusal: a journey to bring it about, and the command that is refused.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let code: RefusalCode
    let bringAbout: @Sendable () throws -> Refusal?

    var testDescription: String { code.rawValue }

    init(_ code: RefusalCode, _ bringAbout: @escaping @Sendable () throws -> Refusal?) {
        self.code = code
        self.bringAbout = bringAbout
    }

    /// A case in `state`, one fact changed, then the command.
    init(
        _ code: RefusalCode, in state: Consultation.State, by person: ConsultationWorld.Person,
        spoil: @escaping @Sendable (inout ConsultationJourney) throws -> Void = { _ in },
        _ command: @escaping @Sendable (ConsultationJourney) -> ConsultationCommand
    ) {
        self.init(code) {
            var journey = try ConsultationJourney.furnished(at: state)
            try spoil(&journey)
            return journey.refusal(of: command(journey), by: person)
        }
    }
}

extension ConsultationJourney {
    /// A draft with a signed consent: everything a submit needs.
    static func ready(_ world: ConsultationWorld = ConsultationWorld()) throws -> ConsultationJourney {
        var journey = try furnished(at: .draft)
        try journey.perform(.signConsent(patientSigner), by: .attending)
        journey.world = world
        return journey
    }
}

func upload(_ body: () throws(Refusal) -> Void) -> Refusal? {
    do throws(Refusal) {
        try body()
        return nil
    } catch {
        return error
    }
}

struct RefusalTests {
    @Test(arguments: RefusalCase.all)
    func `each refusal can be brought about and names its rule`(refusal: RefusalCase) throws {
        let found = try refusal.bringAbout()
        #expect(found?.code == refusal.code)
        #expect(found?.requirement.isEmpty == false && found?.article.isEmpty == false)
    }

    @Test func `the cases above cover the closed list`() {
        let covered = Set(RefusalCase.all.map(\.code))
        #expect(RefusalCode.allCases.filter { !covered.contains($0) } == [])
    }

    @Test func `codes are unique and precedence follows the list`() {
        #expect(Set(RefusalCode.allCases.map(\.rawValue)).count == RefusalCode.allCases.count)
        #expect(RefusalCode.accessDenied.precedence < RefusalCode.roleRequired.precedence)
        #expect(RefusalCode.fieldMissing.precedence < RefusalCode.agreementNotInForce.precedence)
        #expect(RefusalCode.allCases.allSatisfy { $0.rawValue.hasPrefix("err.") })
    }

    @Test(.requirement("NHC-TM-3.3.1a"))
    func `of several faults of a submit the first of the list is reported`() throws {
        var journey = try ConsultationJourney.furnished(at: .draft)
        journey.world.price.validFrom = ConsultationWorld.date(2025, 3, 11)
        journey.world.agreement.state = .suspended
        journey.world.patient.verification = nil
        #expect(journey.refusal(of: .submit, by: .attending) == .patientIdentityUnverified)
        journey.world.patient = ConsultationWorld().patient
        #expect(journey.refusal(of: .submit, by: .attending) == .agreementNotInForce)
        journey.world.agreement = ConsultationWorld().agreement
        #expect(journey.refusal(of: .submit, by: .attending) == .noValidPrice)
        journey.world.price = ConsultationWorld().price
        #expect(journey.refusal(of: .submit, by: .attending) == .consentMissing)
    }
}
