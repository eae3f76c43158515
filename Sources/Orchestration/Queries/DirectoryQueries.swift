package import ConsultationCore
package import Storage

/// Master data as a signed-in person may see it: partners, staff, patients, prices, upload duties.
package struct DirectoryQueries: Sendable {
    let database: ServiceDatabase
    let policies: PolicyBook
    let environment: ServiceEnvironment

    package init(database: ServiceDatabase, policies: PolicyBook, environment: ServiceEnvironment) {
        self.database = database
        self.policies = policies
        self.environment = environment
    }

    /// The caller's own institution first, then those with an agreement in force.
    package func institutions(for signedIn: SignedIn) async throws -> [PartnerInstitution] {
        let now = environment.now()
        let own = signedIn.institution
        return try await database.read { transaction in
            var found = [PartnerInstitution(institution: own, agreement: nil)]
            var seen: Set<InstitutionID> = [own.id]
            for agreement in try transaction.scope(own.id).agreements() {
                for party in agreement.parties where !seen.contains(party) {
                    guard agreement.isInForce(between: own.id, and: party, at: now),
                        let partner = try transaction.institution(party)
                    else { continue }
                    seen.insert(party)
                    found.append(PartnerInstitution(institution: partner, agreement: agreement))
                }
            }
            return found
        }
    }

    /// The caller's own staff, with what stands against assigning each of them; nil for another institution's.
    /// The rules are those of the case's province when `consultation` is given, of the own province otherwise.
    package func staff(
        of institution: InstitutionID, forCase consultation: ConsultationID? = nil, for signedIn: SignedIn
    ) async throws -> [StaffMember]? {
        guard institution == signedIn.member.institution else { return nil }
        let now = environment.now()
        let own = signedIn.institution
        return try await database.read { transaction in
            let scope = transaction.scope(own.id)
            let subject = try consultation.flatMap { try scope.consultation($0) }
            let governing = try subject.flatMap { try transaction.institution($0.inviting) } ?? own
            let policy =
                subject.map { policies.policy(governing: $0, of: governing.jurisdiction, at: now) }
                ?? policies.policy(for: governing.jurisdiction, at: now)
            let date = CivilDate(subject?.slot?.start ?? now)
            return try scope.practitioners().map { practitioner in
                StaffMember(
                    practitioner: practitioner,
                    unqualified: Qualification.personalRefusals(
                        of: practitioner, at: own.id, for: subject?.request.requestedSpecialty, on: date,
                        under: policy),
                    missingTraining: try transaction.missingTraining(of: practitioner.id, at: now))
            }
        }
    }

    /// Patients of one answer: whoever has more hits types one more character.
    static let patientLimit = 50

    /// Own patients whose name begins with `query`; the newest when it is empty.
    package func patients(matching query: String, for signedIn: SignedIn) async throws -> [Patient] {
        try await database.scope(signedIn.member.institution) {
            try $0.patients(namePrefix: query, limit: Self.patientLimit)
        }
    }

    /// One of the institution's own patients in full; nil for a foreign or unknown id. Whoever is invited sees the
    /// patient on the case, masked, and never the record behind it. `purpose` is part of the record of the reading.
    package func patient(_ id: PatientID, purpose: String, for signedIn: SignedIn) async throws -> Patient? {
        let institution = signedIn.member.institution
        let found = try await database.scope(institution) { try $0.patient(id) }
        guard let found, found.institution == institution else { return nil }
        let now = environment.now()
        let note = try StoredJSON.encode(["purpose": purpose])
        let actor = signedIn.journalActor
        try await database.write { transaction in
            try transaction.note(
                "read", note, in: JournalStream.patient(id), at: now.milliseconds, by: actor)
        }
        return found
    }

    /// Published prices, of one institution when given. Open to everybody.
    package func publishedPrices(of institution: InstitutionID? = nil) async throws -> [PublishedPrice] {
        let now = environment.now()
        return try await database.read { transaction in
            let prices = try transaction.publishedPrices(at: now)
                .filter { institution == nil || $0.institution == institution }
            return try prices.map { price in
                PublishedPrice(
                    price: price, institutionName: try transaction.institution(price.institution)?.name ?? "")
            }
        }
    }

    /// The institution's own duties, the most urgent first.
    package func uploadDuties(for signedIn: SignedIn) async throws -> [UploadDutyView] {
        let now = environment.now()
        return try await database.scope(signedIn.member.institution) { scope in
            try scope.duties(limit: CaseQueries.pageLimit).map { duty in
                UploadDutyView(
                    duty: duty, patient: try scope.patient(duty.patient), remaining: duty.dueAt - now)
            }
        }
    }
}

package struct PublishedPrice: Sendable {
    package let price: PriceEntry
    package let institutionName: String
}
