import Simulation
import Testing
import Wire

@Suite struct RTCPTests {
    /// Writes with `build` into a buffer and gives what was written.
    private func written(_ build: (inout MutableSpan<UInt8>) -> Int?) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0xEE, count: 1400)
        var span = buffer.mutableSpan
        let length = try need(build(&span))
        return Array(buffer[0..<length])
    }

    private func onlyPart(_ bytes: [UInt8]) throws -> RTCPWalker.Part {
        var walker = RTCPWalker()
        let part = try need(walker.next(in: bytes.span))
        #expect(walker.next(in: bytes.span) == nil && !walker.isMalformed)
        return part
    }

    @Test(arguments: UInt64(1)...100)
    func `reports are read back as written`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func word() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }
        let report = SenderReport(
            ssrc: word(), ntp: random.next(), timestamp: word(), packets: word(), octets: word())
        let sender = try written { report.write(at: 0, into: &$0) ? SenderReport.bytes : nil }
        #expect(SenderReport(sender.span, try onlyPart(sender)) == report)
        let blocks = (0..<Int.random(in: 0...31, using: &random)).map { _ in
            ReportBlock(
                ssrc: word(), fractionLost: UInt8(truncatingIfNeeded: word()),
                cumulativeLost: Int32.random(in: -0x80_0000...0x7F_FFFF, using: &random),
                highestSequence: word(),
                jitter: word(), lastReport: word(), delay: word())
        }
        let receiver = try written { ReceiverReport.write(from: 1, blocks, at: 0, into: &$0) }
        let part = try onlyPart(receiver)
        #expect((0..<part.count).compactMap { ReportBlock(receiver.span, part, index: $0) } == blocks)
    }

    @Test(arguments: UInt64(1)...100)
    func `every lost number is asked for, and no other`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var sequence = UInt16(truncatingIfNeeded: random.next())
        var lost: [UInt16] = []
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            lost.append(sequence)
            sequence &+= UInt16.random(in: 1...40, using: &random)
        }
        let bytes = try written { GenericNACK.write(sender: 1, media: 2, lost: lost, at: 0, into: &$0) }
        let head = try need(FeedbackHead(bytes.span, try onlyPart(bytes)))
        var asked: [UInt16] = []
        var index = 0
        while let (first, following) = GenericNACK.entry(bytes.span, head, index: index) {
            index += 1
            asked.append(first)
            for bit in 0..<UInt16(16) where following & 1 << bit != 0 { asked.append(first &+ bit &+ 1) }
        }
        #expect(asked == lost && head.media == 2)
    }

    @Test(arguments: UInt64(1)...200)
    func `transport feedback is read back as written`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let style = Int.random(in: 0...2, using: &random)
        var deltas: [Int16?] = (0..<Int.random(in: 1...300, using: &random)).map { _ in
            if style == 0 { return 4 }
            if random.chance(0.2) { return nil }
            return random.chance(style == 1 ? 0.05 : 0.5)
                ? Int16.random(in: .min ... .max, using: &random) : Int16.random(in: 0...255, using: &random)
        }
        deltas[0] = 1
        let feedback = TransportFeedback(
            baseSequence: UInt16(truncatingIfNeeded: random.next()),
            referenceTime: Int32.random(in: -0x80_0000...0x7F_FFFF, using: &random), feedbackCount: 9,
            deltas: deltas)
        let bytes = try written { feedback.write(sender: 1, media: 2, at: 0, into: &$0) }
        #expect(bytes.count % 4 == 0)
        let head = try need(FeedbackHead(bytes.span, try onlyPart(bytes)))
        #expect(TransportFeedback(bytes.span, head) == feedback)
    }

    @Test func `names, goodbyes, requests and bitrates are read back`() throws {
        let names = try written { SourceDescription.write(ssrc: 5, canonicalName: "水", at: 0, into: &$0) }
        let found = try need(SourceDescription.canonicalName(names.span, try onlyPart(names)))
        #expect(found.0 == 5 && found.1 == Array("水".utf8))
        let bye = try written { Goodbye.write(ssrc: 77, at: 0, into: &$0) }
        #expect(Goodbye.ssrc(bye.span, try onlyPart(bye), index: 0) == 77)
        #expect(Goodbye.ssrc(bye.span, try onlyPart(bye), index: 1) == nil)
        let loss = try written { KeyframeRequest.writePictureLoss(sender: 1, media: 9, at: 0, into: &$0) }
        let lossHead = try need(FeedbackHead(loss.span, try onlyPart(loss)))
        #expect(lossHead.format == .pictureLoss && lossHead.media == 9)
        let intra = try written {
            KeyframeRequest.writeFullIntra(sender: 1, media: 9, number: 3, at: 0, into: &$0)
        }
        let intraHead = try need(FeedbackHead(intra.span, try onlyPart(intra)))
        let target = try need(KeyframeRequest.fullIntraTarget(intra.span, intraHead, index: 0))
        #expect(target.ssrc == 9 && target.number == 3)
        let rate = try written {
            EstimatedBitrate.write(sender: 1, bitsPerSecond: 2_500_000, media: [9], at: 0, into: &$0)
        }
        let rateHead = try need(FeedbackHead(rate.span, try onlyPart(rate)))
        let bits = try need(EstimatedBitrate.bitsPerSecond(rate.span, rateHead))
        #expect(bits <= 2_500_000 && bits > 2_499_900)
    }

    @Test func `an unknown part is stepped over and what follows is found`() throws {
        var bytes: [UInt8] = [0x80, 204, 0, 2, 0, 0, 0, 1, 0x61, 0x62, 0x63, 0x64]
        bytes += try written { Goodbye.write(ssrc: 1, at: 0, into: &$0) }
        var walker = RTCPWalker()
        #expect(walker.next(in: bytes.span)?.kind == 204)
        #expect(walker.next(in: bytes.span)?.kind == 203)
        #expect(walker.next(in: bytes.span) == nil && !walker.isMalformed)
    }

    @Test func `a cut compound is malformed at every cut within a part`() throws {
        let whole = try written { ReceiverReport.write(from: 1, [], at: 0, into: &$0) }
        for count in 1..<whole.count {
            let prefix = Array(whole[0..<count])
            var walker = RTCPWalker()
            #expect(walker.next(in: prefix.span) == nil && walker.isMalformed)
        }
    }
}
