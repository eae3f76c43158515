import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// A sealed file on its way to somebody: opened piece by piece, whole or one range of it (RFC 9110 §14.2), with the
/// digest of the whole so that the receiver can check it (NHC-TM 四(一)4).
struct StoredFile: Sendable {
    /// Sent in pieces of this many bytes.
    private static let pieceBytes = 256 * 1024

    let content: StoredContent
    let name: String
    let type: String
    var inline = false

    func response(to request: Request) -> Response {
        var headers: HTTPFields = [
            .contentType: type,
            .contentDisposition: FileNames.disposition(name, inline: inline),
            .reprDigest: Digests.header(hexadecimal: content.sha256.hexadecimal),
            .acceptRanges: "bytes",
        ]
        let size = content.size
        guard let asked = request.headers[.range] else { return answer(.ok, headers, 0..<size) }
        // A form that is not understood is answered whole; one that lies outside is refused.
        guard let range = Self.range(asked, of: size) else { return answer(.ok, headers, 0..<size) }
        guard !range.isEmpty else {
            return Response(status: .rangeNotSatisfiable, headers: [.contentRange: "bytes */\(size)"])
        }
        headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
        return answer(.partialContent, headers, range)
    }

    private func answer(
        _ status: HTTPResponse.Status, _ headers: HTTPFields, _ range: Range<Int>
    ) -> Response {
        Response(
            status: status, headers: headers,
            body: .init(contentLength: range.count) { [content] writer in
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let piece = try content.read(at: offset, min(Self.pieceBytes, range.upperBound - offset))
                    try await writer.write(ByteBuffer(bytes: piece))
                    offset += piece.count
                }
                try await writer.finish(nil)
            })
    }

    /// `bytes=a-b`, `bytes=a-` or `bytes=-n`; nil for anything else, empty for what lies outside.
    static func range(_ text: String, of size: Int) -> Range<Int>? {
        guard text.hasPrefix("bytes=") else { return nil }
        let parts = text.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count < 60 else { return nil }
        if parts[0].isEmpty {
            guard let count = Int(parts[1]), count >= 0 else { return nil }
            return max(0, size - count)..<size
        }
        guard let start = Int(parts[0]), start >= 0 else { return nil }
        guard start < size else { return size..<size }
        if parts[1].isEmpty { return start..<size }
        guard let last = Int(parts[1]), last >= start else { return nil }
        return start..<min(size, last + 1)
    }
}
