import Simulation
import Testing
import Wire

@Suite struct RTPTests {
    /// Extension elements, one-byte form, with padding between.
    static let packet: [UInt8] =
        [0xB1, 0xE0, 0xFF, 0xFE, 0, 0, 0, 1, 0xDE, 0xAD, 0xBE, 0xEF, 9, 9, 9, 9, 0xBE, 0xDE, 0, 2]
        + [0x10, 0x35, 0x00, 0x21, 0xAB, 0xCD, 0x30, 0x9F] + [1, 2, 3, 4, 0, 2]

    @Test func `a header gives its fields and where its parts lie`() throws {
        let header = try need(RTPHeader(Self.packet.span))
        #expect(header.marker && header.payloadType == 96 && header.sequence == 65534)
        #expect(header.timestamp == 1 && header.ssrc == 0xDEAD_BEEF && header.contributors == 1)
        #expect(
            header.extensionRange == 20..<28 && header.payloadRange == 28..<32 && header.paddingBytes == 2)
        var walker = RTPExtensionWalker(header)
        var found: [UInt8: [UInt8]] = [:]
        while let element = walker.next(in: Self.packet.span) {
            found[element.id] = Array(Self.packet[element.range])
        }
        #expect(found == [1: [0x35], 2: [0xAB, 0xCD], 3: [0x9F]])
    }

    @Test func `no prefix that cuts the header is taken`() {
        for count in 0..<28 {
            let prefix = Array(Self.packet[0..<count])
            #expect(RTPHeader(prefix.span) == nil, "\(count) bytes")
        }
    }

    @Test func `two-byte elements are walked too`() throws {
        let packet: [UInt8] =
            [0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x00, 0, 2] + [200, 3, 7, 8, 9, 0, 5, 0]
        let header = try need(RTPHeader(packet.span))
        var walker = RTPExtensionWalker(header)
        #expect(walker.next(in: packet.span) == .init(id: 200, range: 18..<21))
        #expect(walker.next(in: packet.span) == .init(id: 5, range: 24..<24))
        #expect(walker.next(in: packet.span) == nil)
    }

    @Test func `an element that runs over the end stops the walk`() throws {
        let packet: [UInt8] = [0x90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xBE, 0xDE, 0, 1] + [0x1F, 1, 2, 3]
        let header = try need(RTPHeader(packet.span))
        var walker = RTPExtensionWalker(header)
        #expect(walker.next(in: packet.span) == nil)
    }

    @Test(arguments: UInt64(1)...200)
    func `a written header is read back`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var packet = random.bytes(40)
        let marker = random.chance(0.5)
        let type = UInt8.random(in: 0...127, using: &random)
        let (sequence, timestamp, ssrc) = (
            UInt16(truncatingIfNeeded: random.next()), UInt32(truncatingIfNeeded: random.next()),
            UInt32(truncatingIfNeeded: random.next())
        )
        var span = packet.mutableSpan
        RTPHeader.write(
            into: &span, hasExtension: false, marker: marker, payloadType: type, sequence: sequence,
            timestamp: timestamp, ssrc: ssrc)
        let header = try need(RTPHeader(packet.span))
        #expect(header.marker == marker && header.payloadType == type && header.sequence == sequence)
        #expect(header.timestamp == timestamp && header.ssrc == ssrc && header.payloadRange == 12..<40)
        var rewritten = packet.mutableSpan
        RTPHeader.rewrite(&rewritten, payloadType: 5, sequence: sequence &+ 1, ssrc: ~ssrc)
        let second = try need(RTPHeader(packet.span))
        #expect(second.marker == marker && second.payloadType == 5 && second.timestamp == timestamp)
        #expect(second.sequence == sequence &+ 1 && second.ssrc == ~ssrc)
    }

    @Test(arguments: UInt64(1)...50)
    func `a counter is unwrapped through many cycles, with reordering`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var unwrapper = CounterUnwrapper.sequence()
        var position = UInt64.random(in: 65_536...131_071, using: &random)
        #expect(unwrapper.unwrap(UInt16(truncatingIfNeeded: position)) == position)
        for _ in 0..<300 {
            let ahead = UInt64.random(in: 1...30_000, using: &random)
            position += ahead
            #expect(unwrapper.unwrap(UInt16(truncatingIfNeeded: position)) == position)
            let late = position - UInt64.random(in: 0...min(30_000, position - 65_536), using: &random)
            #expect(unwrapper.unwrap(UInt16(truncatingIfNeeded: late)) == late)
        }
    }

    @Test(arguments: [
        ([0x10, 0x00] as [UInt8], true, true), ([0x10, 0x01], true, false), ([0x00, 0x00], false, false),
        ([0x11, 0x00], false, false), ([0x90, 0x80, 0x12, 0x00], true, true),
        ([0x90, 0xF0, 0x92, 0x34, 0x01, 0x02, 0x00], true, true),
        ([0x90, 0xF0, 0x92, 0x34, 0x01, 0x02, 0x01], true, false),
    ])
    func `a VP8 payload says whether a keyframe starts`(bytes: [UInt8], starts: Bool, isKey: Bool) throws {
        let payload = try need(VP8Payload(bytes.span, payload: 0..<bytes.count))
        #expect(payload.startsFrame == starts && payload.isKeyframe == isKey)
        for count in 0..<bytes.count {
            #expect(VP8Payload(bytes.span, payload: 0..<count)?.isKeyframe != true)
        }
    }
}
