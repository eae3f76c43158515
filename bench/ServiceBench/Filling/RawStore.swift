import GRDBSQLite

/// The database file itself, below every layer of the product: for filling it, and for what SQLite alone would take.
final class RawStore {
    let handle: OpaquePointer

    init(_ path: String) throws {
        var opened: OpaquePointer?
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK,
            let opened
        else { throw BenchFault("cannot open \(path)") }
        handle = opened
        sqlite3_busy_timeout(handle, 10_000)
    }

    deinit { sqlite3_close_v2(handle) }

    func run(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw fault(sql) }
    }

    func prepare(_ sql: String) throws -> RawStatement {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw fault(sql)
        }
        return RawStatement(statement, of: self)
    }

    /// Every row of an answer; for small answers.
    func rows(_ sql: String) throws -> [[RawValue]] {
        let statement = try prepare(sql)
        var rows: [[RawValue]] = []
        while try statement.step() { rows.append(statement.values()) }
        return rows
    }

    func integer(_ sql: String) throws -> Int64 {
        guard case .integer(let value)? = try rows(sql).first?.first else { return 0 }
        return value
    }

    func fault(_ sql: String) -> BenchFault {
        BenchFault("\(String(cString: sqlite3_errmsg(handle))) in: \(sql.prefix(120))")
    }
}

enum RawValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text([UInt8])
}

final class RawStatement {
    let handle: OpaquePointer
    private let store: RawStore

    init(_ handle: OpaquePointer, of store: RawStore) {
        self.handle = handle
        self.store = store
    }

    deinit { sqlite3_finalize(handle) }

    /// True when there is a row.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw store.fault(String(cString: sqlite3_sql(handle)))
        }
    }

    /// Runs to the end and makes ready for the next use.
    func runAgain() throws {
        _ = try step()
        sqlite3_reset(handle)
    }

    func bind(_ index: Int, _ value: Int64) { sqlite3_bind_int64(handle, Int32(index), value) }
    func bindNull(_ index: Int) { sqlite3_bind_null(handle, Int32(index)) }

    /// The bytes must stay where they are until the statement has run.
    func bind(_ index: Int, _ bytes: UnsafeRawPointer, _ count: Int) {
        let text = bytes.assumingMemoryBound(to: CChar.self)
        sqlite3_bind_text(handle, Int32(index), text, Int32(count), nil)
    }

    func bind(_ index: Int, _ value: RawValue) {
        switch value {
        case .null: bindNull(index)
        case .integer(let value): bind(index, value)
        case .text(let bytes):
            // SQLite copies: the array may move.
            bytes.withUnsafeBytes { buffer in
                _ = sqlite3_bind_text(
                    handle, Int32(index), buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                    Int32(buffer.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
            }
        }
    }

    func values() -> [RawValue] {
        (0..<sqlite3_column_count(handle)).map { column in
            switch sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
            case SQLITE_NULL: return .null
            default:
                let count = Int(sqlite3_column_bytes(handle, column))
                guard let start = sqlite3_column_text(handle, column) else { return .text([]) }
                return .text(Array(UnsafeBufferPointer(start: start, count: count)))
            }
        }
    }

    var columnNames: [String] {
        (0..<sqlite3_column_count(handle)).map { String(cString: sqlite3_column_name(handle, $0)) }
    }
}
