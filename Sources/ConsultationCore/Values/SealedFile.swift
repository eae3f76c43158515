/// A file kept encrypted under its digest; `size` in bytes. Its name may tell of a patient.
package struct SealedFile: Codable, Sendable, Equatable {
    package var name: Redacted<String>
    package var contentType: String
    package var size: Int64
    package var sha256: Digest

    package init(name: Redacted<String>, contentType: String, size: Int64, sha256: Digest) {
        self.name = name
        self.contentType = contentType
        self.size = size
        self.sha256 = sha256
    }
}
