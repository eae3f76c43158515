package import ConsultationCore
import Storage

/// A stored file, opened for somebody who may have it: its plain bytes from any place.
package struct StoredContent: Sendable {
    private let reader: BlobReader
    /// Of the whole.
    package let sha256: Digest

    init(_ reader: BlobReader, _ sha256: Digest) {
        self.reader = reader
        self.sha256 = sha256
    }

    package var size: Int { reader.size }

    /// At most `length` bytes from `offset`, and at least one before the end.
    package func read(at offset: Int, _ length: Int) throws -> [UInt8] {
        let bytes = try reader.read(at: offset, length)
        guard !bytes.isEmpty || offset >= size else { throw CommandFault.fileHashMismatch }
        return bytes
    }
}
