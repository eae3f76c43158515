import MediaEngine
import MediaRelay
import Wire

/// A real end with given keys on two links: seals once, sends the same bytes on both, opens the first copy.
final class NativeEnd {
    let sockets: [TestSocket]
    let transport: GivenKeysTransport
    var relays: [PeerAddress] = []
    private(set) var media: [[UInt8]] = []
    private(set) var control: [[UInt8]] = []
    private(set) var repeated = 0
    private(set) var unreadable = 0
    /// Datagrams of media per link.
    private(set) var arrived: [Int]
    /// Whether a datagram on this link passes; asked for each, both ways.
    var passes: (_ link: Int, _ isOutgoing: Bool) -> Bool = { _, _ in true }
    private let ssrc: UInt32

    static func keys(
        _ profile: ProtectionProfile, seed: UInt64
    ) throws -> (sending: MasterKey, receiving: MasterKey) {
        var generator = SeededGenerator(seed: seed)
        func draw() throws -> MasterKey {
            guard
                let key = MasterKey(
                    key: generator.bytes(profile.masterKeyBytes),
                    salt: generator.bytes(profile.masterSaltBytes), for: profile)
            else { throw TestFault.noOffer }
            return key
        }
        return (try draw(), try draw())
    }

    init(
        links: Int, profile: ProtectionProfile, keys: (sending: MasterKey, receiving: MasterKey),
        ssrc: UInt32, cipher: RelayConfiguration.Cipher = .evp
    ) throws {
        sockets = try (0..<links).map { try TestSocket("127.0.1.\($0 + 1)") }
        guard
            let transport = GivenKeysTransport(
                profile: profile, sending: keys.sending, receiving: keys.receiving, cipher: cipher,
                replayWindow: PacketProtectionLimit.wideReplayWindow)
        else { throw TestFault.noOffer }
        self.transport = transport
        self.ssrc = ssrc
        arrived = [Int](repeating: 0, count: links)
    }

    func poll() {
        for (link, socket) in sockets.enumerated() {
            for received in socket.receive() where passes(link, false) { take(received.bytes, on: link) }
        }
    }

    private func take(_ bytes: [UInt8], on link: Int) {
        let isRTP = DatagramKind(of: bytes.span) == .rtp
        if isRTP { arrived[link] += 1 }
        switch isRTP ? run(bytes, transport.unprotectRTP) : run(bytes, transport.unprotectRTCP) {
        case .success(let plain): if isRTP { media.append(plain) } else { control.append(plain) }
        case .failure(.replayed): repeated += 1
        case .failure: unreadable += 1
        }
    }

    func sendAudio(sequence: UInt16, payload: [UInt8]) {
        var packet = PacketMaker.rtp(ssrc: ssrc, sequence: sequence, payload: payload)
        packet[1] = 111
        packet.replaceSubrange(4..<8, with: PacketMaker.word(UInt32(sequence) &* 960))
        guard case .success(let sealed) = run(packet, transport.protectRTP) else { return }
        send(sealed)
    }

    /// A receiver report of its own on each link, as the relay does.
    func report() {
        for link in relays.indices {
            guard case .success(let sealed) = run(PacketMaker.rtcp(ssrc: ssrc), transport.protectRTCP)
            else { continue }
            if passes(link, true) { sockets[link].send(sealed, to: relays[link]) }
        }
    }

    private func send(_ sealed: [UInt8]) {
        for link in relays.indices where passes(link, true) { sockets[link].send(sealed, to: relays[link]) }
    }
}
