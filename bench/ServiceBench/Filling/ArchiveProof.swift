import ConsultationCore
import Figures
import Orchestration
import Simulation
import Storage

/// The product's own verification of an archive: the chain holds, every journal adds up to the state beside it, the
/// books balance, and the limits in the table are those that the states say.
struct ArchiveProof {
    let entries: Int64
    let consultations: Int
    let postings: Int
    let deadlines: Int

    init(of archive: Archive) async throws {
        let database = try ServiceDatabase.open(archive.path)
        let policies = try PolicyBook(.repository)
        let found = try await database.read { transaction in
            let report = try transaction.verifyJournal()
            guard report.isIntact else {
                throw BenchFault("the journal is broken: \(String(describing: report.firstBreak))")
            }
            let balance = try transaction.ledgerBalance(
                from: WallTime(milliseconds: 0), to: WallTime(milliseconds: .max))
            guard balance.isBalanced else { throw BenchFault("the books do not balance") }
            let ids = try transaction.system.allConsultationIDs()
            var deadlines = 0
            for id in ids { deadlines += try Self.check(id, policies, transaction) }
            return (report.verified, ids.count, balance.postings, deadlines)
        }
        try database.close()
        (entries, consultations, postings, deadlines) = found
    }

    private static func check(
        _ id: ConsultationID, _ policies: PolicyBook, _ transaction: ReadTransaction
    ) throws -> Int {
        let subject = JournalStream.consultation(id)
        let events = try transaction.entries(of: subject).map {
            try StoredJSON.decode(ConsultationEvent.self, from: $0.payload)
        }
        guard let state = try transaction.system.consultation(id), Consultation.replay(events) == state else {
            throw BenchFault("consultation \(id) is not what its journal adds up to")
        }
        let policy = policies.policy(governing: state, of: .jilin, at: state.createdAt)
        let running = Set(
            state.openDeadlines(under: policy).filter { $0.passedAt == nil }
                .map { "\($0.kind.rawValue) \($0.dueAt.milliseconds)" })
        let stored = Set(
            try transaction.deadlines(of: subject).map { "\($0.kind) \($0.dueAt.milliseconds)" })
        guard running == stored else { throw BenchFault("the limits of \(id) are \(stored), not \(running)") }
        return stored.count
    }
}
