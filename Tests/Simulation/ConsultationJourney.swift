package import ConsultationCore

/// One consultation on its way, with its journal and its ledger, driven by commands like the service drives it.
package struct ConsultationJourney: Sendable {
    package typealias Person = ConsultationWorld.Person

    package var world: ConsultationWorld
    package private(set) var current: Consultation?
    package private(set) var journal: [ConsultationEvent] = []
    package private(set) var postings: [Posting] = []
    package private(set) var effects: [Effect] = []
    package var now: WallTime
    /// Both institutions' packages are stored as soon as they are asked for.
    package var storesPackages = true
    /// Makes the patient an inpatient.
    package var admission: Admission?

    package init(_ world: ConsultationWorld = ConsultationWorld(), at now: WallTime = ConsultationWorld.start)
    {
        self.world = world
        self.now = now
    }

    package var state: Consultation.State? { current?.state }

    private var facts: Facts {
        var facts = world.facts
        if storesPackages, let current, current.invitation != nil {
            facts.archivePackages = current.archiveParties.map { institution in
                ArchivePackage(
                    institution: institution, sha256: Self.digest, size: 1,
                    manifestHash: current.manifestContent.digest, storedAt: now)
            }
        }
        return facts
    }

    /// Weighs a command now, without letting it happen.
    package func weigh(_ command: ConsultationCommand, by person: Person) throws(Refusal) -> Decision {
        try Consultation.decide(
            command, on: current, by: world.caller(person, verifiedAt: now), at: now, under: world.policy,
            facts: facts)
    }

    @discardableResult
    package mutating func perform(
        _ command: ConsultationCommand, by person: Person
    ) throws(Refusal) -> Decision {
        let decision = try weigh(command, by: person)
        for event in decision.events {
            if current == nil { current = Consultation(first: event) } else { current?.apply(event) }
        }
        journal += decision.events
        postings += decision.postings
        effects += decision.effects
        if storesPackages, decision.effects.contains(.storeArchivePackages) {
            try perform(.archive, by: .system)
        }
        return decision
    }

    /// The code of the refusal, or nil if the command would happen.
    package func refusal(of command: ConsultationCommand, by person: Person) -> Refusal? {
        do throws(Refusal) {
            _ = try weigh(command, by: person)
            return nil
        } catch {
            return error
        }
    }

    /// The same journey with a state that something else brought about.
    package func replacing(_ state: Consultation) -> ConsultationJourney {
        var other = self
        other.current = state
        return other
    }

    package mutating func wait(_ span: TimeSpan) { now = now + span }
}

extension ConsultationJourney {
    package var slot: TimeSlot {
        TimeSlot(start: ConsultationWorld.at(2025, 3, 10, 15), end: ConsultationWorld.at(2025, 3, 10, 16))
    }

    package var otherSlot: TimeSlot {
        TimeSlot(start: ConsultationWorld.at(2025, 3, 11, 9), end: ConsultationWorld.at(2025, 3, 11, 10))
    }

    package static let opening = ConsultationOpening(
        id: "case-1", number: "HZ20250310-00001", patient: "pat-1", priority: .routine)

    package var request: ConsultationRequest {
        ConsultationRequest(
            invitationReason: "胸痛待查", invitationPurpose: "明确诊断", proposedSchedule: [slot],
            caseSummary: "患者反复胸痛三天", requestedSpecialty: ConsultationWorld.cardiology,
            requestedTitle: .associateSenior, invitee: .institution("inst-province"), price: "price-1",
            questions: ["是否需要介入治疗？", "抗凝方案如何调整？"], admission: admission,
            treatingDepartment: ConsultationWorld.cardiology)
    }

    package static let digest = Digest(of: "signature")

    package static func attachment(_ id: AttachmentID, _ group: MaterialGroup, at now: WallTime) -> Attachment
    {
        Attachment(
            id: id, name: "report.pdf", contentType: "application/pdf", size: 1024, sha256: digest,
            group: group, uploadedAt: now, uploadedBy: "acc-attending")
    }

    package static let presentation = ConsentPresentation(
        serviceDescription: "远程会诊", fee: Money(fen: 30_000), recordingStated: true)
    package static let patientSigner = ConsentSigner(kind: .patient, name: "张三", signature: digest)

    package func acceptance(_ physicians: [PractitionerID] = ["doc-specialist"], slot other: TimeSlot? = nil)
        -> Acceptance
    {
        Acceptance(physicians: physicians, slot: other ?? slot, preparationConfirmed: true)
    }

    package func sections(answered: Bool = true) -> [ReportSection] {
        (current?.questionsAsked ?? []).map {
            ReportSection(question: $0, answer: answered ? "建议择期冠脉造影。" : " ")
        }
    }

    /// A journey that has come to `state` in the ordinary way.
    package static func arrived(
        at state: Consultation.State, in world: ConsultationWorld = ConsultationWorld()
    ) throws(Refusal) -> ConsultationJourney {
        var journey = ConsultationJourney(world)
        try journey.travel(to: state)
        return journey
    }

    /// The same case in platform mode: nobody is named, the platform publishes the need.
    package static let platformOpening = {
        var opening = ConsultationJourney.opening
        opening.mode = .platformMatched
        return opening
    }()

    package var need: ConsultationRequest {
        var need = request
        need.invitee = nil
        need.platformOperator = ConsultationWorld.platform
        need.publicSummary = "中年女性，反复胸痛三天，心电图异常"
        return need
    }

    /// A need with a signed consent, before it is published.
    package mutating func prepareNeed() throws(Refusal) {
        try perform(.create(Self.platformOpening), by: .attending)
        try perform(.updateDraft(need), by: .attending)
        try perform(.presentConsent(Self.presentation), by: .attending)
        try perform(.signConsent(Self.patientSigner), by: .attending)
    }

    package mutating func travel(to state: Consultation.State) throws(Refusal) {
        if state == .matching {
            try prepareNeed()
            try perform(.submit, by: .attending)
            return
        }
        try perform(.create(Self.opening), by: .attending)
        try perform(.updateDraft(request), by: .attending)
        if state == .draft { return }
        try perform(.presentConsent(Self.presentation), by: .attending)
        try perform(.signConsent(Self.patientSigner), by: .attending)
        if state == .cancelled { try perform(.cancel(reason: "转院"), by: .invitingCoordinator) }
        if state == .cancelled { return }
        try perform(.submit, by: .attending)
        if state == .inviting { return }
        wait(.hours(1))
        if state == .accepted {
            try perform(.accept(acceptance(slot: otherSlot)), by: .invitedCoordinator)
            return
        }
        try perform(.accept(acceptance()), by: .invitedCoordinator)
        if state == .scheduled { return }
        try meet()
        if state == .inSession { return }
        if state == .interrupted { try perform(.mediaLost(side: .invited), by: .system) }
        if state == .terminated {
            try perform(.terminate(reason: "患者病情危重", opinionGiven: false), by: .specialist)
        }
        if state == .interrupted || state == .terminated { return }
        try conclude(at: state)
    }

    /// Both physicians come in, the recorder runs, the session starts.
    package mutating func meet() throws(Refusal) {
        now = slot.start
        try perform(.enterRoom, by: .attending)
        try perform(.recordingSegmentOpened(recording: "rec-1", segment: 1), by: .system)
        try perform(.participantJoined(participant: "p-1", practitioner: "doc-attending"), by: .system)
        try perform(.enterRoom, by: .specialist)
        try perform(.participantJoined(participant: "p-2", practitioner: "doc-specialist"), by: .system)
        try perform(.startSession, by: .system)
        wait(.minutes(20))
    }

    private mutating func conclude(at state: Consultation.State) throws(Refusal) {
        try perform(.writeNote(text: "已讨论病情。"), by: .specialist)
        try perform(.endSession, by: .attending)
        try perform(
            .recordingSegmentSealed(recording: "rec-1", segment: 1, root: Self.digest, streams: 4),
            by: .system)
        if state == .awaitingReport { return }
        wait(.hours(1))
        try perform(.saveReportDraft(sections: sections(), signers: []), by: .specialist)
        try perform(.signReport, by: .specialist)
        if state == .reported { return }
        wait(.hours(1))
        try perform(.decide(outcome: .adopted, plan: "择期造影"), by: .attending)
        if state == .decided { return }
        wait(.hours(24))
        try perform(.deadlinePassed(.autoArchive), by: .system)
    }
}
