import MediaEngine
import MediaRelay
import Simulation
import Testing
import Wire

/// One native end sends 2,000 packets/s into an engine over two links; another end hears them. Virtual time, real
/// ciphers.
final class SkewRun {
    static let source: UInt32 = 0x0101_0101
    static let repair: UInt32 = 0x0202_0202

    private var engine: RelayEngine
    private var batch = TransmitBatch()
    private var network: NetworkSimulator
    /// The sender's and the listener's.
    private var ends: [GivenKeysTransport] = []
    /// The relay's end of the sender's leg.
    private(set) var relaySide: GivenKeysTransport?
    private var kept: [UInt16: [UInt8]] = [:]
    private var repairSequence: UInt16 = 0
    private var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    private(set) var heard: Set<UInt64> = []
    private(set) var asked: Set<UInt64> = []
    private(set) var sent: UInt64 = 0
    private var order = CounterUnwrapper.sequence()
    static let senderAddress = PeerAddress(v4: 0x0A00_0001, port: 5000)
    static let listenerAddress = PeerAddress(v4: 0x0A00_0002, port: 5000)

    init(links: [NetworkSimulator.Conditions], seed: UInt64) throws {
        engine = RelayEngine(seed: seed)
        network = NetworkSimulator(links: links, seed: seed)
        let room = RoomID(value: 1)
        try engine.openRoom(room, tap: CountingTap())
        func end(_ number: UInt64, _ address: PeerAddress, publishes: Bool) throws -> GivenKeysTransport {
            let keys = try NativeEnd.keys(.aeadAES128GCM, seed: seed ^ number)
            var generator = SeededGenerator(seed: number)
            let plan = SlotPlan(publishes ? [] : [(.video, true)], using: &generator)
            let ids = links.indices.map { LinkID(value: UInt8($0)) }
            let remotes = Dictionary(uniqueKeysWithValues: ids.map { ($0, address) })
            let leg = LegConfiguration(
                session: .init(value: number), room: room, participant: .init(value: number),
                credentials: .init(usernameFragment: "", password: ""), plan: plan, links: ids,
                paths: .fixed(.init(remotes: remotes, duplicates: true, learns: false)))
            let window = PacketProtectionLimit.wideReplayWindow
            let ours = try #require(
                GivenKeysTransport(
                    profile: .aeadAES128GCM, sending: keys.sending, receiving: keys.receiving, cipher: .evp,
                    replayWindow: window))
            let theirs = try #require(
                GivenKeysTransport(
                    profile: .aeadAES128GCM, sending: keys.receiving, receiving: keys.sending, cipher: .evp,
                    replayWindow: window))
            try engine.addLeg(leg, transport: ours, at: now)
            if publishes { relaySide = ours }
            let published = NegotiatedAnswer.Published(
                source: .camera, codec: .vp8, payloadType: 96, clockRate: 90_000, repairPayloadType: 97,
                ssrc: Self.source, repairSSRC: Self.repair)
            let received = plan.slots.map {
                NegotiatedAnswer.Received(
                    mediaLine: $0.mediaLine, formats: PayloadTypes(.vp8, 96, repair: 97))
            }
            try engine.setAnswer(
                leg.session, .fixed(published: publishes ? [published] : [], received: received), at: now,
                into: &batch)
            return theirs
        }
        ends.append(try end(1, Self.senderAddress, publishes: true))
        ends.append(try end(2, Self.listenerAddress, publishes: false))
    }

    private var sender: GivenKeysTransport { ends[0] }
    private var listener: GivenKeysTransport { ends[1] }
    var leg: LegStatistics? { engine.statistics(of: .init(value: 1), at: now) }

    /// Sends `count` packets 0.5 ms apart, then lets two seconds pass.
    func run(count: Int) {
        let first = now
        let end = now.advanced(by: .microseconds(500) * count + .seconds(3))
        var next = 0
        while now < end {
            var at = end
            if next < count { at = min(at, first.advanced(by: .microseconds(500) * next)) }
            if let due = network.nextAt { at = min(at, due) }
            if let due = engine.nextDeadline { at = min(at, due) }
            now = max(now, at)
            while let delivery = network.next(notAfter: now) { deliver(delivery) }
            while engine.advance(to: now, into: &batch) { flush() }
            flush()
            while next < count, first.advanced(by: .microseconds(500) * next) <= now {
                send(number: UInt64(next))
                next += 1
            }
            while engine.nextEvent() != nil {}
        }
    }

    private func send(number: UInt64) {
        // Begins near the roll-over: the receiver meets it within the first second.
        let sequence = UInt16(truncatingIfNeeded: 32_000 &+ number)
        sent += 1
        // A VP8 keyframe's first bytes, so that the listener's slot starts, then the packet's number.
        var payload: [UInt8] = [0x10, 0x00, 0x00, 0x00, 0x9d, 0x01, 0x2a, 0, 1, 0, 1]
        payload += (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
        var packet = PacketMaker.rtp(ssrc: Self.source, sequence: sequence, payload: payload)
        packet.replaceSubrange(4..<8, with: PacketMaker.word(UInt32(truncatingIfNeeded: number &* 45)))
        kept[sequence] = packet
        carry(packet, sender.protectRTP)
    }

    private func carry(
        _ packet: [UInt8],
        _ protect: (inout MutableSpan<UInt8>, Int) throws(ProtectionFailure) -> Int
    ) {
        guard case .success(let sealed) = MediaRelayTests.run(packet, protect) else { return }
        for link in network.conditions.indices {
            network.send(
                sealed, to: .relay(from: Self.senderAddress), on: LinkID(value: UInt8(link)), at: now)
        }
    }

    private func deliver(_ delivery: NetworkSimulator.Delivery) {
        switch delivery.target {
        case .relay(let peer):
            var buffer = delivery.bytes + [UInt8](repeating: 0, count: 64)
            var span = buffer.mutableSpan
            engine.receive(
                &span, length: delivery.bytes.count, from: peer, on: delivery.link, at: now, into: &batch)
            flush()
        case .browser: answer(delivery.bytes)
        }
    }

    private func hear(_ bytes: [UInt8]) {
        guard DatagramKind(of: bytes.span) == .rtp,
            case .success(let plain) = MediaRelayTests.run(bytes, listener.unprotectRTP)
        else { return }
        heard.insert(plain.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    /// Repeats what the relay asks for.
    private func answer(_ bytes: [UInt8]) {
        guard DatagramKind(of: bytes.span) == .rtcp,
            case .success(let plain) = MediaRelayTests.run(bytes, sender.unprotectRTCP)
        else { return }
        var walker = RTCPWalker()
        while let part = walker.next(in: plain.span) {
            guard let head = FeedbackHead(plain.span, part), head.format == .nack else { continue }
            var entry = 0
            while let (first, following) = GenericNACK.entry(plain.span, head, index: entry) {
                entry += 1
                resend(first)
                for bit in 0..<UInt16(16) where following & 1 << bit != 0 { resend(first &+ bit &+ 1) }
            }
        }
    }

    private func resend(_ sequence: UInt16) {
        asked.insert(order.unwrap(sequence))
        guard let packet = kept[sequence] else { return }
        repairSequence &+= 1
        var again = Array(packet[0..<12]) + [UInt8(sequence >> 8), UInt8(sequence & 0xFF)] + packet[12...]
        again[1] = 97
        again[2] = UInt8(repairSequence >> 8)
        again[3] = UInt8(repairSequence & 0xFF)
        again.replaceSubrange(8..<12, with: PacketMaker.word(Self.repair))
        carry(again, sender.protectRTP)
    }

    private func flush() {
        for index in 0..<batch.count {
            let entry = batch[index]
            let bytes = batch.withSlab { $0.array(entry.offset..<entry.offset + entry.length) }
            // The listener is near by: what is measured is the way in.
            if entry.destination == Self.listenerAddress {
                hear(bytes)
            } else {
                network.send(bytes, to: .browser(entry.destination), on: entry.link, at: now)
            }
        }
        batch.removeAll()
    }
}

@Suite struct `Two links far apart` {
    static let count = 72_000  // over 2^16, at 2,000 packets/s

    @Test(arguments: [UInt64(1), 2, 3])
    func `one second of skew at 2,000 packets per second, 0.5 % lost on each: nothing is missing`(
        seed: UInt64
    )
        throws
    {
        let run = try SkewRun(
            links: [
                .init(loss: 0.005, delay: .milliseconds(20), jitter: .milliseconds(3)),
                .init(loss: 0.005, delay: .milliseconds(1020), jitter: .milliseconds(3)),
            ], seed: seed)
        run.run(count: Self.count)
        // A listener's stream begins with the first packet that came; from there on it is whole.
        let first = try #require(run.heard.min())
        let missing = Set(first..<UInt64(Self.count)).subtracting(run.heard)
        #expect(first < 20 && missing.isEmpty, "seed \(seed): \(missing.sorted().prefix(10))")
        let leg = try #require(run.leg)
        let skew = try #require(leg.skew)
        #expect(skew > .milliseconds(950) && skew < .milliseconds(1100), "\(skew)")
        #expect(leg.drops[.duplicateByDesign] > UInt64(Self.count) * 98 / 100)
        #expect(leg.drops[.replayed] == 0 && leg.drops[.tooOld] == 0 && leg.drops[.authentication] == 0)
        // Both copies are lost once in 40,000; before the skew is measured some are asked for early.
        #expect(run.asked.count < 40, "\(run.asked.count) asked for, seed \(seed)")
    }

    @Test
    func `links without loss: nothing is lost, nothing asked for, nothing decrypted twice, whichever is cut`()
        throws
    {
        for cut in 0..<2 {
            var links: [NetworkSimulator.Conditions] = [
                .init(delay: .milliseconds(20)), .init(delay: .milliseconds(35)),
            ]
            links[cut].cutAt = MonotonicInstant(nanoseconds: 3_123_000_000)
            links[cut].restoredAt = MonotonicInstant(nanoseconds: 6_321_000_000)
            let run = try SkewRun(links: links, seed: 9)
            run.run(count: 20_000)
            #expect(run.heard.count == 20_000, "cut \(cut)")
            #expect(run.asked.isEmpty)
            #expect(run.relaySide?.decryptions == run.leg?.packetsIn)
        }
    }
}
