import ConsultationCore
import Orchestration

extension UploadDutyPayload {
    init(_ duty: UploadDuty, patient: Patient?, now: WallTime) {
        var groups: [String: Group] = [:]
        for group in MaterialGroup.required {
            let first = duty.receipts.filter { $0.group == group }.map(\.at).min()
            groups[group.rawValue] = Group(at: first.map(Instant.init))
        }
        let running = duty.state == .open || duty.state == .overdue
        self.init(
            id: duty.id.text, trigger: duty.trigger.kind.rawValue,
            patientMasked: patient.map { Masking.name($0.name.value) },
            consultations: duty.consultations.map(\.text), openedAt: Instant(duty.openedAt),
            dueAt: Instant(duty.dueAt), state: duty.state.rawValue,
            groups: groups,
            remainingSeconds: running ? (duty.dueAt - now).milliseconds / 1000 : 0,
            evidence: duty.evidence?.map {
                .init(
                    since: Instant($0.evidence.since), until: Instant($0.evidence.until),
                    text: $0.evidence.text.value, attachedAt: Instant($0.at))
            })
    }
}
