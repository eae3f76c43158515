package import ConsultationCore

/// A place in the list of requests that stays right while requests are added.
package struct CustodyPosition: Sendable, Equatable {
    package let at: WallTime
    package let consultation: ConsultationID
    package let request: Int

    package init(at: WallTime, consultation: ConsultationID, request: Int) {
        self.at = at
        self.consultation = consultation
        self.request = request
    }
}

extension WriteTransaction {
    /// Makes the lists of everybody concerned say what the custody says.
    package func list(_ requests: [CustodyRequest], of custody: CaseCustody) throws {
        for request in requests {
            for institution in Set(custody.parties + [request.by.institution]) {
                try sql.execute(
                    """
                    INSERT INTO custody_requests (institution, consultation, request, state, at) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (institution, consultation, request) DO UPDATE SET state = excluded.state
                    """,
                    [
                        .text(institution.text), .text(custody.consultation.text),
                        .integer(Int64(request.id)),
                        .text(request.state.rawValue), .integer(request.at.milliseconds),
                    ])
            }
        }
    }
}

extension InstitutionScope {
    /// The newest first, of one state.
    package func custodyRequests(
        in state: CustodyRequest.State, before: CustodyPosition?, limit: Int
    ) throws -> [CustodyPosition] {
        let at = before?.at.milliseconds ?? .max
        return try transaction.sql.rows(
            """
            SELECT at, consultation, request FROM custody_requests WHERE institution = ? AND state = ?
                AND (at, consultation, request) < (?, ?, ?)
            ORDER BY at DESC, consultation DESC, request DESC LIMIT ?
            """,
            [
                .text(institution.text), .text(state.rawValue), .integer(at),
                .text(before?.consultation.text ?? ""), .integer(Int64(before?.request ?? 0)),
                .integer(Int64(limit)),
            ]
        ).map { row in
            CustodyPosition(
                at: WallTime(milliseconds: try row.integer("at")),
                consultation: ConsultationID(try row.text("consultation")),
                request: Int(try row.integer("request")))
        }
    }
}
