/// One institution of a team, with its answer.
struct TeamMemberPayload: Encodable {
    let institution: InstitutionReference
    let specialties: [String]
    let specialtyNames: [String]
    let weight: Int
    /// Absent while the case is a draft.
    let state: String?
    let answeredAt: Instant?
    let declineReason: InvitationPayload.DeclineReason?
    let shareFen: Int64?
}

struct OpinionPayload: Encodable {
    let institution: InstitutionReference
    let sections: [ReportPayload.Section]
    let signers: [String]
    let signatures: [ReportPayload.Signature]
    let givenAt: Instant?
    let hash: String?
}

/// What the institutions say together, signed by everybody who attended.
struct SummaryPayload: Encodable {
    let text: String
    let signers: [String]
    let signatures: [ReportPayload.Signature]
    /// Who attended and has not signed the present text.
    let waitsFor: [String]
}

struct PatientAttendancePayload: Encodable {
    let recordedBy: String
    let since: Instant
    let until: Instant?
}
