import ConsultationCore
import Crypto
import Foundation

/// A file written from front to end in pieces, with the digest of what was written.
struct FileSink: ~Copyable {
    /// Written to the disk in pieces of this many bytes.
    static let pieceBytes = 256 * 1024

    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var hash = Crypto.SHA256()

    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw ExportFault.cannotWrite(path: path) }
        self.handle = handle
        buffer.reserveCapacity(Self.pieceBytes + 4096)
    }

    mutating func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.pieceBytes { try flush() }
    }

    mutating func write(_ bytes: [UInt8]) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.pieceBytes { try flush() }
    }

    private mutating func flush() throws {
        hash.update(data: buffer)
        try handle.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Ends the file and gives its SHA-256.
    consuming func finish() throws -> ConsultationCore.Digest {
        try flush()
        try handle.close()
        guard let digest = ConsultationCore.Digest(hexadecimal: Hex.text(hash.finalize())) else {
            throw ExportFault.cannotWrite(path: "")
        }
        return digest
    }
}

/// Why a file could not be made.
package enum ExportFault: Error, Sendable, Equatable {
    case cannotWrite(path: String)
    /// libxlsxwriter's own number.
    case spreadsheet(code: UInt32)
}

enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
