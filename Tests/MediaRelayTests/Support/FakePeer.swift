import CLinuxNet
import MediaEngine
import MediaRelay
import Wire

/// A small real end: answers ICE checks, does DTLS as client, seals and opens packets. Polled by the test itself.
final class FakePeer {
    static let audioSSRC: UInt32 = 0xa0d1_0000
    static let videoSSRC: UInt32 = 0x71de_0000

    let socket: TestSocket
    /// The SDP answer to give to the relay.
    let answer: String
    /// Where media goes: the relay's address of the last authentic check.
    private(set) var relay: PeerAddress?
    private(set) var transport: DTLSTransport
    private(set) var media: [[UInt8]] = []
    private(set) var control: [[UInt8]] = []
    private(set) var unreadable = 0
    /// The relay's addresses that sent authentic checks, and those that answered ours.
    private(set) var checkedFrom: Set<PeerAddress> = []
    private(set) var answeredFrom: Set<PeerAddress> = []
    /// Every datagram sent, as it was on the wire.
    private(set) var sent: [[UInt8]] = []

    private let number: UInt32
    private let integrity: HMACSHA1
    private let relayFingerprint: [UInt8]
    private let relayFragment: String
    private let relayIntegrity: HMACSHA1
    private var hasBegun = false

    /// `promises` overrides the fingerprint in the answer; the answer may keep quiet about the peer's own address.
    init(
        offer: String, number: UInt32, promises: [UInt8]? = nil, at address: String = "127.0.0.1",
        tellsAddress: Bool = true
    ) throws {
        let description = try SessionDescription(offer)
        guard let first = description.sections.first,
            let written = description.inherited("fingerprint", in: first)?.split(separator: " ").last,
            let fingerprint = HexFingerprint.read(written),
            let fragment = description.inherited("ice-ufrag", in: first),
            let relayPassword = description.inherited("ice-pwd", in: first)
        else { throw TestFault.noOffer }
        relayFragment = fragment
        relayIntegrity = HMACSHA1(key: Array(relayPassword.utf8))
        relayFingerprint = fingerprint
        let identity = try RelayIdentity()
        guard let transport = DTLSTransport(identity: identity, cipher: .evp) else { throw TestFault.noOffer }
        self.transport = transport
        socket = try TestSocket(address)
        self.number = number
        let password = "peerpasswordpeerpassword\(number)"
        integrity = HMACSHA1(key: Array(password.utf8))
        var lines = [
            "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0",
            "a=group:BUNDLE " + description.sections.compactMap { $0.first("mid") }.joined(separator: " "),
        ]
        for (index, section) in description.sections.enumerated() {
            lines += [
                "m=\(section.kind) \(socket.local.port) \(section.transport) "
                    + section.formats.joined(separator: " "),
                "c=IN IP4 127.0.0.1", "a=ice-ufrag:peer\(number)", "a=ice-pwd:\(password)",
                "a=fingerprint:sha-256 \(HexFingerprint.write(promises ?? identity.fingerprint))",
                "a=setup:active", "a=mid:\(section.first("mid") ?? "")", "a=rtcp-mux",
            ]
            if tellsAddress {
                lines.append(
                    "a=candidate:1 1 udp 2130706431 \(socket.local.literal) \(socket.local.port) typ host")
            }
            lines += ["rtpmap", "fmtp", "rtcp-fb"].flatMap { name in
                section.all(name).map { "a=\(name):\($0)" }
            }
            switch index {
            case 0: lines += ["a=sendonly", "a=ssrc:\(Self.audioSSRC + number) cname:peer"]
            case 1: lines += ["a=sendonly", "a=ssrc:\(Self.videoSSRC + number) cname:peer"]
            case 2: lines.append("a=inactive")
            default: lines.append("a=recvonly")
            }
        }
        answer = lines.joined(separator: "\r\n") + "\r\n"
    }

    var isConnected: Bool { if case .established = transport.state { true } else { false } }

    /// Takes what waits and sends what is due.
    func poll() {
        for received in socket.receive() { take(received) }
        if let deadline = transport.handshakeDeadline, deadline <= DTLSPair.now {
            transport.handleTimeout(at: DTLSPair.now)
        }
        while let relay, let datagram = transport.nextDatagram() { send(raw: datagram, to: relay) }
    }

    private func take(_ received: TestSocket.Received) {
        switch DatagramKind(of: received.bytes.span) {
        case .stun: answerCheck(received)
        case .dtls: transport.receiveHandshake(received.bytes.span, at: DTLSPair.now)
        case .rtp: open(received.bytes, transport.unprotectRTP) { self.media.append($0) }
        case .rtcp: open(received.bytes, transport.unprotectRTCP) { self.control.append($0) }
        case .trunk, nil: unreadable += 1
        }
    }

    private func open(
        _ bytes: [UInt8], _ operation: (inout MutableSpan<UInt8>, Int) throws(ProtectionFailure) -> Int,
        _ keep: ([UInt8]) -> Void
    ) {
        switch run(bytes, operation) {
        case .success(let plain): keep(plain)
        case .failure: unreadable += 1
        }
    }

    private func answerCheck(_ received: TestSocket.Received) {
        guard let message = try? STUNMessage(received.bytes.span) else { return }
        if message.messageClass == .success,
            message.verifyIntegrity(received.bytes.span, with: relayIntegrity)
        {
            answeredFrom.insert(received.peer)
        }
        guard message.messageClass == .request, message.verifyIntegrity(received.bytes.span, with: integrity)
        else { return }
        checkedFrom.insert(received.peer)
        relay = received.peer
        var reply = [UInt8](repeating: 0, count: 128)
        var span = reply.mutableSpan
        var writer = STUNWriter(.success, transaction: message.transaction, into: &span)
        writer.addMappedAddress(received.peer, into: &span)
        guard let length = writer.finish(with: integrity, into: &span) else { return }
        send(raw: Array(reply.prefix(length)), to: received.peer)
        guard !hasBegun else { return }
        hasBegun = true
        transport.begin(.client, peerFingerprint: relayFingerprint, at: DTLSPair.now)
    }

    /// Sends a check of our own to one of the relay's addresses.
    func ask(_ address: PeerAddress) throws {
        var request = [UInt8](repeating: 0, count: 128)
        var span = request.mutableSpan
        let transaction = STUNTransactionID(high: number, low: UInt64(address.low))
        var writer = STUNWriter(.request, transaction: transaction, into: &span)
        writer.add(
            STUN.Attribute.username, bytes: Array("\(relayFragment):peer\(number)".utf8), into: &span)
        writer.add(STUN.Attribute.priority, u32: 1_853_824_767, into: &span)
        writer.add(STUN.Attribute.iceControlled, u64: 1, into: &span)
        guard let length = writer.finish(with: relayIntegrity, into: &span) else { throw TestFault.noOffer }
        send(raw: Array(request.prefix(length)), to: address)
    }

    // MARK: Media

    func sendAudio(sequence: UInt16, payload: [UInt8]) {
        var packet = PacketMaker.rtp(ssrc: Self.audioSSRC + number, sequence: sequence, payload: payload)
        packet[1] = OfferProfile.opus
        for (offset, byte) in PacketMaker.word(UInt32(sequence) * 960).enumerated() {
            packet[4 + offset] = byte
        }
        send(rtp: packet)
    }

    func send(rtp packet: [UInt8]) {
        guard let relay, case .success(let sealed) = run(packet, transport.protectRTP) else { return }
        send(raw: sealed, to: relay)
    }

    func send(raw bytes: [UInt8], to peer: PeerAddress) {
        sent.append(bytes)
        socket.send(bytes, to: peer)
    }

    func leave() {
        transport.close()
        poll()
    }
}

/// Polls until `condition` holds; fails the test with `what` after `limit`.
func wait(
    for what: String, limit: Duration = .seconds(10), polling peers: [FakePeer] = [],
    until condition: () async throws -> Bool
) async throws {
    let end = DTLSPair.now.advanced(by: limit)
    while true {
        for peer in peers { peer.poll() }
        if try await condition() { return }
        guard DTLSPair.now < end else { throw TestFault.timedOut(what) }
        try await Task.sleep(for: .milliseconds(2))
    }
}
