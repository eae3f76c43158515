package import ConsultationCore
package import Storage

/// Orders, rotas and the register of practitioners as a signed-in person may see them.
package struct DiagnosisQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment
    private let readings = RecentReadings()

    package init(database: ServiceDatabase, policies: PolicyBook, environment: ServiceEnvironment) {
        self.database = database
        self.policies = policies
        self.environment = environment
    }

    /// Open orders looked at for one person's list, the newest first.
    static let todoLimit = 200

    /// Newest first. `.todo` holds what waits for the person, the most urgent first.
    package func orders(
        _ box: DiagnosisBox, cursor: String?, limit: Int, for signedIn: SignedIn
    ) async throws -> DiagnosisPage {
        let limit = min(max(1, limit), CaseQueries.pageLimit)
        let now = environment.now()
        let position = cursor.flatMap(ListPosition.init(cursor:))
        return try await database.read { transaction in
            let reading = DiagnosisReading(transaction, signedIn, policies, now)
            let scope = transaction.scope(signedIn.member.institution)
            switch box {
            case .todo:
                let open = try scope.diagnosisOrders(
                    inviting: [.draft, .returned, .reported], invited: [.sent, .assigned, .reading],
                    before: nil, limit: Self.todoLimit)
                let mine = try open.filter { try reading.waits($0.order) }
                return DiagnosisPage(
                    items: try mine.map { try reading.summary(of: $0.order) }.sorted(by: Self.isMoreUrgent),
                    next: nil)
            case .all:
                let rows = try scope.diagnosisOrders(
                    inviting: [nil], invited: [nil], before: position, limit: limit + 1)
                let page = rows.prefix(limit)
                return DiagnosisPage(
                    items: try page.map { try reading.summary(of: $0.order) },
                    next: rows.count > limit ? page.last?.position.cursor : nil)
            }
        }
    }

    /// Urgent ones, then the green channel (JL 9), then by the limit.
    private static func isMoreUrgent(_ left: DiagnosisSummary, _ right: DiagnosisSummary) -> Bool {
        guard left.order.rank == right.order.rank else { return left.order.rank < right.order.rank }
        let (first, second) = (left.due?.dueAt, right.due?.dueAt)
        guard let first, let second else { return first != nil && second == nil }
        return first < second
    }

    /// One order in full; nil for a foreign or unknown id. Opening its content is an act on record (SC-23b).
    package func order(
        _ id: DiagnosisOrderID, for signedIn: SignedIn, _ access: CaseAccess = .read
    ) async throws -> DiagnosisView? {
        let now = environment.now()
        let view = try await database.read { transaction in
            try DiagnosisReading(transaction, signedIn, policies, now).view(of: id)
        }
        guard let view, view.patient != nil, access == .read,
            readings.isNew(view.order.caseID, by: signedIn.account, at: now)
        else { return view }
        do { try await note("read", of: view.order.caseID, by: signedIn, at: now) } catch {
            readings.forget(view.order.caseID, by: signedIn.account)
            throw error
        }
        return view
    }

    /// The bytes of an item; nil for a foreign or unknown one. Throws `Refusal` when the consent is gone (JL-20).
    package func item(
        _ item: AttachmentID, of id: DiagnosisOrderID, for signedIn: SignedIn
    ) async throws -> MaterialContent? {
        let institution = signedIn.member.institution
        let order = try await database.scope(institution) { try $0.record(DiagnosisOrder.self, id.text) }
        guard let order, let found = order.items.first(where: { $0.id == item }) else { return nil }
        guard order.mayRead(institution) else { throw Refusal.consentWithdrawn }
        let reader = try database.blobs.open(found.sha256.hexadecimal, owner: institution.text)
        try await note("copyOut", of: order.caseID, by: signedIn, at: environment.now())
        return MaterialContent(attachment: found, content: StoredContent(reader, found.sha256))
    }

    /// The acts of an order, oldest first.
    package func timeline(
        of id: DiagnosisOrderID, for signedIn: SignedIn
    ) async throws -> [DiagnosisTimelineEntry]? {
        try await database.read { transaction in
            let scope = transaction.scope(signedIn.member.institution)
            guard let entries = try scope.entries(of: DiagnosisOrder.self, id.text) else { return nil }
            return try entries.map { entry in
                DiagnosisTimelineEntry(
                    seq: entry.seq, at: WallTime(milliseconds: entry.at), actorName: entry.actorName,
                    institutionName: try transaction.institution(InstitutionID(entry.institution))?
                        .shortName ?? "", kind: entry.kind, hash: entry.hash)
            }
        }
    }

    private func note(
        _ operation: String, of id: ConsultationID, by signedIn: SignedIn, at now: WallTime
    ) async throws {
        let actor = signedIn.journalActor
        try await database.write { transaction in
            try transaction.note(
                operation, "{}", in: JournalStream.access(id), at: now.milliseconds, by: actor)
        }
    }
}

extension DiagnosisOrder {
    fileprivate var rank: Int {
        (request.priority == .urgent ? 0 : 2) + (terms?.greenChannel == nil ? 1 : 0)
    }
}

package enum DiagnosisBox: String, Sendable, CaseIterable {
    case todo, all
}

package struct DiagnosisPage: Sendable {
    package let items: [DiagnosisSummary]
    /// Give it back as `cursor` for the next page; nil at the end.
    package let next: String?
}

/// One line of a list.
package struct DiagnosisSummary: Sendable {
    package let order: DiagnosisOrder
    package let side: PartySide
    package let invitingInstitution: Institution?
    package let invitedInstitution: Institution?
    package let patient: Patient?
    package let reader: Practitioner?
    package let due: Deadline?
}

/// Everything an order's page shows, read in one moment.
package struct DiagnosisView: Sendable {
    package let summary: DiagnosisSummary
    package let practitioners: [PractitionerID: Practitioner]
    package let accountNames: [AccountID: String]
    package let actions: [DiagnosisAction]
    package let duty: DutyQueue
    package let policy: Policy
    package let price: PriceEntry?

    package var order: DiagnosisOrder { summary.order }
    package var patient: Patient? { summary.patient }
}

package struct DiagnosisTimelineEntry: Sendable {
    package let seq: Int64
    package let at: WallTime
    package let actorName: String
    package let institutionName: String
    package let kind: String
    package let hash: String
}
