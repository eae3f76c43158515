import Wire

/// One fixed slot of a listener's offer: whatever source it shows, the listener sees one continuous stream with our
/// SSRC, unbroken sequence numbers and a timestamp that never jumps back.
final class ListenerSlot {
    let plan: SlotPlan.Slot
    /// Rank among the slots of its kind; audio n and video n are played in lip sync.
    let rank: Int
    /// As the other end calls the line; sent in the mid extension.
    var mid: [UInt8]
    /// Empty until the answer accepts the line.
    var formats = PayloadTypes() { didSet { payloadType = publication.flatMap { formats[$0.codec] } } }
    private(set) var publication: Publication? {
        didSet { payloadType = publication.flatMap { formats[$0.codec] } }
    }
    /// Of what is shown; kept because every packet asks for it.
    private(set) var payloadType: UInt8?
    /// The encoding that is forwarded; before its first packet, the one that will be. nil while paused.
    private(set) var source: SourceStream?
    /// The encoding to change to, at its next keyframe; the other one is forwarded until then.
    private(set) var pending: SourceStream?
    private(set) var isRunning = false
    /// On a trunk everything passes, from the first packet: whoever shows it waits for the keyframe.
    var passesAll = false

    /// Sound is repeated on demand.
    var repeatsSound = false
    var sound = RepeatedSound()

    private(set) var mapping: SlotMapping
    /// The mapping before the last change of source, to answer NACKs.
    private var previous: (mapping: SlotMapping, source: SourceStream)?
    private var lastSource: SourceStream?
    private var counters = VP8Counters()
    private var lastOut: UInt64
    private(set) var lastTimestamp: UInt32
    /// The highest number that has left; less than `lastOut` while packets are held back.
    private var lastSent: UInt64
    private var lastSentAt: MonotonicInstant?
    private var repairSequence: UInt16
    private(set) var packets: UInt32 = 0
    private(set) var octets: UInt32 = 0
    /// What the listener's reports say of the picture, for the circuit breaker.
    var watch = PictureWatch()
    /// Share of packets lost in 1/256, from the listener's last report.
    var fractionLost: UInt8 = 0

    init(plan: SlotPlan.Slot, rank: Int, random: inout SplitMix64) {
        self.plan = plan
        self.rank = rank
        mid = Array(String(plan.mediaLine).utf8)
        // Below 2^15: a listener that misses the first packets still guesses the roll-over right (RFC 3711 §3.3.1).
        lastOut = 1 << 16 | random.next() & 0x7FFF
        mapping = SlotMapping(sourceStart: 0, outStart: lastOut &+ 1)
        lastSent = lastOut
        lastTimestamp = UInt32(truncatingIfNeeded: random.next())
        repairSequence = UInt16(truncatingIfNeeded: random.next() & 0x7FFF)
    }

    var isNegotiated: Bool { !formats.isEmpty }
    var isFree: Bool { publication == nil && isNegotiated }
    /// It shows somebody, but the path carries none of the encodings.
    var isPaused: Bool { publication != nil && source == nil }
    /// Of the codec shown now; a line may change its codec, and its clock with it (RFC 7160).
    private var clockRate: UInt32 { publication?.codec.clockRate ?? Codec.pcmu.clockRate }

    /// The payload type of repairs of what is shown.
    var repairNow: UInt8? { publication.flatMap { formats.repair(of: $0.codec) } }

    /// Whether the listener can decode this codec: it said so, or it gets nothing of it.
    func accepts(_ codec: Codec) -> Bool { formats[codec] != nil }

    func show(_ newPublication: Publication?) {
        publication = newPublication
        // What was held back of the old one is not sent any more.
        lastOut = lastSent
        source = nil
        pending = nil
        // What another participant sent is not repeated; its cache must not be kept alive.
        previous = nil
        lastSource = nil
        isRunning = false
    }

    /// Decides the encoding to forward; nil pauses. A running slot changes at the next keyframe of the new one. True
    /// when that keyframe must be asked for.
    func aim(at stream: SourceStream?) -> Bool {
        guard let stream else {
            source = nil
            pending = nil
            isRunning = false
            return false
        }
        if stream === source {
            pending = nil
            return false
        }
        if stream === pending { return false }
        if isRunning, source?.isActive ?? false {
            pending = stream
        } else {
            source = stream
            pending = nil
            isRunning = false
        }
        return true
    }

    enum Passage {
        case forward(startsRun: Bool)
        case drop(DropReason)
    }

    /// Maps a packet of an encoding of the shown publication. Video starts, and changes, at a keyframe only.
    func admit(_ media: MediaPacket, of stream: SourceStream, at now: MonotonicInstant) -> Passage {
        var startsRun = false
        if stream !== source || !isRunning {
            guard stream === source || stream === pending else { return .drop(.otherEncoding) }
            guard plan.kind == .audio || media.startsKeyframe || passesAll else {
                return .drop(.awaitingKeyframe)
            }
            begin(media, of: stream, at: now)
            startsRun = true
        }
        guard media.index >= mapping.sourceStart else { return .drop(.beforeSwitch) }
        let out = mapping.out(media.index)
        let mapped = media.header.timestamp &+ mapping.timestamp
        if out > lastOut {
            lastOut = out
            lastTimestamp = mapped
        }
        if let payload = media.vp8 { counters.sent(payload, shift: mapping.picture) }
        lastSentAt = now
        return .forward(startsRun: startsRun)
    }

    /// A new run of packets continues where the last one stopped.
    private func begin(_ media: MediaPacket, of stream: SourceStream, at now: MonotonicInstant) {
        let next = continuation(media.header.timestamp, of: stream, at: now)
        if let lastSource { previous = (mapping, lastSource) }
        mapping = SlotMapping(
            sourceStart: media.index, outStart: lastOut &+ 1, timestamp: next &- media.header.timestamp,
            picture: media.vp8.map(counters.shift) ?? VP8Shift())
        source = stream
        lastSource = stream
        pending = nil
        isRunning = true
    }

    /// The listener's timestamp of a packet that begins a run; always ahead of what was sent. Encodings of one camera
    /// are related by their sender reports (RFC 3550 §6.4.1), so that the picture keeps its time beside the sound;
    /// where these are missing, or the source is another, by arrival.
    private func continuation(
        _ timestamp: UInt32, of stream: SourceStream, at now: MonotonicInstant
    ) -> UInt32 {
        guard let lastSentAt else { return lastTimestamp }
        let elapsed = min(now.since(lastSentAt).microseconds, 3_600_000_000)
        let ticks = UInt32(truncatingIfNeeded: elapsed &* Int64(clockRate) / 1_000_000)
        let byArrival = lastTimestamp &+ max(1, ticks)
        var candidate: UInt32?
        if let lastSource, lastSource === stream {
            candidate = timestamp &+ mapping.timestamp
        } else if let lastSource, lastSource.publication === stream.publication,
            let old = lastSource.lastReport?.report, let new = stream.lastReport?.report
        {
            let distance = Int64(bitPattern: new.ntp &- old.ntp)  // 32.32 fixed point
            let moved = ((distance >> 16) &* Int64(clockRate)) >> 16
            let inOldClock =
                old.timestamp &+ UInt32(truncatingIfNeeded: moved) &+ (timestamp &- new.timestamp)
            candidate = inOldClock &+ mapping.timestamp
        }
        guard let candidate else { return byArrival }
        // Half a second off the arrival is no relation to trust.
        let error = Int32(bitPattern: candidate &- byArrival)
        guard error.magnitude <= clockRate / 2 else { return byArrival }
        return Int32(bitPattern: candidate &- lastTimestamp) > 0 ? candidate : lastTimestamp &+ 1
    }

    /// What was held back has been dropped: its numbers are free again, and the run begins anew at a keyframe.
    func interrupt() {
        isRunning = false
        lastOut = lastSent
    }

    func sent(_ out: UInt64, payloadBytes: Int) {
        lastSent = max(lastSent, out)
        packets &+= 1
        octets &+= UInt32(truncatingIfNeeded: payloadBytes)
    }

    /// What stands behind a sequence number that the listener names in a NACK.
    struct Origin {
        var source: SourceStream
        var index: UInt64
        var mapping: SlotMapping
    }

    /// nil for a number of an earlier run than the last two.
    func origin(of sequence: UInt16) -> Origin? {
        let back = UInt64(UInt16(truncatingIfNeeded: lastOut) &- sequence)
        guard back < 0x8000, back <= lastOut else { return nil }
        let out = lastOut &- back
        if out >= mapping.outStart {
            guard let lastSource else { return nil }
            return Origin(
                source: lastSource, index: out &- mapping.outStart &+ mapping.sourceStart, mapping: mapping)
        }
        guard let previous, out >= previous.mapping.outStart else { return nil }
        return Origin(
            source: previous.source, index: out &- previous.mapping.outStart &+ previous.mapping.sourceStart,
            mapping: previous.mapping)
    }

    /// What the first packet of a newly shown source will carry.
    var nextSequence: UInt16 { UInt16(truncatingIfNeeded: lastOut &+ 1) }

    /// The packet sent so many places before the newest one.
    func recent(_ back: Int) -> Origin? { origin(of: UInt16(truncatingIfNeeded: lastSent) &- UInt16(back)) }

    func mapped(timestamp: UInt32) -> UInt32 { timestamp &+ mapping.timestamp }

    func nextRepairSequence() -> UInt16 {
        repairSequence &+= 1
        return repairSequence
    }
}
