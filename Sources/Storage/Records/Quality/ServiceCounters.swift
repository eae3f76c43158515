package import ConsultationCore

/// Which counter, of whom, on which day: a figure without its instant.
package struct ServiceCell: Sendable, Hashable {
    package let institution: InstitutionID
    package let side: PartySide
    package let kind: ServiceKind?
    package let counter: ServiceCounter
    package let day: CivilDate

    init(_ figure: ServiceFigure) {
        institution = figure.institution
        side = figure.side
        kind = figure.kind
        counter = figure.counter
        day = CivilDate(figure.at)
    }

    init(row: SQLRow) throws {
        institution = InstitutionID(try row.text("institution"))
        side = try Self.word(row, "side")
        kind = ServiceKind(rawValue: try row.text("kind"))
        counter = try Self.word(row, "counter")
        guard let day = CivilDate(try row.text("day")) else {
            throw StorageError.unreadable(table: "service_counters", key: "day")
        }
        self.day = day
    }

    private static func word<Word: RawRepresentable>(_ row: SQLRow, _ name: String) throws -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try row.text(name)) else {
            throw StorageError.unreadable(table: "service_counters", key: name)
        }
        return word
    }
}

extension SQLConnection {
    func add(_ cell: ServiceCell, amount: Int) throws {
        try execute(
            """
            INSERT INTO service_counters (institution, day, side, kind, counter, amount)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (institution, day, side, kind, counter)
                DO UPDATE SET amount = service_counters.amount + excluded.amount
            """,
            [
                .text(cell.institution.text), .text(cell.day.description), .text(cell.side.rawValue),
                .text(cell.kind?.rawValue ?? ""), .text(cell.counter.rawValue), .integer(Int64(amount)),
            ])
    }
}

extension WriteTransaction {
    package func count(_ figures: [ServiceFigure]) throws {
        for figure in figures { try sql.add(ServiceCell(figure), amount: figure.amount) }
    }
}

extension ReadTransaction {
    /// Sums of one institution from `first` to `last`, both included, by side, kind and counter; the day is the first.
    package func serviceCounters(
        of institution: InstitutionID, from first: CivilDate, to last: CivilDate
    ) throws -> [ServiceCell: Int] {
        var found: [ServiceCell: Int] = [:]
        for row in try sql.rows(
            """
            SELECT institution, MIN(day) AS day, side, kind, counter, SUM(amount) AS total
            FROM service_counters WHERE institution = ? AND day >= ? AND day <= ?
            GROUP BY institution, side, kind, counter
            """, [.text(institution.text), .text(first.description), .text(last.description)])
        {
            found[try ServiceCell(row: row)] = Int(try row.integer("total"))
        }
        return found
    }

    /// Every counter as it is kept, day by day.
    package func keptServiceCounters() throws -> [ServiceCell: Int] {
        var found: [ServiceCell: Int] = [:]
        for row in try sql.rows("SELECT *, amount AS total FROM service_counters") {
            found[try ServiceCell(row: row)] = Int(try row.integer("total"))
        }
        return found
    }

    /// Every counter as the journal alone gives it (JL-35e). Walks the whole journal.
    package func recountedServiceCounters() throws -> [ServiceCell: Int] {
        try ServiceRecount(sql: sql).figures()
    }
}

/// Counts from the journal, one stream after the other, so that only one state is held at a time.
struct ServiceRecount {
    let sql: SQLConnection

    func figures() throws -> [ServiceCell: Int] {
        var cells: [ServiceCell: Int] = [:]
        func count(_ figures: [ServiceFigure]) {
            for figure in figures { cells[ServiceCell(figure), default: 0] += figure.amount }
        }
        var consultation: Consultation?
        try walk("consultation/", ConsultationEvent.self) { event, isFirst in
            if isFirst {
                consultation = Consultation.replay([event])
            } else if let before = consultation {
                count(ServiceStatistics.figures(of: event, on: before))
                consultation?.apply(event)
            }
        }
        var duty: UploadDuty?
        try walk("duty/", UploadDutyEvent.self) { event, isFirst in
            if isFirst {
                duty = UploadDuty(first: event)
            } else if let before = duty {
                count(ServiceStatistics.figures(of: event, on: before))
                duty?.apply(event)
            }
        }
        var rating: CaseRating?
        try walk("\(CaseRating.stream)/", RecordEvent<CaseRatingChange>.self) { event, isFirst in
            if isFirst {
                rating = CaseRating(first: event)
            } else if let before = rating {
                count(ServiceStatistics.figures(of: event, on: before))
                rating?.apply(event)
            }
        }
        return cells
    }

    /// Streams of one kind in order; `0` follows `/` in ASCII, so the range is the prefix.
    private func walk<Event: Decodable>(
        _ prefix: String, _ type: Event.Type, _ body: (Event, Bool) throws -> Void
    ) throws {
        try sql.walk(
            """
            SELECT version, payload FROM journal WHERE stream >= ? AND stream < ? ORDER BY stream, version
            """, [.text(prefix), .text(String(prefix.dropLast()) + "0")]
        ) { row in
            try body(
                try StoredJSON.decode(type, from: try row.text("payload")), try row.integer("version") == 1)
            return true
        }
    }
}
