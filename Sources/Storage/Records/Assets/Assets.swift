package import ConsultationCore

/// A place in the register, by what is due first.
package struct AssetPosition: Sendable, Equatable {
    package let dueOn: Int64
    package let id: String

    package init(dueOn: Int64, id: String) {
        self.dueOn = dueOn
        self.id = id
    }

    package init(_ asset: Asset) {
        self.init(dueOn: AssetRow.dueOn(asset), id: asset.id)
    }
}

package enum AssetRow {
    static let never: Int64 = 9_999_999

    static func dueOn(_ asset: Asset) -> Int64 {
        asset.nextDueOn.map { Int64($0.daysSinceEpoch) } ?? never
    }

}

extension WriteTransaction {
    /// Puts the thing where the lists of its institution find it.
    package func enter(_ asset: Asset) throws {
        try sql.execute(
            """
            INSERT INTO assets
                (institution, id, category, state, is_closed, for_consultation, keeper, due_on)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (institution, id) DO UPDATE SET category = excluded.category,
                state = excluded.state, is_closed = excluded.is_closed,
                for_consultation = excluded.for_consultation, keeper = excluded.keeper,
                due_on = excluded.due_on
            """,
            [
                .text(asset.institution.text), .text(asset.id), .text(asset.told.category.rawValue),
                .text(asset.stateName), .flag(asset.isClosed), .flag(asset.told.isForConsultation),
                .text(asset.told.keeper.text), .integer(AssetRow.dueOn(asset)),
            ])
    }
}

extension InstitutionScope {
    /// What is due first stands first.
    package func assets(
        _ filter: AssetFilter, after position: AssetPosition?, limit: Int
    ) throws -> [Asset] {
        let (condition, arguments) = filter.condition
        let start = position ?? AssetPosition(dueOn: .min, id: "")
        return try transaction.documents(
            Asset.self,
            """
            SELECT r.snapshot AS document FROM (
                SELECT id, due_on FROM assets
                WHERE institution = ? AND \(condition) AND due_on >= ? AND (due_on > ? OR id > ?)
                ORDER BY due_on, id LIMIT ?) a
            JOIN records r ON r.stream = 'asset' AND r.id = a.id ORDER BY a.due_on, a.id
            """,
            [.text(institution.text)] + arguments
                + [
                    .integer(start.dueOn), .integer(start.dueOn), .text(start.id), .integer(Int64(limit)),
                ])
    }

    package func assetCounts(_ filter: AssetFilter) throws -> AssetCounts {
        func count(_ listing: AssetFilter.Listing) throws -> Int {
            var asked = filter
            asked.listing = listing
            let (condition, arguments) = asked.condition
            return Int(
                try transaction.sql.row(
                    "SELECT COUNT(*) AS n FROM assets WHERE institution = ? AND \(condition)",
                    [.text(institution.text)] + arguments)?.integer("n") ?? 0)
        }
        return AssetCounts(
            current: try count(.current), overdue: try count(.overdue), soon: try count(.soon),
            defective: try count(.defective))
    }

    /// Whether anything that is not retired is in the keeping of one of these.
    package func hasAssets(keptBy keepers: [AssetKeeper]) throws -> Bool {
        try keepers.contains { keeper in
            try transaction.sql.row(
                """
                SELECT id FROM assets WHERE institution = ? AND keeper = ? AND is_closed = 0 LIMIT 1
                """, [.text(institution.text), .text(keeper.text)]) != nil
        }
    }

    /// Things of the consultation rooms that will be overdue on that day, or have failed.
    package func roomAssets(on day: CivilDate, limit: Int) throws -> [Asset] {
        try transaction.documents(
            Asset.self,
            """
            SELECT r.snapshot AS document FROM assets a
            JOIN records r ON r.stream = 'asset' AND r.id = a.id
            WHERE a.institution = ? AND a.for_consultation = 1 AND a.is_closed = 0
                AND (a.due_on < ? OR a.state = 'defective') ORDER BY a.due_on, a.id LIMIT ?
            """,
            [
                .text(institution.text), .integer(Int64(day.daysSinceEpoch)), .integer(Int64(limit)),
            ])
    }
}

extension AssetFilter {
    fileprivate var condition: (String, [SQLValue]) {
        var parts: [String] = []
        var arguments: [SQLValue] = []
        let (today, soon) = (Int64(today.daysSinceEpoch), Int64(soonUntil.daysSinceEpoch))
        switch listing {
        case .current: parts.append("is_closed = 0")
        case .overdue:
            parts.append("is_closed = 0 AND due_on < ?")
            arguments.append(.integer(today))
        case .soon:
            parts.append("is_closed = 0 AND due_on >= ? AND due_on <= ?")
            arguments += [.integer(today), .integer(soon)]
        case .defective, .outOfService, .retired:
            parts.append("state = ?")
            arguments.append(.text(listing.rawValue))
        }
        if let category {
            parts.append("category = ?")
            arguments.append(.text(category.rawValue))
        }
        if let keepers {
            parts.append("keeper IN (\(keepers.map { _ in "?" }.joined(separator: ", ")))")
            arguments += keepers.map { .text($0.text) }
        }
        return (parts.joined(separator: " AND "), arguments)
    }
}
