package import MediaEngine
package import Wire

/// A tap that counts and can be told to refuse.
package final class CountingTap: RecordingTap {
    package private(set) var rtp = 0
    package private(set) var rtcp = 0
    package private(set) var video = 0
    /// Packets handed over twice.
    package private(set) var repeated = 0
    package private(set) var participants: Set<UInt64> = []
    private var seen: Set<UInt64> = []
    package var accepts = true
    package init() {}

    package func capture(
        _ packet: Span<UInt8>, kind: CapturedKind, from participant: ParticipantID, on link: LinkID,
        at arrival: MonotonicInstant
    ) -> Bool {
        switch kind {
        case .rtp:
            rtp += 1
            if let header = RTPHeader(packet) {
                if header.payloadType == 96 { video += 1 }
                let key =
                    UInt64(header.ssrc) << 32 | UInt64(header.timestamp & 0xFFFF) << 16
                    | UInt64(header.sequence)
                if !seen.insert(key).inserted { repeated += 1 }
            }
        case .rtcp: rtcp += 1
        }
        participants.insert(participant.value)
        return accepts
    }
}

/// One relay engine and its browsers over a simulated network, in virtual time.
package final class EngineWorld {
    private var engine: RelayEngine
    package var network: NetworkSimulator
    package var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    package private(set) var browsers: [SimulatedBrowser] = []
    package private(set) var events: [EngineEvent] = []
    package private(set) var taps: [UInt8: CountingTap] = [:]
    package private(set) var violations: [String] = []
    package private(set) var largestBatch = 0
    /// Datagrams to the address given to `capture`.
    package private(set) var captured: [[UInt8]] = []
    private var capturedAddress: PeerAddress?
    package var links: [LinkID]
    private var batch = TransmitBatch()
    private var random: SeededGenerator
    private var joined: UInt8 = 0
    private var restarts = 0

    package init(links: [NetworkSimulator.Conditions], seed: UInt64) {
        engine = RelayEngine(seed: seed)
        network = NetworkSimulator(links: links, seed: seed ^ 0xABCD)
        random = SeededGenerator(seed: seed ^ 0x1234)
        self.links = links.indices.map { LinkID(value: UInt8($0)) }
    }

    package func statistics(of browser: SimulatedBrowser) -> LegStatistics? {
        engine.statistics(of: browser.session, at: now)
    }
    package var drops: DropCounters { engine.drops }
    package var legCount: Int { engine.legCount }
    package var roomCount: Int { engine.roomCount }

    package func openRoom(_ room: UInt8) throws {
        let tap = CountingTap()
        taps[room] = tap
        try engine.openRoom(RoomID(value: UInt64(room)), tap: tap)
    }

    /// Adds a browser whose answer names its candidate unless it hides behind an mDNS name.
    @discardableResult
    package func join(
        room: UInt8, media: SimulatedBrowser.Media = .init(), sources: [SourceKind] = [.microphone, .camera],
        hidesAddress: Bool = false, duplicatesAudio: Bool = false, agreesToFeedback: Bool = true
    ) throws -> SimulatedBrowser {
        joined += 1
        let number = joined
        let relay = ICECredentials(
            usernameFragment: "relay\(number)", password: "relay-password-\(number)-of-24-chars")
        let plan = SlotPlan(audio: 7, video: 8, using: &random)
        let session = SessionID(value: UInt64(number))
        let address = PeerAddress(v4: 0x0A00_0000 | UInt32(number), port: 5000)
        let key = random.next()
        var answer = makeAnswer(
            number, plan, sources: sources, media: media,
            address: hidesAddress ? nil : address)
        if media.repeatsSound {
            for index in answer.published.indices where answer.published[index].source == .microphone {
                answer.published[index].answersNACK = true
            }
            for index in answer.received.indices {
                answer.received[index].asksNACK = plan.slots[index].kind == .audio
            }
        }
        if !agreesToFeedback { answer.extensions.transportSequence = nil }
        let transport = TransparentTransport(key: key, isServer: true)
        var configuration = LegConfiguration(
            session: session, room: RoomID(value: UInt64(room)),
            participant: ParticipantID(value: UInt64(number)),
            credentials: relay, plan: plan, links: links, duplicatesAudio: duplicatesAudio)
        configuration.participantName = Array("participant-\(number)".utf8)
        try engine.addLeg(configuration, transport: transport, at: now)
        try engine.setAnswer(session, answer, at: now, into: &batch)
        flush()
        let browser = SimulatedBrowser(
            session: session, participant: number, room: room, address: address, plan: plan, answer: answer,
            relay: relay, key: key, links: links, media: media, seed: random.next(), at: now)
        browsers.append(browser)
        return browser
    }

    private func makeAnswer(
        _ number: UInt8, _ plan: SlotPlan, sources: [SourceKind], media: SimulatedBrowser.Media,
        address: PeerAddress?
    ) -> NegotiatedAnswer {
        NegotiatedAnswer(
            credentials: ICECredentials(
                usernameFragment: "brow\(number)", password: "browser-password-\(number)-24-chars"),
            fingerprint: [UInt8](repeating: number, count: 32), role: .peerIsClient,
            candidates: address.map { [$0] } ?? [],
            published: sources.map { source in
                let isAudio = source.media == .audio
                let isSimulcast = source == .camera && media.encodings.count > 1
                var published = NegotiatedAnswer.Published(
                    source: source, codec: isAudio ? .opus : .vp8, payloadType: isAudio ? 111 : 96,
                    clockRate: isAudio ? 48_000 : 90_000, repairPayloadType: isAudio ? nil : 97,
                    ssrc: isSimulcast
                        ? nil : media.ssrcs[source] ?? UInt32(truncatingIfNeeded: random.next()) | 1,
                    repairSSRC: isAudio || isSimulcast
                        ? nil : media.repairSSRC ?? UInt32(truncatingIfNeeded: random.next()) | 1)
                published.obeysBitrate = source == .camera && media.obeysBitrate
                if isSimulcast {
                    published.rids = Array(OfferProfile.cameraEncodings.prefix(media.encodings.count))
                }
                return published
            },
            received: plan.slots.map {
                .init(
                    mediaLine: $0.mediaLine,
                    formats: $0.kind == .audio ? PayloadTypes(.opus, 111) : PayloadTypes(.vp8, 96, repair: 97)
                )
            },
            extensions: OfferProfile.extensions)
    }

    package func pin(_ participant: UInt8?, for browser: SimulatedBrowser) throws {
        try engine.pin(
            browser.session, participant: participant.map { Array("participant-\($0)".utf8) }, at: now)
        flush()
    }

    package func leave(_ browser: SimulatedBrowser) {
        engine.removeLeg(browser.session, at: now, into: &batch)
        flush()
        browsers.removeAll { $0 === browser }
    }

    package func closeRoom(_ room: UInt8) {
        engine.closeRoom(RoomID(value: UInt64(room)), at: now, into: &batch)
        flush()
    }

    package func linkChanged(_ link: LinkID, isUp: Bool) {
        engine.linkChanged(link, isUp: isUp, at: now, into: &batch)
        flush()
    }

    package func leaveLink(_ link: LinkID) {
        engine.leaveLink(link, at: now, into: &batch)
        flush()
    }

    /// `atOnce` false: the legs return when they find it healthy, as after an outage.
    package func returnToLink(_ link: LinkID, atOnce: Bool = true) {
        engine.returnToLink(link, atOnce: atOnce, at: now, into: &batch)
        flush()
    }

    /// Every move so far, the first path of a leg left out.
    package var moves: [PathChange] {
        events.compactMap {
            if case .pathChanged(_, let change) = $0, change.cause != .first { change } else { nil }
        }
    }

    /// Offers a restart; gives the credentials that the offer would name.
    package func offerRestart(_ browser: SimulatedBrowser) throws -> ICECredentials {
        restarts += 1
        let credentials = ICECredentials(
            usernameFragment: "again\(restarts)", password: "relay-password-again-\(restarts)-24")
        try engine.restartLeg(browser.session, credentials: credentials, at: now)
        return credentials
    }

    package func answerRestart(_ browser: SimulatedBrowser, _ answer: NegotiatedAnswer) throws {
        try engine.setRestartAnswer(browser.session, answer, at: now, into: &batch)
        flush()
    }

    /// A whole restart: offer and answer.
    package func restart(_ browser: SimulatedBrowser) throws {
        try answerRestart(browser, browser.restart(relay: try offerRestart(browser), at: now))
    }

    package func capture(_ address: PeerAddress) { capturedAddress = address }

    /// Puts a datagram of anyone's making in front of the engine.
    package func inject(_ bytes: [UInt8], from peer: PeerAddress, on link: LinkID) {
        deliver(bytes, from: peer, on: link)
    }

    package func run(for duration: Duration) {
        let end = now.advanced(by: duration)
        while true {
            var next = end
            if let at = network.nextAt { next = min(next, at) }
            if let at = engine.nextDeadline { next = min(next, at) }
            for browser in browsers { next = min(next, browser.nextAt) }
            now = max(now, next)
            while let delivery = network.next(notAfter: now) {
                switch delivery.target {
                case .relay(let peer): deliver(delivery.bytes, from: peer, on: delivery.link)
                case .browser(let address):
                    browsers.first {
                        [$0.address, $0.newAddress, $0.formerAddress].contains(address)
                    }?.receive(delivery.bytes, on: delivery.link, to: address, at: now)
                }
            }
            var rounds = 0
            while engine.advance(to: now, into: &batch) {
                flush()
                rounds += 1
                if rounds > 1000 {
                    violations.append("advance never ends")
                    break
                }
            }
            flush()
            for browser in browsers {
                if browser.nextAt <= now { browser.advance(to: now) }
                for (bytes, link, address) in browser.drain() {
                    network.send(bytes, to: .relay(from: address), on: link, at: now)
                }
            }
            if let session = engine.oversleeper {
                violations.append("leg \(session.value) is woken too late")
            }
            if let deadline = engine.nextDeadline, deadline <= now {
                violations.append("a deadline is never served")
                return
            }
            if now >= end { return }
        }
    }

    private func deliver(_ bytes: [UInt8], from peer: PeerAddress, on link: LinkID) {
        if batch.wantsFlush { flush() }
        var buffer = bytes + [UInt8](repeating: 0, count: 64)
        var span = buffer.mutableSpan
        engine.receive(&span, length: bytes.count, from: peer, on: link, at: now, into: &batch)
        flush()
    }

    private func flush() {
        largestBatch = max(largestBatch, batch.count)
        for index in 0..<batch.count {
            let entry = batch[index]
            let bytes = batch.withSlab { $0.array(entry.offset..<entry.offset + entry.length) }
            if entry.destination == capturedAddress { captured.append(bytes) }
            network.send(bytes, to: .browser(entry.destination), on: entry.link, at: now)
        }
        batch.removeAll()
        while let event = engine.nextEvent() { events.append(event) }
    }
}
