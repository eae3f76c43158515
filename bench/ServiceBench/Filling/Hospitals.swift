import ConsultationCore
import Foundation
import Orchestration
import Storage

/// Fifty inviting and five invited hospitals: the two of the demonstration data, and copies of them with staff, prices
/// and agreements of their own.
struct Hospitals {
    static let inviting = 50
    static let invited = 5

    private enum Side { case inviting, invited, pair }

    /// Position of every master-data id of the demonstration hospitals.
    let positions: [String: Int]
    /// The id that a copy between hospital k and hospital j has in place of the n-th one: 36 bytes each.
    private let names: [[[UInt8]]]

    init(in database: ServiceDatabase) async throws {
        let (sides, accounts) = try await database.read { transaction in
            try Self.originals(transaction)
        }
        var positions: [String: Int] = [:]
        var names: [[[UInt8]]] = []
        for (id, side) in sides {
            positions[id] = names.count
            names.append(
                (0..<Self.inviting).flatMap { k in
                    (0..<Self.invited).map { j in
                        switch side {
                        case .inviting: Array(Self.clone(id, k).utf8)
                        case .invited: Array(Self.clone(id, j).utf8)
                        case .pair: Array(Self.clone(id, k * Self.invited + j).utf8)
                        }
                    }
                })
        }
        self.positions = positions
        self.names = names
        try await Self.open(in: database, accounts)
    }

    func name(_ position: Int, _ k: Int, _ j: Int) -> [UInt8] { names[position][k * Self.invited + j] }

    /// The settlement batch of hospitals k and j in the month of `instant`, and the month.
    func batch(_ k: Int, _ j: Int, _ instant: WallTime) -> (id: [UInt8], period: [UInt8]) {
        let period = SettlementPeriod(containing: instant)
        return (Array(BatchID(Self.pair(k, j), period).text.utf8), Array(period.text.utf8))
    }

    private static func pair(_ k: Int, _ j: Int) -> InstitutionPair {
        InstitutionPair(
            inviting: InstitutionID(clone(DemoData.county.text, k)),
            invited: InstitutionID(clone(DemoData.province.text, j)))
    }

    /// Opens the batches of all pairs in the month of `instant`, as the first charge of each would.
    func openBatches(in database: ServiceDatabase, at instant: WallTime, under policy: PolicyVersionID)
        async throws
    {
        try await database.write { transaction in
            for k in 0..<Self.inviting {
                for j in 0..<Self.invited {
                    let (pair, period) = (Self.pair(k, j), SettlementPeriod(containing: instant))
                    guard try transaction.reading.system.batch(BatchID(pair, period)) == nil else { continue }
                    let event = SettlementBatch.opened(pair, period, at: instant, under: policy)
                    guard let batch = SettlementBatch(first: event) else {
                        throw BenchFault("no batch begins with its opening")
                    }
                    try transaction.append(
                        [JournalDraft(kind: event.kind, payload: try StoredJSON.encode(event))],
                        to: JournalStream.batch(batch.id), after: 0, at: instant.milliseconds, by: .system,
                        under: policy.text)
                    try transaction.save(batch)
                }
            }
        }
    }

    /// The fourth group tells the copies apart; no id of the service begins it with an E (RFC 9562 §4.1).
    static func clone(_ id: String, _ number: Int) -> String {
        guard number > 0 else { return id }
        return id.prefix(19) + String(0xE000 + number, radix: 16) + id.dropFirst(23)
    }

    private static let accountNames = [
        "li.chunyan", "zhao.zhiqiang", "sun.li", "wu.min", "zheng.hong", "zhou.mingyuan", "chen.sining",
        "he.jing", "xu.fang", "gao.jun",
    ]

    private static func originals(
        _ transaction: ReadTransaction
    ) throws -> ([(String, Side)], [AccountRecord]) {
        var sides: [(String, Side)] = [
            (DemoData.county.text, .inviting), (DemoData.province.text, .invited),
            (DemoData.agreementID.text, .pair),
        ]
        for (institution, side) in [(DemoData.county, Side.inviting), (DemoData.province, .invited)] {
            sides += try transaction.scope(institution).practitioners().map { ($0.id.text, side) }
            sides += try transaction.prices(of: institution).map { ($0.id.text, side) }
        }
        let accounts = try accountNames.compactMap { try transaction.account(username: $0) }
        sides += accounts.map { ($0.id.text, $0.institution == DemoData.county ? .inviting : .invited) }
        return (sides, accounts)
    }

    /// Adds the copies to the master data, through the product's own writing.
    private static func open(in database: ServiceDatabase, _ accounts: [AccountRecord]) async throws {
        let now = ServiceEnvironment.live.now()
        for (original, count) in [(DemoData.county, inviting), (DemoData.province, invited)] {
            for number in 1..<count {
                try await database.write { transaction in
                    try copy(original, number, accounts, at: now, transaction)
                }
            }
        }
        try await database.write { transaction in
            guard
                let original = try transaction.reading.agreements(
                    between: DemoData.county, and: DemoData.province
                ).first
            else { throw BenchFault("the demonstration hospitals have no agreement") }
            let text = try StoredJSON.encode(original)
            for number in 1..<(inviting * invited) {
                let pair = [(DemoData.county, number / invited), (DemoData.province, number % invited)]
                let renamed = ([(original.id.text, number)] + pair.map { ($0.0.text, $0.1) })
                    .reduce(text) { $0.replacing($1.0, with: clone($1.0, $1.1)) }
                try transaction.put(try StoredJSON.decode(Agreement.self, from: renamed))
            }
        }
    }

    private static func copy(
        _ original: InstitutionID, _ number: Int, _ accounts: [AccountRecord], at now: WallTime,
        _ transaction: WriteTransaction
    ) throws {
        let reading = transaction.reading
        guard var institution = try reading.institution(original) else {
            throw BenchFault("no \(original)")
        }
        let id = InstitutionID(clone(original.text, number))
        institution = try StoredJSON.decode(
            Institution.self,
            from: try StoredJSON.encode(institution).replacing(original.text, with: id.text)
                .replacing(institution.shortName, with: "\(institution.shortName)\(number)院"))
        try transaction.put(institution)
        for practitioner in try reading.scope(original).practitioners() {
            let text = try StoredJSON.encode(practitioner)
                .replacing(practitioner.id.text, with: clone(practitioner.id.text, number))
                .replacing(original.text, with: id.text)
            try transaction.put(try StoredJSON.decode(Practitioner.self, from: text), home: id)
        }
        for price in try reading.prices(of: original) {
            let text = try StoredJSON.encode(price)
                .replacing(price.id.text, with: clone(price.id.text, number))
                .replacing(original.text, with: id.text)
            try transaction.add(try StoredJSON.decode(PriceEntry.self, from: text))
        }
        for account in accounts where account.institution == original {
            try transaction.insertAccount(
                AccountRecord(
                    id: AccountID(clone(account.id.text, number)), username: "\(account.username).\(number)",
                    institution: id, displayName: account.displayName,
                    practitioner: account.practitioner.map { PractitionerID(clone($0.text, number)) },
                    roles: account.roles, passwordHash: account.passwordHash), at: now)
        }
    }
}
