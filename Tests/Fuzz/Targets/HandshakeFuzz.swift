import CLinuxNet
import MediaEngine
import MediaRelay

/// DTLS records, cut from the input as two-byte lengths and bytes, in front of an association that waits for a hello.
enum HandshakeFuzz {
    private static let identity = try? RelayIdentity()

    static func records(_ bytes: [UInt8]) -> Bool {
        guard let identity, let transport = DTLSTransport(identity: identity, cipher: .evp) else {
            return false
        }
        var now = MonotonicInstant(nanoseconds: huizhen_monotonic_ns())
        transport.begin(.server, peerFingerprint: [UInt8](repeating: 7, count: 32), at: now)
        var reader = ChunkReader(bytes)
        while let record = reader.next() {
            now = now.advanced(by: .milliseconds(1))
            transport.receiveHandshake(record.span, at: now)
            var scratch = [UInt8](repeating: 0, count: 1500)
            var span = scratch.mutableSpan
            while let length = transport.nextHandshakeDatagram(into: &span) {
                guard length <= ProtectionLimit.handshakeDatagramBytes else { return false }
            }
        }
        if case .established = transport.state { return false }
        return true
    }
}

/// Cuts an input into pieces: two bytes of length (at most what is left), then the piece.
struct ChunkReader {
    private let bytes: [UInt8]
    private var at = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> [UInt8]? {
        guard bytes.count - at >= 2 else { return nil }
        let length = min(Int(bytes[at]) << 8 | Int(bytes[at + 1]), bytes.count - at - 2)
        defer { at += 2 + length }
        return Array(bytes[at + 2..<at + 2 + length])
    }
}
