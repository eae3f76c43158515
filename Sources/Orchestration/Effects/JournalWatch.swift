import ConsultationCore
package import Storage
import Synchronization

/// Walks the journal's chain again and again while the service runs, a stretch at a time, and puts a break on record
/// once (NHC-ID 24). What was seen as the end must stay: a tail that was cut off is a break too.
package final class JournalWatch: Sendable {
    /// Entries looked at in one step; a step takes a fraction of a second.
    static let stretch = 20_000
    static let stream = "audit"

    private struct Progress {
        var place = JournalPlace.beginning
        /// The farthest end seen since the start.
        var end = JournalPlace.beginning
    }

    private let database: ServiceDatabase
    private let environment: ServiceEnvironment
    private let progress = Mutex(Progress())

    package init(database: ServiceDatabase, environment: ServiceEnvironment) {
        self.database = database
        self.environment = environment
    }

    /// Looks at the next stretch; the place of a break, if there is one.
    @discardableResult
    package func step() async throws -> Int64? {
        let (place, known) = progress.withLock { ($0.place, $0.end) }
        let (slice, end) = try await database.read { transaction in
            let slice = try transaction.verifyJournal(after: place, limit: Self.stretch)
            return (slice, try transaction.journalEnd())
        }
        var broken = slice.firstBreak?.seq
        if end.seq < known.seq { broken = broken ?? end.seq + 1 }
        if let broken {
            try await report(broken)
            progress.withLock { $0.place = .beginning }
            return broken
        }
        progress.withLock { progress in
            progress.end = end.seq >= progress.end.seq ? end : progress.end
            progress.place = slice.count < Self.stretch ? .beginning : slice.last
        }
        return nil
    }

    /// One breach for each broken place, on the board of every institution: the journal is everybody's.
    private func report(_ seq: Int64) async throws {
        let now = environment.now()
        try await database.write { transaction in
            let known = try transaction.reading.entries(of: Self.stream)
            let payload = try StoredJSON.encode(["seq": String(seq)])
            guard !known.contains(where: { $0.payload == payload }) else { return }
            try transaction.note(
                "chainBroken", payload, in: Self.stream, at: now.milliseconds, by: .system)
            let parties = try transaction.reading.institutions().filter { $0.licence != nil }.map(\.id)
            try transaction.record(
                StoredViolation(
                    seq: try transaction.reading.journalLength(), subject: Self.stream, at: now,
                    violation: .auditChainBroken(seq: seq)), of: parties)
        }
    }
}
