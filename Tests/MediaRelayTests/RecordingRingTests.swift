import Foundation
import MediaEngine
import MediaRelay
import Synchronization
import Testing

@Suite struct `Recording ring` {
    @Test func `what goes in comes out, in order, over many rounds of the ring`() {
        let ring = RecordingRing(capacity: 4096) {}
        var generator = SeededGenerator(seed: 31)
        var written: [[UInt8]] = []
        var read: [[UInt8]] = []
        for step in 0..<2_000 {
            let packet = generator.bytes(Int(generator.next() % 700))
            let taken = ring.capture(
                packet.span, kind: step % 5 == 0 ? .rtcp : .rtp, from: .init(value: UInt64(step)),
                on: .init(value: UInt8(step % 3)), at: .init(nanoseconds: UInt64(step)))
            if taken { written.append(packet) }
            if generator.next() % 3 == 0 {
                _ = ring.drain { entry in
                    let step = Int(entry.arrival.nanoseconds)
                    #expect(entry.participant.value == UInt64(step))
                    #expect(entry.link.value == UInt8(step % 3))
                    #expect(entry.kind == (step % 5 == 0 ? .rtcp : .rtp))
                    read.append(Array(entry.packet))
                }
            }
        }
        _ = ring.drain { read.append(Array($0.packet)) }
        #expect(read == written)
        #expect(Int(ring.droppedPackets) == 2_000 - written.count)
    }

    @Test func `a full ring counts what it cannot take and takes again when emptied`() {
        let ring = RecordingRing(capacity: 1024) {}
        let packet = [UInt8](repeating: 1, count: 200)
        var taken = 0
        for step in 0..<10 {
            let fits = ring.capture(
                packet.span, kind: .rtp, from: .init(value: 1), on: .init(value: 0),
                at: .init(nanoseconds: UInt64(step)))
            taken += fits ? 1 : 0
        }
        #expect(taken == 4)
        #expect(ring.droppedPackets == 6)
        #expect(ring.lastDrop == 9)
        #expect(ring.drain { _ in } == 4)
        let fitsAgain = ring.capture(
            packet.span, kind: .rtp, from: .init(value: 1), on: .init(value: 0), at: .init(nanoseconds: 11))
        #expect(fitsAgain)
    }

    @Test func `an emptied ring begins again at its start and is as large as before`() {
        let ring = RecordingRing(capacity: 1024) {}
        let packet = [UInt8](repeating: 1, count: 200)
        func capture() -> Bool {
            ring.capture(
                packet.span, kind: .rtp, from: .init(value: 1), on: .init(value: 0),
                at: .init(nanoseconds: 1))
        }
        var places: Set<UInt> = []
        for _ in 0..<10 {
            #expect(capture())
            #expect(ring.drain { places.insert(UInt(bitPattern: $0.packet.baseAddress)) } == 1)
            #expect(ring.fill == 0)
        }
        #expect(places.count == 1)
        #expect((0..<5).map { _ in capture() } == [true, true, true, true, false])
        #expect(ring.fill == 0.875)
        #expect(ring.drain { _ in } == 4)
    }

    @Test func `a writer and a reader on two threads lose nothing that was taken`() {
        let ring = RecordingRing(capacity: 1 << 16) {}
        let taken = Atomic<Int>(0)
        let isDone = Atomic<Bool>(false)
        let writer = Thread {
            for step in 0..<200_000 {
                let size = 20 + step % 300
                let packet = [UInt8](repeating: UInt8(truncatingIfNeeded: step), count: size)
                let fits = ring.capture(
                    packet.span, kind: .rtp, from: .init(value: UInt64(step)), on: .init(value: 0),
                    at: .init(nanoseconds: UInt64(step)))
                if fits { taken.wrappingAdd(1, ordering: .relaxed) }
            }
            isDone.store(true, ordering: .releasing)
        }
        writer.start()
        var read = 0
        var broken = 0
        var last: UInt64?
        while true {
            let wasDone = isDone.load(ordering: .acquiring)
            read += ring.drain { entry in
                let step = Int(entry.participant.value)
                let isWhole =
                    entry.packet.count == 20 + step % 300
                    && entry.packet.allSatisfy { $0 == UInt8(truncatingIfNeeded: step) }
                if !isWhole || last.map({ $0 >= entry.participant.value }) ?? false { broken += 1 }
                last = entry.participant.value
            }
            if wasDone { break }
        }
        #expect(broken == 0)
        #expect(read == taken.load(ordering: .relaxed))
        #expect(read + Int(ring.droppedPackets) == 200_000)
    }
}
