import GRDB

/// One row of an answer, read by column name. A missing or mistyped column is a fault of ours and is thrown.
struct SQLRow {
    let row: Row
    let statement: String

    func text(_ column: String) throws -> String {
        guard let value = optionalText(column) else { throw unreadable(column) }
        return value
    }

    func integer(_ column: String) throws -> Int64 {
        guard let value = optionalInteger(column) else { throw unreadable(column) }
        return value
    }

    func optionalText(_ column: String) -> String? {
        guard let value = row[column] as DatabaseValue?, case .string(let text) = value.storage else {
            return nil
        }
        return text
    }

    func optionalInteger(_ column: String) -> Int64? {
        guard let value = row[column] as DatabaseValue?, case .int64(let integer) = value.storage else {
            return nil
        }
        return integer
    }

    func flag(_ column: String) throws -> Bool { try integer(column) != 0 }

    private func unreadable(_ column: String) -> StorageError {
        .unreadable(table: String(statement.prefix(80)), key: column)
    }
}
