/// The second pass over a recording: every packet to its track, in order and at its time.
struct TrackExtraction {
    private enum Output {
        case audio(any VoiceTrack)
        case video(VideoTrack)
    }

    private(set) var plans: [TrackPlan]
    private var outputs: [Output] = []
    private var trackOfStream: [StreamKey: Int] = [:]
    private var buffers: [StreamKey: ReorderBuffer] = [:]
    private var timeLine: TimeLine
    private let catalogue: StreamCatalogue
    /// Streams of which no picture could be put together: no keyframe, or no parameter sets.
    private(set) var pictureless: [StreamKey] = []
    /// Packets of a stream in another codec than its track's.
    private var otherCodec: [Int: UInt64] = [:]

    /// Raw files lie in `folder`, named by the track's number.
    init(
        plans: [TrackPlan], timeLine: TimeLine, catalogue: StreamCatalogue, folder: String
    ) throws(EvidenceError) {
        self.plans = plans
        self.timeLine = timeLine
        self.catalogue = catalogue
        let silence = try OpusSilence()
        for (index, plan) in plans.enumerated() {
            let file = Self.file(index, plan, folder)
            switch plan.codec {
            case .opus: outputs.append(.audio(try OpusTrack(plan: plan, file: file, silence: silence)))
            case .pcmu, .pcma: outputs.append(.audio(try G711Track(plan: plan, file: file)))
            case .vp8, .h264: outputs.append(.video(VideoTrack(plan: plan, file: file)))
            }
            for key in plan.streams { trackOfStream[key] = index }
        }
    }

    static func file(_ index: Int, _ plan: TrackPlan, _ folder: String) -> String {
        "\(folder)/track-\(index).\(plan.codec.rawSuffix)"
    }

    mutating func take(_ packet: CapturedPacket, clock: SegmentClock) throws(EvidenceError) {
        guard let fields = RTPFields(packet.bytes) else { return }
        let key = StreamKey(participant: packet.participant, ssrc: fields.ssrc)
        guard let format = catalogue.format(key, fields.payloadType) else { return }
        let arrival = clock.time(packet.arrival)
        if format.isRetransmission {
            try takeRepaired(packet, fields, key, format)
        } else {
            // Every declared stream moves its clock, as it did in the survey.
            let time = timeLine.time(
                key, ticks: fields.timestampTicks, clockRate: format.clockRate, arrival: arrival)
            guard let codec = ExportCodec(format), let track = trackOfStream[key] else { return }
            guard plans[track].codec == codec else {
                otherCodec[track, default: 0] &+= 1
                return
            }
            try place(
                OrderedPacket(bytes: packet.bytes, fields: fields, nanoseconds: time), key, packet.arrival)
        }
    }

    /// A retransmission carries the original sequence number in front of the payload (RFC 4588 §4).
    private mutating func takeRepaired(
        _ packet: CapturedPacket, _ fields: RTPFields, _ key: StreamKey, _ format: PayloadFormat
    ) throws(EvidenceError) {
        guard let repairs = catalogue.declaration(key)?.repairs, fields.payload.count > 2 else { return }
        let original = StreamKey(participant: key.participant, ssrc: repairs)
        let start = fields.payload.lowerBound
        var repaired = fields
        repaired.ssrc = repairs
        repaired.sequence = UInt16(packet.bytes[start]) << 8 | UInt16(packet.bytes[start + 1])
        repaired.payload = (start + 2)..<fields.payload.upperBound
        guard let time = timeLine.time(ofRepaired: original, ticks: fields.timestampTicks) else { return }
        if let type = format.repairedPayloadType, let track = trackOfStream[original],
            catalogue.format(original, type).flatMap(ExportCodec.init) != plans[track].codec
        {
            otherCodec[track, default: 0] &+= 1
            return
        }
        try place(
            OrderedPacket(bytes: packet.bytes, fields: repaired, nanoseconds: time), original, packet.arrival)
    }

    private mutating func place(
        _ packet: OrderedPacket, _ key: StreamKey, _ arrival: UInt64
    ) throws(EvidenceError) {
        guard let track = trackOfStream[key] else { return }
        var ready: [OrderedPacket] = []
        buffers[key, default: ReorderBuffer()].push(packet, arrival: arrival, into: &ready)
        for packet in ready { try write(packet, key, track) }
    }

    private mutating func write(_ packet: OrderedPacket, _ key: StreamKey, _ track: Int) throws(EvidenceError)
    {
        switch outputs[track] {
        case .audio(let audio): try audio.take(packet)
        case .video(let video): try video.take(packet, of: key)
        }
    }

    struct Made {
        var plan: TrackPlan
        var file: String
        var audio: ExportedAudio?
        var video: ExportedVideo?
        var lastFrameMilliseconds: Int64
    }

    /// Empties the buffers, pads to each presence's end, and tells what was made. Tracks without content are left out.
    mutating func finish(folder: String) throws(EvidenceError) -> [Made] {
        for key in buffers.keys.sorted() {
            var ready: [OrderedPacket] = []
            buffers[key]?.flush(into: &ready)
            guard let track = trackOfStream[key] else { continue }
            for packet in ready { try write(packet, key, track) }
        }
        var made: [Made] = []
        for (index, plan) in plans.enumerated() {
            let lost = plan.streams.reduce(UInt64(0)) { $0 &+ (buffers[$1]?.lost ?? 0) }
            var entry = Made(plan: plan, file: Self.file(index, plan, folder), lastFrameMilliseconds: -1)
            switch outputs[index] {
            case .audio(let audio):
                try audio.finish()
                entry.audio = ExportedAudio(
                    packets: audio.packets, lostPackets: lost,
                    droppedPackets: audio.dropped &+ otherCodec[index, default: 0],
                    filledMilliseconds: audio.filledMilliseconds)
            case .video(let video):
                try video.finish()
                guard video.frames > 0 else {
                    pictureless += plan.streams.sorted()
                    continue
                }
                entry.lastFrameMilliseconds = video.lastMilliseconds
                entry.video = ExportedVideo(
                    frames: video.frames, droppedFrames: video.droppedFrames, lostPackets: lost,
                    width: video.size.width, height: video.size.height)
            }
            made.append(entry)
        }
        outputs = []
        return made
    }
}
