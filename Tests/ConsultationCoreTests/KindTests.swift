import ConsultationCore
import Simulation
import TestRequirements
import Testing

private typealias World = ConsultationWorld

/// Outpatient visits and discussions of a case (JL 3), consents that are particular to a kind, and what a consulting
/// doctor may not do.
struct KindTests {
    @Test(.requirement("JL-3b"))
    func `an outpatient visit begins when its physician has recorded that the patient is there`() throws {
        var journey = try ConsultationJourney.outpatient()
        try journey.gather(without: ["doc-neurologist"])
        #expect(journey.refusal(of: .startSession, by: .system) == .patientMissing)
        #expect(journey.refusal(of: .recordPatient(present: true), by: .specialist)?.code == .roleRequired)
        let decision = try journey.perform(.recordPatient(present: true), by: .attending)
        #expect(decision.effects.contains(.beginSession))
        try journey.perform(.startSession, by: .system)
        journey.wait(.minutes(10))
        try journey.perform(.recordPatient(present: false), by: .attending)
        let presence = try #require(journey.current?.session.patientPresences?.first)
        #expect(presence.recordedBy == "doc-attending" && presence.until == journey.now)
        #expect(Consultation.replay(journey.journal) == journey.current)
    }

    @Test(.requirement("JL-3b", "JL-44b"))
    func `an outpatient fee is split as the agreement says, and without a split it is not sent`() throws {
        var journey = try ConsultationJourney.outpatient()
        #expect(journey.current?.charge?.split?.inviting == Money(fen: 9_000))
        #expect(journey.current?.charge?.split?.invited == Money(fen: 21_000))
        journey = ConsultationJourney()
        journey.become(.remoteOutpatient)
        journey.world.agreement.negotiatedSplits = []
        var opening = ConsultationJourney.opening
        opening.serviceKind = .remoteOutpatient
        try journey.perform(.create(opening), by: .attending)
        try journey.perform(.updateDraft(journey.request), by: .attending)
        #expect(journey.refusal(of: .submit, by: .attending) == .agreementSplitMissing)
    }

    private func discussion(_ change: ConsultationRequest, fee: Int64 = 0) throws -> ConsultationJourney {
        var journey = ConsultationJourney()
        journey.become(.remoteCaseDiscussion)
        journey.world.price.amount = Money(fen: fee)
        var opening = ConsultationJourney.opening
        opening.serviceKind = .remoteCaseDiscussion
        try journey.perform(.create(opening), by: .attending)
        try journey.perform(.updateDraft(journey.request), by: .attending)
        try journey.perform(.updateDraft(change), by: .attending)
        return journey
    }

    @Test(.requirement("NHC-TM-3.3.1d"))
    func `a discussion needs a consent as soon as something identifies the patient`() throws {
        let named = try discussion(ConsultationRequest())
        #expect(named.refusal(of: .submit, by: .attending) == .consentMissing)
        var bare = try discussion(ConsultationRequest(deidentified: true))
        #expect(bare.refusal(of: .submit, by: .attending) == nil)
        let telling = try discussion(ConsultationRequest(caseSummary: "患者张三反复胸痛", deidentified: true))
        #expect(telling.refusal(of: .submit, by: .attending) == .consentMissing)
        let asking = try discussion(
            ConsultationRequest(questions: ["身份证 220102198001010012？"], deidentified: true))
        #expect(asking.refusal(of: .submit, by: .attending) == .consentMissing)
        var withFile = bare
        try withFile.perform(
            .attachMaterial(ConsultationJourney.attachment("att-1", .other, at: withFile.now)), by: .attending
        )
        #expect(withFile.refusal(of: .submit, by: .attending) == .consentMissing)
        let charged = try discussion(ConsultationRequest(deidentified: true), fee: 1)
        #expect(charged.refusal(of: .submit, by: .attending)?.code == .feeExceedsConsent)

        try bare.perform(.submit, by: .attending)
        #expect(bare.current?.mayReadMaterial("inst-province") == true)
        #expect(bare.current?.mayIdentifyPatient("inst-province") == false)
        try bare.perform(.accept(bare.acceptance()), by: .invitedCoordinator)
        #expect(
            bare.refusal(
                of: .attachMaterial(ConsultationJourney.attachment("att-2", .other, at: bare.now)),
                by: .attending) == .consentMissing)
    }

    @Test(.requirement("NHC-TM-3.3.1d"))
    func `a discussion goes on without the patient in the room, to its archive`() throws {
        var journey = try discussion(ConsultationRequest(deidentified: true))
        try journey.perform(.submit, by: .attending)
        try journey.perform(.accept(journey.acceptance()), by: .invitedCoordinator)
        try journey.meet()
        #expect(journey.state == .inSession)
        try journey.perform(.writeNote(text: "讨论。"), by: .specialist)
        try journey.perform(.endSession, by: .attending)
        try journey.perform(
            .recordingSegmentSealed(
                recording: "rec-1", segment: 1, root: ConsultationJourney.digest, streams: 2), by: .system)
        try journey.perform(.saveReportDraft(sections: journey.sections(), signers: []), by: .specialist)
        try journey.perform(.signReport, by: .specialist)
        try journey.perform(.decide(outcome: .adopted, plan: "继续观察"), by: .attending)
        try journey.perform(.archive, by: .system)
        #expect(journey.state == .archived)
    }

    @Test(.requirement("NHC-TM-3.3b"))
    func `AT-49 in telemedicine a prescription of the specialist is refused, whatever the state`() throws {
        for state in [
            Consultation.State.accepted, .scheduled, .inSession, .awaitingReport, .reported, .decided,
        ] {
            let journey = try ConsultationJourney.arrived(at: state)
            #expect(
                journey.refusal(of: .prescribe, by: .specialist) == .prescriptionPathwayNotPermitted)
        }
        for policy in [Policy.jilin, .national] {
            #expect(!policy.prescriptionPathways.contains(.telemedicine))
            #expect(policy.prescriptionPathways.contains(.internetHospitalConsultation))
        }
    }

    @Test(.requirement("JL-21", "JL-35d"))
    func `the form asks for the truth, states the fee, and says who records and for how long`() throws {
        var journey = try ConsultationJourney.ready()
        let consent = try #require(journey.current?.consent)
        #expect(consent.truthfulnessStated == true && consent.fee == Money(fen: 30_000))
        #expect(consent.recordedBy == "inst-county" && consent.recordingYears == 15)
        var silent = consent
        silent.truthfulnessStated = nil
        let signer = try #require(consent.signer)
        let current = try #require(journey.current)
        #expect(
            current.consentContent(silent, signedBy: signer).digest
                != current.consentContent(consent, signedBy: signer).digest,
            "what is said is part of what is signed")
        var presentation = ConsultationJourney.presentation
        presentation.truthfulnessStated = false
        #expect(
            journey.refusal(of: .presentConsent(presentation), by: .attending)
                == .consentTruthfulnessNotStated)
        presentation.truthfulnessStated = true
        presentation.recordingStated = false
        #expect(
            journey.refusal(of: .presentConsent(presentation), by: .attending) == .consentRecordingNotStated)
        // The fee becomes a claim of the inviting institution against its patient (JL 21).
        journey = try ConsultationJourney.arrived(at: .reported)
        let claim = journey.postings.first { $0.account.kind == .patientReceivable }
        #expect(claim?.account.holder == "inst-county" && claim?.amount == Money(fen: 30_000))
    }

    @Test(.requirement("NHC-TM-3.2b"))
    func `AT-27 a case that the patient is not to know is hidden until the physician lifts it`() throws {
        var journey = try ConsultationJourney.furnished(at: .draft)
        var son = ConsentSigner(
            kind: .closeRelative, name: "张小明", reasonNotPatient: .notSuitableToInform,
            relationship: .child, identityNumber: "220102200001010010", contact: "0431-1",
            signature: ConsultationJourney.digest)
        var minor = journey
        son.reasonNotPatient = .minor
        try minor.perform(.signConsent(son), by: .attending)
        #expect(minor.current?.isHiddenFromPatient == false)
        son.reasonNotPatient = .notSuitableToInform
        try journey.perform(.signConsent(son), by: .attending)
        #expect(journey.current?.isHiddenFromPatient == true)
        try journey.perform(.submit, by: .attending)
        #expect(journey.refusal(of: .openToPatient, by: .invitingCoordinator)?.code == .roleRequired)
        try journey.perform(.openToPatient, by: .attending)
        #expect(journey.current?.isHiddenFromPatient == false)
        #expect(journey.refusal(of: .openToPatient, by: .attending)?.code == .stateNotAllowed)
    }

    @Test(.requirement("NHC-SUP-13"))
    func `who enters has proved the identity within ten minutes, and comes back after a break without it`()
        throws
    {
        var journey = try ConsultationJourney.arrived(at: .scheduled)
        let age = journey.world.policy.realNameMaxAge
        func refusal(_ verified: WallTime?, in journey: ConsultationJourney) -> Refusal? {
            upload { () throws(Refusal) in
                _ = try Consultation.decide(
                    .enterRoom, on: journey.current,
                    by: journey.world.caller(.attending, verifiedAt: verified),
                    at: journey.now, under: journey.world.policy, facts: journey.world.facts)
            }
        }
        #expect(age == .minutes(10))
        #expect(refusal(journey.now - age, in: journey) == nil)
        #expect(refusal(journey.now - age - TimeSpan(milliseconds: 1), in: journey) == .identityProofRequired)
        #expect(refusal(nil, in: journey) == .identityProofRequired)
        let stale = journey.now - .hours(8)
        try journey.meet()
        journey.wait(.hours(1))
        #expect(refusal(stale, in: journey) == nil, "a page that is loaded again in a session")
        try journey.perform(.participantLeft(participant: "p-1"), by: .system)
        journey.wait(.minutes(30))
        #expect(refusal(stale, in: journey) == nil)
        journey.wait(TimeSpan(milliseconds: 1))
        #expect(refusal(stale, in: journey) == .identityProofRequired)
    }

    @Test(.requirement("NHC-TM-3.3.1b"))
    func `an invitation keeps its channel and who of the inviting institution sent it`() throws {
        let direct = try #require(try ConsultationJourney.arrived(at: .inviting).current?.invitation)
        #expect(direct.channel == .direct && direct.sentBy == "acc-attending")
        var need = try ConsultationJourney.arrived(at: .matching)
        try need.perform(.match(institution: "inst-province"), by: .platformOperator)
        #expect(need.current?.invitation?.channel == .platform)
        #expect(need.current?.invitation?.sentBy == "acc-platformOperator")
        let draft = try ConsultationJourney.ready()
        for person in [World.Person.invitingFinance, .stranger, .invitedCoordinator] {
            #expect(draft.refusal(of: .submit, by: person) != nil)
        }
    }

    @Test(.requirement("NHC-TM-3.3.2b"))
    func `both sides are reminded a day and an hour before the session, each once`() throws {
        var journey = try ConsultationJourney.arrived(at: .inviting)
        let slot = TimeSlot(start: journey.now + .hours(30), end: journey.now + .hours(31))
        try journey.perform(.accept(journey.acceptance(slot: slot)), by: .invitedCoordinator)
        try journey.perform(.confirmSlot, by: .attending)
        for (kind, ahead, notice) in [
            (Deadline.Kind.sessionReminderDay, TimeSpan.hours(24), Effect.Notice.sessionTomorrow),
            (.sessionReminderHour, .hours(1), .sessionInAnHour),
        ] {
            let limit = journey.current?.openDeadlines(under: .jilin).first { $0.kind == kind }
            #expect(limit?.firesAt == slot.start - ahead)
            journey.now = slot.start - ahead
            let decision = try journey.perform(.deadlinePassed(kind), by: .system)
            #expect(decision.effects.contains(.notifyPractitioner("doc-specialist", notice: notice)))
            #expect(
                decision.effects.contains(
                    .notify(institution: "inst-county", role: .physician, notice: notice)))
            #expect(journey.current?.openDeadlines(under: .jilin).contains { $0.kind == kind } == false)
        }
        // A session agreed for the same afternoon has only the one that still lies ahead.
        let short = try ConsultationJourney.arrived(at: .scheduled)
        let kinds = short.current?.openDeadlines(under: .jilin).map(\.kind) ?? []
        #expect(kinds.contains(.sessionReminderHour) && !kinds.contains(.sessionReminderDay))
    }
}
