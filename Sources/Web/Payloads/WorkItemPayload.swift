/// One line of the work list.
struct WorkItemPayload: Encodable {
    struct Action: Encodable {
        let code: String
        let label: String
    }

    struct Due: Encodable {
        let kind: String
        let dueAt: Instant
        let openedAt: Instant?
        let overdue: Bool
    }

    let consultationId: String
    let number: String
    let state: String
    let stateDisplay: String
    let priority: String
    let question: String
    let patientMasked: String
    let otherInstitution: String?
    let role: String
    let action: Action?
    let due: Due?
    let updatedAt: Instant
}

struct WorkListPayload: Encodable {
    struct Counts: Encodable {
        let todo: Int
        let overdue: Int
    }

    let items: [WorkItemPayload]
    /// Remote diagnoses that wait for the person; counted with the rest.
    let diagnoses: [DiagnosisSummaryPayload]
    let counts: Counts
}

struct ConsultationSummaryPayload: Encodable {
    let id: String
    let number: String
    let version: Int
    let state: String
    let stateDisplay: String
    let side: String
    let patientMasked: String
    let otherInstitution: String?
    let question: String
    let updatedAt: Instant
}
