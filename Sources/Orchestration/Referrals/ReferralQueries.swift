package import ConsultationCore
import Storage

/// A referral as one side may see it.
package struct ReferralView: Sendable {
    package let referral: TwoWayReferral
    package let from: Institution
    package let to: Institution?
    /// Nil where the reader may not know who it is.
    package let patient: Patient?
    package let side: PartySide
    package let actions: [ReferralCommand.Action]
    package let number: ConsultationNumber?
}

package struct ReferralPage: Sendable {
    package let items: [ReferralView]
    package let next: String?
}

/// An institution that a patient may be referred to.
package struct ReferralTarget: Sendable {
    package let institution: Institution
    /// Of the same medical consortium by an agreement in force: shown first (NHC-ID 22).
    package let isConsortium: Bool
}

package struct ReferralQueries: Sendable {
    let database: ServiceDatabase
    let environment: ServiceEnvironment

    package static let pageSize = 50

    /// Sent or received, the newest first.
    package func list(
        _ side: PartySide, before cursor: (at: Int64, id: String)?, for signedIn: SignedIn
    ) async throws -> ReferralPage {
        try await database.read { transaction in
            let found = try transaction.scope(signedIn.institution.id)
                .referrals(side, before: cursor, limit: Self.pageSize + 1)
            let last = found.prefix(Self.pageSize).last
            return ReferralPage(
                items: try found.prefix(Self.pageSize).compactMap {
                    try view($0.referral, for: signedIn, transaction)
                },
                next: found.count > Self.pageSize ? last.map { "\($0.at)/\($0.referral.id)" } : nil)
        }
    }

    package func referral(_ id: ReferralID, for signedIn: SignedIn) async throws -> ReferralView? {
        let found = try await database.read { transaction -> ReferralView? in
            try transaction.scope(signedIn.institution.id).record(TwoWayReferral.self, id.text)
                .flatMap { try view($0, for: signedIn, transaction) }
        }
        if found?.side == .invited { try await note("read", nil, of: id, by: signedIn) }
        return found
    }

    /// One file of the package, for either side; the reading is on record (JL 35).
    package func document(
        _ number: Int, of id: ReferralID, for signedIn: SignedIn
    ) async throws -> (document: SealedFile, content: StoredContent)? {
        let found = try await database.scope(signedIn.institution.id) {
            try $0.record(TwoWayReferral.self, id.text)
        }
        guard let found, found.mayBeRead(by: signedIn.institution.id), number >= 1,
            number <= found.documents.count
        else { return nil }
        let document = found.documents[number - 1]
        let reader = try database.blobs.open(document.sha256.hexadecimal, owner: found.from.text)
        var entry = AccessNote("copyOut", object: "document/\(number)", sha256: document.sha256)
        entry.key = reader.keyName
        try await note("copyOut", entry, of: id, by: signedIn)
        return (document, StoredContent(reader, document.sha256))
    }

    /// Physical institutions on the side of the levels that the direction says, members of the own consortium first.
    package func targets(
        _ direction: ReferralDirection, for signedIn: SignedIn
    ) async throws -> [ReferralTarget] {
        let now = environment.now()
        let own = signedIn.institution
        return try await database.read { transaction in
            let agreements = try transaction.scope(own.id).agreements()
            let members = agreements.filter { $0.relation?.kind == .medicalConsortium }
            return try transaction.institutions().filter { other in
                guard other.licence != nil, other.id != own.id, !other.isSuspended,
                    other.awaitsActivation != true
                else { return false }
                return direction == .referralUp ? other.isHigher(than: own) : own.isHigher(than: other)
            }.map { other in
                ReferralTarget(
                    institution: other,
                    isConsortium: members.contains { $0.isInForce(between: own.id, and: other.id, at: now) })
            }.sorted { left, right in
                left.isConsortium == right.isConsortium
                    ? left.institution.name < right.institution.name : left.isConsortium
            }
        }
    }

    /// Up and down, sent and received, in a month.
    package func statistics(
        in period: SettlementPeriod, for signedIn: SignedIn
    ) async throws -> [ReferralCount] {
        try await database.scope(signedIn.institution.id) {
            try $0.referralCounts(from: period.start, to: period.end)
        }
    }

    private func note(
        _ operation: String, _ entry: AccessNote?, of id: ReferralID, by signedIn: SignedIn
    ) async throws {
        var entry = entry ?? AccessNote(operation)
        entry.from = signedIn.member.origin
        let (payload, now) = (try StoredJSON.encode(entry), environment.now().milliseconds)
        let actor = signedIn.journalActor
        try await database.write { transaction in
            try transaction.note(operation, payload, in: "referral-access/\(id)", at: now, by: actor)
        }
    }

    private func view(
        _ referral: TwoWayReferral, for signedIn: SignedIn, _ transaction: ReadTransaction
    ) throws -> ReferralView? {
        let own = signedIn.institution.id
        guard let side = referral.side(of: own), let from = try transaction.institution(referral.from) else {
            return nil
        }
        return ReferralView(
            referral: referral, from: from,
            to: try referral.content.to.flatMap { try transaction.institution($0) },
            patient: referral.mayBeRead(by: own)
                ? try transaction.scope(referral.from).patient(referral.patient) : nil,
            side: side, actions: referral.availableActions(for: signedIn.caller),
            number: try referral.origin.consultation.flatMap {
                try transaction.scope(own).consultation($0)?.number
            })
    }
}

extension Orchestrator {
    package var referrals: ReferralQueries { ReferralQueries(database: database, environment: environment) }
}

extension TwoWayReferral {
    /// The receiving side reads while it has to do with the patient, and no longer than that.
    func mayBeRead(by institution: InstitutionID) -> Bool {
        switch side(of: institution) {
        case .inviting: true
        case .invited: state == .sent || state == .accepted || state == .arrived
        case nil: false
        }
    }
}
