package import MediaEngine
package import MediaRelay
import Wire

/// Rooms full of ends that talk to one engine in this process, without sockets: what the engine and its cryptography
/// cost, and what they allocate. Packets are sealed outside of what the caller measures, and lie in warm buffers, as
/// they do behind the kernel's receive call.
package final class EngineLoad {
    package struct Shape: Sendable {
        package var profile = ProtectionProfile.aeadAES128GCM
        package var cipher = RelayConfiguration.Cipher.quickest
        package var rooms = 10
        package var parties = 2
        /// How many of the parties send; the others listen.
        package var publishers = 2
        /// Whole RTP packets before protection.
        package var audioBytes = 120
        package var videoBytes = 1100
        package var extensions = ExtensionIDs()
        /// Listeners may ask for video again, so that its packets are kept.
        package var repairs = false
        /// Browsers' legs, with checks to answer; else legs with given addresses.
        package var usesICE = false
        /// Peers have the addresses behind this one.
        package var network: UInt32 = 0x0A00_0000
        package init() {}
    }

    private struct Due {
        var at: UInt64
        var peer: Int
        var kind: MediaKind
        var startsFrame = false
        var isKeyframe = false
        var marker = false
    }

    package static let batch = 16
    private static let slotBytes = 2048
    private static let link = LinkID(value: 0)

    package let shape: Shape
    private var engine = RelayEngine(seed: 1)
    private var transmit = TransmitBatch()
    private var peers: [LoadPeer] = []
    private var byAddress: [PeerAddress: Int] = [:]
    /// One second of the load, in the order of time; repeated.
    private var dues: [Due] = []
    private var position = 0
    private var cycle: UInt64 = 1
    private var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    private var slab = [UInt8](repeating: 0, count: batch * slotBytes)
    private var lengths = [Int](repeating: 0, count: batch)
    private var senders = [Int](repeating: 0, count: batch)
    private var instants = [MonotonicInstant](repeating: .init(nanoseconds: 0), count: batch)
    private var prepared = 0

    /// Datagrams the engine took, and those it sent that are RTP or RTCP.
    package private(set) var taken: UInt64 = 0
    package private(set) var forwarded: UInt64 = 0
    package private(set) var bytesOut: UInt64 = 0

    package struct Failure: Error { package var what: String }

    package init(_ shape: Shape, tap: (Int) -> any RecordingTap) throws {
        self.shape = shape
        var random = Generator(state: 7)
        for room in 0..<shape.rooms {
            try engine.openRoom(RoomID(value: UInt64(room)), tap: tap(room))
            for party in 0..<shape.parties { try join(room: room, party: party, &random) }
        }
        dues.sort { ($0.at, $0.peer) < ($1.at, $1.peer) }
        settle()
    }

    private func join(room: Int, party: Int, _ random: inout Generator) throws {
        let number = UInt32(peers.count + 1)
        func key() throws -> MasterKey {
            let profile = shape.profile
            let key = (0..<profile.masterKeyBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let salt = (0..<profile.masterSaltBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            guard let master = MasterKey(key: key, salt: salt, for: profile) else {
                throw Failure(what: "key")
            }
            return master
        }
        let (up, down) = (try key(), try key())
        guard
            let ours = GivenKeysTransport(
                profile: shape.profile, sending: down, receiving: up, cipher: shape.cipher),
            let theirs = CipherProtection(profile: shape.profile, sending: up, receiving: down)
        else { throw Failure(what: "no cipher") }
        let peer = LoadPeer(
            number: number, network: shape.network, protection: theirs, extensions: shape.extensions)
        let slots = max(1, shape.parties - 1)
        let plan = SlotPlan(audio: slots, video: slots, using: &random)
        try engine.addLeg(
            LegConfiguration(
                session: peer.session, room: RoomID(value: UInt64(room)),
                participant: ParticipantID(value: UInt64(number)),
                credentials: ICECredentials(
                    usernameFragment: "relay\(number)", password: "relay-password-of-24-chars"),
                plan: plan, links: [Self.link],
                paths: shape.usesICE
                    ? .ice
                    : .fixed(.init(remotes: [Self.link: peer.address], duplicates: false, learns: false))),
            transport: ours, at: now)
        try engine.setAnswer(
            peer.session, answer(of: peer, plan, publishes: party < shape.publishers), at: now,
            into: &transmit)
        byAddress[peer.address] = peers.count
        if party < shape.publishers { schedule(peer: peers.count, offset: random.next() % 20_000_000) }
        peers.append(peer)
        settle()
    }

    private func answer(of peer: LoadPeer, _ plan: SlotPlan, publishes: Bool) -> NegotiatedAnswer {
        NegotiatedAnswer(
            credentials: peer.credentials, fingerprint: [], role: .peerIsClient, candidates: [peer.address],
            published: publishes
                ? [
                    .init(
                        source: .microphone, codec: .opus, payloadType: LoadPeer.audioPayloadType,
                        clockRate: 48_000, repairPayloadType: nil, ssrc: peer.audioSSRC, repairSSRC: nil),
                    .init(
                        source: .camera, codec: .vp8, payloadType: LoadPeer.videoPayloadType,
                        clockRate: 90_000, repairPayloadType: 97, ssrc: peer.videoSSRC, repairSSRC: nil),
                ] : [],
            received: plan.slots.map {
                .init(
                    mediaLine: $0.mediaLine,
                    formats: $0.kind == .audio
                        ? PayloadTypes(.opus, LoadPeer.audioPayloadType)
                        : PayloadTypes(.vp8, LoadPeer.videoPayloadType, repair: shape.repairs ? 97 : nil))
            },
            extensions: shape.extensions)
    }

    /// 50 audio packets, and 30 frames of 115 video packets together, in one second. The first frame is a keyframe.
    private func schedule(peer: Int, offset: UInt64) {
        for packet in 0..<50 {
            dues.append(Due(at: offset + UInt64(packet) * 20_000_000, peer: peer, kind: .audio))
        }
        var sent = 0
        for frame in 0..<30 {
            let end = (frame + 1) * 115 / 30
            for packet in sent..<end {
                // 2 µs apart, as a burst leaves a fast sender.
                let at = offset + UInt64(frame) * 33_000_000 + UInt64(packet - sent) * 2000
                dues.append(
                    Due(
                        at: at, peer: peer, kind: .video, startsFrame: packet == sent,
                        isKeyframe: frame == 0, marker: packet == end - 1))
            }
            sent = end
        }
    }

    // MARK: One batch

    /// Seals the next packets of the schedule into the buffers.
    package func prepare() {
        var whole = slab.mutableSpan
        for slot in 0..<Self.batch {
            if position == dues.count {
                position = 0
                cycle += 1
            }
            let due = dues[position]
            position += 1
            instants[slot] = MonotonicInstant(nanoseconds: cycle * 1_000_000_000 + due.at)
            var out = whole._mutatingExtracting(slot * Self.slotBytes..<(slot + 1) * Self.slotBytes)
            lengths[slot] =
                peers[due.peer].write(
                    due.kind, bytes: due.kind == .audio ? shape.audioBytes : shape.videoBytes,
                    startsFrame: due.startsFrame, isKeyframe: due.isKeyframe, marker: due.marker, into: &out)
                ?? 0
            senders[slot] = due.peer
        }
        prepared = Self.batch
    }

    /// What is measured: the engine takes the batch and serves its timers.
    package func process() {
        var whole = slab.mutableSpan
        for slot in 0..<prepared {
            now = max(now, instants[slot])
            var datagram = whole._mutatingExtracting(slot * Self.slotBytes..<(slot + 1) * Self.slotBytes)
            engine.receive(
                &datagram, length: lengths[slot], from: peers[senders[slot]].address, on: Self.link, at: now,
                into: &transmit)
        }
        taken &+= UInt64(prepared)
        prepared = 0
        _ = engine.advance(to: now, into: &transmit)
        while engine.nextEvent() != nil {}
        _ = engine.nextDeadline
    }

    /// Lends what the engine wants to send, for real sending; `settle` then sees nothing of it.
    package func lend(_ body: (inout TransmitBatch) -> Void) { body(&transmit) }

    /// Counts what the engine wants to send, answers its checks, and empties the batch.
    package func settle() {
        while !transmit.isEmpty {
            var answers: [(peer: Int, bytes: [UInt8])] = []
            for index in 0..<transmit.count {
                let entry = transmit[index]
                let kind = transmit.withSlab {
                    DatagramKind(of: $0.extracting(entry.offset..<entry.offset + 2))
                }
                if kind != .stun {
                    forwarded &+= 1
                    bytesOut &+= UInt64(entry.length)
                    guard kind == .rtp, shape.extensions.transportSequence != nil else { continue }
                }
                let bytes = transmit.withSlab { $0.array(entry.offset..<entry.offset + entry.length) }
                if kind == .rtp {
                    if let peer = byAddress[entry.destination] { peers[peer].hear(bytes, at: now) }
                    continue
                }
                if let peer = byAddress[entry.destination], let reply = peers[peer].answer(bytes) {
                    answers.append((peer, reply))
                }
            }
            transmit.removeAll()
            for index in peers.indices {
                if let report = peers[index].feedback(at: now) { answers.append((index, report)) }
            }
            for answer in answers {
                var bytes = answer.bytes
                let length = bytes.count
                var span = bytes.mutableSpan
                engine.receive(
                    &span, length: length, from: peers[answer.peer].address, on: Self.link, at: now,
                    into: &transmit)
            }
        }
    }

    /// Counters of the first leg, and drops of no leg; for checking that the load really flows.
    package var dropped: UInt64 {
        peers.reduce(engine.drops.total) { sum, peer in
            sum &+ (engine.statistics(of: peer.session, at: now)?.drops.total ?? 0)
        }
    }
    /// Drops by reason, of the first peer.
    package var firstDrops: [(reason: DropReason, count: UInt64)] {
        peers.first.flatMap { engine.statistics(of: $0.session, at: now)?.drops.nonZero } ?? []
    }

    package var packetsOut: UInt64 {
        peers.reduce(0) { $0 &+ (engine.statistics(of: $1.session, at: now)?.packetsOut ?? 0) }
    }
}

private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

/// A tap that takes everything and keeps nothing.
package final class OpenTap: RecordingTap {
    package init() {}
    package func capture(
        _ packet: Span<UInt8>, kind: CapturedKind, from participant: ParticipantID, on link: LinkID,
        at arrival: MonotonicInstant
    ) -> Bool { true }
}
