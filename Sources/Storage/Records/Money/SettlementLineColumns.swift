import ConsultationCore

extension SettlementLineRow {
    /// Columns in the order in which they are defined, written and read.
    static let texts = [
        "entry", "kind", "batch", "period", "consultation", "number", "service_kind", "priority", "inviting",
        "inviting_name", "inviting_code", "inviting_department", "applicant", "invited", "invited_name",
        "invited_code", "invited_department", "specialist", "specialist_title", "patient", "patient_masked",
        "item_code", "item_name", "rule", "rule_version", "payee_name", "payee_masked",
    ]
    static let numbers = [
        "at", "is_recorded", "price_fen", "fee_fen", "inviting_fen", "invited_fen", "inviting_parts",
        "invited_parts",
    ]
    static let optionalNumbers = ["started_at", "ended_at", "reported_at"]
    static var columns: [String] { texts + numbers + optionalNumbers }

    static var definition: String {
        (texts.map { "\($0) TEXT NOT NULL" } + numbers.map { "\($0) BIGINT NOT NULL" }
            + optionalNumbers.map { "\($0) BIGINT" }).joined(separator: ",\n    ")
    }

    var values: [SQLValue] {
        let words = [
            entry, kind.rawValue, batch.text, period, consultation.text, number, serviceKind, priority,
            inviting.text, invitingName, invitingCode, invitingDepartment, applicant, invited.text,
            invitedName, invitedCode, invitedDepartment, specialist, specialistTitle, patient.text,
            patientMasked, itemCode, itemName, rule, ruleVersion, payeeName, payeeMasked,
        ]
        let integers = [
            at.milliseconds, isRecorded ? 1 : 0, price.fen, fee.fen, invitingShare.fen, invitedShare.fen,
            Int64(invitingParts), Int64(invitedParts),
        ]
        return words.map(SQLValue.text) + integers.map(SQLValue.integer)
            + [startedAt, endedAt, reportedAt].map { SQLValue.optional($0?.milliseconds) }
    }
}
