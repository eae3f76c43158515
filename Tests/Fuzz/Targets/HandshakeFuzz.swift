import CLinuxNet
import MediaEngine
import MediaRelay

/// An association that a stranger disturbs at any moment of its life. First byte: role of the target, whether the peer
/// is the one it was promised, and how many genuine datagrams come first. Then chunks; the first byte of each says
/// what happens:
///
///     0  the bytes as a datagram                  3  the peer's next datagram, cut
///     1  the peer's next datagram, undisturbed    4  the peer's last datagram once more
///     2  the same with bytes changed              5  time passes, timers run
///     6  the bytes behind a good record header    7  the bytes as media, to be opened
enum HandshakeFuzz {
    private static let identity = try? RelayIdentity()
    private static let peerIdentity = try? RelayIdentity()

    static func records(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let identity, let peerIdentity,
            let target = DTLSTransport(identity: identity, cipher: .evp),
            let peer = DTLSTransport(identity: peerIdentity, cipher: .evp)
        else { return bytes.isEmpty }
        let isPromised = first & 2 == 0
        var run = Association(target: target, peer: peer)
        target.begin(
            first & 1 == 0 ? .server : .client,
            peerFingerprint: isPromised ? peerIdentity.fingerprint : [UInt8](repeating: 7, count: 32),
            at: run.now)
        peer.begin(first & 1 == 0 ? .client : .server, peerFingerprint: identity.fingerprint, at: run.now)
        for _ in 0..<(first >> 2 & 15) { _ = run.deliver { $0 } }
        var reader = ChunkReader(Array(bytes.dropFirst()))
        while let chunk = reader.next() { run.disturb(chunk) }
        guard run.isKept else { return false }
        // Whoever cannot show the promised certificate is never believed, whatever is mixed in.
        if case .established = target.state { return isPromised }
        return true
    }

    private struct Association {
        let target: DTLSTransport
        let peer: DTLSTransport
        var now = MonotonicInstant(nanoseconds: huizhen_monotonic_ns())
        var isKept = true
        private var waiting: [[UInt8]] = []
        private var last: [UInt8] = []

        init(target: DTLSTransport, peer: DTLSTransport) {
            self.target = target
            self.peer = peer
        }

        /// Hands the target the peer's next datagram, as `change` leaves it; false when there is none.
        mutating func deliver(_ change: ([UInt8]) -> [UInt8]) -> Bool {
            exchange()
            guard !waiting.isEmpty else { return false }
            last = waiting.removeFirst()
            receive(change(last))
            return true
        }

        mutating func disturb(_ chunk: [UInt8]) {
            guard let kind = chunk.first else { return }
            let rest = Array(chunk.dropFirst())
            now = now.advanced(by: .milliseconds(1))
            switch kind & 7 {
            case 0: receive(rest)
            case 1: _ = deliver { $0 }
            case 2: _ = deliver { Self.changed($0, by: rest) }
            case 3: _ = deliver { Array($0.prefix(rest.first.map { Int($0) * 5 } ?? 0)) }
            case 4: receive(last)
            case 5:
                now = now.advanced(by: .milliseconds(Int64(rest.first ?? 1) * 20))
                target.handleTimeout(at: now)
                peer.handleTimeout(at: now)
            case 6: receive(Self.record(rest))
            default: open(rest)
            }
            exchange()
        }

        /// What the target says goes to the peer at once; what the peer says waits for its turn.
        private mutating func exchange() {
            for datagram in flight(of: target) { peer.receiveHandshake(datagram.span, at: now) }
            waiting += flight(of: peer)
        }

        private mutating func receive(_ datagram: [UInt8]) {
            target.receiveHandshake(datagram.span, at: now)
        }

        private mutating func flight(of end: DTLSTransport) -> [[UInt8]] {
            var datagrams: [[UInt8]] = []
            var buffer = [UInt8](repeating: 0, count: 1500)
            while true {
                var span = buffer.mutableSpan
                guard let length = end.nextHandshakeDatagram(into: &span) else { return datagrams }
                if length > ProtectionLimit.handshakeDatagramBytes { isKept = false }
                datagrams.append(Array(buffer.prefix(length)))
            }
        }

        /// A stranger has no keys: nothing of theirs opens.
        private mutating func open(_ bytes: [UInt8]) {
            var packet = bytes
            var span = packet.mutableSpan
            if (try? target.unprotectRTP(&span, length: bytes.count)) != nil { isKept = false }
            if (try? target.unprotectRTCP(&span, length: bytes.count)) != nil { isKept = false }
        }

        /// Pairs of place and value, placed over the whole datagram.
        private static func changed(_ datagram: [UInt8], by pairs: [UInt8]) -> [UInt8] {
            var datagram = datagram
            for index in stride(from: 0, to: pairs.count - 2, by: 3) where !datagram.isEmpty {
                datagram[(Int(pairs[index]) << 8 | Int(pairs[index + 1])) % datagram.count] ^=
                    pairs[index + 2]
            }
            return datagram
        }

        /// Content type, version, epoch, sequence, length (RFC 6347 §4.1); the first three bytes choose them.
        private static func record(_ bytes: [UInt8]) -> [UInt8] {
            guard bytes.count >= 3 else { return bytes }
            let body = bytes.dropFirst(3)
            return [20 + bytes[0] % 5, 254, 253, 0, bytes[1] & 1, 0, 0, 0, 0, 0, bytes[2]]
                + [UInt8(body.count >> 8 & 255), UInt8(body.count & 255)] + body
        }
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
