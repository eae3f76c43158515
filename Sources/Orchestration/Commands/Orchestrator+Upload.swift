package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Takes an upload piece by piece, so that it is never in memory as a whole; durable when this returns.
    /// - Parameter promised: the sender's SHA-256 in hexadecimal.
    /// - Throws: `CommandFault.fileTooLarge`, `CommandFault.fileHashMismatch`; what the sequence throws.
    package func receive<Pieces: AsyncSequence>(
        _ pieces: Pieces, promised: String, limit: Int, of owner: InstitutionID
    ) async throws -> BlobReceipt where Pieces.Element == [UInt8] {
        var writer = try beginUpload(limit: limit, of: owner)
        do {
            for try await piece in pieces { try writer.append(piece) }
            return try writer.finish(expecting: promised)
        } catch StorageError.blobTooLarge {
            throw CommandFault.fileTooLarge(limit: limit)
        } catch StorageError.blobHashMismatch {
            throw CommandFault.fileHashMismatch
        }
    }
}
