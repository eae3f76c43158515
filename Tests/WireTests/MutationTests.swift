import Simulation
import Testing
import Wire

/// Every parser over mutated good input: nothing may trap, and whatever is accepted must lie inside its bytes.
@Suite struct MutationTests {
    private static func seeds() throws -> [[UInt8]] {
        var result = [RTPTests.packet]
        result += try STUNTests.vectors.map(Vectors.stun)
        func add(_ build: (inout MutableSpan<UInt8>) -> Int?) {
            var buffer = [UInt8](repeating: 0, count: 600)
            var span = buffer.mutableSpan
            if let length = build(&span) { result.append(Array(buffer[0..<length])) }
        }
        add { GenericNACK.write(sender: 1, media: 2, lost: [1, 2, 30, 90], at: 0, into: &$0) }
        add { SourceDescription.write(ssrc: 1, canonicalName: "someone", at: 0, into: &$0) }
        add { KeyframeRequest.writeFullIntra(sender: 1, media: 2, number: 1, at: 0, into: &$0) }
        add { EstimatedBitrate.write(sender: 1, bitsPerSecond: 900_000, media: [1], at: 0, into: &$0) }
        add {
            TransportFeedback(
                baseSequence: 9, referenceTime: 4, feedbackCount: 1, deltas: [1, nil, 300, -4, 9]
            )
            .write(sender: 1, media: 2, at: 0, into: &$0)
        }
        add {
            let block = ReportBlock(
                ssrc: 1, fractionLost: 2, cumulativeLost: -3, highestSequence: 4, jitter: 5, lastReport: 6,
                delay: 7)
            return ReceiverReport.write(from: 9, [block, block], at: 0, into: &$0)
        }
        return result
    }

    private static func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where !changed.isEmpty {
            let place = Int.random(in: changed.indices, using: &random)
            switch Int.random(in: 0...5, using: &random) {
            case 0: changed[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 1: changed[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            case 2: changed.removeLast(Int.random(in: 0...min(8, changed.count), using: &random))
            case 3: changed.append(UInt8(truncatingIfNeeded: random.next()))
            case 4: changed.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
            default: changed[place] = UInt8(truncatingIfNeeded: random.next())
            }
        }
        return changed
    }

    /// Everything Wire can do with a datagram.
    private static func parse(_ bytes: [UInt8]) -> Bool {
        let span = bytes.span
        var inside = true
        if let header = RTPHeader(span) {
            inside = inside && header.payloadRange.upperBound <= bytes.count
            var walker = RTPExtensionWalker(header)
            while let element = walker.next(in: span) {
                inside = inside && element.range.upperBound <= header.extensionRange.upperBound
            }
            _ = VP8Payload(span, payload: header.payloadRange)
        }
        if let message = try? STUNMessage(span) {
            _ = message.verifyIntegrity(span, with: HMACSHA1(key: [1]))
        }
        _ = DatagramKind(of: span)
        var walker = RTCPWalker()
        while let part = walker.next(in: span) {
            inside = inside && part.range.upperBound <= bytes.count
            _ = SenderReport(span, part)
            for index in 0...part.count {
                _ = ReportBlock(span, part, index: index)
                _ = Goodbye.ssrc(span, part, index: index)
            }
            _ = SourceDescription.canonicalName(span, part)
            guard let head = FeedbackHead(span, part) else { continue }
            for index in 0..<8 {
                _ = GenericNACK.entry(span, head, index: index)
                _ = KeyframeRequest.fullIntraTarget(span, head, index: index)
            }
            _ = EstimatedBitrate.bitsPerSecond(span, head)
            inside =
                inside && (TransportFeedback(span, head)?.deltas.count ?? 0) <= TransportFeedback.statusLimit
        }
        return inside
    }

    /// 20 × 10,000 cases.
    @Test(arguments: UInt64(1)...20)
    func `no mutated datagram traps or is read beyond its end`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let seeds = try Self.seeds()
        for round in 0..<10_000 {
            let bytes =
                round % 10 == 0
                ? random.bytes(Int.random(in: 0...80, using: &random))
                : Self.mutate(seeds[round % seeds.count], &random)
            if !Self.parse(bytes) { Issue.record("seed \(seed), round \(round): \(bytes)") }
        }
    }

    @Test(arguments: UInt64(1)...10)
    func `no mutated description traps`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let good = Array(try Vectors.text("chromium-156-answer.sdp").utf8.prefix(2500))
        for _ in 0..<150 {
            let text = String(decoding: Self.mutate(good, &random), as: UTF8.self)
            guard let description = try? SessionDescription(text) else { continue }
            for value in description.sections.flatMap({ $0.all("candidate") }) {
                _ = SDPCandidate(value)?.peer
            }
            for value in description.sections.flatMap({ $0.all("fingerprint") }) {
                _ = HexFingerprint.read(value)
            }
        }
    }
}
