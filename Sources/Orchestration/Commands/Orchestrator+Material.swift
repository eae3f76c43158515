package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Opens a place for an upload's bytes; nothing of the case changes until `attach`.
    package func beginUpload(limit: Int, of owner: InstitutionID) throws -> BlobWriter {
        do {
            return try database.blobs.writer(limit: limit, owner: owner.text)
        } catch StorageError.unencrypted {
            throw CommandFault.storageUnencrypted
        }
    }

    /// Attaches bytes that are durable already. The item's id is made here.
    package func attach(
        _ receipt: BlobReceipt, named name: Redacted<String>, contentType: String, group: MaterialGroup,
        facts: MaterialFacts? = nil, to consultation: ConsultationID, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> (outcome: Outcome, attachment: Attachment) {
        guard let digest = Digest(hexadecimal: receipt.sha256) else { throw CommandFault.fileHashMismatch }
        let attachment = Attachment(
            id: AttachmentID(environment.newID()), name: name, contentType: contentType,
            size: Int64(receipt.size), sha256: digest, group: group, uploadedAt: environment.now(),
            uploadedBy: signedIn.account, facts: completed(facts, by: signedIn))
        let outcome = try await perform(
            .attachMaterial(attachment), on: consultation, expectedVersion: nil, by: signedIn,
            idempotency: idempotency)
        // A replayed answer holds the item of the first time, which has another id.
        let stored = outcome.consultation.attachments.last {
            outcome.isReplay ? $0.sha256 == digest : $0.id == attachment.id
        }
        return (outcome, stored ?? attachment)
    }

    /// An ordinary document whose author is not named has the uploader for one, and was made when it came in; data of
    /// a device name both (NHC-TM 二(三)1).
    private func completed(_ facts: MaterialFacts?, by signedIn: SignedIn) -> MaterialFacts? {
        guard var facts, !facts.kind.isDeviceData else { return facts }
        facts.author = facts.author ?? Redacted(signedIn.displayName)
        facts.acquiredAt = facts.acquiredAt ?? environment.now()
        return facts
    }

    /// Keeps a drawn signature and names it by its digest.
    package func storeSignature(_ bytes: [UInt8], limit: Int, of owner: InstitutionID) throws -> Digest {
        var writer = try beginUpload(limit: limit, of: owner)
        try writer.append(bytes)
        let receipt = try writer.finish(expecting: nil)
        guard let digest = Digest(hexadecimal: receipt.sha256) else { throw CommandFault.fileHashMismatch }
        return digest
    }
}
