package import ConsultationCore

/// Which visits somebody looks through.
package enum VisitShelf: Sendable, Equatable {
    /// Those of one physician, consulted or receiving.
    case of(PractitionerID)
    /// Those with a prescription.
    case prescribed
    /// Those with a prescription that waits for a pharmacist.
    case waiting
}

/// A visit in a list, and where in the list it stands.
package struct ListedVisit: Sendable {
    package let visit: InternetVisit
    package let position: ListPosition
}

extension WriteTransaction {
    /// Makes the lists follow the visit's state.
    package func list(_ visit: InternetVisit) throws {
        let waits = visit.prescriptions.contains { $0.state == .underReview }
        let unsealed = visit.room?.segments.contains { $0.sealedAt == nil } ?? false
        for party in visit.parties {
            try sql.execute(
                """
                INSERT INTO visit_rows (institution, visit, physician, reception, patient, created_at,
                    prescribed, waiting, unsealed, service) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (institution, visit) DO UPDATE SET prescribed = excluded.prescribed,
                    waiting = excluded.waiting, unsealed = excluded.unsealed
                """,
                [
                    .text(party.text), .text(visit.id.text), .text(visit.physician.text),
                    .optional(visit.reception?.physician.text), .text(visit.patient.text),
                    .integer(visit.createdAt.milliseconds), .integer(visit.prescriptions.isEmpty ? 0 : 1),
                    .integer(waits ? 1 : 0), .integer(unsealed ? 1 : 0),
                    .text(
                        visit.serviceKind?.rawValue
                            ?? (visit.pathway ?? LegalPathway.internetFollowUp).rawValue),
                ])
        }
    }
}

extension InstitutionScope {
    /// Newest first; each shelf is a stretch of an index in the list's order.
    package func visits(
        on shelf: VisitShelf, before: ListPosition?, limit: Int
    ) throws -> [ListedVisit] {
        let end = before ?? .newest
        let place: [SQLValue] = [
            .integer(end.updatedAt.milliseconds), .integer(end.updatedAt.milliseconds), .text(end.id.text),
            .integer(Int64(limit)),
        ]
        func part(_ condition: String) -> String {
            """
            SELECT * FROM (SELECT visit, created_at FROM visit_rows WHERE institution = ? AND \(condition)
                AND created_at <= ? AND (created_at < ? OR visit < ?)
                ORDER BY created_at DESC, visit DESC LIMIT ?)
            """
        }
        let own = SQLValue.text(institution.text)
        let (source, arguments): (String, [SQLValue]) =
            switch shelf {
            case .of(let person):
                (
                    part("physician = ?") + " UNION " + part("reception = ?"),
                    [own, .text(person.text)] + place + [own, .text(person.text)] + place
                )
            case .prescribed: (part("prescribed = 1"), [own] + place)
            case .waiting: (part("waiting = 1"), [own] + place)
            }
        let rows = try transaction.sql.rows(
            """
            SELECT r.snapshot AS document, p.visit, p.created_at FROM (\(source)) p
            JOIN records r ON r.stream = ? AND r.id = p.visit
            ORDER BY p.created_at DESC, p.visit DESC LIMIT ?
            """, arguments + [.text(InternetVisit.stream), .integer(Int64(limit))])
        return try rows.map { row in
            ListedVisit(
                visit: try transaction.cache.value(InternetVisit.self, from: try row.text("document")),
                position: ListPosition(
                    updatedAt: WallTime(milliseconds: try row.integer("created_at")),
                    id: ConsultationID(try row.text("visit"))))
        }
    }

    /// How many visits have a prescription that waits for a pharmacist.
    package func visitsWaiting() throws -> Int {
        let row = try transaction.sql.row(
            "SELECT COUNT(*) AS n FROM visit_rows WHERE institution = ? AND waiting = 1",
            [.text(institution.text)])
        return Int(try row?.integer("n") ?? 0)
    }
}

extension SystemScope {
    /// A patient's visits, the newest first.
    package func visits(of patient: PatientID, limit: Int) throws -> [InternetVisit] {
        try transaction.documents(
            InternetVisit.self,
            """
            SELECT r.snapshot AS document FROM (
                SELECT DISTINCT visit, created_at FROM visit_rows WHERE patient = ?
                ORDER BY created_at DESC, visit DESC LIMIT ?) v
            JOIN records r ON r.stream = 'visit' AND r.id = v.visit ORDER BY v.created_at DESC, v.visit DESC
            """, [.text(patient.text), .integer(Int64(limit))])
    }

    /// Visits whose recording has a segment without a root.
    package func visitsWithUnsealedRecording() throws -> [InternetVisit] {
        try transaction.documents(
            InternetVisit.self,
            """
            SELECT r.snapshot AS document FROM (SELECT DISTINCT visit FROM visit_rows WHERE unsealed = 1) v
            JOIN records r ON r.stream = 'visit' AND r.id = v.visit ORDER BY v.visit
            """, [])
    }

    /// Practitioners of `institutions` with a session that is neither over nor unused since `idle`.
    package func practitionersSignedIn(
        at institutions: [InstitutionID], now: WallTime, unusedSince idle: WallTime
    ) throws -> [PractitionerID] {
        guard !institutions.isEmpty else { return [] }
        let marks = Array(repeating: "?", count: institutions.count).joined(separator: ", ")
        let rows = try transaction.sql.rows(
            """
            SELECT DISTINCT a.practitioner AS id FROM sessions s JOIN accounts a ON a.id = s.account
            WHERE s.expires_at > ? AND s.last_seen_at > ? AND a.institution IN (\(marks))
                AND a.practitioner IS NOT NULL AND a.disabled_at IS NULL
            """,
            [.integer(now.milliseconds), .integer(idle.milliseconds)]
                + institutions.map { .text($0.text) })
        return try rows.map { PractitionerID(try $0.text("id")) }
    }
}
