import Evidence
import Testing

/// The depacketiser alone, with units written by hand (RFC 6184 §5).
struct `H.264 access units` {
    /// 16x16, baseline: profile 66, level 10, order kind 2, one reference frame, 1 x 1 macroblocks.
    private let sequence: [UInt8] = [0x67, 66, 0, 10, 0b1_1_011_010, 0b0_1_1_1_1_0_0_1]
    private let picture: [UInt8] = [0x68, 0b1_1_0_0_1_1_1_0]
    private let key: [UInt8] = [0x65, 0x88, 1, 2, 3]
    private let delta: [UInt8] = [0x41, 0x9A, 4, 5]
    private let start: [UInt8] = [0, 0, 0, 1]

    private struct Sender {
        var assembler = H264Assembler()
        var frames: [EncodedFrame] = []
        var number: UInt16 = 0

        mutating func send(_ payload: [UInt8], at time: UInt32, last: Bool = true, lost: UInt64 = 0) {
            let bytes = rtpPacket(ssrc: 1, sequence: number, timestamp: time, marker: last, payload: payload)
            guard let packet = OrderedPacket(bytes[...], nanoseconds: Int64(time), lostBefore: lost) else {
                return
            }
            number &+= 1
            assembler.take(packet, into: &frames)
        }

        mutating func finish() -> [EncodedFrame] {
            assembler.finish(into: &frames)
            return frames
        }
    }

    private func sized(_ unit: [UInt8]) -> [UInt8] { [0, UInt8(unit.count)] + unit }

    @Test func `single units, an aggregate and pieces give the same picture`() {
        var one = Sender()
        for unit in [sequence, picture] { one.send(unit, at: 9, last: false) }
        one.send(key, at: 9)
        var two = Sender()
        two.send([0x78] + [sequence, picture, key].flatMap(sized), at: 9)
        var three = Sender()
        three.send([0x78] + [sequence, picture].flatMap(sized), at: 9, last: false)
        three.send([0x7C, 0x85] + key[1..<3], at: 9, last: false)
        three.send([0x7C, 0x05] + key[3..<4], at: 9, last: false)
        three.send([0x7C, 0x45] + key[4...], at: 9)
        for frames in [one.finish(), two.finish(), three.finish()] {
            #expect(frames.map(\.bytes) == [start + sequence + start + picture + start + key])
            #expect(frames.first?.nanoseconds == 9)
            #expect(frames.first?.size.map { $0.width == 16 && $0.height == 16 } == true)
        }
    }

    @Test func `sets sent once stand before every picture a player can begin with`() {
        var sender = Sender()
        sender.send([0x78] + [sequence, picture].flatMap(sized), at: 1)
        for time in [2, 4] as [UInt32] {
            sender.send(key, at: time)
            sender.send(delta, at: time + 1)
        }
        let frames = sender.finish()
        #expect(frames.map(\.nanoseconds) == [2, 3, 4, 5])
        #expect(frames.map { $0.size != nil } == [true, false, true, false])
        #expect(frames.last?.bytes == start + delta)
        #expect(sender.assembler.droppedFrames == 0)
    }

    @Test func `nothing is shown before the first keyframe, nor between a loss and the next`() {
        var sender = Sender()
        sender.send(delta, at: 1)
        sender.send(key, at: 2)
        #expect(sender.frames.isEmpty, "no sets yet")
        sender.send([0x78] + [sequence, picture, key].flatMap(sized), at: 3)
        sender.send(delta, at: 4)
        sender.send(delta, at: 6, lost: 1)
        sender.send(delta, at: 7)
        sender.send(key, at: 8)
        #expect(sender.finish().map(\.nanoseconds) == [3, 4, 8])
        #expect(sender.assembler.droppedFrames == 4)
    }

    @Test func `a loss behind a marked end does not cost the picture in front of it`() {
        var sender = Sender()
        sender.send([0x78] + [sequence, picture, key].flatMap(sized), at: 1)
        sender.send(delta, at: 2, last: false)
        sender.send(delta, at: 9, lost: 3)
        #expect(sender.finish().map(\.nanoseconds) == [1], "2 was not marked: its tail may be missing")
        #expect(sender.assembler.droppedFrames == 2)
    }

    @Test func `a keyframe that lost its first slice is not taken for whole`() {
        var sender = Sender()
        sender.send([0x78] + [sequence, picture, key].flatMap(sized), at: 1)
        sender.send([0x65, 0x08, 7], at: 2, lost: 1)
        #expect(sender.finish().map(\.nanoseconds) == [1])
    }

    @Test func `a recovery point is as good a beginning as a keyframe`() {
        var sender = Sender()
        let information: [UInt8] = [0x06, 0x05, 0x02, 9, 9, 0x06, 0x01, 0xC4, 0x80]
        sender.send([0x78] + [sequence, picture, information, delta].flatMap(sized), at: 1)
        #expect(sender.finish().count == 1)
    }

    @Test func `damaged pieces and aggregates cost their picture and no more`() {
        let broken: [[UInt8]] = [
            [0x78, 0, 200, 1], [0x78, 0, 0], [0x78], [0x7C, 0xC5, 1, 2], [0x7C, 0x05, 1], [0x7C], [0xE5, 1],
            [0x7D, 1, 2, 3], [0x5C, 0x9C, 1],
        ]
        for payload in broken {
            var sender = Sender()
            sender.send([0x78] + [sequence, picture, key].flatMap(sized), at: 1)
            sender.send(payload, at: 2)
            sender.send(key, at: 3)
            #expect(sender.finish().map(\.nanoseconds) == [1, 3], "\(payload)")
        }
    }
}
