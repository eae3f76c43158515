package import ConsultationCore
package import Storage

/// What a signed-in person may read. Every question goes through the scope of the person's own institution;
/// opening clinical content is itself an act on record (SC-23b).
package struct CaseQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment
    private let readings = RecentReadings()

    package init(database: ServiceDatabase, policies: PolicyBook, environment: ServiceEnvironment) {
        self.database = database
        self.policies = policies
        self.environment = environment
    }

    /// Lists read at most so many rows whatever is asked.
    package static let pageLimit = 200

    /// The whole case as a party may see it, or as an approved request lets one see it; nil for a foreign or unknown
    /// id. A party's person whose role or purpose does not open the clinical content sees the course of the case
    /// without it. Throws the refusal for the operator's staff, and keeps the attempt (JL 36).
    package func consultation(
        _ id: ConsultationID, for signedIn: SignedIn, _ access: CaseAccess = .read,
        purpose: AccessPurpose? = nil
    ) async throws -> ConsultationView? {
        let now = environment.now()
        let isParty = try await database.scope(signedIn.member.institution) {
            try $0.consultation(id) != nil
        }
        let admission = isParty ? nil : try await open(id, for: signedIn, purpose: purpose)
        guard isParty || admission != nil else { return nil }
        let view = try await database.read { transaction in
            try CaseReading(transaction, signedIn, policies, now, as: admission?.lens)
                .view(of: id, purpose: purpose)
        }
        if let shown = view?.access.purpose, access == .read,
            readings.isNew(id, by: signedIn.account, at: now)
        {
            do {
                try await noteAccess(AccessNote("read", purpose: shown), of: id, by: signedIn, at: now)
            } catch {
                readings.forget(id, by: signedIn.account)
                throw error
            }
        }
        return view
    }

    /// Newest first.
    package func consultations(
        in states: [Consultation.State], cursor: String?, limit: Int, for signedIn: SignedIn
    ) async throws -> ConsultationPage {
        let limit = min(max(1, limit), Self.pageLimit)
        let now = environment.now()
        let position = cursor.flatMap(ListPosition.init(cursor:))
        return try await database.read { transaction in
            let reading = CaseReading(transaction, signedIn, policies, now)
            let rows = try transaction.scope(signedIn.member.institution)
                .consultations(in: states, before: position, limit: limit + 1)
            let page = rows.prefix(limit)
            return ConsultationPage(
                items: try page.compactMap { try reading.summary(of: $0.consultation) },
                next: rows.count > limit ? page.last?.position.cursor : nil)
        }
    }

    package func worklist(_ box: WorklistBox, for signedIn: SignedIn) async throws -> Worklist {
        let now = environment.now()
        return try await database.read { transaction in
            try WorklistReading(CaseReading(transaction, signedIn, policies, now)).worklist(box)
        }
    }

    /// The acts of the case, oldest first; nil for a foreign or unknown id.
    package func timeline(of id: ConsultationID, for signedIn: SignedIn) async throws -> [TimelineEntry]? {
        try await database.read { transaction in
            guard let entries = try transaction.scope(signedIn.member.institution).timeline(of: id) else {
                return nil
            }
            var names: [String: String] = [:]
            for id in Set(entries.map(\.institution)) where !id.isEmpty {
                names[id] = try transaction.institution(InstitutionID(id))?.shortName
            }
            return try entries.map { entry in
                TimelineEntry(
                    seq: entry.seq, at: WallTime(milliseconds: entry.at), actorName: entry.actorName,
                    institutionName: names[entry.institution] ?? "",
                    event: try StoredJSON.decode(ConsultationEvent.self, from: entry.payload),
                    hash: entry.hash)
            }
        }
    }

    /// The clinical content of the case is open to the person's side now; otherwise throws the refusal that says
    /// why (JL-20). Nothing happens for a foreign or unknown id.
    package func demandReading(of id: ConsultationID, for signedIn: SignedIn) async throws {
        let institution = signedIn.member.institution
        try await database.scope(institution) { try $0.consultation(id)?.demandReading(by: institution) }
    }

    /// Messages kept with the case, oldest first; nil for a foreign or unknown id. They speak of the patient, so
    /// the same rule holds for them as for material. Throws `Refusal`.
    package func messages(of id: ConsultationID, for signedIn: SignedIn) async throws -> [MessageView]? {
        let institution = signedIn.member.institution
        return try await database.read { transaction in
            let scope = transaction.scope(institution)
            guard let consultation = try scope.consultation(id) else { return nil }
            try consultation.demandReading(by: institution)
            let now = environment.now()
            _ = try transaction.admit(
                signedIn, to: .consultationMaterial, of: id, .view, for: nil, at: now)
            guard let messages = try scope.messages(of: id, limit: 5000) else { return nil }
            return try messages.map { message in
                MessageView(
                    id: message.id, senderName: message.senderName,
                    institutionName: try transaction.institution(message.institution)?.shortName ?? "",
                    text: message.text, at: message.at)
            }
        }
    }

    /// A file of the case, for a party; nil for a foreign or unknown id. The opening is recorded. Throws `Refusal`
    /// when the material is closed to the party now.
    /// - Parameter viewing: shown inside the page, and not handed over as a file.
    package func material(
        _ attachment: AttachmentID, of id: ConsultationID, for signedIn: SignedIn, viewing: Bool = false,
        purpose: AccessPurpose? = nil
    ) async throws -> MaterialContent? {
        let operation: AccessOperation = viewing ? .view : .copyOut
        let admission = try await admit(
            signedIn, to: .consultationMaterial, of: id, operation, for: purpose)
        guard let admission else { return nil }
        try admission.consultation.demandReading(by: admission.lens)
        guard let found = admission.consultation.attachments.first(where: { $0.id == attachment }) else {
            return nil
        }
        let reader = try database.blobs.open(
            found.sha256.hexadecimal, owner: admission.consultation.inviting.text)
        try await noteAccess(
            AccessNote(
                viewing ? "view" : "copyOut", purpose: admission.purpose, object: "attachment/\(found.id)",
                sha256: found.sha256, key: reader.keyName), of: id, by: signedIn, at: environment.now())
        return MaterialContent(attachment: found, content: StoredContent(reader, found.sha256))
    }
}

extension Consultation {
    /// Nothing leaves the inviting institution without a signed consent, or after it ended (JL-20).
    func demandReading(by institution: InstitutionID) throws(Refusal) {
        guard !mayReadMaterial(institution) else { return }
        let isOver = consent.map { $0.useStoppedAt != nil || [.refused, .withdrawn].contains($0.state) }
        throw isOver ?? false ? .consentWithdrawn : .accessDenied
    }
}

extension ListPosition {
    /// Opaque to callers: instant and id.
    var cursor: String { "\(updatedAt.milliseconds).\(id.text)" }

    init?(cursor: String) {
        let parts = cursor.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]) else { return nil }
        self.init(updatedAt: WallTime(milliseconds: milliseconds), id: ConsultationID(String(parts[1])))
    }
}

/// How somebody comes to see a case: reading is an entry of its own in the journal (SC-23b); the answer of an act is
/// told by the act's own entry, which names the same person at the same instant.
package enum CaseAccess: Sendable { case read, ownAct }
