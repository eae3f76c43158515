import ConsultationCore
import Crypto
import Figures
import Foundation
import Storage

/// Writes copies of moulds into the database file: fresh ids, numbers, names and instants, hospitals of their own, and
/// the journal's chain computed anew over every entry.
final class Caster {
    private let store: RawStore
    private let hospitals: Hospitals
    private let tables: [(name: String, columns: [String])]
    private let statements: [RawStatement]
    private var counters: [Int64]
    private let journal: Int
    private var seq: Int64
    private var previousHash: [UInt8]
    private var numbers: [String: Int] = [:]
    private var random = SplitMix(seed: 20_261_121)
    private var row = ByteBuilder()
    private var canonical = ByteBuilder()
    private var day = (start: Int64.max, compact: [UInt8](), count: 0)

    init(path: String, tables: [(name: String, columns: [String])], _ hospitals: Hospitals) throws {
        store = try RawStore(path)
        self.hospitals = hospitals
        self.tables = tables
        // Nobody else has the file, and a file that is not finished is thrown away.
        for pragma in [
            "journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "locking_mode = EXCLUSIVE",
            "temp_store = MEMORY",
        ] { _ = try store.rows("PRAGMA \(pragma)") }
        statements = try tables.map { [store] table in
            let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
            return try store.prepare(
                "INSERT INTO \(table.name) (\(table.columns.joined(separator: ", "))) VALUES (\(marks))")
        }
        counters = try tables.map { [store] table in
            ["outbox", "notices"].contains(table.name)
                ? try store.integer("SELECT COALESCE(MAX(id), 0) FROM \(table.name)") : 0
        }
        guard let found = tables.firstIndex(where: { $0.name == "journal" }) else {
            throw BenchFault("there is no journal")
        }
        journal = found
        let head = try store.rows("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").first
        guard case .integer(let last)? = head?[0], case .text(let hash)? = head?[1] else {
            throw BenchFault("the journal is empty")
        }
        seq = last
        previousHash = hash
        for known in try store.rows("SELECT day, last FROM consultation_numbers") {
            if case .text(let day) = known[0], case .integer(let last) = known[1] {
                numbers[String(decoding: day, as: UTF8.self)] = Int(last)
            }
        }
    }

    func begin() throws { try store.run("BEGIN") }
    func commit() throws { try store.run("COMMIT") }

    /// - Parameters:
    ///   - moved: milliseconds between the template and this copy.
    ///   - batches: of every pair, in the month in which the copy's charge arises.
    func cast(
        _ mould: Mould, serial: Int, moved: Int64, inviting: Int? = nil, invited: Int, in batches: BatchTable
    ) throws {
        let inviting = inviting ?? Int(random.next() % UInt64(Hospitals.inviting))
        let copy = Copy(
            moved: moved, inviting: inviting, invited: invited, batch: batches[inviting, invited],
            fresh: (0..<mould.freshCount).map { freshID(mould.createdAt + moved, serial, $0) },
            number: nextNumber(mould.createdAt + moved), patient: PatientCopy(serial: serial, &random))
        for templateRow in mould.rows { try write(templateRow, copy) }
    }

    func finish() throws {
        try store.run("BEGIN")
        for (day, last) in numbers {
            try store.run(
                """
                INSERT INTO consultation_numbers (day, last) VALUES ('\(day)', \(last))
                ON CONFLICT (day) DO UPDATE SET last = excluded.last
                """)
        }
        try store.run("COMMIT")
        _ = try store.rows("PRAGMA locking_mode = NORMAL")
    }

    private func write(_ templateRow: Mould.Row, _ copy: Copy) throws {
        let table = templateRow.table
        row.clear()
        var places: [(column: Int, start: Int, count: Int)] = []
        places.reserveCapacity(12)
        let statement = statements[table]
        for (index, column) in templateRow.columns.enumerated() {
            switch column {
            case .null: statement.bindNull(index + 1)
            case .integer(let value): statement.bind(index + 1, value)
            case .time(let value): statement.bind(index + 1, value + copy.moved)
            case .counter:
                if table == journal { seq += 1 } else { counters[table] += 1 }
                statement.bind(index + 1, table == journal ? seq : counters[table])
            case .text(let pieces):
                let start = row.count
                render(pieces, copy)
                places.append((index + 1, start, row.count - start))
            }
        }
        if table == journal { chain(templateRow, copy, &places) }
        row.withBytes { bytes in
            for place in places { statement.bind(place.column, bytes + place.start, place.count) }
        }
        try statement.runAgain()
    }

    /// The canonical bytes of `JournalEntry.computedHash`: every field with its length before it.
    private func chain(
        _ templateRow: Mould.Row, _ copy: Copy, _ places: inout [(column: Int, start: Int, count: Int)]
    ) {
        canonical.clear()
        canonical.appendField("huizhen.journal.1".utf8)
        var next = 0
        for (index, column) in templateRow.columns.prefix(10).enumerated() {
            switch column {
            case .counter: canonical.appendField(String(seq).utf8)
            case .integer(let value): canonical.appendField(String(value).utf8)
            case .time(let value): canonical.appendField(String(value + copy.moved).utf8)
            case .null: canonical.appendField("".utf8)
            case .text:
                while places[next].column != index + 1 { next += 1 }
                canonical.appendField(row, places[next].start, places[next].count)
            }
        }
        canonical.appendField(previousHash)
        places.removeLast(2)
        places.append((11, row.count, 64))
        row.append(previousHash)
        previousHash = canonical.sha256()
        places.append((12, row.count, 64))
        row.append(previousHash)
    }

    private func render(_ pieces: [Mould.Piece], _ copy: Copy) {
        for piece in pieces {
            row.append(piece.bytes)
            switch piece.slot {
            case .end: break
            case .fresh(let index): row.append(copy.fresh[index])
            case .master(let index): row.append(hospitals.name(index, copy.inviting, copy.invited))
            case .time(let value): row.appendDecimal(value + copy.moved)
            case .batch: row.append(copy.batch.id)
            case .period: row.append(copy.batch.period)
            case .number: row.append(copy.number)
            case .name: row.append(copy.patient.name)
            case .identity: row.append(copy.patient.identity)
            case .identityHash: row.append(copy.patient.identityHash)
            case .phone: row.append(copy.patient.phone)
            case .birthDate: row.append(copy.patient.birthDate)
            }
        }
    }

    /// The shape of a UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then which id of which copy.
    private func freshID(_ at: Int64, _ serial: Int, _ index: Int) -> [UInt8] {
        var id = [UInt8](repeating: 0x2D, count: 36)
        func put(_ value: UInt64, _ digits: Int, at start: Int) {
            var rest = value
            for place in stride(from: start + digits - 1, through: start, by: -1) {
                let digit = UInt8(rest & 15)
                id[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
                rest >>= 4
            }
        }
        let time = UInt64(max(0, at))
        put(time >> 16, 8, at: 0)
        put(time & 0xFFFF, 4, at: 9)
        put(0x7000 | UInt64(index & 0xFFF), 4, at: 14)
        put(0x8000, 4, at: 19)
        put(UInt64(serial), 12, at: 24)
        return id
    }

    private func nextNumber(_ at: Int64) -> [UInt8] {
        if at < day.start || at >= day.start + 86_400_000 {
            let date = CivilDate(WallTime(milliseconds: at))
            if !day.compact.isEmpty { numbers[String(decoding: day.compact, as: UTF8.self)] = day.count }
            let compact = date.description.filter { $0 != "-" }
            day = (date.start.milliseconds, Array(compact.utf8), numbers[compact] ?? 0)
        }
        day.count += 1
        let digits = String(day.count)
        numbers[String(decoding: day.compact, as: UTF8.self)] = day.count
        let text = "-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        return Array("HZ".utf8) + day.compact + Array(text.utf8)
    }

    static func identityHash(_ number: String) -> String {
        Hexadecimal.encode(Crypto.SHA256.hash(data: Data("{\"residentID\":{\"_0\":\"\(number)\"}}".utf8)))
    }

    private struct Copy {
        let moved: Int64
        let inviting: Int
        let invited: Int
        let batch: (id: [UInt8], period: [UInt8])
        let fresh: [[UInt8]]
        let number: [UInt8]
        let patient: PatientCopy
    }
}

/// The settlement batches of one month, of every pair of hospitals.
struct BatchTable {
    private let entries: [(id: [UInt8], period: [UInt8])]

    init(_ hospitals: Hospitals, month instant: WallTime) {
        entries = (0..<Hospitals.inviting).flatMap { k in
            (0..<Hospitals.invited).map { j in hospitals.batch(k, j, instant) }
        }
    }

    subscript(inviting: Int, invited: Int) -> (id: [UInt8], period: [UInt8]) {
        entries[inviting * Hospitals.invited + invited]
    }
}
