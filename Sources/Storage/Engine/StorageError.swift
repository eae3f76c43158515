/// A fault of the store, not of the person who asked. Carries no content of any row.
package enum StorageError: Error, Equatable, Sendable {
    /// The queue of waiting writes is full; nothing of this write has happened.
    case overloaded
    /// A row that the code relies on is not there, or cannot be read; names table and key only.
    case unreadable(table: String, key: String)
    /// Somebody else wrote this stream first.
    case streamMoved(stream: String, expected: Int64, found: Int64)
    /// The postings of one entry do not sum to zero.
    case unbalanced(entry: String, differenceFen: Int64)
    /// A blob is larger than the caller allows, in bytes.
    case blobTooLarge(limit: Int)
    /// The bytes do not have the promised SHA-256.
    case blobHashMismatch
    /// There is no key to seal a file with: it is not written (GX 30).
    case unencrypted
    /// A key is missing, open to others, or not the one that sealed; the file's name only.
    case keyUnreadable(file: String)
    /// A file operation failed; `code` is errno.
    case file(operation: String, code: Int32)
}
