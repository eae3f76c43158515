import ConsultationCore
import Simulation
import TestRequirements
import Testing

/// The record, the consent, the exchange, and what ends a visit.
struct VisitRuleTests {
    @Test(.requirement("NHC-ID-25"))
    func `an institution of the registration must have agreed to the online work`() throws {
        var journey = try VisitJourney()
        let missing = Refusal.visit(.institutionConsentMissing(journey.world.attending.id))
        #expect(journey.refusal(of: .open(VisitJourney.opening)) == nil)
        for spoiled in [
            nil,
            OnlineConsent(institution: "inst-city", reference: "x", from: ConsultationWorld.date(2024, 1, 1)),
            OnlineConsent(
                institution: journey.world.county.id, reference: "x",
                from: ConsultationWorld.date(2024, 1, 1),
                validTo: CivilDate(journey.now).adding(days: -1)),
            OnlineConsent(
                institution: journey.world.county.id, reference: "x",
                from: CivilDate(journey.now).adding(days: 1)),
        ] {
            journey.world.attending.onlineConsent = spoiled
            #expect(journey.refusal(of: .open(VisitJourney.opening)) == missing)
        }
    }

    @Test(.requirement("NHC-IH-5"), arguments: [Jurisdiction.jilin, .sichuan, .guangxi])
    func `a physician registered elsewhere sees patients of an internet hospital alone`(
        _ place: Jurisdiction
    ) throws {
        var journey = try VisitJourney(in: place)
        journey.world.attending.registrations = [Registration(institution: "inst-province")]
        journey.world.attending.onlineConsent?.institution = "inst-province"
        let unfiled = Refusal.practitionerNotRegisteredHere("doc-attending")
        #expect(journey.refusal(of: .open(VisitJourney.opening)) == unfiled)
        journey.world.attending.multiSite = [
            .init(institution: "inst-county", authority: "县卫生健康局", number: "BA-1", kind: .filing)
        ]
        #expect(journey.refusal(of: .open(VisitJourney.opening)) == nil)
        journey.world.attending.multiSite = nil
        journey.world.attending.registrations = []
        #expect(journey.refusal(of: .open(VisitJourney.opening))?.code == .practitionerNotRegisteredHere)
        journey.world.attending.registrations = [Registration(institution: "inst-province")]
        journey.world.county.holdsInternetHospitalLicence = false
        journey.world.county.licence?.scope = "内科、互联网诊疗"
        // Sichuan's lapsed text would allow it; it cannot loosen the nation's (AMB-52).
        #expect(journey.refusal(of: .open(VisitJourney.opening)) == .visit(.internetHospitalRequired))
    }

    @Test(.requirement("SC-22"))
    func `a visit is completed with the fields of the template, each asked for by its name`() throws {
        var journey = try VisitJourney.furnished(at: .open)
        for field in VisitRecord.Field.always + [.menstrualHistory] {
            var record = VisitJourney.record
            record.fields[field] = " "
            try journey.perform(.writeRecord(record))
            #expect(journey.refusal(of: .complete) == .visit(.recordFieldMissing(field)), "\(field)")
        }
        try journey.perform(.writeRecord(VisitJourney.record))
        let unproved = journey.physician(verified: false)
        #expect(journey.refusal(of: .complete, by: unproved) == .signatureRequired)
        try journey.perform(.complete)
        #expect(journey.visit?.recordSigned?.signer == journey.world.attending.id)
        #expect(journey.visit?.recordSigned?.digest == VisitJourney.record.digest(of: "visit-1"))
    }

    @Test(.requirement("SC-22"), arguments: [(14, false), (15, true), (49, true), (50, false)])
    func `the menstrual history is asked of women of child-bearing age alone`(
        _ age: Int, _ asked: Bool
    ) throws {
        var journey = try VisitJourney()
        journey.world.patient.birthDate = Redacted(CivilDate(journey.now).adding(years: -age))
        try journey.prepare()
        let refusal = journey.refusal(of: .writeRecord(VisitJourney.record))
        #expect((refusal == nil) == asked)
        journey.world.patient.sex = .male
        #expect(journey.refusal(of: .writeRecord(VisitJourney.record))?.code == .fieldInvalid)
    }

    @Test(.requirement("SC-17", "NHC-ID-16d"))
    func `one tap ends the visit with the institution's warning and target`() throws {
        var journey = try VisitJourney.furnished(at: .open)
        var own = OnlineClinicJourney()
        try own.perform(
            .setEnding(
                EndingRules(
                    conditions: [.init(reason: .criticalIllness, text: "胸痛超过 20 分钟")],
                    warning: "请立即到急诊", target: "县医院急诊科")))
        journey.clinic = own.clinic
        try journey.perform(.stopAndReferOffline(VisitStop(reason: .criticalIllness)))
        let ending = try #require(journey.visit?.ending)
        #expect(journey.visit?.state == .terminated && ending.at == journey.now)
        #expect(ending.advice.value == "请立即到急诊" && ending.target == "县医院急诊科")
        for refused in [
            VisitCommand.signPrescription(1), .diagnose(code: "I10.x00", name: "x", assistance: nil),
            .draftPrescription([VisitJourney.line], assistance: nil),
        ] {
            #expect(journey.refusal(of: refused) == .visit(.terminated))
        }
    }

    @Test(.requirement("NHC-SUP-17"))
    func `who is not the patient is put on record, and the visit is over`() throws {
        var journey = try VisitJourney.furnished(at: .open)
        try journey.perform(.reportImpersonation("面容与证件不符"))
        #expect(journey.visit?.state == .terminated)
        #expect(journey.visit?.violations == [.visit(.impersonationSuspected)])
        #expect(journey.visit?.ending?.reason == .impersonationSuspected)
        // It is told by its own act, and never chosen as an ordinary reason.
        let again = try VisitJourney.furnished(at: .open)
        #expect(
            again.refusal(of: .terminate(.impersonationSuspected, advice: "x"))?.code == .fieldInvalid)
        var unverified = try VisitJourney()
        unverified.world.patient.verification = nil
        #expect(unverified.refusal(of: .open(VisitJourney.opening)) == .patientIdentityUnverified)
    }

    @Test(.requirement("SC-16"))
    func `words of a program are labelled, and nothing is signed before the physician confirmed them`()
        throws
    {
        var journey = try VisitJourney.furnished(at: .open)
        try journey.perform(.draftPrescription([VisitJourney.line], assistance: "用药助手 2"))
        #expect(journey.visit?.prescription(2)?.assistance?.tool == "用药助手 2")
        #expect(journey.refusal(of: .signPrescription(2)) == .visit(.signatureNotHuman))
        #expect(journey.refusal(of: .complete) == .visit(.signatureNotHuman))
        try journey.perform(.confirmAssistance(.prescription(2)))
        #expect(journey.refusal(of: .signPrescription(2)) == nil)
        try journey.perform(.diagnose(code: "I10.x00", name: "高血压", assistance: "辅助诊断"))
        #expect(journey.refusal(of: .signPrescription(2)) == .visit(.signatureNotHuman))
        try journey.perform(.confirmAssistance(.diagnosis))
        // A program that holds an account signs nothing at all.
        journey.world.attending.kind = .softwareAgent
        #expect(journey.refusal(of: .signPrescription(2)) == .visit(.signatureNotHuman))
        #expect(journey.refusal(of: .complete) == .visit(.signatureNotHuman))
    }

    @Test(.requirement("NHC-IH-21b"))
    func `a visit whose consent a relative signed is withheld until the physician lifts it`() throws {
        var journey = try VisitJourney()
        try journey.perform(.open(VisitJourney.opening))
        try journey.perform(.readRiskNotice(version: journey.notice))
        var signer = VisitJourney.consent
        (signer.kind, signer.relationship) = (.closeRelative, .child)
        #expect(journey.refusal(of: .giveConsent(signer))?.code == .consentSignerReasonMissing)
        signer.reasonNotPatient = .notSuitableToInform
        (signer.identityNumber, signer.contact) = ("22010119850101002X", "139")
        try journey.perform(.giveConsent(signer))
        #expect(journey.visit?.isHiddenFromPatient == true)
        try journey.perform(.openToPatient)
        #expect(journey.visit?.isHiddenFromPatient == false)
        signer.kind = .other
        #expect(journey.refusal(of: .giveConsent(signer)) == .consentSignerNotPermitted)
    }

    @Test(.requirement("NHC-SUP-20"))
    func `the chain of a prescription ends with an evaluation that is not the prescriber's own`() throws {
        var journey = try VisitJourney.furnished(at: .completed, prescription: .delivered)
        let own = journey.physician()
        #expect(
            journey.refusal(of: .evaluatePrescription(1, .reasonable, note: ""), by: own)
                == .visit(.selfReview))
        #expect(
            journey.refusal(of: .evaluatePrescription(1, .excessive, note: " "))?.code == .fieldInvalid)
        try journey.perform(.evaluatePrescription(1, .excessive, note: "用量偏大"))
        #expect(journey.visit?.prescription(1)?.evaluations?.first?.verdict == .excessive)
    }

    @Test(.requirement("NHC-IH-A3.3"))
    func `without a pharmacist on duty a prescription queues; one named by agreement may review it`() throws {
        var journey = try VisitJourney.furnished(at: .open)
        var own = OnlineClinicJourney()
        try own.perform(OnlineClinicJourney.sample(.namePharmacists))
        journey.clinic = own.clinic
        journey.pharmacistsOnDuty = 0
        try journey.perform(.signPrescription(1))
        #expect(journey.visit?.prescription(1)?.isQueued == true)
        #expect(journey.visit?.parties == ["inst-county", "inst-province"])
        let outsider = Caller.member(
            Caller.Member(
                account: "acc-third", institution: "inst-province", practitioner: "doc-third", roles: [],
                verifiedAt: journey.now))
        journey.pharmacist.id = "doc-third"
        var lapsed = journey
        lapsed.clinic = nil
        #expect(
            lapsed.refusal(of: .approvePrescription(1, note: ""), by: outsider)
                == .visit(.pharmacistRequired))
        try journey.perform(.approvePrescription(1, note: ""), by: outsider)
        #expect(journey.visit?.prescription(1)?.isQueued == false)
    }

    @Test(.requirement("GX-28c"))
    func `voice and video are what the room carried, once each, and only while the visit is open`() throws {
        var journey = try VisitJourney()
        try journey.prepare()
        #expect(throws: Refusal.self) { try journey.report(.heard(.voice)) }
        try journey.perform(.start)
        try journey.report(.recordingOpened("rec-1", segment: 1))
        try journey.report(.joined(.physician))
        try journey.report(.joined(.patient))
        try journey.report(.joined(.patient))
        #expect(journey.visit?.room?.present == [.physician, .patient])
        try journey.report(.heard(.voice))
        try journey.report(.heard(.voice))
        try journey.report(.heard(.video))
        #expect(journey.visit?.exchanges.map(\.medium) == [.voice, .video])
        #expect(journey.visit?.hasRealExchange == true)
        #expect(throws: Refusal.self) { try journey.report(.patientSaid(.video, "x", file: nil)) }
        #expect(throws: Refusal.self) { try journey.report(.patientSaid(.image, "", file: nil)) }
        try journey.perform(.terminate(.conditionChanged, advice: "请就诊"))
        #expect(throws: Refusal.self) { try journey.report(.heard(.voice)) }
        try journey.report(.recordingSealed(segment: 1, root: Digest(of: "root")))
        #expect(journey.visit?.room?.segments.first?.root == Digest(of: "root"))
    }

    @Test(.requirement("NHC-ID-16b"))
    func `only diseases of the institution's list are followed up, where it has one`() throws {
        var journey = try VisitJourney.furnished(at: .open)
        var own = OnlineClinicJourney()
        try own.perform(.setDiseases(["E11"]))
        journey.clinic = own.clinic
        let command = VisitCommand.diagnose(code: "I10.x00", name: "高血压", assistance: nil)
        #expect(journey.refusal(of: command) == .visit(.diagnosisNotSame))
        try own.perform(.setDiseases(["E11", "I10"]))
        journey.clinic = own.clinic
        #expect(journey.refusal(of: command) == nil)
    }
}
