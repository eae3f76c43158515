/// What one encounter leaves in the electronic medical record of an institution: exactly one entry, with its author,
/// its instant and the signatures under it (NHC-ID 17, 《电子病历基本规范（试行）》).
package struct MedicalRecordEntry: Codable, Sendable, Equatable {
    package struct Signature: Codable, Sendable, Equatable {
        package var practitioner: PractitionerID
        package var at: WallTime
        /// What was signed.
        package var content: Digest
    }

    /// The case's number: one consultation is one encounter.
    package var encounter: ConsultationNumber
    package var institution: InstitutionID
    package var side: PartySide
    package var patient: PatientID
    package var service: ServiceKind
    package var startedAt: WallTime?
    package var endedAt: WallTime
    package var author: PractitionerID
    package var authoredAt: WallTime
    package var signatures: [Signature]
}

extension Consultation {
    /// The entries of both institutions, as far as they are written: the inviting side's rests on the note and the
    /// signed decision (which covers the note and the report), the invited side's on the signed report.
    package var recordEntries: [MedicalRecordEntry] {
        guard let endedAt = session.endedAt else { return [] }
        var entries: [MedicalRecordEntry] = []
        if let decision {
            let signature = MedicalRecordEntry.Signature(
                practitioner: decision.practitioner, at: decision.signedAt, content: decision.contentHash)
            entries.append(
                entry(
                    of: inviting, .inviting, endedAt, by: decision.practitioner, at: decision.signedAt,
                    [signature]))
        } else if let note {
            entries.append(entry(of: inviting, .inviting, endedAt, by: note.author, at: note.at, []))
        }
        if let report, let invited, let author = report.signers.first, let issuedAt = report.issuedAt {
            let signatures = report.signatures.map {
                MedicalRecordEntry.Signature(
                    practitioner: $0.practitioner, at: $0.signedAt, content: $0.contentHash)
            }
            entries.append(entry(of: invited, .invited, endedAt, by: author, at: issuedAt, signatures))
        }
        return entries
    }

    private func entry(
        of institution: InstitutionID, _ side: PartySide, _ endedAt: WallTime, by author: PractitionerID,
        at authoredAt: WallTime, _ signatures: [MedicalRecordEntry.Signature]
    ) -> MedicalRecordEntry {
        MedicalRecordEntry(
            encounter: number, institution: institution, side: side, patient: patient, service: serviceKind,
            startedAt: session.startedAt, endedAt: endedAt, author: author, authoredAt: authoredAt,
            signatures: signatures)
    }
}
