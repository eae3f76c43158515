package import MediaEngine
import Synchronization

/// Packets on their way from a room's worker to the recorder: a bounded ring with one writer and one reader.
///
/// The worker never waits: when the ring is full the packet is counted as a gap and forgotten.
///
///     entry, 8-byte aligned: length 4 · kind 1 · link 1 · unused 2 · participant 8 · arrival 8 · packet
///     a length of `wrap` says: the next entry is at the start
///
/// An empty ring begins again at its start, so that in peace the same few pages are used, which stay in the processor's
/// cache, and the rest of the ring costs address space alone.
///
/// SAFETY: `@unchecked Sendable` holds because one thread writes (`capture`, the room's worker) and one reads (`drain`,
/// the recorder). The writer owns the bytes from `head` to `tail` + capacity, the reader those from `tail` to `head`;
/// each publishes its own mark with release and reads the other's with acquire. `restart` is the writer's: it is moved
/// only while `tail` equals `head`, when the reader owns nothing, and is published by the next `head`; from then on it
/// stands for `tail` until the reader has passed it.
package final class RecordingRing: RecordingTap, @unchecked Sendable {
    private static let headBytes = 24
    private static let wrap = UInt32.max

    private let capacity: Int
    private let bytes: UnsafeMutableRawPointer
    /// Both marks count bytes for ever; their place in the ring is the remainder.
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)
    /// Where the ring, found empty, last began again: always a multiple of the capacity. Nothing waits below it.
    private let restart = Atomic<Int>(0)
    /// Packets that found no room, ever, and when the last of them came.
    private let dropped = Atomic<UInt64>(0)
    private let lastDropAt = Atomic<UInt64>(0)
    private let wake: @Sendable () -> Void

    /// `wake` is called on the writer's thread when the ring is more than half full.
    package init(capacity: Int, wake: @escaping @Sendable () -> Void) {
        precondition(capacity > 0 && capacity.nonzeroBitCount == 1, "the ring's size must be a power of two")
        self.capacity = capacity
        self.wake = wake
        bytes = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit { bytes.deallocate() }

    package var droppedPackets: UInt64 { dropped.load(ordering: .acquiring) }
    /// Share of the ring that waits for the recorder, 0 to 1.
    package var fill: Double {
        // Read one after the other: what is captured meanwhile may make the first the smaller one.
        let start = max(tail.load(ordering: .acquiring), restart.load(ordering: .acquiring))
        return Double(max(0, head.load(ordering: .acquiring) - start)) / Double(capacity)
    }
    package var lastDrop: UInt64 { lastDropAt.load(ordering: .acquiring) }

    // MARK: Writer

    package func capture(
        _ packet: Span<UInt8>, kind: CapturedKind, from participant: ParticipantID, on link: LinkID,
        at arrival: MonotonicInstant
    ) -> Bool {
        let size = (Self.headBytes + packet.count + 7) & ~7
        var at = head.load(ordering: .relaxed)
        let taken = tail.load(ordering: .acquiring)
        if taken == at, at & (capacity - 1) != 0 {
            at = (at + capacity - 1) & ~(capacity - 1)
            restart.store(at, ordering: .relaxed)
        }
        let free = capacity - (at - max(taken, restart.load(ordering: .relaxed)))
        let toEnd = capacity - (at & (capacity - 1))
        let needed = size <= toEnd ? size : toEnd + size
        guard needed <= free else {
            lastDropAt.store(arrival.nanoseconds, ordering: .releasing)
            dropped.store(dropped.load(ordering: .relaxed) &+ 1, ordering: .releasing)
            return false
        }
        // SAFETY: marks move in steps of 8 and the capacity is a power of two, so an entry's first word always fits
        // before the end; `needed` ≤ free keeps every byte written here inside the writer's part.
        if size > toEnd {
            (bytes + (at & (capacity - 1))).storeBytes(of: Self.wrap, as: UInt32.self)
            at += toEnd
        }
        let entry = bytes + (at & (capacity - 1))
        entry.storeBytes(of: UInt32(packet.count), as: UInt32.self)
        entry.storeBytes(of: kind.rawValue, toByteOffset: 4, as: UInt8.self)
        entry.storeBytes(of: link.value, toByteOffset: 5, as: UInt8.self)
        entry.storeBytes(of: participant.value, toByteOffset: 8, as: UInt64.self)
        entry.storeBytes(of: arrival.nanoseconds, toByteOffset: 16, as: UInt64.self)
        packet.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            (entry + Self.headBytes).copyMemory(from: base, byteCount: source.count)
        }
        head.store(at + size, ordering: .releasing)
        let wasBelowHalf = capacity - free < capacity / 2
        if wasBelowHalf, capacity - free + needed >= capacity / 2 { wake() }
        return true
    }

    // MARK: Reader

    package struct Entry {
        package var kind: CapturedKind
        package var participant: ParticipantID
        package var link: LinkID
        package var arrival: MonotonicInstant
        package var packet: UnsafeBufferPointer<UInt8>
    }

    /// Hands out what waits, oldest first; the packet's bytes are lent for the call only. Returns how many there were.
    package func drain<Failure: Error>(_ body: (Entry) throws(Failure) -> Void) throws(Failure) -> Int {
        var at = tail.load(ordering: .relaxed)
        let end = head.load(ordering: .acquiring)
        let start = restart.load(ordering: .relaxed)
        if start <= end { at = max(at, start) }
        var count = 0
        while at < end {
            // SAFETY: everything between `at` and `end` was published by the writer with release.
            let entry = bytes + (at & (capacity - 1))
            let length = entry.loadUnaligned(as: UInt32.self)
            guard length != Self.wrap else {
                at += capacity - (at & (capacity - 1))
                continue
            }
            let packet = UnsafeBufferPointer(
                start: (entry + Self.headBytes).assumingMemoryBound(to: UInt8.self), count: Int(length))
            let kind = CapturedKind(rawValue: entry.loadUnaligned(fromByteOffset: 4, as: UInt8.self)) ?? .rtp
            let value = Entry(
                kind: kind,
                participant: .init(value: entry.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                link: .init(value: entry.loadUnaligned(fromByteOffset: 5, as: UInt8.self)),
                arrival: .init(nanoseconds: entry.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
                packet: packet)
            at += (Self.headBytes + Int(length) + 7) & ~7
            count += 1
            // Published also when `body` throws: that packet is the caller's to count.
            defer { tail.store(at, ordering: .releasing) }
            try body(value)
        }
        tail.store(at, ordering: .releasing)
        return count
    }
}
