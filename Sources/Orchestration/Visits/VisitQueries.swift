package import ConsultationCore
package import Storage

/// Online visits as a signed-in person may see them. Opening one is an act on record (SC 23(2)).
package struct VisitQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment
    private let readings = RecentReadings()

    /// The newest visits that a report of drugs adds up.
    package static let reportedVisits = 20_000

    package init(database: ServiceDatabase, policies: PolicyBook, environment: ServiceEnvironment) {
        self.database = database
        self.policies = policies
        self.environment = environment
    }

    /// Newest first. A physician's own; a pharmacist's and quality control's are those with a prescription.
    package func visits(
        _ shelf: VisitListing, cursor: String?, limit: Int, for signedIn: SignedIn
    ) async throws -> VisitPage {
        let limit = min(max(1, limit), CaseQueries.pageLimit)
        let position = cursor.flatMap(ListPosition.init(cursor:))
        let reviews =
            signedIn.practitioner?.kind == .reviewingPharmacist
            || signedIn.member.roles.contains(.qualityController)
        let place: VisitShelf
        switch (shelf, signedIn.member.practitioner) {
        case (.waiting, _) where reviews: place = .waiting
        case (_, _) where reviews: place = .prescribed
        case (_, let own?): place = .of(own)
        default: return VisitPage(items: [], next: nil)
        }
        return try await database.read { transaction in
            let rows = try transaction.scope(signedIn.institution.id)
                .visits(on: place, before: position, limit: limit + 1)
            let page = rows.prefix(limit)
            return VisitPage(
                items: try page.filter { VisitView.mayRead($0.visit, signedIn) }
                    .map { try view(of: $0.visit, for: signedIn, transaction) },
                next: rows.count > limit ? page.last?.position.cursor : nil)
        }
    }

    /// One visit in full; nil for a foreign or unknown id.
    package func visit(
        _ id: VisitID, for signedIn: SignedIn, _ access: CaseAccess = .read
    ) async throws -> VisitView? {
        let found = try await database.read { transaction in
            try readable(id, signedIn, transaction).map { try view(of: $0, for: signedIn, transaction) }
        }
        let now = environment.now()
        guard let found, access == .read, readings.isNew(id.caseID, by: signedIn.account, at: now) else {
            return found
        }
        do {
            try await note(
                AccessNote("read", purpose: Self.purpose(of: signedIn)), of: id, by: signedIn, at: now)
        } catch {
            readings.forget(id.caseID, by: signedIn.account)
            throw error
        }
        return found
    }

    /// A file of the visit; the opening is recorded.
    package func file(
        _ digest: Digest, of id: VisitID, for signedIn: SignedIn, viewing: Bool
    ) async throws -> (file: SealedFile, content: StoredContent)? {
        let visit = try await database.read { try readable(id, signedIn, $0) }
        guard let visit, let file = visit.files.first(where: { $0.sha256 == digest }) else { return nil }
        let reader = try database.blobs.open(digest.hexadecimal, owner: visit.institution.text)
        try await note(
            AccessNote(
                viewing ? "view" : "copyOut", purpose: Self.purpose(of: signedIn),
                object: "visitFile/\(digest.hexadecimal)",
                sha256: digest, key: reader.keyName), of: id, by: signedIn, at: environment.now())
        return (file, StoredContent(reader, digest))
    }

    /// The acts on a visit, or on one of its prescriptions (NHC-SUP 20), and who has read it; oldest first.
    package func timeline(
        of id: VisitID, prescription: Int? = nil, for signedIn: SignedIn
    ) async throws -> [VisitTimelineEntry]? {
        try await database.read { transaction in
            guard let visit = try readable(id, signedIn, transaction) else { return nil }
            let acts = try transaction.entries(of: JournalStream.record(InternetVisit.self, visit.key))
            let chain = try acts.map { entry in
                let event = try StoredJSON.decode(RecordEvent<VisitChange>.self, from: entry.payload)
                return VisitTimelineEntry(entry, prescription: event.change.prescription)
            }
            if let prescription { return chain.filter { $0.prescription == prescription } }
            let readings = try transaction.entries(of: JournalStream.access(id.caseID))
            return (chain + readings.map { VisitTimelineEntry($0, prescription: nil) })
                .sorted { $0.seq < $1.seq }
        }
    }

    /// How the caller's institution holds its visits; the second is nil before it said anything.
    package func clinic(for signedIn: SignedIn) async throws -> OnlineClinicView {
        let now = environment.now()
        return try await database.read { transaction in
            let own = signedIn.institution
            let clinic = try transaction.system.record(OnlineClinic.self, own.id.text)
            return OnlineClinicView(
                institution: own, clinic: clinic,
                onDuty: try transaction.pharmacistsOnDuty(at: own.id, clinic, now: now).compactMap {
                    try transaction.practitioner($0)?.name
                }, minimum: policies.visitRules(for: own.jurisdiction, at: now)?.pharmacistsOnDutyMin ?? 0,
                waiting: try transaction.scope(own.id).visitsWaiting(),
                mayChange: OnlineClinicCommand.roles.contains(where: signedIn.caller.has))
        }
    }

    /// Physicians of internet hospitals that one may invite to a patient in one's own house (GX 28): of the own one,
    /// and of those with an agreement in force.
    package func consultable(for signedIn: SignedIn) async throws -> [ConsultablePhysician] {
        let now = environment.now()
        let own = signedIn.institution
        return try await database.read { transaction in
            let partners = try transaction.scope(own.id).agreements().flatMap { agreement in
                agreement.parties.filter {
                    $0 != own.id && agreement.isInForce(between: own.id, and: $0, at: now)
                }
            }
            return try Set(partners + [own.id]).sorted().flatMap { id -> [ConsultablePhysician] in
                guard let hospital = try transaction.institution(id), hospital.holdsInternetHospitalLicence
                else { return [] }
                return try transaction.scope(id).practitioners().filter { person in
                    person.kind == .licensedPhysician && person.id != signedIn.member.practitioner
                        && person.hasOnlineConsent(
                            of: person.registrations.map(\.institution), on: CivilDate(now))
                }.map { ConsultablePhysician(physician: $0, hospital: hospital) }
            }
        }
    }

    private static func purpose(of signedIn: SignedIn) -> AccessPurpose {
        signedIn.practitioner == nil ? .qualityControl : .care
    }

    private func readable(
        _ id: VisitID, _ signedIn: SignedIn, _ transaction: ReadTransaction
    ) throws -> InternetVisit? {
        let found = try transaction.scope(signedIn.institution.id).record(InternetVisit.self, id.text)
        return found.flatMap { VisitView.mayRead($0, signedIn) ? $0 : nil }
    }

    private func view(
        of visit: InternetVisit, for signedIn: SignedIn, _ transaction: ReadTransaction
    ) throws -> VisitView {
        let now = environment.now()
        let place = try transaction.institution(visit.institution) ?? signedIn.institution
        let rules = policies.visitRules(
            for: place.jurisdiction, at: now, visit.pathway ?? .internetFollowUp)
        let clinic = try transaction.system.record(OnlineClinic.self, visit.institution.text)
        let patient = try transaction.system.patient(visit.patient)
        let today = CivilDate(now)
        return VisitView(
            visit: visit, patient: patient, physician: try transaction.practitioner(visit.physician),
            department: place.department(visit.department)?.name ?? visit.department.text,
            institution: place.shortName,
            reception: try visit.reception.map { reception in
                .init(
                    institution: try transaction.institution(reception.institution)?.shortName ?? "",
                    physician: try transaction.practitioner(reception.physician)?.name ?? "")
            }, needsGuardian: rules?.needsGuardian(bornOn: visit.birthDate.value, on: today) ?? true,
            excludable: visit.isHospitalConsultation
                ? [] : (rules?.excludedConditions ?? []).filter { $0 != .firstVisit },
            notice: clinic?.notice(.internetVisit) ?? .standard(.internetVisit),
            ending: clinic?.ending ?? .standard(at: place.name),
            recordFields: patient.map { patient in
                VisitRecord.Field.written.filter { field in
                    field != .menstrualHistory
                        || VisitRecord.asks(
                            field, of: patient, on: today, ages: rules?.childBearingAges ?? 0...0)
                }
            } ?? [],
            actions: visit.availableActions(
                for: signedIn.caller, isPharmacist: signedIn.practitioner?.kind == .reviewingPharmacist))
    }

    private func note(
        _ note: AccessNote, of id: VisitID, by signedIn: SignedIn, at now: WallTime
    ) async throws {
        var written = note
        written.from = signedIn.member.origin
        let (entry, actor) = (written, signedIn.journalActor)
        try await database.write { transaction in
            try transaction.note(
                entry.operation, try StoredJSON.encode(entry), in: JournalStream.access(id.caseID),
                at: now.milliseconds, by: actor)
            if let key = entry.key, let object = entry.sha256 {
                try transaction.noteKeyUse(.open, key, object: object.hexadecimal, at: now, by: actor)
            }
        }
    }
}

extension VisitID {
    /// Under this name the readings of a visit stand in the journal, as those of a case do.
    package var caseID: ConsultationID { ConsultationID(text) }
}

extension InternetVisit {
    /// Every file that somebody may open.
    package var files: [SealedFile] { evidence.compactMap(\.file) + exchanges.compactMap(\.file) }
}

package enum VisitListing: String, Sendable, CaseIterable {
    case all, waiting
}

package struct VisitPage: Sendable {
    package let items: [VisitView]
    package let next: String?
}
