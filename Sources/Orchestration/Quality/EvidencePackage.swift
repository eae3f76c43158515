package import ConsultationCore
import Foundation
import Storage

/// What a dispute needs of a case, in one archive with a manifest (NHC-TM 五(二), JL 32; Protocols/evidence-package.md).
package struct EvidenceManifest: Codable, Sendable {
    package let format: String
    package let dispute: String
    package let number: String
    package let createdAt: Int64
    package let createdBy: String
    package let authority: CompetentAuthority
    /// The agreement that was in force at the service, and when that was.
    package let agreement: String
    package let agreementEdition: Int
    package let serviceAt: Int64
    /// Position and hash of the journal's last entry when this was made.
    package let journalLength: Int64
    package let files: [PackedFile]

    static let format = "huizhen.evidence-package.1"
}

extension Orchestrator {
    /// Writes the package of a dispute's case to `path` and puts the export on record; nil for an unknown or foreign
    /// dispute. The institution takes only what it may read itself: the material is left out where its reading ended.
    package func exportEvidence(
        of id: String, to path: String, by signedIn: SignedIn
    ) async throws -> (manifest: EvidenceManifest, digest: Digest)? {
        let now = environment.now()
        let institution = signedIn.member.institution
        let parts = try await database.read { transaction -> EvidenceParts? in
            guard let dispute = try transaction.scope(institution).record(MedicalDispute.self, id),
                let subject = try transaction.scope(institution).consultation(dispute.about)
            else { return nil }
            return try transaction.evidence(for: dispute, about: subject, reader: institution)
        }
        guard let parts else { return nil }
        let allowed = MedicalDisputeCommand.Action.exportEvidence
        guard allowed.roles.contains(where: signedIn.member.roles.contains) else {
            throw Refusal.roleRequired(allowed.roles)
        }
        guard allowed.allowedStates.contains(parts.dispute.stateName) else {
            throw Refusal.qualityStateNotAllowed(.medicalDispute, state: parts.dispute.stateName)
        }
        let (manifest, digest, keys) = try write(parts, to: path, by: signedIn.displayName, at: now)
        _ = try await perform(
            MedicalDispute.self, .exportEvidence(manifest: digest, files: manifest.files.count), on: id,
            expectedVersion: nil, by: signedIn, idempotency: nil)
        let actor = signedIn.journalActor
        try await database.write { transaction in
            for (key, object) in keys {
                try transaction.noteKeyUse(.open, key, object: object, at: now, by: actor)
            }
            try transaction.note(
                "copyOut", try StoredJSON.encode(["purpose": "medicalDispute", "reference": id]),
                in: JournalStream.access(parts.consultation.id), at: now.milliseconds, by: actor)
        }
        return (manifest, digest)
    }

    private func write(
        _ parts: EvidenceParts, to path: String, by name: String, at now: WallTime
    ) throws -> (EvidenceManifest, Digest, [(String, String)]) {
        var archive = try TarWriter(path: path)
        var files: [PackedFile] = []
        var keys: [(String, String)] = []
        for (name, text) in parts.texts { files.append(try archive.add(name, Array(text.utf8), at: now)) }
        for attachment in parts.material {
            let hash = attachment.sha256.hexadecimal
            let stored = try database.blobs.open(hash, owner: parts.consultation.inviting.text)
            files.append(try archive.add("material/\(hash)", stored, at: now))
            if let key = stored.keyName { keys.append((key, hash)) }
        }
        let manifest = EvidenceManifest(
            format: EvidenceManifest.format, dispute: parts.dispute.id, number: parts.dispute.number.text,
            createdAt: now.milliseconds, createdBy: name, authority: parts.dispute.authority,
            agreement: parts.agreement?.text ?? "", agreementEdition: parts.edition,
            serviceAt: parts.serviceAt.milliseconds, journalLength: parts.journalLength, files: files)
        let text = try StoredJSON.encode(manifest)
        _ = try archive.add("manifest.json", Array(text.utf8), at: now)
        try archive.finish()
        return (manifest, Digest(of: text), keys)
    }
}

/// What the package is made of, read in one moment.
private struct EvidenceParts: Sendable {
    let dispute: MedicalDispute
    let consultation: Consultation
    let agreement: AgreementID?
    let edition: Int
    let serviceAt: WallTime
    let journalLength: Int64
    let texts: [(String, String)]
    let material: [Attachment]
}

extension ReadTransaction {
    fileprivate func evidence(
        for dispute: MedicalDispute, about subject: Consultation, reader: InstitutionID
    ) throws -> EvidenceParts {
        let entries = try self.entries(of: JournalStream.consultation(subject.id))
        let events = try entries.map { try StoredJSON.decode(ConsultationEvent.self, from: $0.payload) }
        let (agreement, sentAt) = Self.agreement(in: events)
        let serviceAt = subject.session.startedAt ?? sentAt ?? subject.createdAt
        let text = try agreement.flatMap { try self.agreement($0, asOf: serviceAt) }
        var texts = [
            ("consultation.json", try StoredJSON.encode(subject)),
            ("journal.jsonl", try lines(entries)),
            (
                "access.jsonl",
                try lines(try self.entries(of: JournalStream.access(subject.id)))
            ),
            (
                "dispute.jsonl",
                try lines(try self.entries(of: JournalStream.record(MedicalDispute.self, dispute.id)))
            ),
            ("agreement.json", try StoredJSON.encode(text?.document)),
        ]
        if let agreement {
            let stream = JournalStream.record(CooperationAgreement.self, agreement.text)
            texts.append(("agreement-journal.jsonl", try lines(try self.entries(of: stream))))
        }
        if let policy = try policyVersion(subject.policyVersion) {
            texts.append(("policy.json", try StoredJSON.encode(policy)))
        }
        var seen: Set<Digest> = []
        return EvidenceParts(
            dispute: dispute, consultation: subject, agreement: agreement, edition: text?.edition ?? 0,
            serviceAt: serviceAt, journalLength: try journalLength(), texts: texts,
            material: subject.mayReadMaterial(reader)
                ? subject.attachments.filter { seen.insert($0.sha256).inserted } : [])
    }

    /// The agreement that the case was sent under, and when.
    private static func agreement(in events: [ConsultationEvent]) -> (AgreementID?, WallTime?) {
        for event in events.reversed() {
            switch event.change {
            case .submitted(_, _, let agreement), .institutionMatched(_, _, let agreement):
                return (agreement, event.at)
            default: continue
            }
        }
        return (nil, nil)
    }

    /// Its text as it stood at that instant, by its own journal; where it has none, the master data's copy.
    private func agreement(
        _ id: AgreementID, asOf instant: WallTime
    ) throws -> (document: AgreementDocument, edition: Int)? {
        let events = try entries(of: JournalStream.record(CooperationAgreement.self, id.text))
            .map { try StoredJSON.decode(RecordEvent<AgreementChange>.self, from: $0.payload) }
            .filter { $0.at <= instant }
        guard let state = CooperationAgreement.replay(events) else {
            guard let known = try agreement(id) else { return nil }
            return (AgreementDocument(summary: known), 0)
        }
        return (
            AgreementDocument(text: state.text, signatures: state.signatures, state: state.phase),
            state.edition
        )
    }

    /// One entry a line, with everything that its hash covers, so that the chain can be checked from outside.
    private func lines(_ entries: [JournalEntry]) throws -> String {
        try entries.map { entry in
            try StoredJSON.encode(
                JournalLine(
                    seq: entry.seq, stream: entry.stream, version: entry.version, at: entry.at,
                    actor: entry.actor, actorName: entry.actorName, institution: entry.institution,
                    policyVersion: entry.policyVersion, kind: entry.kind, payload: entry.payload,
                    previousHash: entry.previousHash, hash: entry.hash)) + "\n"
        }.joined()
    }
}

private struct JournalLine: Encodable {
    let seq: Int64
    let stream: String
    let version: Int64
    let at: Int64
    let actor: String
    let actorName: String
    let institution: String
    let policyVersion: String
    let kind: String
    let payload: String
    let previousHash: String
    let hash: String
}

/// The agreement in the package: the text in force with its signatures, or the summary that master data has.
private struct AgreementDocument: Encodable, Sendable {
    var text: AgreementText?
    var signatures: [AgreementSignature] = []
    var state: CooperationAgreement.Phase?
    var summary: Agreement?
}
