import ConsultationCore
import Crypto
import Foundation
import Storage

/// A tar archive (POSIX.1-1988 ustar) written from front to end; file contents may be larger than memory.
struct TarWriter: ~Copyable {
    static let blockBytes = 512

    private let handle: FileHandle

    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw ExportFault.cannotWrite(path: path) }
        self.handle = handle
    }

    /// One file; `name` is ASCII and at most 100 bytes.
    mutating func add(_ name: String, _ bytes: [UInt8], at instant: WallTime) throws -> PackedFile {
        try handle.write(contentsOf: Self.header(name, size: bytes.count, at: instant))
        try handle.write(contentsOf: bytes)
        try pad(bytes.count)
        return PackedFile(
            name: name, size: bytes.count, sha256: Hex.text(Crypto.SHA256.hash(data: bytes)))
    }

    /// A stored file, opened and read in pieces.
    mutating func add(_ name: String, _ file: BlobReader, at instant: WallTime) throws -> PackedFile {
        try handle.write(contentsOf: Self.header(name, size: file.size, at: instant))
        var hash = Crypto.SHA256()
        try file.forEachPiece { piece in
            hash.update(data: piece)
            try handle.write(contentsOf: piece)
        }
        try pad(file.size)
        return PackedFile(name: name, size: file.size, sha256: Hex.text(hash.finalize()))
    }

    private func pad(_ size: Int) throws {
        let rest = size % Self.blockBytes
        if rest > 0 {
            try handle.write(contentsOf: [UInt8](repeating: 0, count: Self.blockBytes - rest))
        }
    }

    consuming func finish() throws {
        try handle.write(contentsOf: [UInt8](repeating: 0, count: 2 * Self.blockBytes))
        try handle.synchronize()
        try handle.close()
    }

    /// Numbers are octal text; the checksum is the sum of the header's bytes with its own field as spaces.
    private static func header(_ name: String, size: Int, at instant: WallTime) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockBytes)
        func put(_ text: String, at offset: Int, width: Int) {
            for (index, byte) in text.utf8.prefix(width).enumerated() { block[offset + index] = byte }
        }
        func octal(_ number: Int, digits: Int) -> String {
            let text = String(max(0, number), radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(name, at: 0, width: 100)
        put("0000444", at: 100, width: 7)
        put("0000000", at: 108, width: 7)
        put("0000000", at: 116, width: 7)
        put(octal(size, digits: 11), at: 124, width: 11)
        put(octal(Int(instant.milliseconds / 1000), digits: 11), at: 136, width: 11)
        put("        ", at: 148, width: 8)
        put("0", at: 156, width: 1)
        put("ustar", at: 257, width: 5)
        put("00", at: 263, width: 2)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6) + "\0 ", at: 148, width: 8)
        return block
    }
}

/// One line of a manifest.
package struct PackedFile: Codable, Sendable, Equatable {
    package let name: String
    package let size: Int
    package let sha256: String
}
