import ConsultationCore
import Simulation
import TestRequirements
import Testing

private typealias World = ConsultationWorld

/// What is known of an item beside its bytes, and what happens when its quality does not do.
struct MaterialTests {
    private let good = MaterialFacts(
        kind: .waveform, author: "心电图室 王技师", acquiredAt: World.start - .hours(2), device: "ECG-07",
        qualityAttested: true)

    private func item(_ id: AttachmentID, _ facts: MaterialFacts?) -> ConsultationCore.Attachment {
        var item = ConsultationJourney.attachment(id, .examinationMaterial, at: World.start)
        item.facts = facts
        return item
    }

    private func problems(_ change: (inout MaterialFacts) -> Void) throws -> [String] {
        var facts = good
        change(&facts)
        let journey = try ConsultationJourney.arrived(at: .draft)
        return journey.refusal(of: .attachMaterial(item("att-1", facts)), by: .attending)?.fields
            .map(\.pointer) ?? []
    }

    @Test(.requirement("NHC-TM-2.3.1a", "JL-29a"))
    func `data of a device name its type, author, time, device and who answers for the quality`() throws {
        #expect(try problems { _ in } == [])
        for kind in MaterialKind.allCases where kind.isDeviceData {
            #expect(
                try problems { $0 = MaterialFacts(kind: kind) } == [
                    "/author", "/acquiredAt", "/deviceId", "/qualityAttested",
                ])
        }
        #expect(try problems { $0 = MaterialFacts(kind: .document) } == [])
        #expect(try problems { $0.acquiredAt = World.start + TimeSpan(milliseconds: 1) } == ["/acquiredAt"])
        #expect(try problems { $0.author = " " } == ["/author"])
        var journey = try ConsultationJourney.arrived(at: .draft)
        try journey.perform(.attachMaterial(item("att-1", good)), by: .attending)
        let kept = try #require(journey.current?.attachments.first)
        #expect(
            kept.facts == good && kept.uploadedBy == "acc-attending"
                && kept.sha256 == ConsultationJourney.digest)
    }

    @Test(.requirement("NHC-TM-3.5b"))
    func `a scan or a fax names who captured it and who keeps the paper`() throws {
        for method in CaptureMethod.allCases {
            let found = try problems { $0.capture = method }
            #expect(found == (method.hasPaperOriginal ? ["/capturedBy", "/originalKeeper"] : []))
            #expect(
                try problems {
                    $0.capture = method
                    $0.capturedBy = "病案室 赵敏"
                    $0.originalKeeper = "县医院病案室"
                } == [])
        }
        #expect(CaptureMethod.allCases.filter(\.hasPaperOriginal) == [.scan, .fax])
    }

    @Test(.requirement("JL-29a"))
    func `AT-72 an item that is sent back opens a task, which its replacement closes`() throws {
        var journey = try ConsultationJourney.arrived(at: .draft)
        try journey.perform(.attachMaterial(item("att-1", good)), by: .attending)
        try journey.perform(.presentConsent(ConsultationJourney.presentation), by: .attending)
        try journey.perform(.signConsent(ConsultationJourney.patientSigner), by: .attending)
        try journey.perform(.submit, by: .attending)
        let reject = ConsultationCommand.rejectMaterial("att-1", reason: "基线漂移，无法判读")
        #expect(journey.refusal(of: reject, by: .attending)?.code == .roleRequired)
        #expect(
            journey.refusal(of: .rejectMaterial("att-1", reason: " "), by: .invitedCoordinator)?.fields
                == [FieldProblem("/reason", .missing)])
        let decision = try journey.perform(reject, by: .invitedCoordinator)
        #expect(decision.effects.contains(.returnItem("att-1", institution: "inst-province")))
        #expect(
            decision.effects.contains(
                .notify(institution: "inst-county", role: .physician, notice: .materialRejected)))
        #expect(journey.current?.itemsToReplace.map(\.id) == ["att-1"])
        #expect(journey.refusal(of: reject, by: .invitedCoordinator)?.code == .fieldInvalid)
        var other = good
        other.replaces = "att-7"
        #expect(
            journey.refusal(of: .attachMaterial(item("att-2", other)), by: .attending)?.fields
                == [FieldProblem("/replaces", .invalid)])
        other.replaces = "att-1"
        try journey.perform(.attachMaterial(item("att-2", other)), by: .attending)
        #expect(journey.current?.itemsToReplace == [])
        #expect(journey.current?.attachments.first?.rejection?.replacedBy == "att-2")
        #expect(Consultation.replay(journey.journal) == journey.current)
    }

    @Test(.requirement("JL-22"))
    func `AT-11 a failure of both providers is attached to the missed limit and does not stop the clock`()
        throws
    {
        var journey = try UploadJourney.opened()
        let opened = journey.now
        let outage = OutageEvidence(
            since: opened + .hours(21), until: opened + .hours(26), text: "联通、电信线路同时中断，工单 1024")
        journey.now = opened + .hours(24) + TimeSpan(milliseconds: 1)
        try journey.perform(.deadlinePassed(.uploadDue))
        #expect(journey.duty?.state == .overdue)
        #expect(
            journey.duty?.violations.first?.code == "vio.upload.deadlineMissed", "no exception for an outage")
        #expect(journey.refusal(of: .attachEvidence(outage))?.fields == [FieldProblem("/until", .outOfRange)])
        journey.now = opened + .hours(27)
        try journey.perform(.attachEvidence(outage))
        #expect(journey.duty?.evidence?.first?.evidence == outage)
        #expect(journey.duty?.dueAt == opened + .hours(24))
        #expect(journey.duty?.state == .overdue)
        let stranger = World().caller(.stranger, verifiedAt: journey.now)
        #expect(journey.refusal(of: .attachEvidence(outage), by: stranger) == .accessDenied)
        #expect(UploadDuty.replay(journey.journal) == journey.duty)
    }
}
