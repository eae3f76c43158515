import ConsultationCore
import Simulation
import TestRequirements
import Testing

private typealias World = ConsultationWorld

struct UploadDutyTests {
    private let admission = Admission(admittedAt: ConsultationWorld.at(2025, 3, 1, 10))

    private func undiagnosed() throws -> UploadJourney {
        var journey = UploadJourney(at: World.at(2025, 3, 4, 10))
        try journey.perform(
            UploadJourney.open(.undiagnosed72h(admittedAt: admission.admittedAt)), by: .system)
        return journey
    }

    private func deliverAll(_ journey: inout UploadJourney) throws {
        for group in MaterialGroup.required { try journey.deliver(group) }
    }

    @Test(.requirement("JL-22.1", "JL-22"))
    func `AT-01 an inpatient without a diagnosis opens the duty after 72 hours`() throws {
        let duty = try #require(undiagnosed().duty)
        #expect(duty.openedAt == World.at(2025, 3, 4, 10))
        #expect(duty.dueAt == World.at(2025, 3, 5, 10))
        var early = UploadJourney(at: World.at(2025, 3, 4, 9, 59, 59, 999))
        let command = UploadJourney.open(.undiagnosed72h(admittedAt: admission.admittedAt))
        #expect(early.refusal(of: command, by: .system) == .uploadTriggerInFuture)
        early.now = early.now + TimeSpan(milliseconds: 1)
        #expect(early.refusal(of: command, by: .system) == nil)
    }

    @Test(.requirement("JL-22.1"))
    func `AT-01 the clock of the case strikes by itself and asks for the duty`() throws {
        var journey = ConsultationJourney(at: World.at(2025, 3, 1, 11))
        try journey.perform(.create(ConsultationJourney.opening), by: .attending)
        try journey.perform(.updateDraft(ConsultationRequest(admission: admission)), by: .attending)
        let limits = try #require(journey.current).openDeadlines(under: .jilin)
        #expect(limits.map(\.kind) == [.undiagnosedWarning, .undiagnosedThreshold])
        #expect(limits.map(\.firesAt) == [World.at(2025, 3, 3, 10), World.at(2025, 3, 4, 10)])
        journey.now = World.at(2025, 3, 4, 9, 59, 59, 999)
        #expect(journey.refusal(of: .deadlinePassed(.undiagnosedThreshold), by: .system) != nil)
        journey.now = World.at(2025, 3, 4, 10)
        let decision = try journey.perform(.deadlinePassed(.undiagnosedThreshold), by: .system)
        #expect(
            decision.effects == [
                .openUploadDuty(
                    patient: "pat-1", trigger: .undiagnosed72h(admittedAt: admission.admittedAt))
            ])
    }

    @Test(.requirement("JL-22"))
    func `AT-02 the last item at the limit fulfils, AT-03 one millisecond later is late and still accepted`()
        throws
    {
        var punctual = try undiagnosed()
        punctual.now = World.at(2025, 3, 5, 10)
        try deliverAll(&punctual)
        #expect(punctual.duty?.state == .fulfilled)
        #expect(punctual.duty?.violations == [])

        var late = try undiagnosed()
        try late.deliver(.conditionSummary)
        try late.deliver(.medicalRecordMaterial)
        late.now = World.at(2025, 3, 5, 10, 0, 0, 1)
        try late.deliver(.laboratoryReport)
        #expect(late.duty?.state == .fulfilledLate)
        #expect(late.duty?.delay == TimeSpan(milliseconds: 1))
        #expect(
            late.duty?.violations == [
                .uploadDeadlineMissed(
                    dueAt: World.at(2025, 3, 5, 10), delay: TimeSpan(milliseconds: 1))
            ])
        #expect(late.duty?.violations.first?.code == "vio.upload.deadlineMissed")
    }

    @Test(.requirement("JL-22.1"))
    func `AT-04 a definitive diagnosis at or before the 72nd hour prevents the duty`() {
        func opens(diagnosedAt: WallTime?) -> WallTime? {
            UploadDuty.undiagnosedOpening(
                after: Admission(admittedAt: admission.admittedAt, definitiveDiagnosisAt: diagnosedAt),
                under: .jilin)
        }
        #expect(opens(diagnosedAt: World.at(2025, 3, 4, 9, 59)) == nil)
        #expect(opens(diagnosedAt: World.at(2025, 3, 4, 10)) == nil)
        #expect(opens(diagnosedAt: World.at(2025, 3, 4, 10, 0, 0, 1)) == World.at(2025, 3, 4, 10))
        #expect(opens(diagnosedAt: nil) == World.at(2025, 3, 4, 10), "AT-05 a provisional one is none")
    }

    @Test(.requirement("JL-22.1"))
    func `a diagnosis signed while the case runs stops its clock`() throws {
        var journey = ConsultationJourney()
        journey.admission = Admission(admittedAt: journey.now - .hours(10))
        try journey.travel(to: .scheduled)
        func clocks() -> Int {
            journey.current?.openDeadlines(under: .jilin).filter { $0.kind == .undiagnosedThreshold }.count
                ?? 0
        }
        #expect(clocks() == 1)
        let early = ConsultationCommand.recordDiagnosis(signedAt: journey.now - .hours(12))
        #expect(journey.refusal(of: early, by: .attending)?.fields.first?.code == .outOfRange)
        let ahead = ConsultationCommand.recordDiagnosis(signedAt: journey.now + .hours(1))
        #expect(journey.refusal(of: ahead, by: .attending)?.fields.first?.code == .outOfRange)
        #expect(
            journey.refusal(of: .recordDiagnosis(signedAt: journey.now), by: .specialist)?.code
                == .roleRequired)
        try journey.perform(.recordDiagnosis(signedAt: journey.now), by: .attending)
        #expect(clocks() == 0)
        let again = ConsultationCommand.recordDiagnosis(signedAt: journey.now)
        #expect(journey.refusal(of: again, by: .attending)?.fields.first?.code == .invalid)
    }

    @Test(.requirement("JL-22.1"))
    func `the other readings of three days begin at midnight`() {
        var civil = Policy.jilin
        civil.uploadDayCounting = .civilCalendarDays
        var inclusive = Policy.jilin
        inclusive.uploadDayCounting = .inclusiveCalendarDays
        #expect(UploadDuty.undiagnosedOpening(after: admission, under: civil) == World.at(2025, 3, 5, 0))
        #expect(UploadDuty.undiagnosedOpening(after: admission, under: inclusive) == World.at(2025, 3, 4, 0))
    }

    @Test(.requirement("JL-22.2"))
    func `AT-06 an unresolved expert consultation counts from its conclusion`() throws {
        var journey = UploadJourney(at: World.at(2025, 3, 7, 9))
        let concluded = World.at(2025, 3, 6, 15)
        try journey.perform(
            UploadJourney.open(.expertConsultationUnresolved(concludedAt: concluded, outcome: .undiagnosed)))
        #expect(journey.duty?.openedAt == concluded)
        #expect(journey.duty?.dueAt == World.at(2025, 3, 7, 15))
        let resolved = UploadJourney.open(
            .expertConsultationUnresolved(concludedAt: concluded, outcome: .resolved))
        #expect(UploadJourney(at: journey.now).refusal(of: resolved) == .uploadNotApplicable)
        let future = UploadJourney.open(
            .expertConsultationUnresolved(
                concludedAt: journey.now + TimeSpan(milliseconds: 1), outcome: .undiagnosed))
        #expect(UploadJourney(at: journey.now).refusal(of: future) == .uploadTriggerInFuture)
    }

    @Test(.requirement("JL-22.3"))
    func `AT-07 a request counts from the moment it was made, back-dating over a day is flagged`() throws {
        var journey = UploadJourney(at: World.at(2025, 3, 9, 8))
        try journey.perform(
            UploadJourney.open(UploadJourney.trigger(requestedAt: World.at(2025, 3, 8, 20, 30))))
        #expect(journey.duty?.dueAt == World.at(2025, 3, 9, 20, 30))
        #expect(journey.duty?.lateRecorded == false)
        var backdated = UploadJourney(at: World.at(2025, 3, 9, 20, 30, 0, 1))
        try backdated.perform(
            UploadJourney.open(UploadJourney.trigger(requestedAt: World.at(2025, 3, 8, 20, 30))))
        #expect(backdated.duty?.lateRecorded == true)
    }

    @Test(.requirement("JL-22.4"))
    func `AT-08 one delivery fulfils every open duty`() throws {
        let items = MaterialGroup.required.map {
            Effect.DeliveredItem(attachment: AttachmentID("att-\($0.rawValue)"), group: $0)
        }
        for requestedAt in [World.at(2025, 3, 6, 15), World.at(2025, 3, 8, 20, 30)] {
            var journey = UploadJourney(at: requestedAt)
            try journey.perform(UploadJourney.open(UploadJourney.trigger(requestedAt: requestedAt)))
            journey.now = min(World.at(2025, 3, 7, 14), requestedAt + .hours(23))
            journey.now = max(journey.now, requestedAt)
            for command in UploadDuty.acknowledgements(of: items, by: "inst-province") {
                try journey.perform(command)
            }
            #expect(journey.duty?.state == .fulfilled)
        }
    }

    @Test(.requirement("JL-22"))
    func `AT-09 two of three groups do not fulfil, nor do groups spread over two institutions`() throws {
        var journey = try undiagnosed()
        try journey.deliver(.conditionSummary)
        try journey.deliver(.medicalRecordMaterial)
        try journey.perform(
            .acknowledge(group: .laboratoryReport, attachment: "att-x", institution: "inst-other"))
        #expect(journey.duty?.state == .open)
        journey.now = World.at(2025, 3, 5, 10, 0, 0, 1)
        try journey.perform(.deadlinePassed(.uploadDue))
        #expect(journey.duty?.state == .overdue)
        try journey.deliver(.laboratoryReport)
        #expect(journey.duty?.state == .fulfilledLate)
        #expect(journey.duty?.violations.count == 1, "the breach is recorded once")
    }

    @Test(.requirement("JL-22"))
    func `a signed statement stands in for a laboratory report that does not exist`() throws {
        var journey = try undiagnosed()
        try journey.deliver(.conditionSummary)
        try journey.perform(.declareNoLaboratoryReport)
        #expect(journey.duty?.state == .open)
        try journey.deliver(.medicalRecordMaterial)
        #expect(journey.duty?.state == .fulfilled)
    }

    @Test(.requirement("JL-22.4", "JL-20"))
    func `AT-10 closing needs a reason and a physician's signature`() throws {
        var journey = try undiagnosed()
        let close = UploadDutyCommand.close(reason: .consentRefused)
        let unsigned = ConsultationWorld().caller(.attending)
        #expect(journey.refusal(of: close, by: unsigned) == .uploadCloseReasonRequired)
        #expect(journey.refusal(of: .close(reason: nil)) == .uploadCloseReasonRequired)
        #expect(
            journey.refusal(of: close, by: ConsultationWorld().caller(.invitingCoordinator))?.code
                == .roleRequired)
        #expect(journey.refusal(of: close, by: ConsultationWorld().caller(.specialist)) == .accessDenied)
        try journey.perform(close)
        #expect(journey.duty?.state == .closedWithReason)
        #expect(journey.duty?.receipts == [])
    }

    @Test(.requirement("JL-22.5"))
    func `AT-12 outside Jilin there is no duty and no clock`() throws {
        #expect(UploadDuty.undiagnosedOpening(after: admission, under: .national) == nil)
        let elsewhere = UploadJourney(policy: .national, at: World.at(2025, 3, 5, 10))
        let command = UploadJourney.open(.undiagnosed72h(admittedAt: admission.admittedAt))
        #expect(elsewhere.refusal(of: command, by: .system) == .uploadNotApplicable)
    }

    @Test(.requirement("JL-29a"))
    func `AT-72 a returned item asks for a replacement and leaves the fulfilment alone`() throws {
        var journey = try undiagnosed()
        try deliverAll(&journey)
        let fulfilledAt = journey.duty?.fulfilledAt
        journey.now = journey.now + .hours(2)
        try journey.perform(.returnItem("att-laboratoryReport"))
        #expect(journey.duty?.state == .fulfilled)
        #expect(journey.duty?.fulfilledAt == fulfilledAt)
        #expect(journey.duty?.replacementsAsked == ["att-laboratoryReport"])
    }

    @Test(.requirement("JL-22"))
    func `reminders come at 12, 20 and 23 hours, and only those that lie ahead of the recording`() throws {
        var journey = try undiagnosed()
        let open = try #require(journey.duty).openDeadlines(under: .jilin)
        #expect(open.map(\.kind) == [.uploadDue, .uploadReminder12h, .uploadReminder20h, .uploadReminder23h])
        journey.now = World.at(2025, 3, 4, 22)
        try journey.perform(.deadlinePassed(.uploadReminder12h))
        #expect(journey.duty?.openDeadlines(under: .jilin).count == 3)
        var late = UploadJourney(at: World.at(2025, 3, 9, 8))
        try late.perform(UploadJourney.open(UploadJourney.trigger(requestedAt: World.at(2025, 3, 8, 9))))
        #expect(late.duty?.openDeadlines(under: .jilin).map(\.kind) == [.uploadDue])
    }

    @Test(.requirement("JL-22"))
    func `every cell of the duty table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("consultation-states.md"), under: "Upload duty"))
        #expect(table.columns.dropFirst(2).map(\.unmarked) == UploadDuty.State.allCases.map(\.rawValue))
        for cells in table.rows {
            let states: [UploadDuty.State?] = [nil] + UploadDuty.State.allCases.map { $0 }
            for (state, cell) in zip(states, cells.dropFirst()) {
                let found = try outcome(of: cells[0], in: state)
                #expect(found == cell, "\(cells[0]) in \(state?.rawValue ?? "—")")
            }
        }
    }

    private func outcome(of row: String, in state: UploadDuty.State?) throws -> String {
        var journey = try state.map(arrived) ?? UploadJourney(at: World.at(2025, 3, 4, 11))
        let command: UploadDutyCommand =
            switch String(row.prefix { $0 != " " }) {
            case "open": UploadJourney.open(UploadJourney.trigger(requestedAt: World.at(2025, 3, 4, 10)))
            case "linkConsultation": .linkConsultation("case-2")
            case "acknowledge":
                .acknowledge(group: .laboratoryReport, attachment: "att-lab", institution: "inst-province")
            case "declareNoLaboratoryReport": .declareNoLaboratoryReport
            case "returnItem": .returnItem("att-medicalRecordMaterial")
            case "close": .close(reason: .discharged)
            case "attachEvidence":
                .attachEvidence(
                    OutageEvidence(
                        since: World.at(2025, 3, 4, 10), until: World.at(2025, 3, 4, 11), text: "双线路中断"))
            default: .deadlinePassed(.uploadDue)
            }
        if row.hasSuffix("(at the limit)"), state != .overdue { journey.now = World.at(2025, 3, 5, 10) }
        if row.hasSuffix("(1 ms after)") { journey.now = World.at(2025, 3, 5, 10, 0, 0, 1) }
        let before = journey.duty?.state
        do throws(Refusal) {
            try journey.perform(command)
        } catch {
            return String(error.code.rawValue.dropFirst("err.".count))
        }
        let after = journey.duty?.state
        #expect(UploadDuty.replay(journey.journal) == journey.duty)
        return after == before ? "=" : "**\(after?.rawValue ?? "—")**"
    }

    private func arrived(at state: UploadDuty.State) throws -> UploadJourney {
        var journey = try undiagnosed()
        try journey.deliver(.conditionSummary)
        try journey.deliver(.medicalRecordMaterial)
        journey.now = World.at(2025, 3, 4, 11)
        if state == .overdue || state == .fulfilledLate {
            journey.now = World.at(2025, 3, 5, 11)
            try journey.perform(.deadlinePassed(.uploadDue))
        }
        if state == .fulfilled || state == .fulfilledLate { try journey.deliver(.laboratoryReport) }
        if state == .closedWithReason { try journey.perform(.close(reason: .deceased)) }
        return journey
    }
}
