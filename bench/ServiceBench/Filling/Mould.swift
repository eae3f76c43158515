import Foundation

/// Everything one performed consultation left in the database, with the places marked where a copy differs.
struct Mould {
    /// What a copy puts in place of the template's own bytes.
    enum Slot {
        case end
        /// The copy's n-th own id.
        case fresh(Int)
        /// An id of master data: the copy's hospitals have people, prices and agreements of their own.
        case master(Int)
        /// UTC milliseconds, moved by the copy's distance from the template.
        case time(Int64)
        case number, name, identity, identityHash, phone, birthDate
        /// The settlement batch of the copy's pair of hospitals, and its month.
        case batch, period
    }

    /// Bytes that stay, and what follows them.
    struct Piece {
        let bytes: [UInt8]
        let slot: Slot
    }

    enum Column {
        case null
        case integer(Int64)
        case time(Int64)
        /// The next number of the table: position in the journal, position in the outbox.
        case counter
        case text([Piece])
    }

    struct Row {
        let table: Int
        let columns: [Column]
    }

    let course: Course
    let rows: [Row]
    let freshCount: Int
    let createdAt: Int64

    /// The journal's columns are needed one by one: its rows are chained by hash.
    static let journalColumns = [
        "seq", "stream", "version", "at", "actor", "actor_name", "institution", "policy_version", "kind",
        "payload", "prev_hash", "hash",
    ]
}

/// Finds the places in the template's bytes.
struct MouldCutter {
    let words: PatientWords
    let identityHash: String
    /// The settlement batch that the template is in, and its month as `2026-09`.
    let batch: (id: [UInt8], period: [UInt8])
    let master: [String: Int]
    /// Instants of the template lie here; other numbers of thirteen digits are left alone.
    let times: ClosedRange<Int64>
    private(set) var fresh: [String: Int] = [:]

    init(
        words: PatientWords, identityHash: String, batch: (id: [UInt8], period: [UInt8]),
        master: [String: Int], times: ClosedRange<Int64>
    ) {
        self.words = words
        self.batch = batch
        self.identityHash = identityHash
        self.master = master
        self.times = times
    }

    mutating func pieces(_ text: [UInt8]) -> [Mould.Piece] {
        var pieces: [Mould.Piece] = []
        var plain: [UInt8] = []
        var at = 0
        while at < text.count {
            if let (slot, length) = slot(in: text, at: at) {
                pieces.append(Mould.Piece(bytes: plain, slot: slot))
                plain = []
                at += length
            } else if Self.isDigit(text[at]) {
                // A number is passed as a whole, so that no part of it is taken for another.
                while at < text.count, Self.isDigit(text[at]) {
                    plain.append(text[at])
                    at += 1
                }
            } else {
                plain.append(text[at])
                at += 1
            }
        }
        pieces.append(Mould.Piece(bytes: plain, slot: .end))
        return pieces
    }

    private mutating func slot(in text: [UInt8], at: Int) -> (Mould.Slot, Int)? {
        let rest = text[at...]
        if let id = Self.uuid(rest) {
            if let known = master[id] { return (.master(known), 36) }
            let index = fresh[id] ?? fresh.count
            fresh[id] = index
            return (.fresh(index), 36)
        }
        if rest.starts(with: batch.id) { return (.batch, batch.id.count) }
        // A day of the month begins with the same bytes.
        if rest.starts(with: batch.period), rest.dropFirst(batch.period.count).first != 0x2D {
            return (.period, batch.period.count)
        }
        if rest.starts(with: words.name.utf8) { return (.name, words.name.utf8.count) }
        if rest.starts(with: words.number.utf8) { return (.identity, 18) }
        if rest.starts(with: identityHash.utf8) { return (.identityHash, 64) }
        if rest.starts(with: words.phone.utf8) { return (.phone, words.phone.utf8.count) }
        if rest.starts(with: words.birthDate.utf8) { return (.birthDate, 10) }
        if rest.starts(with: "HZ20".utf8), rest.count >= 16 { return (.number, 16) }
        let digits = rest.prefix { Self.isDigit($0) }
        if digits.count == 13, let value = Int64(String(decoding: digits, as: UTF8.self)),
            times.contains(value)
        {
            return (.time(value), 13)
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func uuid(_ rest: ArraySlice<UInt8>) -> String? {
        guard rest.count >= 36 else { return nil }
        for (offset, byte) in rest.prefix(36).enumerated() {
            if [8, 13, 18, 23].contains(offset) {
                guard byte == 0x2D else { return nil }
            } else {
                guard isDigit(byte) || (0x61...0x66).contains(byte) else { return nil }
            }
        }
        return String(decoding: rest.prefix(36), as: UTF8.self)
    }
}
