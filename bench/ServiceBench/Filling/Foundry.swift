import ConsultationCore
import Figures
import Foundation
import Orchestration
import Storage

/// Performs one consultation of every course and cuts moulds of what they left behind.
struct Foundry {
    let path: String
    /// When the templates of finished consultations begin.
    let start: WallTime
    /// The tables that a consultation writes to, with their columns.
    private(set) var tables: [(name: String, columns: [String])] = []

    /// Master data, access and what the service forgets by itself are not multiplied; neither are counts, and
    /// settlement batches, of which a pair of hospitals has one a month.
    private static let others: Set<String> = [
        "institutions", "practitioners", "agreements", "agreement_parties", "prices", "accounts", "sessions",
        "api_tokens", "consultation_numbers", "idempotency", "grdb_migrations", "policy_versions",
        "tallies", "violations", "violation_parties", "settlement_batches", "staff_subsidies",
        "service_counters", "sampled_periods", "last_activity", "platform_messages",
    ]

    init(path: String, start: WallTime) throws {
        self.path = path
        self.start = start
        let store = try RawStore(path)
        for row in try store.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") {
            guard case .text(let bytes)? = row.first else { continue }
            let name = String(decoding: bytes, as: UTF8.self)
            if Self.others.contains(name) || name.hasPrefix("sqlite_") { continue }
            let columns = try store.prepare("SELECT * FROM \(name) LIMIT 0").columnNames
            tables.append((name, name == "journal" ? Mould.journalColumns : columns))
        }
    }

    func moulds(on stage: Stage, _ hospitals: Hospitals) async throws -> [Mould] {
        var moulds: [Mould] = []
        for (index, course) in Course.allCases.enumerated() {
            moulds.append(try await mould(of: course, index, on: stage, hospitals))
        }
        return moulds
    }

    private func mould(
        of course: Course, _ index: Int, on stage: Stage, _ hospitals: Hospitals
    ) async throws -> Mould {
        let words = PatientWords(index + 101)
        let before = try marks()
        stage.clock.set(start)
        _ = try await stage.perform(course, of: words)
        let store = try RawStore(path)
        let hash = try identityHash(of: words, store)
        var cutter = MouldCutter(
            words: words, identityHash: hash, batch: hospitals.batch(0, 0, start),
            master: hospitals.positions,
            times: (start - .days(400)).milliseconds...(start + .days(400)).milliseconds)
        var rows: [Mould.Row] = []
        for (table, description) in tables.enumerated() {
            // Effects done more than thirty days ago are forgotten by the service itself.
            if description.name == "outbox", course.isOver { continue }
            let found = try store.rows(
                """
                SELECT \(description.columns.joined(separator: ", ")) FROM \(description.name)
                WHERE rowid > \(before[table]) ORDER BY rowid
                """)
            for row in found where !isShared(row, description.name) {
                rows.append(cut(row, table, description, &cutter))
            }
        }
        return Mould(
            course: course, rows: rows, freshCount: cutter.fresh.count, createdAt: start.milliseconds)
    }

    /// Entries of what cases share: a pair's batch, an institution's keys.
    private func isShared(_ row: [RawValue], _ table: String) -> Bool {
        guard table == "journal", case .text(let stream) = row[1] else { return false }
        return ["batch/", "key/", "profile/", "standing/", "policy"].contains { stream.starts(with: $0.utf8) }
    }

    private func cut(
        _ row: [RawValue], _ table: Int, _ description: (name: String, columns: [String]),
        _ cutter: inout MouldCutter
    ) -> Mould.Row {
        let columns = zip(row, description.columns).map { value, name -> Mould.Column in
            if description.name == "journal", name == "seq" { return .counter }
            if ["outbox", "notices"].contains(description.name), name == "id" { return .counter }
            switch value {
            case .null: return .null
            case .integer(let number):
                return cutter.times.contains(number) ? .time(number) : .integer(number)
            case .text(let bytes): return .text(cutter.pieces(bytes))
            }
        }
        return Mould.Row(table: table, columns: columns)
    }

    private func marks() throws -> [Int64] {
        let store = try RawStore(path)
        return try tables.map { try store.integer("SELECT COALESCE(MAX(rowid), 0) FROM \($0.name)") }
    }

    private func identityHash(of words: PatientWords, _ store: RawStore) throws -> String {
        let rows = try store.rows(
            "SELECT identity_hash FROM patients WHERE document LIKE '%\(words.number)%'")
        guard case .text(let bytes)? = rows.first?.first else {
            throw BenchFault("the template has no patient")
        }
        let hash = String(decoding: bytes, as: UTF8.self)
        guard hash == Caster.identityHash(words.number) else {
            throw BenchFault("the product hashes identities in another way than the bench")
        }
        return hash
    }
}
