import ConsultationCore
import Simulation
import TestRequirements
import Testing

private typealias World = ConsultationWorld

/// The acceptance scenarios of REQUIREMENTS.md §7 that the direct telemedicine path touches.
struct ScenarioTests {
    @Test(.requirement("NHC-TM-3.3.1a"))
    func `AT-13 all missing fields are named at once and the draft stays`() throws {
        var journey = ConsultationJourney()
        try journey.perform(.create(ConsultationJourney.opening), by: .attending)
        var request = journey.request
        request.requestedTitle = nil
        request.invitationPurpose = " \u{3000} "
        try journey.perform(.updateDraft(request), by: .attending)
        let refusal = try #require(journey.refusal(of: .submit, by: .attending))
        #expect(refusal.code == .fieldMissing)
        #expect(refusal.fields.map(\.pointer) == ["/invitationPurpose", "/requestedTitle"])
        #expect(journey.state == .draft)
    }

    @Test(.requirement("NHC-TM-1c"))
    func `AT-14 an invitation to a person is refused`() throws {
        var journey = try ConsultationJourney.ready()
        try journey.perform(
            .updateDraft(ConsultationRequest(invitee: .person("doc-specialist"))), by: .attending)
        #expect(journey.refusal(of: .submit, by: .attending) == .practitionerInvited)
    }

    @Test(.requirement("NHC-TM-1a", "JL-15"))
    func `an institution cannot invite itself`() throws {
        var journey = try ConsultationJourney.ready()
        try journey.perform(
            .updateDraft(ConsultationRequest(invitee: .institution("inst-county"))), by: .attending)
        let refusal = journey.refusal(of: .submit, by: .attending)
        #expect(refusal == .fieldInvalid([FieldProblem("/invitedInstitutionId", .inviteeIsSelf)]))
    }

    @Test(.requirement("JL-15"))
    func `AT-15 an agreement ends at 24 hours of its last day; a report is still issued`() throws {
        var journey = try ConsultationJourney.furnished(at: .scheduled)
        journey.world.agreement.validTo = World.date(2025, 3, 10)
        journey.now = World.at(2025, 3, 10, 23, 59, 59, 999)
        #expect(journey.refusal(of: .startSession, by: .system) == nil)
        journey.now = World.at(2025, 3, 11, 0)
        #expect(journey.refusal(of: .startSession, by: .system) == .agreementNotInForce)

        var reporting = try ConsultationJourney.furnished(at: .awaitingReport)
        reporting.world.agreement.validTo = World.date(2025, 3, 9)
        try reporting.perform(.signReport, by: .specialist)
        #expect(reporting.state == .reported)
        #expect(reporting.current?.violations == [.agreementLapsedDuringCase])
    }

    @Test(.requirement("NHC-TM-3.3.2c", "NHC-TM-3.3.2e"))
    func `AT-18 only the coordinator answers, and declining needs a reason in words`() throws {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        let blank = DeclineReason(code: .noSpecialist, text: "   ")
        #expect(journey.refusal(of: .decline(blank), by: .invitedCoordinator) == .declineReasonRequired)
        let reason = DeclineReason(code: .noSpecialist, text: "专家外出")
        #expect(journey.refusal(of: .decline(reason), by: .specialist)?.code == .roleRequired)
        try journey.perform(.decline(reason), by: .invitedCoordinator)
        #expect(journey.state == .draft)
        #expect(journey.current?.number == ConsultationJourney.opening.number)
        #expect(journey.current?.invitation?.declineReason == reason)
        #expect(journey.current?.mayReadMaterial("inst-province") == false)
        #expect(journey.refusal(of: .enterRoom, by: .specialist) == .accessDenied)
    }

    @Test(.requirement("NHC-TM-3.3.2a"))
    func `AT-19 an answer at the limit counts, afterwards the invitation expires`() throws {
        let longSlot = TimeSlot(start: World.at(2025, 3, 11, 9), end: World.at(2025, 3, 11, 10))
        var journey = try ConsultationJourney.arrived(at: .inviting)
        journey.now = World.at(2025, 3, 11, 8)
        let accept = ConsultationCommand.accept(journey.acceptance(slot: longSlot))
        #expect(journey.refusal(of: accept, by: .invitedCoordinator) == nil)
        #expect(
            journey.refusal(of: .expireInvitation, by: .system) == .deadlineNotPassed(dueAt: journey.now))
        journey.now = World.at(2025, 3, 11, 8, 0, 0, 1)
        #expect(journey.refusal(of: accept, by: .invitedCoordinator) == .invitationNotOpen)
        let decision = try journey.perform(.deadlinePassed(.responseDue), by: .system)
        #expect(journey.state == .draft)
        #expect(journey.current?.invitation?.state == .expired)
        let told = decision.effects.compactMap { effect -> InstitutionID? in
            if case .notify(let institution, _, .invitationExpired) = effect { institution } else { nil }
        }
        #expect(Set(told) == ["inst-county", "inst-province"])
        #expect(journey.refusal(of: accept, by: .invitedCoordinator) == .invitationNotOpen)
        #expect(journey.current?.consent?.state == .signed, "the same consent serves a second invitation")
    }

    @Test(.requirement("NHC-TM-3.3.2a"))
    func `an urgent request is answered within two hours`() throws {
        var journey = ConsultationJourney()
        var opening = ConsultationJourney.opening
        opening.priority = .urgent
        try journey.perform(.create(opening), by: .attending)
        try journey.perform(.updateDraft(journey.request), by: .attending)
        try journey.perform(.presentConsent(ConsultationJourney.presentation), by: .attending)
        try journey.perform(.signConsent(ConsultationJourney.patientSigner), by: .attending)
        try journey.perform(.submit, by: .attending)
        #expect(journey.current?.invitation?.responseDue == journey.now + .hours(2))
    }

    @Test(.requirement("JL-14c"))
    func `AT-21 the title rule binds consultants in Jilin, not companions and not elsewhere`() throws {
        var world = World()
        world.specialist.title = .intermediate
        var journey = try ConsultationJourney.arrived(at: .inviting)
        journey.world = world
        let accept = ConsultationCommand.accept(journey.acceptance())
        #expect(
            journey.refusal(of: accept, by: .invitedCoordinator) == .practitionerTitleTooLow("doc-specialist")
        )
        journey.world.policy = .national
        #expect(journey.refusal(of: accept, by: .invitedCoordinator) == nil)
        #expect(world.attending.title == .intermediate, "the companion of every journey has no senior title")
    }

    @Test(.requirement("NHC-TM-2.2b"))
    func `AT-22 exactly three years of independent work on the day of the session pass`() throws {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        journey.world.specialist.independentClinicalStart = World.date(2022, 3, 11)
        let early = ConsultationCommand.accept(journey.acceptance())
        #expect(
            journey.refusal(of: early, by: .invitedCoordinator)
                == .practitionerExperienceTooShort("doc-specialist"))
        let nextDay = ConsultationCommand.accept(journey.acceptance(slot: journey.otherSlot))
        #expect(journey.refusal(of: nextDay, by: .invitedCoordinator) == nil)
    }

    @Test(.requirement("JL-12"), arguments: [(HospitalGrade.primary, false), (.secondary, true)])
    func `AT-23 the invited hospital is at least of the second grade`(grade: HospitalGrade, passes: Bool)
        throws
    {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        journey.world.province.grade = grade
        let refusal = journey.refusal(of: .accept(journey.acceptance()), by: .invitedCoordinator)
        #expect(refusal == (passes ? nil : .institutionLevelTooLow("inst-province")))
    }

    @Test(.requirement("JL-16"))
    func `AT-24 an outsider needs an agreement under the terms of Jilin`() throws {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        journey.world.province.jurisdiction = "heilongjiang"
        let accept = ConsultationCommand.accept(journey.acceptance())
        #expect(
            journey.refusal(of: accept, by: .invitedCoordinator) == .jilinTermsRequired(governingText: "JL"))
        journey.world.agreement.governingText = "JL"
        #expect(journey.refusal(of: accept, by: .invitedCoordinator) == nil)
    }

    @Test(.requirement("NHC-TM-2.2c", "NHC-TM-2.2a"))
    func `AT-25 a village doctor may accompany outside Jilin only`() throws {
        var world = World()
        world.county.level = .primaryCare
        world.attending.kind = .villageDoctor
        var journey = try ConsultationJourney.furnished(at: .scheduled)
        journey.world = world
        #expect(journey.refusal(of: .startSession, by: .system) == .invitingPhysicianMissing)
        journey.world.policy = .national
        #expect(journey.refusal(of: .startSession, by: .system) == nil)
        journey.world.county.level = .county
        #expect(journey.refusal(of: .startSession, by: .system) == .invitingPhysicianMissing)
    }

    @Test(.requirement("NHC-TM-3.2b"))
    func `AT-26 and AT-27 a neighbour cannot sign, a son with a reason can`() throws {
        var journey = try ConsultationJourney.furnished(at: .draft)
        let neighbour = ConsentSigner(
            kind: .closeRelative, name: "邻居", reasonNotPatient: .notSuitableToInform, relationship: .other,
            identityNumber: "1", contact: "1", signature: ConsultationJourney.digest)
        #expect(journey.refusal(of: .signConsent(neighbour), by: .attending) == .consentSignerNotPermitted)
        var son = neighbour
        son.relationship = .child
        son.reasonNotPatient = nil
        son.contact = " "
        #expect(
            journey.refusal(of: .signConsent(son), by: .attending)?.fields.map(\.pointer)
                == ["/reasonNotPatient", "/contact"])
        son.reasonNotPatient = .notSuitableToInform
        son.contact = "13800000000"
        try journey.perform(.signConsent(son), by: .attending)
        try journey.perform(.submit, by: .attending)
        #expect(journey.state == .inviting)
    }

    @Test(.requirement("NHC-TM-3.2c", "NHC-TM-3.2a"))
    func `AT-28 a higher fee needs a new consent, a lower one does not`() throws {
        var journey = try ConsultationJourney.ready()
        journey.world.price.amount = Money(fen: 32_000)
        #expect(
            journey.refusal(of: .submit, by: .attending)
                == .feeExceedsConsent(fee: Money(fen: 32_000), consented: Money(fen: 30_000)))
        var presentation = ConsultationJourney.presentation
        presentation.fee = Money(fen: 32_000)
        try journey.perform(.presentConsent(presentation), by: .attending)
        try journey.perform(.signConsent(ConsultationJourney.patientSigner), by: .attending)
        #expect(journey.current?.earlierConsents.map(\.state) == [.superseded])
        journey.world.price.amount = Money(fen: 31_999)
        try journey.perform(.submit, by: .attending)
        #expect(journey.current?.charge?.fee == Money(fen: 31_999))
        journey.world.price.amount = Money(fen: 99_999)
        try journey.perform(.accept(journey.acceptance()), by: .invitedCoordinator)
        #expect(journey.current?.charge?.fee == Money(fen: 31_999), "the price is frozen at submit")
    }

    @Test(.requirement("NHC-TM-3.2a"))
    func `naming another institution supersedes the consent given for the first`() throws {
        var journey = try ConsultationJourney.ready()
        try journey.perform(
            .updateDraft(ConsultationRequest(invitee: .institution("inst-third"))), by: .attending)
        #expect(journey.current?.consent?.state == .superseded)
    }

    @Test(.requirement("JL-20"))
    func `AT-29 a consent withdrawn one minute before the start stops everything`() throws {
        var journey = try ConsultationJourney.furnished(at: .scheduled)
        let decision = try journey.perform(.withdrawConsent(reason: "患者改变主意"), by: .attending)
        #expect(decision.effects.contains(.offerUploadDutyClosure(.consentRefused)))
        #expect(decision.effects.contains(.closeRoom))
        #expect(journey.state == .cancelled)
        #expect(journey.refusal(of: .startSession, by: .system) == .consentWithdrawn)
        #expect(journey.current?.mayReadMaterial("inst-province") == false)
    }

    @Test(.requirement("NHC-TM-2.2a", "NHC-TM-2.2d", "NHC-TM-3.3.3d"))
    func `AT-33 a gap of more than 120 seconds is recorded and cuts nothing`() throws {
        for side in PartySide.allCases {
            let (participant, doctor, kind): (ParticipantID, PractitionerID, Deadline.Kind) =
                side == .inviting
                ? ("p-1", "doc-attending", .invitingAttendanceGap)
                : ("p-2", "doc-specialist", .invitedAttendanceGap)
            var journey = try ConsultationJourney.arrived(at: .inSession)
            let left = journey.now
            try journey.perform(.participantLeft(participant: participant), by: .system)
            journey.wait(.seconds(120))
            #expect(journey.refusal(of: .deadlinePassed(kind), by: .system) != nil)
            journey.wait(TimeSpan(milliseconds: 1))
            try journey.perform(.deadlinePassed(kind), by: .system)
            #expect(journey.current?.violations == [.attendanceGap(side: side, since: left)])
            #expect(journey.state == .inSession)
            journey.wait(.seconds(30))
            try journey.perform(
                .participantJoined(participant: participant, practitioner: doctor), by: .system)
            let gap = try #require(journey.current?.session.gaps.first)
            #expect(gap.side == side && gap.since == left && gap.until == journey.now)
        }
    }

    @Test(.requirement("NHC-TM-3.3.3d"))
    func `a gap that nobody scanned is found when the physician comes back, a short one is none`() throws {
        for (absence, gaps) in [(TimeSpan.seconds(120), 0), (.seconds(121), 1)] {
            var journey = try ConsultationJourney.arrived(at: .inSession)
            try journey.perform(.participantLeft(participant: "p-2"), by: .system)
            journey.wait(absence)
            try journey.perform(
                .participantJoined(participant: "p-2", practitioner: "doc-specialist"), by: .system)
            #expect(journey.current?.violations.count == gaps)
        }
    }

    @Test(.requirement("NHC-TM-2.3.3"))
    func `a side on its last provider is a breach on record that ends nothing`() throws {
        var consultation = try #require(try ConsultationJourney.arrived(at: .inSession).current)
        let before = consultation
        consultation.apply(
            ConsultationEvent(
                at: ConsultationWorld.start, by: .system, policyVersion: Policy.national.id,
                change: .violationRaised(.redundancyLost(side: .invited))))
        #expect(consultation.violations == [.redundancyLost(side: .invited)])
        #expect(consultation.state == before.state)
        #expect(consultation.violations.map(\.code) == ["vio.network.redundancyLost"])
    }

    @Test(.requirement("JL-35c"))
    func `a recorder that comes back in a session leaves a recorded gap`() throws {
        var journey = try ConsultationJourney.arrived(at: .inSession)
        try journey.perform(
            .recordingSegmentSealed(
                recording: "rec-1", segment: 1, root: ConsultationJourney.digest, streams: 4),
            by: .system)
        journey.wait(.seconds(7))
        try journey.perform(.recordingSegmentOpened(recording: "rec-1", segment: 2), by: .system)
        #expect(journey.current?.violations == [.recordingGap(segment: 2, length: .seconds(7))])
        #expect(journey.state == .inSession)
    }

    @Test(.requirement("NHC-SUP-13", "SC-16"))
    func `AT-66 a software agent gets no seat`() throws {
        var journey = try ConsultationJourney.arrived(at: .scheduled)
        journey.world.specialist.kind = .softwareAgent
        #expect(journey.refusal(of: .enterRoom, by: .specialist) == .attendanceNotHuman("doc-specialist"))
    }

    @Test(.requirement("JL-30"))
    func `an attempt of a physician who was not assigned is refused and reported`() throws {
        let journey = try ConsultationJourney.arrived(at: .scheduled)
        let refusal = journey.refusal(of: .enterRoom, by: .secondSpecialist)
        #expect(refusal == .practitionerNotAuthorised("doc-second"))
        #expect(refusal?.violation == .unauthorisedService(practitioner: "doc-second"))
        #expect(refusal?.violation?.code == "vio.practitioner.unauthorisedService")
    }
}
