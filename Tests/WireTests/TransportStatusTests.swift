import Simulation
import Testing
import Wire

@Suite struct TransportStatusTests {
    private func head(_ bytes: [UInt8]) -> FeedbackHead? {
        var walker = RTCPWalker()
        return walker.next(in: bytes.span).flatMap { FeedbackHead(bytes.span, $0) }
    }

    @Test(arguments: UInt64(1)...200)
    func `walked and stored readings of one message agree`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let deltas: [Int16?] = (0..<Int.random(in: 1...300, using: &random)).map { _ in
            random.chance(0.3)
                ? nil : Int16.random(in: random.chance(0.8) ? 0...255 : -900...9000, using: &random)
        }
        let message = TransportFeedback(
            baseSequence: UInt16.random(in: 0...65535, using: &random), referenceTime: 77, feedbackCount: 3,
            deltas: deltas)
        var buffer = [UInt8](repeating: 0, count: 1500)
        var span = buffer.mutableSpan
        let length = try #require(message.write(sender: 1, media: 2, at: 0, into: &span))
        var bytes = Array(buffer[..<length])
        compare(bytes, seed)
        // And of any damage to it: both refuse, or both read the same.
        for _ in 0..<20 {
            let place = Int.random(in: 12..<length, using: &random)
            bytes[place] = UInt8(truncatingIfNeeded: random.next())
            compare(bytes, seed)
        }
        for count in stride(from: 12, to: length, by: 4) {
            var cut = Array(bytes[..<count])
            cut[2] = UInt8(truncatingIfNeeded: (count / 4 - 1) >> 8)
            cut[3] = UInt8(truncatingIfNeeded: count / 4 - 1)
            compare(cut, seed)
        }
    }

    private func compare(_ bytes: [UInt8], _ seed: UInt64) {
        guard let head = head(bytes) else { return }
        let stored = TransportFeedback(bytes.span, head)
        var walked = TransportStatusWalker(bytes.span, head)
        #expect((stored == nil) == (walked == nil), "seed \(seed)")
        guard let stored, walked != nil else { return }
        var clock: Int64 = 0
        for (place, delta) in stored.deltas.enumerated() {
            let status = walked?.next(in: bytes.span)
            if let delta { clock += Int64(delta) * 250 }
            #expect(status?.sequence == stored.baseSequence &+ UInt16(place), "seed \(seed)")
            #expect(status?.arrival == (delta == nil ? nil : clock), "seed \(seed)")
        }
        #expect(walked?.next(in: bytes.span) == nil)
    }
}
