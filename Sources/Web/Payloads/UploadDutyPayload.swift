/// An upload duty of Jilin (JL 22).
struct UploadDutyPayload: Encodable {
    struct Group: Encodable {
        let at: Instant?
    }

    let id: String
    let trigger: String
    let patientMasked: String?
    let consultations: [String]
    let openedAt: Instant
    let dueAt: Instant
    let state: String
    let groups: [String: Group]
    let remainingSeconds: Int64
    /// Failures that explain a missed limit; absent where none is attached.
    let evidence: [Evidence]?

    struct Evidence: Encodable {
        let since: Instant
        let until: Instant
        let text: String
        let attachedAt: Instant
    }
}
