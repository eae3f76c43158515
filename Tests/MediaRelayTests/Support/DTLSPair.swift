import CLinuxNet
import MediaEngine
import MediaRelay

/// Two DTLS ends wired to one another in memory, on the real clock, because OpenSSL's timers read it themselves.
struct DTLSPair {
    let server: DTLSTransport
    let client: DTLSTransport
    /// Called for every datagram; false loses it.
    var passes: (_ number: Int, _ datagram: [UInt8]) -> Bool = { _, _ in true }
    private(set) var datagrams: [[UInt8]] = []

    init(server: DTLSTransport, client: DTLSTransport) {
        self.server = server
        self.client = client
    }

    static var now: MonotonicInstant { MonotonicInstant(nanoseconds: huizhen_monotonic_ns()) }

    /// Carries flights to and fro until neither end wants anything, at most `limit`.
    mutating func run(limit: Duration = .seconds(10)) {
        let end = Self.now.advanced(by: limit)
        while Self.now < end {
            let moved = carry(from: client, to: server) + carry(from: server, to: client)
            if moved > 0 { continue }
            if client.state != .handshaking, server.state != .handshaking { return }
            let deadlines = [client.handshakeDeadline, server.handshakeDeadline].compactMap { $0 }
            guard let next = deadlines.min() else { return }
            while Self.now < next {}
            client.handleTimeout(at: Self.now)
            server.handleTimeout(at: Self.now)
        }
    }

    mutating func carry(from source: DTLSTransport, to target: DTLSTransport) -> Int {
        var moved = 0
        while let datagram = source.nextDatagram() {
            moved += 1
            datagrams.append(datagram)
            if passes(datagrams.count - 1, datagram) { target.receiveHandshake(datagram.span, at: Self.now) }
        }
        return moved
    }
}

extension DTLSTransport {
    func nextDatagram() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1500)
        var span = buffer.mutableSpan
        guard let length = nextHandshakeDatagram(into: &span) else { return nil }
        return Array(buffer.prefix(length))
    }
}
