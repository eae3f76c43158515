package import ConsultationCore

/// A place in a list that stays right while rows are added.
package struct ListPosition: Sendable, Equatable {
    package let updatedAt: WallTime
    package let id: ConsultationID

    package init(updatedAt: WallTime, id: ConsultationID) {
        self.updatedAt = updatedAt
        self.id = id
    }

    static let newest = ListPosition(updatedAt: WallTime(milliseconds: .max), id: "~")
}

/// A case in a list, and where in the list it stands.
package struct ListedConsultation: Sendable {
    package let known: KnownState
    package let position: ListPosition

    package var consultation: Consultation { known.consultation }
}

extension InstitutionScope {
    /// Newest first; no states: all of them. `before` is the position after which the list goes on.
    package func consultations(
        in states: [Consultation.State], before: ListPosition?, limit: Int
    ) throws -> [ListedConsultation] {
        let wanted: [Consultation.State?] = states.isEmpty ? [nil] : states
        return try list(inviting: wanted, invited: wanted, before: before ?? .newest, limit: limit)
    }

    /// Cases that are in one of these states on the institution's side, newest first.
    package func consultations(
        inviting: [Consultation.State], invited: [Consultation.State], limit: Int
    ) throws -> [KnownState] {
        guard !(inviting.isEmpty && invited.isEmpty) else { return [] }
        return try list(inviting: inviting, invited: invited, before: .newest, limit: limit)
            .map(\.known)
    }

    /// Each side and state is a stretch of an index in the list's own order, and the index has all that is asked: what
    /// is read does not grow with the number of cases, and of a case that is known in memory nothing is read.
    private func list(
        inviting: [Consultation.State?], invited: [Consultation.State?], before end: ListPosition, limit: Int
    ) throws -> [ListedConsultation] {
        var arguments: [SQLValue] = []
        func part(
            _ side: String, _ state: Consultation.State?, of table: String = "consultations",
            id: String = "id", version: String = "version"
        ) -> String {
            arguments.append(.text(institution.text))
            if let state { arguments.append(.text(state.rawValue)) }
            arguments += [
                .integer(end.updatedAt.milliseconds), .integer(end.updatedAt.milliseconds),
                .text(end.id.text), .integer(Int64(limit)),
            ]
            return """
                SELECT * FROM (SELECT \(id) AS id, updated_at, \(version) AS version FROM \(table)
                    WHERE \(side) = ? \(state == nil ? "" : "AND state = ?")
                        AND updated_at <= ? AND (updated_at < ? OR \(id) < ?)
                    ORDER BY updated_at DESC, \(id) DESC LIMIT ?)
                """
        }
        func further(_ state: Consultation.State?) -> String {
            part(
                "x.institution", state, of: "consultation_invited x", id: "x.consultation",
                version: "(SELECT version FROM consultations c WHERE c.id = x.consultation)")
        }
        // UNION, not UNION ALL: a case of an institution with itself stands in both.
        let parts =
            inviting.map { part("inviting", $0) } + invited.map { part("invited", $0) } + invited.map(further)
        let found = try transaction.sql.values(
            "\(parts.joined(separator: " UNION ")) ORDER BY updated_at DESC, id DESC LIMIT ?",
            arguments + [.integer(Int64(limit))]
        ) { row in
            let updatedAt = WallTime(milliseconds: try row.integer("updated_at"))
            let id = ConsultationID(try row.text("id"))
            return (ListPosition(updatedAt: updatedAt, id: id), try row.integer("version"))
        }
        return try found.compactMap { position, version in
            try transaction.state(of: position.id, version: version)
                .map { ListedConsultation(known: $0, position: position) }
        }
    }
}

extension ReadTransaction {
    /// The state of a version that was just read from the table.
    func state(of id: ConsultationID, version: Int64) throws -> KnownState? {
        if isSettled, let known = cache.states.state(of: id, version: version) { return known }
        let row = try sql.row("SELECT snapshot FROM consultations WHERE id = ?", [.text(id.text)])
        guard let text = try row?.text("snapshot") else { return nil }
        let state = KnownState(try StoredJSON.decode(Consultation.self, from: text))
        if isSettled { cache.states.keep(state, version: version) }
        return state
    }
}
