package import ConsultationCore
package import Storage

/// Quality control as a person may read it: their own institution's, or, for an office that supervises, that of the
/// institutions it looks over (NHC-TM-4.3.2, SC 6).
package struct QualityQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment

    package init(database: ServiceDatabase, policies: PolicyBook, environment: ServiceEnvironment) {
        self.database = database
        self.policies = policies
        self.environment = environment
    }

    package static let readers: [Role] = [.qualityController, .institutionAdmin, .auditor, .healthAuthority]

    /// Newest first. Throws `Refusal` for who may not read, or not there.
    package func records<Record: QualityRecord>(
        _ type: Record.Type, of institution: InstitutionID?, isOpen: Bool, cursor: String?, limit: Int,
        for signedIn: SignedIn
    ) async throws -> QualityPage<Record> {
        let limit = min(max(1, limit), CaseQueries.pageLimit)
        let before = cursor.flatMap(QualityPosition.init(cursor:))
        return try await database.read { transaction in
            let place = try transaction.place(institution, for: signedIn)
            let found = try transaction.scope(place.id)
                .qualityRecords(type, isOpen: isOpen, before: before, limit: limit + 1)
            let page = found.prefix(limit)
            return QualityPage(
                items: try page.map { try transaction.view(of: $0, for: signedIn) },
                next: found.count > limit ? page.last.map { $0.position.cursor } : nil)
        }
    }

    /// Nil for an unknown id, and for a foreign one.
    package func record<Record: QualityRecord>(
        _ type: Record.Type, _ key: String, for signedIn: SignedIn
    ) async throws -> QualityView<Record>? {
        try await database.read { transaction in
            guard let found = try transaction.system.record(type, key) else { return nil }
            let member = signedIn.member
            if !found.parties.contains(member.institution) {
                guard Supervision.isSupervisor(member, of: signedIn.institution) else { return nil }
                try Supervision.demand(
                    member, of: signedIn.institution,
                    over: try found.parties.compactMap { try transaction.institution($0) })
            }
            return try transaction.view(of: found, for: signedIn)
        }
    }

    /// The institutions whose quality the person may look at: the own one, or those it looks over.
    package func institutions(for signedIn: SignedIn) async throws -> [Institution] {
        try signedIn.demand(Self.readers)
        return try await database.read { transaction in
            if let overseen = try transaction.overseen(by: signedIn) { return overseen }
            return try transaction.institution(signedIn.institution.id).map { [$0] } ?? []
        }
    }

    /// A complaint as the complainant reads it; nil unless receipt and secret belong together.
    package func complaint(receipt: String, secretHash: Digest) async throws -> (Complaint, Institution)? {
        try await database.read { transaction in
            guard let found = try transaction.system.record(Complaint.self, receipt),
                found.secretHash == secretHash,
                let institution = try transaction.institution(found.institution)
            else { return nil }
            return (found, institution)
        }
    }

    /// The rating of a case that is open to the person's institution; nil for an unknown or foreign case.
    package func rating(
        of id: ConsultationID, for signedIn: SignedIn
    ) async throws -> (consultation: Consultation, rating: CaseRating?)? {
        try await database.read { transaction in
            guard let found = try transaction.scope(signedIn.member.institution).consultation(id) else {
                return nil
            }
            return (found, try transaction.system.record(CaseRating.self, found.number.text))
        }
    }

    package func rating(number: String, slip: Digest) async throws -> CaseRating? {
        let found = try await database.read { try $0.system.record(CaseRating.self, number) }
        return found?.slip == slip ? found : nil
    }

    /// The draws of one month, for everybody, with what it takes to repeat them.
    package func publishedSamples(in period: SettlementPeriod) async throws -> [PublishedSample] {
        try await database.read { transaction in
            try transaction.system.samples(in: period, limit: Self.publishedLimit).compactMap { sample in
                let first = try transaction.entries(
                    of: JournalStream.record(RecordSample.self, sample.key), limit: 1
                ).first
                guard let first,
                    case .drawn(let drawn) = try StoredJSON.decode(
                        RecordEvent<RecordSampleChange>.self, from: first.payload
                    ).change
                else { return nil }
                return PublishedSample(
                    institution: try transaction.institution(sample.institution)?.name ?? "",
                    sample: sample, population: drawn.population)
            }
        }
    }

    /// Draws shown at once; a month has one for an institution.
    static let publishedLimit = 500
}

package struct QualityPage<Record: QualityRecord>: Sendable {
    package let items: [QualityView<Record>]
    package let next: String?
}

/// A record with the names around it and what the reader may do.
package struct QualityView<Record: QualityRecord>: Sendable {
    package let record: Record
    package let institution: Institution
    package let actions: [Record.Command.Action]
    /// The case it is about, where the reader may know its number.
    package let number: ConsultationNumber?
    /// Display names of accounts of the own institution.
    package let names: [AccountID: String]
    /// Who is on the list of a training, and where they come from.
    package var people: [PractitionerID: String] = [:]
    package var places: [InstitutionID: String] = [:]
    /// The person it is about, for records of staff.
    package var practitioner: Practitioner?
}

package struct PublishedSample: Sendable {
    package let institution: String
    package let sample: RecordSample
    package let population: [ConsultationNumber]
}

extension ReadTransaction {
    fileprivate func view<Record: QualityRecord>(
        of record: Record, for signedIn: SignedIn
    ) throws -> QualityView<Record> {
        guard let institution = try institution(record.institution) else {
            throw StorageError.unreadable(table: "institutions", key: record.institution.text)
        }
        var names: [AccountID: String] = [:]
        if record.institution == signedIn.member.institution {
            for account in try accounts(of: record.institution) { names[account.id] = account.displayName }
        }
        let number = try record.consultation.flatMap { try system.consultation($0)?.number }
        var view = QualityView(
            record: record, institution: institution, actions: record.availableActions(for: signedIn.caller),
            number: number, names: names)
        if let staff = record as? StaffAdmission {
            view.practitioner = try practitioner(staff.practitioner)
        }
        if let training = record as? TrainingEvent { try fill(&view, with: training) }
        return view
    }
}

extension ReadTransaction {
    private func fill(
        _ view: inout QualityView<some QualityRecord>, with training: TrainingEvent
    ) throws {
        for place in Set(training.parties + training.attendances.map(\.institution)) {
            view.places[place] = try institution(place)?.name
        }
        for id in Set(training.attendees.map(\.practitioner) + training.attendances.map(\.practitioner)) {
            view.people[id] = try practitioner(id)?.name
        }
    }
}

extension QualityRecord {
    fileprivate var position: QualityPosition { QualityPosition(openedAt: openedAt, id: key) }
}

extension QualityPosition {
    var cursor: String { "\(openedAt.milliseconds).\(id)" }

    init?(cursor: String) {
        let parts = cursor.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]) else { return nil }
        self.init(openedAt: WallTime(milliseconds: milliseconds), id: String(parts[1]))
    }
}
