package import ConsultationCore

/// One online visit, driven by the people whose steps they are.
package struct VisitJourney: Sendable {
    package var world = ConsultationWorld()
    package var now = ConsultationWorld.start
    package var policy = Policy.jilin
    package var rules: VisitRules
    package var pharmacist: Practitioner
    package var clinic: OnlineClinic?
    package var pharmacistsOnDuty = 1
    package private(set) var visit: InternetVisit?

    package static let drugs: [String: Drug] = [
        "C08CA01": Drug(code: "C08CA01", name: "氨氯地平", specification: "5mg×28片", classes: []),
        "N05BA01": Drug(code: "N05BA01", name: "地西泮", specification: "2.5mg×20片", classes: [.psychotropic]),
        "B01AA03": Drug(code: "B01AA03", name: "华法林", specification: "3mg×80片", classes: [.highRisk]),
    ]
    package static let line = Prescription.Line(drug: "C08CA01", quantity: 1, usage: "每日一次，每次一片")

    package init(
        in jurisdiction: Jurisdiction = .jilin, at now: WallTime = ConsultationWorld.start,
        of pathway: LegalPathway = .internetFollowUp
    ) throws {
        let schedule = try PolicySchedule(.repository)
        guard let found = schedule.version(of: pathway, for: jurisdiction, on: CivilDate(now)) else {
            throw PolicyIncomplete(parameters: [pathway.rawValue])
        }
        rules = try VisitRules(found.resolution, named: found.policy.id)
        self.now = now
        world.county.holdsInternetHospitalLicence = true
        world.attending.title = .associateSenior
        world.attending.provincialRegistration = world.specialist.provincialRegistration
        world.attending.onlineConsent = OnlineConsent(
            institution: world.county.id, reference: "线上执业同意书 1 号", from: ConsultationWorld.date(2024, 1, 1))
        pharmacist = ConsultationWorld.physician(
            "doc-pharmacist", at: "inst-county", title: .junior, since: 2015)
        pharmacist.kind = .reviewingPharmacist
    }

    package func physician(verified: Bool = true) -> Caller {
        world.caller(.attending, verifiedAt: verified ? now : nil)
    }

    package var reviewer: Caller { caller(pharmacist.id) }

    package func caller(_ practitioner: PractitionerID) -> Caller {
        .member(
            Caller.Member(
                account: "acc-review", institution: world.county.id, practitioner: practitioner, roles: [],
                verifiedAt: now))
    }

    package mutating func perform(_ command: VisitCommand, by caller: Caller? = nil) throws(Refusal) {
        let isReviewers = command.action?.isPharmacists == true || command.action == .evaluatePrescription
        let caller = caller ?? (isReviewers ? reviewer : physician())
        let known = [world.attending, pharmacist, world.specialist]
        let practitioner = known.first { $0.id == caller.member?.practitioner }
        var opening: VisitOpening?
        if case .open(let found) = command { opening = found }
        let decision = try InternetVisit.decide(
            command, on: visit, by: caller, at: now, under: policy, rules: rules,
            facts: VisitFacts(
                institution: world.county, practitioner: practitioner, patient: world.patient,
                drugs: Self.drugs, clinic: clinic, pharmacistsOnDuty: pharmacistsOnDuty,
                consulted: known.first { $0.id == opening?.physician },
                reception: opening?.reception.flatMap { reception in
                    [world.county, world.province].first { $0.id == reception.institution }
                }))
        visit = InternetVisit.state(after: decision, on: visit)
    }

    /// What the room or the patient's page tells.
    package mutating func report(_ report: VisitReport) throws(Refusal) {
        guard let visit else { throw .accessDenied }
        let decision = try InternetVisit.note(report, on: visit, at: now, under: rules.version)
        self.visit = InternetVisit.state(after: decision, on: visit)
    }

    package func refusal(of command: VisitCommand, by caller: Caller? = nil) -> Refusal? {
        var copy = self
        do throws(Refusal) {
            try copy.perform(command, by: caller)
            return nil
        } catch { return error }
    }

    package static let opening = VisitOpening(
        id: "visit-1", patient: "pat-1", department: ConsultationWorld.cardiology)

    package func evidence(on day: CivilDate? = nil) -> VisitEvidence {
        VisitEvidence(
            kind: .outpatientRecord, institutionName: "县医院",
            diagnosedOn: day ?? CivilDate(now).adding(days: -20), diagnoses: ["I10.x00"],
            document: Digest(of: "record"))
    }

    package static let consent = ConsentSigner(
        kind: .patient, name: "张三", signature: Digest(of: "signature"))

    package var notice: String {
        (clinic?.notice(.internetVisit) ?? .standard(.internetVisit)).version
    }

    /// Everything that the record's template asks of the patient of the world.
    package static let record = VisitRecord(
        fields: Dictionary(
            uniqueKeysWithValues: (VisitRecord.Field.always + [.menstrualHistory]).map { ($0, "无特殊") }))

    package static let companions = VisitCompanions(
        guardianName: "李四", guardianRelation: "母亲", guardianIdentity: "22010119850101002X",
        guardianContact: "13900000000", specialistName: "王医师", specialistLicence: "110",
        specialistSpecialty: "儿科")

    /// Physician and patient write to each other.
    package mutating func talk() throws(Refusal) {
        try perform(.exchange(.text, "血压控制如何？", file: nil))
        try report(.patientSaid(.text, "早晨一百四", file: nil))
    }

    /// Everything a start asks for.
    package mutating func prepare(evidence: VisitEvidence? = nil) throws(Refusal) {
        try perform(.open(Self.opening))
        try perform(.readRiskNotice(version: notice))
        try perform(.giveConsent(Self.consent))
        try perform(.addEvidence(evidence ?? self.evidence()))
        try perform(.confirmFollowUp)
        try perform(.excludeConditions(VisitCondition.allCases))
    }

    package static func furnished(
        at state: InternetVisit.State, prescription: Prescription.State = .drafted,
        in jurisdiction: Jurisdiction = .jilin
    ) throws -> VisitJourney {
        var journey = try VisitJourney(in: jurisdiction)
        try journey.prepare()
        try journey.perform(.reviewRecord)
        if state == .draft { return journey }
        try journey.perform(.start)
        try journey.talk()
        try journey.perform(.diagnose(code: "I10.x00", name: "高血压", assistance: nil))
        try journey.perform(.writeRecord(Self.record))
        try journey.lead(prescription)
        switch state {
        case .completed: try journey.perform(.complete)
        case .terminated: try journey.perform(.terminate(.conditionChanged, advice: "请到急诊就诊"))
        case .draft, .open: break
        }
        return journey
    }

    private mutating func lead(_ state: Prescription.State) throws(Refusal) {
        try perform(.draftPrescription([Self.line], assistance: nil))
        if state == .drafted { return }
        try perform(.signPrescription(1))
        if state == .underReview { return }
        try perform(.approvePrescription(1, note: "适宜"))
        if state == .effective { return }
        if state == .voided { return try perform(.voidPrescription(1, reason: "患者放弃")) }
        try perform(.routePrescription(1, .pickUp))
        if state == .delivered { try perform(.deliverPrescription(1)) }
    }
}

extension VisitCommand {
    /// One of each action, on the first prescription.
    package static func sample(_ action: Action, _ journey: VisitJourney) -> VisitCommand {
        switch action {
        case .addEvidence: .addEvidence(journey.evidence())
        case .readRiskNotice: .readRiskNotice(version: journey.notice)
        case .giveConsent: .giveConsent(VisitJourney.consent)
        case .openToPatient: .openToPatient
        case .writeRecord: .writeRecord(VisitJourney.record)
        case .signOpinion: .signOpinion("建议继续用药")
        case .confirmAssistance: .confirmAssistance(.diagnosis)
        case .evaluatePrescription: .evaluatePrescription(1, .reasonable, note: "")
        case .stopAndReferOffline: .stopAndReferOffline(VisitStop(reason: .criticalIllness))
        case .reportImpersonation: .reportImpersonation("人证不符")
        case .excludeConditions: .excludeConditions(VisitCondition.allCases)
        case .confirmFollowUp: .confirmFollowUp
        case .start: .start
        case .exchange: .exchange(.text, "请描述症状", file: nil)
        case .reviewRecord: .reviewRecord
        case .noteCompanions:
            .noteCompanions(VisitJourney.companions)
        case .diagnose: .diagnose(code: "I10.x00", name: "高血压", assistance: nil)
        case .draftPrescription: .draftPrescription([VisitJourney.line], assistance: nil)
        case .signPrescription: .signPrescription(1)
        case .approvePrescription: .approvePrescription(1, note: "适宜")
        case .rejectPrescription: .rejectPrescription(1, reason: "剂量偏大")
        case .routePrescription: .routePrescription(1, .delivery)
        case .deliverPrescription: .deliverPrescription(1)
        case .voidPrescription: .voidPrescription(1, reason: "患者放弃")
        case .complete: .complete
        case .terminate: .terminate(.otherUnsuitable, advice: "请线下就诊")
        }
    }
}
