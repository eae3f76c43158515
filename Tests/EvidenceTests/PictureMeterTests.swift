import Evidence
import TestRequirements
import Testing

/// Size and rate of pictures from packets alone: real VP8 frames, and H.264 units written by hand.
@Suite struct PictureMeterTests {
    private static let second: UInt64 = 1_000_000_000

    private func stream(_ codec: String, ssrc: UInt32, layer: UInt8 = 0, type: UInt8 = 96)
        -> StreamDeclaration
    {
        StreamDeclaration(
            participant: 7, ssrc: ssrc, kind: .video, source: .camera, layer: layer,
            formats: [PayloadFormat(payloadType: type, codec: codec, clockRate: 90_000)])
    }

    /// Sends the frames as they would come, and returns when the last one did.
    private func send(
        _ frames: [[UInt8]], to meter: inout PictureMeter, ssrc: UInt32, from start: UInt64
    ) -> UInt64 {
        var at = start
        var sequence: UInt16 = 65_530
        for (index, frame) in frames.enumerated() {
            at = start + UInt64(index) * Self.second / UInt64(MediaFixture.framesPerSecond)
            let pieces = MediaFixture.packetise(frame, pictureID: UInt16(index))
            for (place, payload) in pieces.enumerated() {
                let packet = rtpPacket(
                    ssrc: ssrc, sequence: sequence, timestamp: UInt32(index * 6000) &+ 0xFFFF_F000,
                    payloadType: 96, marker: place == pieces.count - 1, payload: payload)
                meter.take(packet.span, from: 7, at: at)
                sequence &+= 1
            }
        }
        return at
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `each VP8 encoding has the size of its keyframes and the rate of its pictures`() throws {
        let small = try MediaFixture.made.get().vp8
        let large = try MediaFixture(seconds: 4, size: "1280x720").vp8
        var meter = PictureMeter()
        meter.declare(stream("VP8", ssrc: 1))
        meter.declare(stream("VP8", ssrc: 2, layer: 2))
        #expect(meter.pictures(at: Self.second).isEmpty, "nothing has come")
        _ = send(Array(small.prefix(60)), to: &meter, ssrc: 1, from: Self.second)
        let end = send(Array(large.prefix(60)), to: &meter, ssrc: 2, from: Self.second)
        let found = meter.pictures(at: end)
        #expect(found.map(\.layer) == [0, 2])
        #expect(found.map { $0.size?.width } == [320, 1280])
        #expect(found.map { $0.size?.height } == [240, 720])
        for picture in found { #expect(abs(picture.framesPerSecond - 15) < 0.5, "\(picture)") }
        #expect(meter.pictures(at: end + 4 * Self.second).isEmpty, "an encoding that stopped is not sent")
    }

    @Test func `a late packet of an old picture is no new picture, nor are those of another sender`() throws {
        let frames = try MediaFixture.made.get().vp8
        var meter = PictureMeter()
        meter.declare(stream("VP8", ssrc: 1))
        let end = send(Array(frames.prefix(45)), to: &meter, ssrc: 1, from: Self.second)
        let before = meter.pictures(at: end)
        for late in 0..<20 {
            let packet = rtpPacket(
                ssrc: 1, sequence: UInt16(late), timestamp: 0xFFFF_F000, payloadType: 96, marker: true,
                payload: [0x10, 1, 2])
            meter.take(packet.span, from: 7, at: end)
            meter.take(packet.span, from: 8, at: end)
        }
        #expect(meter.pictures(at: end) == before)
    }

    @Test func `an H.264 sequence parameter set tells the size, alone or in an aggregate`() {
        // 16x16 and 32x16, baseline (ITU-T H.264 §7.3.2.1.1).
        let units: [[UInt8]] = [
            [0x67, 66, 0, 10, 0b1_1_011_010, 0b0_1_1_1_1_0_0_1],
            [0x67, 66, 0, 10, 0b1_1_011_010, 0b0_010_1_1_1_0, 0b0_1_000000],
        ]
        for (unit, width) in zip(units, [16, 32] as [UInt16]) {
            for payload in [unit, [0x78, 0, UInt8(unit.count)] + unit] {
                var meter = PictureMeter()
                meter.declare(stream("H264", ssrc: 3, type: 102))
                let packet = rtpPacket(
                    ssrc: 3, sequence: 1, timestamp: 5, payloadType: 102, marker: true, payload: payload)
                meter.take(packet.span, from: 7, at: Self.second)
                let size = meter.pictures(at: Self.second).first?.size
                #expect(size?.width == width && size?.height == 16, "\(payload)")
            }
        }
    }

    @Test func `no bytes make it stumble`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = Seeded(seed)
        var meter = PictureMeter()
        meter.declare(stream("VP8", ssrc: 1))
        meter.declare(stream("H264", ssrc: 2, type: 102))
        for turn in 0..<20_000 {
            let length = Int(random.next() % 64)
            var packet = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if length > 12 {
                packet[0] = 0x80 | packet[0] & 0x3F
                packet[1] = turn % 2 == 0 ? 96 : 102
                packet.replaceSubrange(8..<12, with: [0, 0, 0, turn % 2 == 0 ? 1 : 2])
            }
            meter.take(packet.span, from: 7, at: random.next())
            _ = meter.pictures(at: random.next())
        }
        #expect(meter.pictures(at: 0).count <= 2, "seed \(seed)")
    }
}
