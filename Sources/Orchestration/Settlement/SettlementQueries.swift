package import ConsultationCore
package import Storage

/// The settlement of an institution, from its lines and from the ledger, and the proof that the two agree.
package struct SettlementQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment

    package init(
        database: ServiceDatabase, policies: PolicyBook, environment: ServiceEnvironment
    ) {
        self.database = database
        self.policies = policies
        self.environment = environment
    }

    /// Lines that a page shows; the files hold all of them.
    package static let pageLimit = 500

    /// - Parameter period: a calendar month in Asia/Shanghai, `2026-11`; nil for anything else.
    /// - Returns: nil when `period` is not a month.
    package func statement(
        for institution: InstitutionID, period: String
    ) async throws -> SettlementStatement? {
        guard let month = SettlementPeriod(period) else { return nil }
        return try await database.read { transaction in
            let scope = transaction.scope(institution)
            var lines: [SettlementEntry] = []
            try scope.walkLines(.month(month)) { entry in
                lines.append(entry)
                return lines.count < Self.pageLimit
            }
            return SettlementStatement(
                period: month, lines: lines, sums: try scope.lineSums(.month(month)),
                difference: try transaction.difference(of: scope, in: month))
        }
    }

    /// Batches of the institution's pairs in a month.
    package func batches(
        for institution: InstitutionID, in period: SettlementPeriod
    ) async throws -> [BatchView] {
        let now = environment.now()
        return try await database.read { transaction in
            try transaction.scope(institution).batches(in: period).map {
                try transaction.view(of: $0, for: institution, policies, at: now)
            }
        }
    }

    package func batch(_ id: BatchID, for institution: InstitutionID) async throws -> BatchView? {
        let now = environment.now()
        return try await database.read { transaction in
            try transaction.scope(institution).batch(id).map {
                try transaction.view(of: $0, for: institution, policies, at: now)
            }
        }
    }

    package func charges(
        _ filter: ChargeFilter, in period: SettlementPeriod, for institution: InstitutionID
    ) async throws -> [ChargeView] {
        try await database.read { transaction in
            try transaction.scope(institution)
                .charges(filter, from: period.start, to: period.end, limit: Self.pageLimit)
                .map { try transaction.view(of: $0) }
        }
    }

    package func charge(
        _ id: ConsultationID, for institution: InstitutionID
    ) async throws -> ChargeView? {
        try await database.read { transaction in
            try transaction.scope(institution).charge(id).map { try transaction.view(of: $0) }
        }
    }

    package func subsidy(
        for institution: Institution, in period: SettlementPeriod
    ) async throws -> SubsidyView {
        let now = environment.now()
        return try await database.read { transaction in
            SubsidyView(
                period: period, retained: try transaction.scope(institution.id).retained(in: period),
                standing: try transaction.subsidyStanding(of: institution, in: period, policies, at: now),
                isOver: now >= period.end)
        }
    }

    /// Every version of the institution's own catalogue, newest first.
    package func priceVersions(of institution: InstitutionID) async throws -> [PriceVersion] {
        let today = CivilDate(environment.now())
        return try await database.read { transaction in
            let versions = try transaction.priceVersions(of: institution)
            let effective = Dictionary(
                PriceCatalogue.effective(versions).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            let followed = Set(versions.compactMap(\.supersedes))
            return versions.map { version in
                PriceVersion(
                    entry: version, validTo: effective[version.id]?.validTo,
                    standing: .init(effective[version.id], on: today),
                    isNewest: !followed.contains(version.id))
            }.sorted { ($0.entry.validFrom, $0.entry.id) > ($1.entry.validFrom, $1.entry.id) }
        }
    }
}

extension ReadTransaction {
    /// What the ledger says the institution earned less what the lines say, and any entry that does not balance.
    func difference(of scope: InstitutionScope, in month: SettlementPeriod) throws -> Money {
        difference(of: try scope.lineSums(.month(month)), and: try scope.book(of: month))
    }

    /// The same of sums that are at hand.
    func difference(of sums: LineSums, and book: (income: Money, imbalance: Money)) -> Money {
        [sums.fee - sums.inviting - sums.invited, sums.retained - book.income, book.imbalance]
            .reduce(.zero) { $0 + Money(fen: abs($1.fen)) }
    }

    func view(
        of batch: SettlementBatch, for institution: InstitutionID, _ policies: PolicyBook, at now: WallTime
    ) throws -> BatchView {
        let facts = try facts(of: batch, for: batch.state == .open ? nil : .export, policies, at: now)
        let names = try batch.steps.map { step in try account(step.by)?.displayName ?? "" }
        return BatchView(
            batch: batch, facts: facts, stepNames: names,
            side: batch.pair.inviting == institution ? .inviting : .invited, isOver: now >= batch.period.end)
    }

    func view(of charge: CaseCharge) throws -> ChargeView {
        guard let batch = try system.batch(charge.batch),
            let line = try chargeLine(
                of: charge.consultation,
                charge.shares?.first.map { Ledger.act("billable", $0.part.institution) } ?? "billable")
        else { throw StorageError.unreadable(table: "charges", key: charge.consultation.text) }
        let told = try exchangeFees(of: charge.consultation)
        return ChargeView(
            charge: charge, line: line, period: batch.period, state: charge.state(in: batch.state),
            postings: try postings(of: charge.consultation).map(BookedPosting.init),
            insurance: told.isEmpty
                ? nil
                : InsuranceShare(of: charge.fee, booked: told.map(\.insurance).reduce(.zero, +)))
    }
}
