package import ConsultationCore

/// One remote ECG diagnosis on its way between the two hospitals of the nutshell province.
package struct DiagnosisJourney: Sendable {
    package enum Person: String, CaseIterable, Sendable {
        case attending, invitingCoordinator, invitedCoordinator, reader, secondReader, unentitled, stranger
        case system
    }

    package var world = ConsultationWorld()
    package var duty = DutyQueue(onDuty: ["doc-reader"], next: ["doc-second-reader"])
    package var unentitled: Practitioner
    package private(set) var current: DiagnosisOrder?
    package private(set) var journal: [RecordEvent<DiagnosisChange>] = []
    package private(set) var effects: [Effect] = []
    package var now = ConsultationWorld.start

    package static let kind = ServiceKind.remoteEcgDiagnosis
    package static let request = DiagnosisRequest(
        scope: DiagnosisScope(kind), invitee: "inst-province", examination: "常规十二导联心电图",
        examinedAt: ConsultationWorld.start - .hours(1), clinicalSummary: "胸闷两小时", question: "有无缺血改变？",
        price: "price-ecg")

    package init() {
        world.agreement.relation = CooperationRelation(kind: .medicalConsortium)
        world.agreement.diagnosisWorkflows = [
            DiagnosisWorkflow(serviceKind: Self.kind, text: "上传后由值班医师诊断", turnaroundMinutes: 60)
        ]
        world.agreement.negotiatedSplits = [
            NegotiatedSplit(serviceKind: Self.kind, invitingParts: 3, invitedParts: 7)
        ]
        world.price = PriceEntry(
            id: "price-ecg", institution: "inst-county", serviceKind: Self.kind, level: .province,
            amount: Money(fen: 5_000), validFrom: ConsultationWorld.date(2025, 1, 1), validTo: nil,
            authorityDocument: "example 2/2025", publishedAt: ConsultationWorld.at(2025, 1, 1, 0))
        world.specialist.id = "doc-reader"
        world.secondSpecialist.id = "doc-second-reader"
        unentitled = ConsultationWorld.physician(
            "doc-unentitled", at: "inst-province", title: .fullSenior, since: 2000)
        unentitled.scopeOfPractice = ["04"]
    }

    package var facts: Facts {
        var facts = world.facts
        facts.practitioners.append(unentitled)
        return facts
    }

    package func caller(_ person: Person) -> Caller {
        func member(_ institution: InstitutionID, _ role: Role, _ practitioner: PractitionerID? = nil)
            -> Caller
        {
            .member(
                Caller.Member(
                    account: AccountID("acc-\(person.rawValue)"), institution: institution,
                    practitioner: practitioner, roles: [role], verifiedAt: now))
        }
        return switch person {
        case .attending: member(world.county.id, .physician, world.attending.id)
        case .invitingCoordinator: member(world.county.id, .invitationCoordinator)
        case .invitedCoordinator: member(world.province.id, .invitationCoordinator)
        case .reader: member(world.province.id, .physician, world.specialist.id)
        case .secondReader: member(world.province.id, .physician, world.secondSpecialist.id)
        case .unentitled: member(world.province.id, .physician, unentitled.id)
        case .stranger: member("inst-elsewhere", .physician, "doc-elsewhere")
        case .system: .system
        }
    }

    @discardableResult
    package mutating func perform(
        _ command: DiagnosisCommand, by person: Person
    ) throws(Refusal) -> RecordDecision<DiagnosisChange> {
        let decision = try DiagnosisOrder.decide(
            command, on: current, by: caller(person), at: now, under: world.policy, facts: facts, duty: duty)
        current = DiagnosisOrder.state(after: decision, on: current)
        journal += decision.events
        effects += decision.effects
        return decision
    }

    package func refusal(of command: DiagnosisCommand, by person: Person) -> Refusal? {
        var other = self
        do throws(Refusal) {
            try other.perform(command, by: person)
            return nil
        } catch {
            return error
        }
    }

    package func item(_ id: AttachmentID) -> Attachment {
        Attachment(
            id: id, name: "心电图.pdf", contentType: "application/pdf", size: 4,
            sha256: Digest(of: "ecg \(id)"), group: .examinationMaterial, uploadedAt: now,
            uploadedBy: "acc-attending")
    }

    package static let findings = DiagnosisFindings(
        findings: "窦性心律，ST段无偏移", conclusion: "正常心电图", items: ["item-1"])

    /// A draft that lacks nothing but the sending.
    package static func prepared() throws(Refusal) -> DiagnosisJourney {
        var journey = DiagnosisJourney()
        let opening = DiagnosisOpening(
            id: "order-1", number: "ZD20250310-00001", patient: "pat-1", request: request)
        try journey.perform(.draft(opening), by: .attending)
        try journey.perform(.addItem(journey.item("item-1")), by: .attending)
        try journey.perform(
            .presentConsent(
                ConsentPresentation(
                    serviceDescription: "远程心电诊断", fee: Money(fen: 5_000), recordingStated: false)),
            by: .attending)
        try journey.perform(
            .signConsent(ConsentSigner(kind: .patient, name: "张三", signature: Digest(of: "ink"))),
            by: .attending)
        return journey
    }

    package static func arrived(at state: DiagnosisOrder.State) throws(Refusal) -> DiagnosisJourney {
        var journey = try prepared()
        if state == .draft { return journey }
        if state == .sent { journey.duty = .nobody }
        try journey.perform(.submit, by: .attending)
        journey.duty = DutyQueue(onDuty: ["doc-reader"], next: ["doc-second-reader"])
        if state == .sent || state == .assigned { return journey }
        if state == .cancelled {
            try journey.perform(.cancel(reason: "患者转院"), by: .attending)
            return journey
        }
        try journey.perform(.takeUp, by: .reader)
        if state == .reading { return journey }
        if state == .returned {
            try journey.perform(.returnData(reason: "导联脱落", items: ["item-1"]), by: .reader)
            journey.now = journey.now + .minutes(5)
            try journey.perform(.addItem(journey.item("item-2")), by: .attending)
            return journey
        }
        try journey.perform(.signReport(findings), by: .reader)
        if state == .closed { try journey.perform(.close(note: "已阅"), by: .attending) }
        return journey
    }
}

/// The command that stands for one row of the table in Protocols/diagnosis-states.md.
package struct DiagnosisRow: Sendable {
    package let name: String
    package let person: DiagnosisJourney.Person
    package let command: @Sendable (DiagnosisJourney) -> DiagnosisCommand

    package static let all: [DiagnosisRow] = [
        .init(name: "edit", person: .attending) { _ in .edit(DiagnosisJourney.request) },
        .init(name: "addItem", person: .attending) { .addItem($0.item("item-9")) },
        .init(name: "removeItem", person: .attending) { _ in .removeItem("item-1") },
        .init(name: "presentConsent", person: .attending) { _ in
            .presentConsent(
                ConsentPresentation(
                    serviceDescription: "远程心电诊断", fee: Money(fen: 5_000), recordingStated: false))
        },
        .init(name: "signConsent", person: .attending) { _ in
            .signConsent(ConsentSigner(kind: .patient, name: "张三", signature: Digest(of: "ink")))
        },
        .init(name: "withdrawConsent", person: .attending) { _ in .withdrawConsent(reason: "患者要求") },
        .init(name: "submit", person: .attending) { _ in .submit },
        .init(name: "assign", person: .invitedCoordinator) { _ in .assign("doc-second-reader") },
        .init(name: "takeUp", person: .reader) { _ in .takeUp },
        .init(name: "returnData", person: .reader) { _ in .returnData(reason: "导联脱落", items: ["item-1"]) },
        .init(name: "resubmit", person: .attending) { _ in .resubmit },
        .init(name: "signReport", person: .reader) { _ in .signReport(DiagnosisJourney.findings) },
        .init(name: "addAddendum", person: .reader) { _ in .addAddendum(text: "补充", items: []) },
        .init(name: "close", person: .attending) { _ in .close(note: "已阅") },
        .init(name: "cancel", person: .attending) { _ in .cancel(reason: "患者转院") },
    ]
}
