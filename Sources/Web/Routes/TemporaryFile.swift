import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A file on its way to somebody; it is gone when nobody holds it any more.
final class TemporaryFile: Sendable {
    /// Sent in pieces of this many bytes.
    static let pieceBytes = 128 * 1024

    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("huizhen-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        path = folder.appendingPathComponent("file").path
    }

    deinit {
        try? FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent())
    }

    func response(named name: String, type: String, digest: String? = nil) throws -> Response {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: 0)
        var headers: HTTPFields = [
            .contentType: type, .contentDisposition: FileNames.disposition(name),
        ]
        if let digest { headers[.reprDigest] = Digests.header(hexadecimal: digest) }
        return Response(
            status: .ok, headers: headers,
            body: .init(contentLength: Int(size)) { [self] writer in
                defer { withExtendedLifetime(self) {} }
                while let piece = try handle.read(upToCount: Self.pieceBytes), !piece.isEmpty {
                    try await writer.write(ByteBuffer(bytes: piece))
                }
                try handle.close()
                try await writer.finish(nil)
            })
    }
}
