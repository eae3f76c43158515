package import ConsultationCore
import Storage

/// A case as quality control sees it: what its record has and lacks, and nothing that tells who the patient is.
package struct CaseQualityView: Sendable {
    package let consultation: Consultation
    package let inviting: Institution
    package let invited: Institution?
    package let lines: [RecordCompleteness.Line]
    package let isHeld: Bool
    /// Whether what was signed reached the inviting institution's own record.
    package let delivery: RecordDelivery

    package var missing: [RecordCompleteness.Item] {
        lines.filter { $0.standing == .missing }.map(\.item)
    }
}

package struct CaseQualityPage: Sendable {
    package let items: [CaseQualityView]
    package let next: String?
}

/// What identifies, opened for a purpose.
package struct IdentifiedCase: Sendable {
    package let quality: CaseQualityView
    package let patient: Patient?
}

extension QualityQueries {
    /// Cases of one institution, newest first, each with its missing items (NHC-TM-4.1.2d).
    package func cases(
        of institution: InstitutionID?, cursor: String?, limit: Int, for signedIn: SignedIn
    ) async throws -> CaseQualityPage {
        let limit = min(max(1, limit), CaseQueries.pageLimit)
        let position = cursor.flatMap(ListPosition.init(cursor:))
        return try await database.read { transaction in
            let place = try transaction.place(institution, for: signedIn)
            let rows = try transaction.scope(place.id).consultations(
                in: [], before: position, limit: limit + 1)
            let page = rows.prefix(limit)
            return CaseQualityPage(
                items: try page.compactMap { try transaction.quality(of: $0.consultation) },
                next: rows.count > limit ? page.last?.position.cursor : nil)
        }
    }

    /// One case; nil for an unknown one, and for one that is neither the own institution's nor in the territory.
    package func quality(of id: ConsultationID, for signedIn: SignedIn) async throws -> CaseQualityView? {
        let found = try await database.read { try $0.quality(of: id, for: signedIn) }
        if found != nil { try signedIn.demand(Self.readers) }
        return found
    }

    /// Opens what identifies: for a record of quality control about this very case, and on record with that purpose
    /// (NHC-TM-4.3.2, SC-23b). Throws `Refusal`.
    package func identified(
        _ id: ConsultationID, for purpose: Supervision.Purpose, by signedIn: SignedIn
    ) async throws -> IdentifiedCase? {
        let now = environment.now()
        let actor = signedIn.journalActor
        return try await database.write { transaction in
            let reading = transaction.reading
            guard let quality = try reading.quality(of: id, for: signedIn) else { return nil }
            try signedIn.demand([.qualityController, .healthAuthority])
            try Supervision.demand(purposeIsBound: try reading.isBound(purpose, to: quality.consultation))
            try transaction.note(
                "read",
                try StoredJSON.encode(["purpose": purpose.kind.rawValue, "reference": purpose.reference]),
                in: JournalStream.access(id), at: now.milliseconds, by: actor)
            return IdentifiedCase(
                quality: quality, patient: try reading.system.patient(quality.consultation.patient))
        }
    }
}

extension ReadTransaction {
    fileprivate func quality(of id: ConsultationID, for signedIn: SignedIn) throws -> CaseQualityView? {
        guard let found = try system.consultation(id) else { return nil }
        guard let view = try quality(of: found) else { return nil }
        if found.isVisible(to: signedIn.member.institution) { return view }
        guard Supervision.isSupervisor(signedIn.member, of: signedIn.institution) else { return nil }
        try Supervision.demand(
            signedIn.member, of: signedIn.institution,
            over: [view.inviting, view.invited].compactMap { $0 })
        return view
    }

    fileprivate func quality(of subject: Consultation) throws -> CaseQualityView? {
        guard let inviting = try institution(subject.inviting) else { return nil }
        return CaseQualityView(
            consultation: subject, inviting: inviting,
            invited: try subject.invitation.flatMap { try institution($0.institution) },
            lines: RecordCompleteness.lines(of: subject),
            isHeld: try system.record(CaseCustody.self, subject.id.text)?.openHolds.isEmpty == false,
            delivery: try recordDelivery(of: subject.id.text, .report, at: subject.inviting).delivery)
    }

    /// The named record is about this case: it names the case, or the case's number, or drew it.
    fileprivate func isBound(_ purpose: Supervision.Purpose, to subject: Consultation) throws -> Bool {
        switch purpose.kind {
        case .adverseEvent:
            try system.isAbout(subject.id, stream: AdverseEvent.stream, key: purpose.reference)
        case .medicalDispute:
            try system.isAbout(subject.id, stream: MedicalDispute.stream, key: purpose.reference)
        case .complaint:
            try system.record(Complaint.self, purpose.reference)?.told.caseNumber == subject.number.text
        case .recordSample:
            try system.record(RecordSample.self, purpose.reference)?.cases
                .contains { $0.consultation == subject.id } ?? false
        }
    }
}
