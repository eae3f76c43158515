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
}
