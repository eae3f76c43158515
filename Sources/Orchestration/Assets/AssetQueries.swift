package import ConsultationCore
import Storage

/// Something of the register with the names around it and what the reader may do.
package struct AssetView: Sendable {
    package let asset: Asset
    package let institution: Institution
    package let keeper: String
    package let actions: [AssetCommand.Action]
    package let today: CivilDate
    /// Display names of who recorded works; for one's own institution.
    package var names: [AccountID: String] = [:]
    /// What happened to it, newest first; only where one thing is shown.
    package var history: [AssetHistoryEntry] = []
}

package struct AssetHistoryEntry: Sendable {
    package let at: WallTime
    package let by: String
    package let change: AssetChange
}

package struct AssetPage: Sendable {
    package let items: [AssetView]
    package let next: String?
    package let counts: AssetCounts
    /// Days ahead that count as soon; the policy's.
    package let reminderDays: Int
    /// The reader may enter things.
    package let mayRegister: Bool
    /// The reader sees only what is in the own keeping.
    package let isOwnOnly: Bool
}

/// Somebody who may be named as keeper.
package struct AssetStaff: Sendable {
    package let keeper: AssetKeeper
    package let name: String
}

/// The register of equipment as a person may read it: their own institution's, or, for an office that supervises, one
/// of its territory; everybody sees what they keep themselves (NHC-TM-2.2f).
package struct AssetQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment

    package static let readers: [Role] = QualityQueries.readers + [.operator]
    /// Things of the own rooms that a warning names, and people that a choice offers.
    static let warningLimit = 20
    static let staffLimit = 500
    static let historyLimit = 500

    package func page(
        _ listing: AssetFilter.Listing, category: AssetTold.Category?, own: Bool,
        of institution: InstitutionID?, after cursor: String?, limit: Int, for signedIn: SignedIn
    ) async throws -> AssetPage {
        let today = CivilDate(environment.now())
        let isReader = Self.readers.contains(where: signedIn.member.roles.contains)
        let isOwnOnly = own || !isReader
        return try await database.read { transaction in
            let place = try transaction.assetPlace(isOwnOnly ? nil : institution, for: signedIn)
            let days = policies.policy(for: place.jurisdiction, at: today.start).quality
                .maintenanceReminderDays
            let filter = AssetFilter(
                listing: listing, category: category,
                keepers: isOwnOnly ? signedIn.member.keepers : nil, today: today,
                soonUntil: today.adding(days: days))
            let scope = transaction.scope(place.id)
            let found = try scope.assets(
                filter, after: cursor.flatMap(AssetPosition.init(cursor:)), limit: limit + 1)
            return AssetPage(
                items: try found.prefix(limit).map {
                    try transaction.view(of: $0, at: place, on: today, for: signedIn)
                },
                next: found.count > limit ? AssetPosition(found[limit - 1]).cursor : nil,
                counts: try scope.assetCounts(filter), reminderDays: days,
                mayRegister: place.id == signedIn.institution.id
                    && Asset.managers.contains(where: signedIn.member.roles.contains),
                isOwnOnly: isOwnOnly)
        }
    }

    /// Nil for what is unknown, foreign, or neither to be read nor kept by the person.
    package func asset(_ id: String, for signedIn: SignedIn) async throws -> AssetView? {
        let today = CivilDate(environment.now())
        return try await database.read { transaction in
            guard let asset = try transaction.readable(asset: id, by: signedIn),
                let place = try transaction.institution(asset.institution)
            else { return nil }
            var view = try transaction.view(of: asset, at: place, on: today, for: signedIn)
            if place.id == signedIn.institution.id {
                for account in try transaction.accounts(of: place.id) {
                    view.names[account.id] = account.displayName
                }
            }
            view.history = try transaction.latestEntries(
                of: JournalStream.record(Asset.self, id), limit: Self.historyLimit
            ).map { entry in
                let event = try StoredJSON.decode(RecordEvent<AssetChange>.self, from: entry.payload)
                return AssetHistoryEntry(at: event.at, by: entry.actorName, change: event.change)
            }
            return view
        }
    }

    /// Whether the register has a page for this person: to read all of it, or what is in the own keeping.
    package func concerns(_ signedIn: SignedIn) async throws -> Bool {
        if Self.readers.contains(where: signedIn.member.roles.contains) { return true }
        return try await database.scope(signedIn.institution.id) {
            try $0.hasAssets(keptBy: signedIn.member.keepers)
        }
    }

    /// Whether the thing is there for this person; nobody learns whether a foreign one exists.
    package func isKnown(_ id: String, for signedIn: SignedIn) async throws -> Bool {
        try await database.read { try $0.readable(asset: id, by: signedIn) != nil }
    }

    /// The own staff with an account, then people of the register without one.
    package func staff(for signedIn: SignedIn) async throws -> [AssetStaff] {
        try signedIn.demand(Asset.managers)
        let own = signedIn.institution.id
        return try await database.read { transaction in
            let accounts = try transaction.accounts(of: own).filter { !$0.isDisabled }
            let known = Set(accounts.compactMap(\.practitioner))
            let others = try transaction.scope(own).practitioners(after: nil, limit: Self.staffLimit)
                .filter { !known.contains($0.id) }
            return accounts.map { AssetStaff(keeper: .account($0.id), name: $0.displayName) }
                + others.map { AssetStaff(keeper: .practitioner($0.id), name: $0.name) }
        }
    }

    /// What of the own consultation rooms is not in order on a day; for everybody who plans or holds a session.
    package func warnings(on day: CivilDate?, for signedIn: SignedIn) async throws -> [AssetView] {
        let today = CivilDate(environment.now())
        let place = signedIn.institution
        return try await database.read { transaction in
            try transaction.scope(place.id).roomAssets(on: day ?? today, limit: Self.warningLimit)
                .map { try transaction.view(of: $0, at: place, on: day ?? today, for: signedIn) }
        }
    }

    /// A file that a work names.
    package func document(
        _ digest: Digest, of id: String, for signedIn: SignedIn
    ) async throws -> (file: SealedFile, content: StoredContent)? {
        let asset = try await database.read { try $0.readable(asset: id, by: signedIn) }
        guard let asset,
            let file = asset.works.compactMap(\.report.document).last(where: { $0.sha256 == digest })
        else { return nil }
        let reader = try database.blobs.open(digest.hexadecimal, owner: asset.institution.text)
        return (file, StoredContent(reader, digest))
    }

    /// Everything of one listing, for a file; one more than the limit when there is too much.
    package func all(
        _ listing: AssetFilter.Listing, category: AssetTold.Category?, own: Bool,
        of institution: InstitutionID?, for signedIn: SignedIn
    ) async throws -> [AssetView] {
        try await page(
            listing, category: category, own: own, of: institution, after: nil,
            limit: ReportTable.rowLimit + 1, for: signedIn
        ).items
    }
}

extension Orchestrator {
    package var assets: AssetQueries {
        AssetQueries(database: database, policies: policies, environment: environment)
    }
}

extension Caller.Member {
    fileprivate var keepers: [AssetKeeper] {
        [.account(account)] + (practitioner.map { [.practitioner($0)] } ?? [])
    }
}

extension ReadTransaction {
    fileprivate func assetPlace(
        _ wanted: InstitutionID?, for signedIn: SignedIn
    ) throws -> Institution {
        guard let wanted, wanted != signedIn.institution.id else { return signedIn.institution }
        return try place(wanted, for: signedIn)
    }

    fileprivate func readable(asset id: String, by signedIn: SignedIn) throws -> Asset? {
        guard let asset = try system.record(Asset.self, id) else { return nil }
        let member = signedIn.member
        if asset.institution == member.institution {
            let isReader = AssetQueries.readers.contains(where: member.roles.contains)
            // What stands in a room concerns whoever uses the room.
            return isReader || asset.told.isForConsultation || asset.told.keeper.isSame(as: member)
                ? asset : nil
        }
        guard Supervision.isSupervisor(member, of: signedIn.institution),
            let place = try institution(asset.institution)
        else { return nil }
        try Supervision.demand(member, of: signedIn.institution, over: [place])
        return asset
    }

    fileprivate func view(
        of asset: Asset, at place: Institution, on today: CivilDate, for signedIn: SignedIn
    ) throws -> AssetView {
        AssetView(
            asset: asset, institution: place, keeper: try name(of: asset.told.keeper),
            actions: asset.availableActions(for: signedIn.caller), today: today)
    }

    private func name(of keeper: AssetKeeper) throws -> String {
        switch keeper {
        case .account(let account): try self.account(account)?.displayName ?? ""
        case .practitioner(let practitioner): try self.practitioner(practitioner)?.name ?? ""
        }
    }

    /// Whether the person belongs to the institution: an account that may sign in, or somebody of its register.
    func isStaff(_ keeper: AssetKeeper, of institution: InstitutionID) throws -> Bool {
        switch keeper {
        case .account(let id):
            guard let account = try account(id) else { return false }
            return account.institution == institution && !account.isDisabled
        case .practitioner(let id): return try home(of: id) == institution
        }
    }
}

extension AssetPosition {
    var cursor: String { "\(dueOn).\(id)" }

    init?(cursor: String) {
        let parts = cursor.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let dueOn = Int64(parts[0]) else { return nil }
        self.init(dueOn: dueOn, id: String(parts[1]))
    }
}
