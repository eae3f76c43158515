package import ConsultationCore
package import Storage

/// What somebody without an account takes along: a receipt and a secret, shown once.
package struct PublicSlip: Sendable {
    package let receipt: String
    package let secret: String

    /// Of both together, so that the same secret under another receipt is another one.
    package static func hash(receipt: String, secret: String) -> Digest {
        Digest(of: "huizhen.slip.1|\(receipt)|\(Self.plain(secret))")
    }

    /// Secrets are read aloud and typed: capitals, no blanks or hyphens.
    private static func plain(_ secret: String) -> String {
        String(secret.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }

    /// Crockford's alphabet of 32, without I, L, O and U.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// `count` characters of five random bits each.
    static func random(_ count: Int, _ environment: ServiceEnvironment) -> String {
        String(environment.randomBytes(count).map { alphabet[Int($0 & 31)] })
    }
}

extension Orchestrator {
    /// 80 bits: nobody tries that out, and a person can still type it.
    private static let secretLength = 16
    private static let receiptLength = 8

    /// Takes a complaint from anybody and gives the slip with which its answer is read (NHC-SUP-36).
    package func receiveComplaint(
        _ told: ComplaintTold, about institution: InstitutionID
    ) async throws -> (slip: PublicSlip, complaint: Complaint) {
        let day = CivilDate(environment.now()).description.filter { $0 != "-" }
        let slip = PublicSlip(
            receipt: "TS\(day)-\(PublicSlip.random(Self.receiptLength, environment))",
            secret: PublicSlip.random(Self.secretLength, environment))
        let outcome = try await performUnnamed(
            Complaint.self,
            .receive(
                receipt: slip.receipt, institution, told,
                secretHash: PublicSlip.hash(receipt: slip.receipt, secret: slip.secret)),
            on: slip.receipt, of: institution)
        return (slip, outcome.record)
    }

    /// A slip for the patient of a case (NHC-SUP-25c); the one before becomes void.
    package func issueRatingSlip(
        for id: ConsultationID, by signedIn: SignedIn
    ) async throws -> PublicSlip {
        let found = try await database.scope(signedIn.member.institution) { try $0.consultation(id) }
        guard let found else { throw CommandFault.notFound }
        let slip = PublicSlip(
            receipt: found.number.text, secret: PublicSlip.random(Self.secretLength, environment))
        _ = try await perform(
            CaseRating.self,
            .issueSlip(
                PublicSlip.hash(receipt: slip.receipt, secret: slip.secret), by: signedIn.member.institution),
            on: found.number.text, expectedVersion: nil, by: signedIn, idempotency: nil, about: id)
        return slip
    }

    package func rateAsPhysician(
        _ score: Int, comment: Redacted<String>?, of id: ConsultationID, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<CaseRating> {
        let found = try await database.scope(signedIn.member.institution) { try $0.consultation(id) }
        guard let found else { throw CommandFault.notFound }
        return try await perform(
            CaseRating.self,
            .rateAsPhysician(score: score, comment: comment, by: signedIn.member.institution),
            on: found.number.text, expectedVersion: nil, by: signedIn, idempotency: idempotency, about: id)
    }

    /// A staff member reports without a name: the person is dropped here, after the roles were looked at.
    package func reportAnonymously(
        _ told: AdverseEventTold, about: ConsultationID?, id: String, by signedIn: SignedIn
    ) async throws -> AdverseEvent {
        let roles = AdverseEventCommand.Action.report.roles
        guard roles.contains(where: signedIn.member.roles.contains) else { throw Refusal.roleRequired(roles) }
        let institution = signedIn.member.institution
        if let known = try await database.scope(institution, { try $0.record(AdverseEvent.self, id) }) {
            return known
        }
        return try await performUnnamed(
            AdverseEvent.self, .report(id: id, institution, told, about: about, .anonymous), on: id,
            of: institution, about: about
        ).record
    }

    /// Draws the sample of a month that is over (JL-27).
    package func drawSample(
        of period: SettlementPeriod, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<RecordSample> {
        let institution = signedIn.member.institution
        let population = try await database.read {
            try $0.system.numbers(of: institution, endedFrom: period.start, to: period.end)
        }
        guard
            let seed = Digest(hexadecimal: Hex.text(environment.randomBytes(SampleDraw.seedLength)))
        else { throw StorageError.unreadable(table: "random", key: "seed") }
        return try await perform(
            RecordSample.self, .draw(institution, period, seed: seed, population: population),
            on: RecordSample.key(institution, period), expectedVersion: nil, by: signedIn,
            idempotency: idempotency)
    }
}
