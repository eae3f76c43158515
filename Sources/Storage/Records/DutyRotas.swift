package import ConsultationCore

extension WriteTransaction {
    package func list(_ rota: DutyRota, at now: WallTime) throws {
        try sql.execute(
            """
            INSERT INTO duty_rotas (id, institution, service_kind, state, starts_at, ends_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET state = excluded.state, starts_at = excluded.starts_at,
                ends_at = excluded.ends_at, updated_at = excluded.updated_at
            """,
            [
                .text(rota.id.text), .text(rota.institution.text), .text(rota.serviceKind.rawValue),
                .text(rota.state.rawValue), .integer(rota.period.start.milliseconds),
                .integer(rota.period.end.milliseconds), .integer(now.milliseconds),
            ])
    }

    /// Somebody who practises was seen. Kept beside the sessions: they go when their holder signs out.
    package func noteActivity(of account: AccountID, practitioner: PractitionerID?, at now: WallTime) throws {
        guard let practitioner else { return }
        try sql.execute(
            """
            INSERT INTO last_activity (account, practitioner, at) VALUES (?, ?, ?)
            ON CONFLICT (account) DO UPDATE SET practitioner = excluded.practitioner, at = excluded.at
            """, [.text(account.text), .text(practitioner.text), .integer(now.milliseconds)])
    }
}

extension ReadTransaction {
    /// Published rotas of one institution for one kind that hold at `instant`.
    package func currentRotas(
        of institution: InstitutionID, for kind: ServiceKind, at instant: WallTime
    ) throws -> [DutyRota] {
        try documents(
            DutyRota.self,
            """
            SELECT r.snapshot AS document FROM duty_rotas d
            JOIN records r ON r.stream = ? AND r.id = d.id
            WHERE d.institution = ? AND d.service_kind = ? AND d.state = 'published' AND d.ends_at > ?
                AND d.starts_at <= ? ORDER BY d.updated_at DESC, d.id LIMIT 20
            """,
            [
                .text(DutyRota.stream), .text(institution.text), .text(kind.rawValue),
                .integer(instant.milliseconds), .integer(instant.milliseconds),
            ])
    }

    /// Who is to be asked for an order of `inviting` now: of the newest rota that serves it (JL-24b).
    package func dutyQueue(
        of institution: InstitutionID, for kind: ServiceKind, serving inviting: InstitutionID,
        at instant: WallTime
    ) throws -> DutyQueue {
        let rotas = try currentRotas(of: institution, for: kind, at: instant)
        return rotas.first { $0.served.contains(inviting) }?.queue(at: instant) ?? .nobody
    }

    /// When each of them was last seen, at whatever account.
    package func presences(of practitioners: [PractitionerID]) throws -> [DutyPresence] {
        try Set(practitioners).sorted().compactMap { id in
            let row = try sql.row(
                "SELECT MAX(at) AS at FROM last_activity WHERE practitioner = ?", [.text(id.text)])
            return row?.optionalInteger("at").map {
                DutyPresence(practitioner: id, lastSeen: WallTime(milliseconds: $0))
            }
        }
    }
}

extension InstitutionScope {
    /// The institution's own rotas, newest first.
    package func dutyRotas(limit: Int) throws -> [DutyRota] {
        try transaction.documents(
            DutyRota.self,
            """
            SELECT r.snapshot AS document FROM duty_rotas d JOIN records r ON r.stream = ? AND r.id = d.id
            WHERE d.institution = ? ORDER BY d.updated_at DESC, d.id LIMIT ?
            """, [.text(DutyRota.stream), .text(institution.text), .integer(Int64(limit))])
    }
}
