import Wire

/// The first pass over a recording: who was there when, which streams there are, and what time their packets have.
struct ExportSurvey {
    struct StreamFacts {
        var packets: UInt64 = 0
        /// Seconds of the recording in which a packet came: how much of it this stream covers.
        var seconds: Set<Int32> = []
        var isStereo = false
        /// Packets of each codec that can be exported: a stream may change its payload type.
        var packetsOfCodec: [ExportCodec: UInt64] = [:]
        /// First and last arrival.
        var span: ClosedRange<Int64>
    }

    private(set) var streams: [StreamKey: StreamFacts] = [:]
    private(set) var presence: [UInt64: ClosedRange<Int64>] = [:]
    private(set) var end: Int64 = 0
    var timeLine = TimeLine()
    private var present: Set<UInt64> = []
    private let catalogue: StreamCatalogue

    init(catalogue: StreamCatalogue) { self.catalogue = catalogue }

    mutating func take(_ record: Record, clock: SegmentClock) {
        switch record {
        case .rtp(let packet):
            guard let fields = RTPFields(packet.bytes) else { return }
            let key = StreamKey(participant: packet.participant, ssrc: fields.ssrc)
            let arrival = clock.time(packet.arrival)
            extend(packet.participant, arrival)
            var facts = streams[key] ?? StreamFacts(span: arrival...arrival)
            facts.packets &+= 1
            facts.span = min(facts.span.lowerBound, arrival)...max(facts.span.upperBound, arrival)
            facts.seconds.insert(Int32(truncatingIfNeeded: arrival / 1_000_000_000))
            if let format = catalogue.format(key, fields.payloadType) {
                let codec = ExportCodec(format)
                if let codec { facts.packetsOfCodec[codec, default: 0] &+= 1 }
                if codec == .opus {
                    facts.isStereo = facts.isStereo || OpusPacket.isStereo(packet.bytes[fields.payload])
                }
                if !format.isRetransmission {
                    timeLine.note(
                        key, ticks: fields.timestampTicks, clockRate: format.clockRate, arrival: arrival)
                }
            }
            streams[key] = facts
        case .rtcp(let packet):
            for report in SenderReport.all(in: packet.bytes) {
                timeLine.note(report, from: packet.participant)
            }
        case .event(.joined(let participant, let at)):
            extend(participant, clock.time(at))
            present.insert(participant)
        case .event(.left(let participant, let at)):
            extend(participant, clock.time(at))
            present.remove(participant)
        case .event, .participant, .stream, .recovery, .streamTotals: break
        }
    }

    mutating func noteFrame(at monotonic: UInt64, clock: SegmentClock) {
        end = max(end, clock.time(monotonic))
    }

    /// Whoever never left was there until the end.
    mutating func settle() {
        for participant in present { extend(participant, end) }
        timeLine.settle()
    }

    private mutating func extend(_ participant: UInt64, _ time: Int64) {
        let known = presence[participant] ?? time...time
        presence[participant] = min(known.lowerBound, time)...max(known.upperBound, time)
        end = max(end, time)
    }
}

/// A segment's monotonic clock on the recording's time line. A restart of the machine starts a new monotonic clock; the
/// headers' wall times bind them together.
struct SegmentClock {
    var monotonicNanoseconds: UInt64
    /// When the segment began, after the first segment began.
    var startNanoseconds: Int64

    init(header: SegmentHeader, firstWallMilliseconds: Int64) {
        monotonicNanoseconds = header.monotonicNanoseconds
        let milliseconds = header.wallMilliseconds.subtractingReportingOverflow(firstWallMilliseconds)
            .partialValue
        startNanoseconds = milliseconds.multipliedReportingOverflow(by: 1_000_000).partialValue
    }

    func time(_ monotonic: UInt64) -> Int64 {
        startNanoseconds &+ Int64(truncatingIfNeeded: monotonic &- monotonicNanoseconds)
    }
}

/// What the payload types of each stream mean.
struct StreamCatalogue {
    private var declarations: [StreamKey: StreamDeclaration] = [:]

    init(_ list: [StreamDeclaration]) {
        for item in list { declarations[StreamKey(participant: item.participant, ssrc: item.ssrc)] = item }
    }

    func declaration(_ key: StreamKey) -> StreamDeclaration? { declarations[key] }

    func format(_ key: StreamKey, _ payloadType: UInt8) -> PayloadFormat? {
        declarations[key]?.formats.first { $0.payloadType == payloadType }
    }

    var all: [StreamDeclaration] { Array(declarations.values) }
}

extension PayloadFormat {
    var isRetransmission: Bool { codec.lowercased() == "rtx" }
}
