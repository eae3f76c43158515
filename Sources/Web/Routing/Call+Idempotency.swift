import ConsultationCore
import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

extension Call {
    /// The name of this act for the store. The hash covers method, path and body, so that a key used again for
    /// another act is noticed; not the version, because a retry may know a newer one.
    var idempotency: ActName? {
        idempotencyKey.map { ActName.named($0, requestHash: requestHash()) }
    }

    private func requestHash() -> String {
        var hash = Crypto.SHA256()
        hash.update(data: Array("\(request.method.rawValue) \(request.uri.path)\n".utf8))
        hash.update(data: Array(body.readableBytesView))
        // An upload's body is not held; its digest, name and group stand for it.
        for name in [HTTPField.Name.reprDigest, .fileName, .materialGroup] {
            hash.update(data: Array("\n\(request.headers[name] ?? "")".utf8))
        }
        return Digests.hex(hash.finalize())
    }

    /// The same without the account: a repeated request is known again, and nobody can be found by it.
    func unnamedID(_ kind: String) throws(Problem) -> String {
        guard let idempotencyKey else { throw .idempotencyKeyRequired }
        return Self.uuid(from: "\(kind)/unnamed/\(idempotencyKey)/\(requestHash())")
    }

    /// An id that follows from the account and the key: a repeated request names the same thing.
    func stableID(_ kind: String) throws(Problem) -> String {
        guard let idempotencyKey else { throw .idempotencyKeyRequired }
        return Self.uuid(from: "\(kind)/\(person.account.text)/\(idempotencyKey)/\(requestHash())")
    }

    private static func uuid(from text: String) -> String {
        var bytes = Array(Crypto.SHA256.hash(data: Array(text.utf8)).prefix(16))
        // A UUID made from a name (RFC 9562 §5.8, version 8).
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Digests.hex(bytes))
        return [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]].map { String($0) }
            .joined(separator: "-")
    }
}
