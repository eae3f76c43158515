import Wire

/// A packet in its place in the stream, with the number of packets missing right before it.
package struct OrderedPacket {
    package var bytes: ArraySlice<UInt8>
    var fields: RTPFields
    /// Media time on the recording's time line.
    package var nanoseconds: Int64
    package var lostBefore: UInt64 = 0

    init(bytes: ArraySlice<UInt8>, fields: RTPFields, nanoseconds: Int64) {
        self.bytes = bytes
        self.fields = fields
        self.nanoseconds = nanoseconds
    }

    /// nil for what is not RTP.
    package init?(_ bytes: ArraySlice<UInt8>, nanoseconds: Int64, lostBefore: UInt64 = 0) {
        guard let fields = RTPFields(bytes) else { return nil }
        self.init(bytes: bytes, fields: fields, nanoseconds: nanoseconds)
        self.lostBefore = lostBefore
    }
}

/// Brings packets of one SSRC into sequence order. Waits for a missing one up to two seconds, the longest a
/// retransmission is worth (DESIGN §4.3: cache 2 s video), or until the buffer is full.
struct ReorderBuffer {
    private static let patience: UInt64 = 2_000_000_000
    private static let capacity = 4_096
    /// How long the first packet of a stream waits for those it overtook.
    private static let startPatience: UInt64 = 200_000_000
    /// A sequence number this far back is a sender that began again (RFC 3550 §A.1, MAX_DROPOUT).
    private static let restartDistance: UInt64 = 3_000

    private var waiting: [UInt64: OrderedPacket] = [:]
    private var extender = CounterUnwrapper.sequence()
    private var next: UInt64?
    /// Arrival of the first packet while the start of the stream is still open.
    private var startedAt: UInt64?
    private var blockedSince: UInt64?
    private var pendingLoss: UInt64 = 0
    private(set) var lost: UInt64 = 0
    private(set) var late: UInt64 = 0

    mutating func push(_ packet: OrderedPacket, arrival: UInt64, into ready: inout [OrderedPacket]) {
        var sequence = extender.unwrap(packet.fields.sequence)
        if let next, sequence < next {
            guard next - sequence > Self.restartDistance else {
                late &+= 1
                return
            }
            flush(into: &ready)
            extender = CounterUnwrapper.sequence()
            sequence = extender.unwrap(packet.fields.sequence)
            self.next = nil
            startedAt = nil
            pendingLoss &+= 1
        }
        waiting[sequence] = packet
        guard hasStarted(arrival) else { return }
        drain(into: &ready)
        while let since = blockedSince,
            arrival >= since, arrival - since > Self.patience || waiting.count > Self.capacity
        {
            skip()
            drain(into: &ready)
        }
        if !waiting.isEmpty, blockedSince == nil { blockedSince = arrival }
    }

    mutating func flush(into ready: inout [OrderedPacket]) {
        if next == nil { next = waiting.keys.min() }
        while !waiting.isEmpty {
            skip()
            drain(into: &ready)
        }
    }

    private mutating func hasStarted(_ arrival: UInt64) -> Bool {
        guard next == nil else { return true }
        let start = startedAt ?? arrival
        startedAt = start
        guard arrival >= start, arrival - start > Self.startPatience || waiting.count > Self.capacity else {
            return false
        }
        next = waiting.keys.min()
        return true
    }

    private mutating func drain(into ready: inout [OrderedPacket]) {
        while let place = next, var packet = waiting.removeValue(forKey: place) {
            packet.lostBefore = pendingLoss
            pendingLoss = 0
            blockedSince = nil
            ready.append(packet)
            next = place &+ 1
        }
    }

    private mutating func skip() {
        guard let place = next, let first = waiting.keys.min() else { return }
        lost &+= first - place
        pendingLoss &+= first - place
        next = first
        blockedSince = nil
    }
}
