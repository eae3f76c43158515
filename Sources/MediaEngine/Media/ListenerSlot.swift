import Wire

/// One fixed slot of a listener's offer: whatever source it shows, the listener sees one continuous stream with our
/// SSRC, unbroken sequence numbers and a timestamp that never jumps back.
final class ListenerSlot {
    let plan: SlotPlan.Slot
    /// Rank among the slots of its kind; audio n and video n are played in lip sync.
    let rank: Int
    let mid: [UInt8]
    /// nil until the answer accepts the line.
    var payloadType: UInt8?
    var repairPayloadType: UInt8?
    private(set) var source: SourceStream?
    private(set) var isRunning = false

    /// Source index that maps to `outStart`; both extended to 64 bits.
    private var sourceStart: UInt64 = 0
    private var outStart: UInt64
    private var timestampOffset: UInt32 = 0
    private var lastOut: UInt64
    private var lastTimestamp: UInt32
    private var lastSentAt: MonotonicInstant?
    private var repairSequence: UInt16
    private(set) var packets: UInt32 = 0
    private(set) var octets: UInt32 = 0
    /// Share of packets lost in 1/256, from the listener's last report.
    var fractionLost: UInt8 = 0

    init(plan: SlotPlan.Slot, rank: Int, random: inout SplitMix64) {
        self.plan = plan
        self.rank = rank
        mid = Array(String(plan.mediaLine).utf8)
        // Below 2^15: a listener that misses the first packets still guesses the roll-over right (RFC 3711 §3.3.1).
        lastOut = 1 << 16 | random.next() & 0x7FFF
        outStart = lastOut &+ 1
        lastTimestamp = UInt32(truncatingIfNeeded: random.next())
        repairSequence = UInt16(truncatingIfNeeded: random.next() & 0x7FFF)
    }

    var isNegotiated: Bool { payloadType != nil }
    var isFree: Bool { source == nil && isNegotiated }
    var clockRate: UInt32 { plan.kind == .audio ? OfferProfile.opusClock : OfferProfile.vp8Clock }

    func show(_ newSource: SourceStream?) {
        source = newSource
        isRunning = false
    }

    enum Passage { case forward(sequence: UInt16, timestamp: UInt32), drop(DropReason) }

    /// Maps a packet of the shown source. Video starts at a keyframe only.
    func admit(
        index: UInt64, timestamp: UInt32, startsKeyframe: Bool, at now: MonotonicInstant
    ) -> Passage {
        if !isRunning {
            guard plan.kind == .audio || startsKeyframe else { return .drop(.awaitingKeyframe) }
            isRunning = true
            sourceStart = index
            outStart = lastOut &+ 1
            // The new source continues where the old one stopped, moved on by the time that has passed.
            var next = lastTimestamp
            if let lastSentAt {
                let gap = now.since(lastSentAt).components
                let milliseconds = min(
                    gap.seconds &* 1000 &+ gap.attoseconds / 1_000_000_000_000_000, 3_600_000)
                next = next &+ max(1, UInt32(truncatingIfNeeded: milliseconds) &* (clockRate / 1000))
            }
            timestampOffset = next &- timestamp
        }
        guard index >= sourceStart else { return .drop(.beforeSwitch) }
        let out = index &- sourceStart &+ outStart
        let mapped = timestamp &+ timestampOffset
        if out > lastOut {
            lastOut = out
            lastTimestamp = mapped
        }
        lastSentAt = now
        return .forward(sequence: UInt16(truncatingIfNeeded: out), timestamp: mapped)
    }

    func sent(payloadBytes: Int) {
        packets &+= 1
        octets &+= UInt32(truncatingIfNeeded: payloadBytes)
    }

    /// The source's index behind a sequence number the listener names in a NACK; nil if it is of an earlier source.
    func sourceIndex(of sequence: UInt16) -> UInt64? {
        guard isRunning else { return nil }
        let back = UInt16(truncatingIfNeeded: lastOut) &- sequence
        guard back < 0x8000, UInt64(back) <= lastOut &- outStart else { return nil }
        return lastOut &- UInt64(back) &- outStart &+ sourceStart
    }

    func mapped(timestamp: UInt32) -> UInt32 { timestamp &+ timestampOffset }

    func nextRepairSequence() -> UInt16 {
        repairSequence &+= 1
        return repairSequence
    }
}
