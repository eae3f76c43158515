package import ConsultationCore

/// An order in a list, and where in the list it stands.
package struct ListedDiagnosis: Sendable {
    package let order: DiagnosisOrder
    package let position: ListPosition
}

extension WriteTransaction {
    /// Makes the lists follow the order's state. A draft has no invited institution: nobody else sees it.
    package func list(_ order: DiagnosisOrder, at now: WallTime) throws {
        try sql.execute(
            """
            INSERT INTO diagnosis_orders (id, inviting, invited, state, updated_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET invited = excluded.invited, state = excluded.state,
                updated_at = excluded.updated_at
            """,
            [
                .text(order.id.text), .text(order.inviting.text), .optional(order.invited?.text),
                .text(order.state.rawValue), .integer(now.milliseconds),
            ])
    }

    /// The next printed number of `day`, for example `ZD20261121-00007`, counted inside the transaction.
    package func nextDiagnosisNumber(on day: CivilDate) throws -> ConsultationNumber {
        let compact = "ZD" + day.description.filter { $0 != "-" }
        try sql.execute(
            """
            INSERT INTO consultation_numbers (day, last) VALUES (?, 1)
            ON CONFLICT (day) DO UPDATE SET last = consultation_numbers.last + 1
            """, [.text(compact)])
        let row = try sql.row("SELECT last FROM consultation_numbers WHERE day = ?", [.text(compact)])
        let digits = String(try row?.integer("last") ?? 1)
        let padding = String(repeating: "0", count: max(0, 5 - digits.count))
        return ConsultationNumber("\(compact)-\(padding)\(digits)")
    }
}

extension InstitutionScope {
    /// Newest first; a nil state stands for all. Each side and state is a stretch of an index in the list's order.
    package func diagnosisOrders(
        inviting: [DiagnosisOrder.State?], invited: [DiagnosisOrder.State?], before: ListPosition?, limit: Int
    ) throws -> [ListedDiagnosis] {
        let end = before ?? .newest
        var arguments: [SQLValue] = []
        func part(_ side: String, _ state: DiagnosisOrder.State?) -> String {
            arguments.append(.text(institution.text))
            if let state { arguments.append(.text(state.rawValue)) }
            arguments += [
                .integer(end.updatedAt.milliseconds), .integer(end.updatedAt.milliseconds),
                .text(end.id.text), .integer(Int64(limit)),
            ]
            return """
                SELECT * FROM (SELECT id, updated_at FROM diagnosis_orders
                    WHERE \(side) = ? \(state == nil ? "" : "AND state = ?")
                        AND updated_at <= ? AND (updated_at < ? OR id < ?)
                    ORDER BY updated_at DESC, id DESC LIMIT ?)
                """
        }
        let parts = inviting.map { part("inviting", $0) } + invited.map { part("invited", $0) }
        guard !parts.isEmpty else { return [] }
        let rows = try transaction.sql.rows(
            """
            SELECT r.snapshot AS document, p.id, p.updated_at FROM (\(parts.joined(separator: " UNION "))) p
            JOIN records r ON r.stream = ? AND r.id = p.id
            ORDER BY p.updated_at DESC, p.id DESC LIMIT ?
            """, arguments + [.text(DiagnosisOrder.stream), .integer(Int64(limit))])
        return try rows.map { row in
            ListedDiagnosis(
                order: try transaction.cache.value(DiagnosisOrder.self, from: try row.text("document")),
                position: ListPosition(
                    updatedAt: WallTime(milliseconds: try row.integer("updated_at")),
                    id: ConsultationID(try row.text("id"))))
        }
    }
}
