import ConsultationCore
import Simulation
import TestRequirements
import Testing

/// Another number in the policy, another decision: none of these is a constant of the code.
struct PolicyEffectTests {
    private typealias World = ConsultationWorld

    @Test func `the fields of an invitation are those that the policy asks for`() throws {
        var world = World()
        world.policy.invitationRequiredFields = [.invitationReason, .caseSummary]
        var bare = ConsultationJourney(world)
        try bare.perform(.create(ConsultationJourney.opening), by: .attending)
        let missing = bare.refusal(of: .submit, by: .attending)
        #expect(
            missing?.fields.map(\.pointer)
                == ["/invitationReason", "/caseSummary", "/requestedSpecialty", "/invitedInstitutionId"])
    }

    @Test func `who may sign for the patient and whether a fee must be stated is the policy's word`() throws {
        var journey = try ConsultationJourney.arrived(at: .draft)
        let free = ConsentPresentation(serviceDescription: "远程会诊", fee: nil, recordingStated: true)
        #expect(journey.refusal(of: .presentConsent(free), by: .attending) == .consentFeeNotStated)
        journey.world.policy.consentFeeStatementRequired = false
        #expect(journey.refusal(of: .presentConsent(free), by: .attending) == nil)
        try journey.perform(.presentConsent(ConsultationJourney.presentation), by: .attending)
        let son = ConsentSigner(
            kind: .closeRelative, name: "张四", reasonNotPatient: .notSuitableToInform, relationship: .child,
            identityNumber: "1", contact: "13800000000", signature: ConsultationJourney.digest)
        #expect(journey.refusal(of: .signConsent(son), by: .attending) == nil)
        journey.world.policy.consentProxySigners = [.guardian]
        #expect(journey.refusal(of: .signConsent(son), by: .attending) == .consentSignerNotPermitted)
    }

    @Test(.requirement("NHC-TM-2.2d"))
    func `a session needs as many qualified physicians as the policy says`() throws {
        var journey = try ConsultationJourney.ready()
        try journey.perform(.submit, by: .attending)
        try journey.perform(
            .accept(journey.acceptance(["doc-specialist", "doc-second"])), by: .invitedCoordinator)
        journey.now = journey.slot.start
        try journey.perform(.enterRoom, by: .attending)
        try journey.perform(.recordingSegmentOpened(recording: "rec-1", segment: 1), by: .system)
        for (seat, person) in [("p-1", "doc-attending"), ("p-2", "doc-specialist")] {
            try journey.perform(
                .participantJoined(participant: ParticipantID(seat), practitioner: PractitionerID(person)),
                by: .system)
        }
        #expect(journey.refusal(of: .startSession, by: .system) == nil)
        journey.world.policy.attendanceInvitedMin = 2
        #expect(journey.refusal(of: .startSession, by: .system) == .invitedPhysicianMissing)
        // The same person twice is one.
        try journey.perform(
            .participantJoined(participant: "p-3", practitioner: "doc-specialist"), by: .system)
        #expect(journey.refusal(of: .startSession, by: .system) == .invitedPhysicianMissing)
        try journey.perform(.participantJoined(participant: "p-4", practitioner: "doc-second"), by: .system)
        #expect(journey.refusal(of: .startSession, by: .system) == nil)
    }

    @Test func `a report names as many authors as the policy asks for`() throws {
        var journey = try ConsultationJourney.arrived(at: .awaitingReport)
        let draft = ConsultationCommand.saveReportDraft(sections: journey.sections(), signers: [])
        #expect(journey.refusal(of: draft, by: .specialist) == nil)
        journey.world.policy.reportMinSigners = 2
        #expect(journey.refusal(of: draft, by: .specialist)?.fields.map(\.pointer) == ["/signers"])
    }

    @Test(.requirement("JL-22.3"))
    func `a request counts as back-dated when it is older than the limit of the upload`() throws {
        for (limit, late) in [(TimeSpan.hours(24), false), (.hours(12), true)] {
            var journey = UploadJourney()
            journey.policy.uploadDeadline = limit
            try journey.perform(
                UploadJourney.open(UploadJourney.trigger(requestedAt: journey.now - .hours(20))))
            #expect(journey.duty?.lateRecorded == late)
            #expect(journey.duty?.dueAt == journey.now - .hours(20) + limit)
        }
    }
}
