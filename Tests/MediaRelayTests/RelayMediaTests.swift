import Evidence
import Foundation
import MediaEngine
import MediaRelay
import TestRequirements
import Testing
import Wire

/// Real sockets on loopback, real ICE, DTLS and SRTP; the ends are small peers in the test itself.
@Suite struct `Relay node media` {
    static let room = RelayRoomName("room")
    static let recording = RelayRecordingName("recording")

    /// A node with one room and two connected peers in it.
    static func call(
        _ test: TestNode
    ) async throws -> (first: FakePeer, second: FakePeer, sessions: [RelaySessionName]) {
        try await test.node.openRoom(id: room, recording: recording)
        let (first, firstSession) = try await test.peer(1, in: room)
        let (second, secondSession) = try await test.peer(2, in: room)
        try await wait(for: "both peers to connect", polling: [first, second]) {
            first.isConnected && second.isConnected
        }
        return (first, second, [firstSession, secondSession])
    }

    /// Sends numbered audio from one to the other until some of it arrives, then `count` more. Returns those.
    static func talk(
        _ sender: FakePeer, to listener: FakePeer, from start: UInt16, count: Int
    ) async throws -> [[UInt8]] {
        var sequence = start
        let before = listener.media.count
        try await wait(for: "the first packet to be forwarded", polling: [sender, listener]) {
            sender.sendAudio(sequence: sequence, payload: [0xff])
            sequence &+= 1
            return listener.media.count > before
        }
        var payloads: [[UInt8]] = []
        for step in 0..<count {
            let payload: [UInt8] = [UInt8(step & 0xff), UInt8(step >> 8), 7, 7]
            payloads.append(payload)
            sender.sendAudio(sequence: sequence, payload: payload)
            sequence &+= 1
            sender.poll()
            listener.poll()
        }
        try await wait(for: "all packets to be forwarded", polling: [sender, listener]) {
            listener.media.suffix(count).count == count
                && listener.media.last?.suffix(4) == payloads.last?[...]
        }
        return payloads
    }

    @Test(arguments: [RelayConfiguration.Cipher.evp, .libsrtp])
    func `two peers hear one another through the relay, byte by byte`(cipher: RelayConfiguration.Cipher)
        async throws
    {
        let test = try await TestNode(cipher: cipher)
        let (first, second, sessions) = try await Self.call(test)
        for (sender, listener) in [(first, second), (second, first)] {
            let payloads = try await Self.talk(sender, to: listener, from: 500, count: 200)
            #expect(listener.media.suffix(200).map { Array($0.suffix(4)) } == payloads)
        }
        for session in sessions {
            #expect(test.events.contains { if case .connected(session, _, _) = $0 { true } else { false } })
        }
        try await wait(for: "the slots to name the speaker") {
            test.events.contains { event in
                guard case .slotsChanged(sessions[1], _, let slots) = event else { return false }
                return slots.contains { $0.participant == .init("participant-1") && $0.source == .microphone }
            }
        }
        await test.stop()
    }

    @Test func `nothing crosses from one room to another`() async throws {
        let test = try await TestNode()
        let (first, second, _) = try await Self.call(test)
        try await test.node.openRoom(id: .init("other"), recording: .init("other"))
        let (stranger, _) = try await test.peer(3, in: .init("other"))
        try await wait(for: "the stranger to connect", polling: [first, second, stranger]) {
            stranger.isConnected
        }
        _ = try await Self.talk(first, to: second, from: 1, count: 100)
        stranger.poll()
        #expect(stranger.media.isEmpty)
        await test.stop()
    }

    @Test func `garbage, replayed and spoofed datagrams are counted and go nowhere`() async throws {
        let test = try await TestNode()
        let (first, second, sessions) = try await Self.call(test)
        _ = try await Self.talk(first, to: second, from: 1, count: 10)
        let relay = try #require(first.relay)
        let heard = second.media.count

        // The same sealed packet again, from the same address and from a stranger's.
        let sealed = try #require(first.sent.last { DatagramKind(of: $0.span) == .rtp })
        let stranger = try TestSocket()
        for _ in 0..<20 {
            first.socket.send(sealed, to: relay)
            stranger.send(sealed, to: relay)
        }
        var forged = sealed
        forged[forged.count - 1] ^= 1
        forged[3] &+= 40
        first.socket.send(forged, to: relay)
        var generator = SeededGenerator(seed: 41)
        let lead: [UInt8] = [0, 1, 20, 22, 63, 64, 128, 144, 200, 255]
        for step in 0..<2_000 {
            var bytes = generator.bytes(Int(generator.next() % 1_600))
            if !bytes.isEmpty { bytes[0] = lead[step % lead.count] }
            (step % 2 == 0 ? stranger : first.socket).send(bytes, to: relay)
            // The kernel's buffer must not overflow: what is lost there is not counted.
            if step % 50 == 0 { try await Task.sleep(for: .milliseconds(2)) }
        }
        let node = test.node
        try await wait(for: "the bad ones to be counted", polling: [first, second]) {
            let numbers = try #require(await node.statistics().first)
            let leg = numbers.legs.reduce(into: DropCounters()) { sum, leg in
                for (reason, count) in leg.drops.nonZero { sum[reason] += count }
            }
            return leg[.replayed] + leg[.duplicate] >= 20 && leg[.authentication] >= 1
                && numbers.drops[.unknownPeer] >= 20
                && numbers.drops[.unknownKind] > 0 && numbers.drops[.malformedSTUN] > 0
        }
        #expect(second.media.count == heard)
        // And the call goes on.
        _ = try await Self.talk(first, to: second, from: 5_000, count: 10)
        #expect(!test.events.contains { if case .disconnected = $0 { true } else { false } })
        _ = sessions
        await test.stop()
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `a peer with another certificate than promised never gets media`() async throws {
        let test = try await TestNode()
        try await test.node.openRoom(id: Self.room, recording: Self.recording)
        let (honest, _) = try await test.peer(1, in: Self.room)
        let (liar, session) = try await test.peer(
            2, in: Self.room, promises: [UInt8](repeating: 9, count: 32))
        try await wait(for: "the honest peer to connect", polling: [honest, liar]) { honest.isConnected }
        try await wait(for: "the liar to be put out", polling: [honest, liar]) {
            honest.sendAudio(sequence: UInt16(honest.sent.count & 0x7fff), payload: [1])
            liar.sendAudio(sequence: UInt16(liar.sent.count & 0x7fff), payload: [2])
            return test.events.contains { event in
                if case .disconnected(session, _, _, .fingerprintMismatch) = event { true } else { false }
            }
        }
        #expect(honest.isConnected)
        #expect(liar.media.isEmpty && liar.unreadable == 0)
        #expect(honest.media.isEmpty)
        #expect(!test.events.contains { if case .connected(session, _, _) = $0 { true } else { false } })
        await test.stop()
    }

    @Test(.requirement("NHC-TM-2.3.2", "JL-35c"))
    func `stop seals every recording, and each packet that was taken is in it`() async throws {
        let test = try await TestNode()
        let (first, second, _) = try await Self.call(test)
        _ = try await Self.talk(first, to: second, from: 1, count: 300)
        let sent = first.sent.count { DatagramKind(of: $0.span) == .rtp }
        await test.node.stop()
        let verifier = RecordingVerifier(key: test.keys.recording, trustedSigningKeys: [test.keys.publicKey])
        let found = try verifier.verify(directory: test.directory, recording: Self.recording.value)
        #expect(found.findings.isEmpty)
        #expect(found.segments.count == 1)
        #expect(found.droppedPackets == 0)
        #expect(found.isSigningKeyTrusted == true)
        let stream = try #require(found.streams.first { $0.ssrc == FakePeer.audioSSRC + 1 })
        #expect(Int(stream.packets) == sent)
        #expect(stream.lostOnWire == 0)
        #expect(Set(found.participants.map(\.label)) == ["participant-1", "participant-2"])
        let declared = try #require(found.declaredStreams.first { $0.ssrc == stream.ssrc })
        #expect(declared.source == .microphone && declared.formats.first?.codec == "opus")
        await test.stop()
    }

    @Test func `leaving and closing end the DTLS association of the peer`() async throws {
        let test = try await TestNode()
        let (first, second, sessions) = try await Self.call(test)
        await test.node.leave(session: sessions[0])
        try await wait(for: "the goodbye", polling: [first, second]) {
            first.transport.state == .failed(.closedByPeer)
        }
        #expect(second.isConnected)
        let summary = try await test.node.closeRoom(id: Self.room)
        #expect(summary?.recordingID == Self.recording.value)
        try await wait(for: "the second goodbye", polling: [first, second]) {
            second.transport.state == .failed(.closedByPeer)
        }
        #expect(await test.node.statistics().allSatisfy { $0.legs.isEmpty && $0.rooms == 0 })
        await test.stop()
    }

    @Test func `a peer that leaves by itself is reported, and may join again as the same participant`()
        async throws
    {
        let test = try await TestNode()
        let (first, second, sessions) = try await Self.call(test)
        first.leave()
        try await wait(for: "the report", polling: [second]) {
            test.events.contains { event in
                if case .disconnected(sessions[0], _, _, .closedByPeer) = event { true } else { false }
            }
        }
        let offer = try await test.node.join(
            room: Self.room, participant: .init("participant-1"), session: .init("again"))
        let again = try FakePeer(offer: offer, number: 9)
        try await test.node.answer(session: .init("again"), sdp: again.answer)
        try await wait(for: "the second connection", polling: [second, again]) { again.isConnected }
        _ = try await Self.talk(again, to: second, from: 1, count: 20)
        let summary = try #require(try await test.node.closeRoom(id: Self.room))
        #expect(summary.participants.count == 2)
        await test.stop()
    }

    @Test(.requirement("NHC-TM-2.3.3"))
    func `replies leave by the link they came in on, and both links are checked`() async throws {
        let test = try await TestNode(links: 2)
        let (first, second, _) = try await Self.call(test)
        try await wait(for: "checks over both links", polling: [first, second]) {
            first.checkedFrom.count == 2 && second.checkedFrom.count == 2
        }
        for relay in first.checkedFrom {
            try first.ask(relay)
            try await wait(for: "an answer from \(relay.literal)", polling: [first, second]) {
                first.answeredFrom.contains(relay)
            }
        }
        #expect(Set(first.checkedFrom.map(\.literal)) == ["127.0.0.1", "127.0.0.2"])
        await test.stop()
    }
}
