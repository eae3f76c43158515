package import MediaEngine
package import Wire

/// A browser as the relay sees one: ICE on two links, a handshake, a microphone, a camera, RTX, NACK, and slots it
/// listens to. Everything it receives is checked; what breaks a rule is noted in `violations`.
package final class SimulatedBrowser {
    package struct Media: Sendable {
        package var audioInterval: Duration = .milliseconds(20)
        package var frameInterval: Duration = .milliseconds(66)
        package var packetsPerFrame = 2
        package var payloadBytes = 60
        package var firstSequence: UInt64 = 65_500
        /// Distance of two sequence numbers of sound.
        package var soundStride: UInt64 = 1
        /// SSRCs to use instead of random ones.
        package var ssrcs: [SourceKind: UInt32] = [:]
        package var repairSSRC: UInt32?
        /// Packets in a frame of each camera encoding, the smallest first; empty without simulcast.
        package var encodings: [Int] = []
        /// Sends frames as large as REMB messages allow.
        package var obeysBitrate = false
        /// Agrees to NACK for sound, without a stream for repairs.
        package var repeatsSound = false
        package init() {}
    }

    package let session: SessionID
    package let participant: UInt8
    package let room: UInt8
    package let address: PeerAddress
    /// After an ICE restart: its new port. Media leaves from there once something has been heard there.
    package internal(set) var newAddress: PeerAddress?
    var formerAddress: PeerAddress?
    var hasMoved = false
    var generation = 0
    /// The paths of before, which are answered until the new ones work.
    var formerICE: BrowserICE?
    package let plan: SlotPlan
    package let answer: NegotiatedAnswer
    package let transport: TransparentTransport
    package var media: Media
    package var sendsMedia = true
    /// Nothing that comes on this link is heard.
    package var deafOn: LinkID?
    /// Sources that send nothing for now.
    package var silenced: Set<SourceKind> = []
    /// Camera encodings it does not send for now.
    package var silencedLayers: Set<UInt8> = []
    /// Audio level it announces, in −dBov.
    package var level: UInt8 = 30
    /// Like Firefox: needs to be told which pair to use.
    package var waitsForNomination: Bool {
        get { ice.waitsForNomination }
        set { ice.waitsForNomination = newValue }
    }
    /// Damages what it sends before protecting it.
    package var mutates = false
    /// Sends transport-wide feedback about what it receives.
    package var sendsFeedback = true
    /// Its path swallows longer datagrams.
    package var longestHeard = Int.max
    /// Keeps the sound it hears as it is, and does not ask who sent it.
    package var keepsSound = false
    package internal(set) var sounds: [HeardSound] = []
    /// Sends no RTCP.
    package var reportsNothing = false
    package internal(set) var violations: [String] = []
    package internal(set) var receptions: [UInt32: BrowserReception] = [:]
    package internal(set) var transportFeedbacks = 0
    package internal(set) var feedbackPackets = 0
    package internal(set) var receiverReports = 0
    /// Identical packets that were here already.
    package internal(set) var replayed = 0
    package internal(set) var keyframeRequests = 0
    /// The newest REMB message, in bit/s.
    package internal(set) var toldBitrate: UInt64?
    /// When it sent keyframes, by camera encoding.
    package internal(set) var keyframesSent: [UInt8: [MonotonicInstant]] = [:]
    package internal(set) var datagrams = 0
    /// Packets that came a second time.
    package internal(set) var copies = 0
    package internal(set) var lastMediaAt: MonotonicInstant?
    package var connected: Bool { if case .established = transport.state { true } else { false } }
    package var selectedLink: LinkID? { ice.selected }

    var ice: BrowserICE
    var sources: [BrowserSource] = []
    var random: SeededGenerator
    var transportSequence: UInt16 = 65_000
    var nextAudioAt: MonotonicInstant
    var nextFrameAt: MonotonicInstant
    var nextReportAt: MonotonicInstant
    var nextNackAt: MonotonicInstant
    var nextFeedbackAt: MonotonicInstant
    var nextBlocksAt: MonotonicInstant
    var arrivals = ArrivalLog()
    var outbox: [(bytes: [UInt8], link: LinkID, from: PeerAddress)] = []
    let links: [LinkID]

    package init(
        session: SessionID, participant: UInt8, room: UInt8, address: PeerAddress, plan: SlotPlan,
        answer: NegotiatedAnswer, relay: ICECredentials, key: UInt64, links: [LinkID], media: Media,
        seed: UInt64,
        at now: MonotonicInstant
    ) {
        self.session = session
        self.participant = participant
        self.room = room
        self.address = address
        self.plan = plan
        self.answer = answer
        self.media = media
        self.links = links
        transport = TransparentTransport(key: key, isServer: false)
        ice = BrowserICE(local: answer.credentials, remote: relay, at: now)
        random = SeededGenerator(seed: seed)
        nextAudioAt = now
        nextFrameAt = now
        nextReportAt = now.advanced(by: .milliseconds(500))
        nextNackAt = now
        nextFeedbackAt = now
        nextBlocksAt = now.advanced(by: .milliseconds(700))
        for published in answer.published { addSources(published) }
    }

    private func addSources(_ published: NegotiatedAnswer.Published) {
        if let ssrc = published.ssrc {
            sources.append(
                BrowserSource(
                    published: published, ssrc: ssrc, repairSSRC: published.repairSSRC,
                    sequence: media.firstSequence, clockOffset: UInt32(truncatingIfNeeded: random.next()),
                    packetsPerFrame: media.packetsPerFrame))
        }
        for (layer, rid) in published.rids.enumerated() {
            var source = BrowserSource(
                published: published, ssrc: UInt32(truncatingIfNeeded: random.next()) | 1,
                repairSSRC: UInt32(truncatingIfNeeded: random.next()) | 1, sequence: media.firstSequence,
                clockOffset: UInt32(truncatingIfNeeded: random.next()),
                packetsPerFrame: media.encodings[layer])
            source.rid = rid
            source.layer = UInt8(layer)
            sources.append(source)
        }
    }

    /// From now on gaps are measured anew.
    package func forgetGaps() { for reception in receptions.values { reception.longestGap = .zero } }

    /// Packets sent so far on one source.
    package func sentCount(_ kind: SourceKind) -> UInt64 {
        sources.first { $0.published.source == kind }.map { $0.sequence - $0.firstIndex } ?? 0
    }

    package var nextAt: MonotonicInstant {
        var result = min(ice.nextCheckAt, nextNackAt, nextFeedbackAt, nextBlocksAt)
        if let deadline = transport.handshakeDeadline { result = min(result, deadline) }
        if connected, sendsMedia { result = min(result, nextAudioAt, nextFrameAt, nextReportAt) }
        return result
    }

    /// Everything to send since the last call.
    package func drain() -> [(bytes: [UInt8], link: LinkID, from: PeerAddress)] {
        defer { outbox = [] }
        return outbox
    }

    package func advance(to now: MonotonicInstant) {
        if ice.nextCheckAt <= now {
            ice.nextCheckAt = now.advanced(by: connected ? .milliseconds(480) : .milliseconds(50))
            for link in links {
                let transaction = STUNTransactionID(
                    high: UInt32(truncatingIfNeeded: random.next()), low: random.next())
                outbox.append((ice.check(transaction), link, newAddress ?? address))
            }
        }
        if let deadline = transport.handshakeDeadline, deadline <= now { transport.handleTimeout(at: now) }
        flushHandshake()
        if connected, sendsMedia { sendMedia(at: now) }
        if nextNackAt <= now {
            nextNackAt = now.advanced(by: .milliseconds(20))
            if connected { sendNACKs(at: now) }
        }
        if nextFeedbackAt <= now {
            nextFeedbackAt = now.advanced(by: .milliseconds(50))
            if connected, sendsFeedback { sendTransportFeedback() }
        }
        if nextBlocksAt <= now {
            nextBlocksAt = now.advanced(by: .seconds(1))
            if connected { sendReportBlocks() }
        }
    }

    func flushHandshake() {
        guard let link = ice.selected else { return }
        while true {
            var buffer = [UInt8](repeating: 0, count: 64)
            var span = buffer.mutableSpan
            guard let length = transport.nextHandshakeDatagram(into: &span) else { return }
            outbox.append((Array(buffer[0..<length]), link, mediaAddress))
        }
    }

    package func receive(
        _ datagram: [UInt8], on link: LinkID, to port: PeerAddress? = nil, at now: MonotonicInstant
    ) {
        let port = port ?? address
        guard link != deafOn, datagram.count <= longestHeard else { return }
        datagrams += 1
        guard let kind = DatagramKind(of: datagram.span) else {
            violations.append("a datagram of no known kind")
            return
        }
        switch kind {
        case .stun:
            receiveCheck(datagram, on: link, at: port, now)
            if ice.selected != nil {
                transport.start(at: now)
                flushHandshake()
            }
        case .dtls:
            transport.receiveHandshake(datagram.span, at: now)
            flushHandshake()
        case .trunk: violations.append("a trunk's datagram at a browser")
        case .rtp, .rtcp:
            noteMove(port)
            receiveProtected(datagram, isRTP: kind == .rtp, on: link, at: now)
        }
    }

    private func receiveProtected(_ datagram: [UInt8], isRTP: Bool, on link: LinkID, at now: MonotonicInstant)
    {
        guard connected else {
            violations.append("media before the handshake was done")
            return
        }
        var bytes = datagram
        var span = bytes.mutableSpan
        let length: Int
        do {
            length =
                isRTP
                ? try transport.unprotectRTP(&span, length: datagram.count)
                : try transport.unprotectRTCP(&span, length: datagram.count)
        } catch .replayed {
            // A copy: dropped, but the line it came on was heard.
            if !ice.waitsForNomination { ice.selected = link }
            copies += 1
            return
        } catch {
            if error == .replayed, media.repeatsSound {
                replayed += 1
                return
            }
            violations.append("a packet that does not authenticate: \(error)")
            return
        }
        if !ice.waitsForNomination { ice.selected = link }
        lastMediaAt = now
        let plain = Array(bytes[0..<length])
        if isRTP { receiveRTP(plain, at: now) } else { receiveRTCP(plain, at: now) }
    }
}
