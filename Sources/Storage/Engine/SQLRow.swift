import GRDB

/// One row of an answer, read by column name. A missing or mistyped column is a fault of ours and is thrown.
struct SQLRow {
    let row: Row
    /// The statement's own names: GRDB's search compares them case by case.
    let columns: [String]
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
        guard let place = columns.firstIndex(of: column),
            case .string(let text) = (row[place] as DatabaseValue).storage
        else {
            return nil
        }
        return text
    }

    func optionalInteger(_ column: String) -> Int64? {
        guard let place = columns.firstIndex(of: column),
            case .int64(let integer) = (row[place] as DatabaseValue).storage
        else {
            return nil
        }
        return integer
    }

    func flag(_ column: String) throws -> Bool { try integer(column) != 0 }

    private func unreadable(_ column: String) -> StorageError {
        .unreadable(table: String(statement.prefix(80)), key: column)
    }
}
