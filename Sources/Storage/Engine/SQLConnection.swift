import GRDB

/// The narrow door to SQL: everything above speaks in text, integers and null, so that a second engine is a
/// driver and not a rewrite. Statements are cached per connection.
struct SQLConnection {
    let database: Database

    func execute(_ sql: String, _ arguments: [SQLValue] = []) throws {
        try database.cachedStatement(sql: sql).execute(arguments: Self.bound(arguments))
    }

    func rows(_ sql: String, _ arguments: [SQLValue] = []) throws -> [SQLRow] {
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchAll(statement, arguments: Self.bound(arguments))
            .map { SQLRow(row: $0, columns: statement.columnNames, statement: sql) }
    }

    /// `rows` for long answers: each row is turned into a value without a copy of it. `transform` asks nothing of the
    /// database.
    func values<Value>(
        _ sql: String, _ arguments: [SQLValue] = [], _ transform: (SQLRow) throws -> Value
    ) throws -> [Value] {
        let statement = try database.cachedStatement(sql: sql)
        let columns = statement.columnNames
        let cursor = try Row.fetchCursor(statement, arguments: Self.bound(arguments))
        var values: [Value] = []
        while let row = try cursor.next() {
            values.append(try transform(SQLRow(row: row, columns: columns, statement: sql)))
        }
        return values
    }

    func row(_ sql: String, _ arguments: [SQLValue] = []) throws -> SQLRow? {
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchOne(statement, arguments: Self.bound(arguments))
            .map { SQLRow(row: $0, columns: statement.columnNames, statement: sql) }
    }

    /// Walks a long answer without holding it; `body` returns false to stop.
    func walk(_ sql: String, _ arguments: [SQLValue] = [], _ body: (SQLRow) throws -> Bool) throws {
        let statement = try database.makeStatement(sql: sql)
        let cursor = try Row.fetchCursor(statement, arguments: Self.bound(arguments))
        let columns = statement.columnNames
        while let row = try cursor.next() {
            guard try body(SQLRow(row: row, columns: columns, statement: sql)) else { return }
        }
    }

    /// As optionals: GRDB's initializer for other sequences makes a key path each time, which a command would feel.
    private static func bound(_ arguments: [SQLValue]) -> StatementArguments {
        StatementArguments(arguments.map { $0 as (any DatabaseValueConvertible)? })
    }

    var changes: Int { database.changesCount }
}
