import ConsultationCore

/// Breaches on a board of their own, and counts by day: what a page about compliance asks must not read the journal.
enum ComplianceSchema {
    /// A violation belongs to each party of its case and, under an empty institution, to the authority. It can be
    /// acknowledged once by each of them; nothing else about it ever changes.
    static let tables = """
        CREATE TABLE violations (
            seq BIGINT PRIMARY KEY,
            subject TEXT NOT NULL,
            document TEXT NOT NULL
        );
        CREATE TABLE violation_parties (
            institution TEXT NOT NULL,
            at BIGINT NOT NULL,
            seq BIGINT NOT NULL,
            code TEXT NOT NULL,
            acknowledged_at BIGINT,
            acknowledged_by TEXT,
            acknowledged_name TEXT,
            reason TEXT,
            PRIMARY KEY (institution, at, seq)
        );
        CREATE INDEX violation_parties_by_code ON violation_parties (institution, code, at, seq);
        CREATE INDEX violation_parties_open ON violation_parties (institution, at, seq)
            WHERE acknowledged_at IS NULL;
        CREATE INDEX violation_parties_by_violation ON violation_parties (seq);
        CREATE TABLE tallies (
            institution TEXT NOT NULL,
            day TEXT NOT NULL,
            kind TEXT NOT NULL,
            code TEXT NOT NULL,
            count BIGINT NOT NULL,
            PRIMARY KEY (institution, day, kind, code)
        );
        CREATE TRIGGER violations_keep_rows BEFORE UPDATE ON violations
            BEGIN SELECT RAISE(ABORT, 'violations are kept as they are'); END;
        CREATE TRIGGER violations_lose_nothing BEFORE DELETE ON violations
            BEGIN SELECT RAISE(ABORT, 'violations are kept as they are'); END;
        CREATE TRIGGER violation_parties_are_acknowledged_once BEFORE UPDATE ON violation_parties
            WHEN OLD.acknowledged_at IS NOT NULL OR NEW.acknowledged_at IS NULL
                OR NEW.institution <> OLD.institution OR NEW.at <> OLD.at OR NEW.seq <> OLD.seq
                OR NEW.code <> OLD.code
            BEGIN SELECT RAISE(ABORT, 'a violation is acknowledged once, and else kept as it is'); END;
        CREATE TRIGGER violation_parties_lose_nothing BEFORE DELETE ON violation_parties
            BEGIN SELECT RAISE(ABORT, 'violations are kept as they are'); END;
        """

    /// Fills the board with what the journal recorded before there was one.
    static func takeOver(in sql: SQLConnection) throws {
        try sql.walk(
            """
            SELECT seq, stream, payload FROM journal WHERE kind IN ('violationRaised', 'becameOverdue')
            ORDER BY seq
            """
        ) { row in
            let stream = try row.text("stream")
            guard let (violation, at) = try violation(in: try row.text("payload"), of: stream) else {
                return true
            }
            let parties = try parties(of: stream, sql)
            try sql.record(
                StoredViolation(seq: try row.integer("seq"), subject: stream, at: at, violation: violation),
                of: parties)
            return true
        }
    }

    private static func violation(in payload: String, of stream: String) throws -> (Violation, WallTime)? {
        if stream.hasPrefix("consultation/") {
            let event = try StoredJSON.decode(ConsultationEvent.self, from: payload)
            if case .violationRaised(let violation) = event.change { return (violation, event.at) }
        } else if stream.hasPrefix("duty/") {
            let event = try StoredJSON.decode(UploadDutyEvent.self, from: payload)
            if case .becameOverdue(let violation) = event.change { return (violation, event.at) }
        }
        return nil
    }

    private static func parties(of stream: String, _ sql: SQLConnection) throws -> [InstitutionID] {
        let id = String(stream.drop { $0 != "/" }.dropFirst())
        if stream.hasPrefix("duty/") {
            let row = try sql.row("SELECT institution FROM upload_duties WHERE id = ?", [.text(id)])
            return [try row?.text("institution")].compactMap(\.self).map { InstitutionID($0) }
        }
        let row = try sql.row("SELECT inviting, invited FROM consultations WHERE id = ?", [.text(id)])
        return [try row?.text("inviting"), row?.optionalText("invited")].compactMap(\.self)
            .map { InstitutionID($0) }
    }
}
