/// Writes one participant's Opus packets to an Ogg file at their time, with silence wherever none came.
final class OpusTrack: VoiceTrack {
    private var output: OggOpusWriter
    private let silence: OpusSilence
    private let start: Int64
    private let end: Int64
    private(set) var packets: UInt64 = 0
    private(set) var dropped: UInt64 = 0
    private var filledSamples: Int64 = 0
    /// A packet may begin this much before the one in front of it ends: two clocks after a re-join.
    private static let slackSamples: Int64 = 2_880

    init(plan: TrackPlan, file: String, silence: OpusSilence) throws(EvidenceError) {
        output = try OggOpusWriter(
            file: file, channels: plan.channels, serial: UInt32(truncatingIfNeeded: plan.participant) &+ 1)
        self.silence = silence
        start = plan.startNanoseconds
        end = plan.endNanoseconds
    }

    func take(_ packet: OrderedPacket) throws(EvidenceError) {
        let payload = packet.bytes[packet.fields.payload]
        // No longer than the presence plus a second: a clock gone wild cannot fill the disk with silence.
        guard !payload.isEmpty, let samples = OpusPacket.samples(payload),
            packet.nanoseconds <= end &+ 1_000_000_000
        else {
            dropped &+= 1
            return
        }
        let position = place(packet.nanoseconds)
        guard position + samples > output.samples - Self.slackSamples else {
            dropped &+= 1
            return
        }
        try fill(to: position)
        try output.append(payload, samples: samples)
        packets &+= 1
    }

    func finish() throws(EvidenceError) {
        try fill(to: place(end))
        try output.finish()
    }

    var filledMilliseconds: Int64 { filledSamples / 48 }

    private func fill(to position: Int64) throws(EvidenceError) {
        while let packet = silence.packet(upTo: position - output.samples) {
            try output.append(packet.bytes[...], samples: packet.samples)
            filledSamples += packet.samples
        }
    }

    /// Samples since the start of the track, on the 2.5 ms grid.
    private func place(_ nanoseconds: Int64) -> Int64 {
        let passed = max(0, nanoseconds &- start)
        let grid: Int64 = 2_500_000
        return (passed &+ grid / 2) / grid * OpusPacket.gridSamples
    }
}
