import Crypto
import Foundation
import NIOCore
import Synchronization

/// The pages, read once at start: small, so they are kept in memory.
struct PageFiles: Sendable {
    /// One page file; packed when it is first asked for, so that the start waits for nothing.
    final class File: Sendable {
        let contentType: String
        let plain: ByteBuffer
        /// Strong validators, one per representation (RFC 9110 §8.8.3).
        let plainTag: String
        let compressedTag: String
        private let packed = Mutex<Packed>(.unknown)

        private enum Packed {
            case unknown
            case known(ByteBuffer?)
        }

        /// Shorter than this, a header line costs more than packing saves.
        private static let packingThresholdBytes = 512

        init(contentType: String, plain: ByteBuffer, tag: String) {
            self.contentType = contentType
            self.plain = plain
            plainTag = "\"\(tag)\""
            compressedTag = "\"\(tag)-gz\""
        }

        /// `nil` when packing does not make it smaller.
        var compressed: ByteBuffer? {
            packed.withLock { packed in
                if case .known(let buffer) = packed { return buffer }
                let buffer = pack()
                packed = .known(buffer)
                return buffer
            }
        }

        private func pack() -> ByteBuffer? {
            let bytes = Array(plain.readableBytesView)
            guard ContentTypes.isText(contentType), bytes.count > Self.packingThresholdBytes else {
                return nil
            }
            guard let smaller = Gzip.pack(bytes), smaller.count < bytes.count else { return nil }
            return ByteBuffer(bytes: smaller)
        }
    }

    private let files: [String: File]
    /// The pages are a few hundred kilobytes; more is a packaging mistake.
    static let totalLimitBytes = 16 * 1024 * 1024

    enum Fault: Error {
        case unreadable(directory: String)
        case tooLarge(limitBytes: Int)
    }

    init(directory: String?) throws {
        let root = try Self.root(directory)
        guard let walk = FileManager.default.enumerator(atPath: root.path) else {
            throw Fault.unreadable(directory: root.path)
        }
        var files: [String: File] = [:]
        var total = 0
        for case let name as String in walk {
            let url = root.appendingPathComponent(name)
            guard (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true else {
                continue
            }
            guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { continue }
            let bytes = [UInt8](try Data(contentsOf: url))
            total += bytes.count
            guard total <= Self.totalLimitBytes else {
                throw Fault.tooLarge(limitBytes: Self.totalLimitBytes)
            }
            files["/" + name] = Self.file(name, bytes)
        }
        self.files = files
    }

    private static func root(_ directory: String?) throws -> URL {
        if let directory { return URL(fileURLWithPath: directory, isDirectory: true) }
        guard let resources = Bundle.module.resourceURL else { throw Fault.unreadable(directory: "Public") }
        return resources.appendingPathComponent("Public", isDirectory: true)
    }

    private static func file(_ name: String, _ bytes: [UInt8]) -> File {
        let type = ContentTypes.type(ofFile: name)
        let tag = SHA256.hash(data: bytes).prefix(12).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return File(contentType: type, plain: ByteBuffer(bytes: bytes), tag: tag)
    }

    /// The file at a path; the start page for addresses that the pages resolve themselves.
    func file(at path: String) -> File? {
        if let file = files[path] { return file }
        let last = path.split(separator: "/").last ?? ""
        return last.contains(".") ? nil : files["/index.html"]
    }

    var isEmpty: Bool { files["/index.html"] == nil }
}
