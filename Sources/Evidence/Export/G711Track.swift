/// Writes one participant's G.711 to a WAVE file, each sample at its time, with silence wherever none came.
final class G711Track: VoiceTrack {
    private var output: WAVWriter
    private let silence: UInt8
    private let start: Int64
    private let end: Int64
    private(set) var packets: UInt64 = 0
    private(set) var dropped: UInt64 = 0
    private var filledSamples: Int64 = 0

    init(plan: TrackPlan, file: String) throws(EvidenceError) {
        output = try WAVWriter(file: file, codec: plan.codec)
        silence = G711.silence(plan.codec)
        start = plan.startNanoseconds
        end = plan.endNanoseconds
    }

    func take(_ packet: OrderedPacket) throws(EvidenceError) {
        let payload = packet.bytes[packet.fields.payload]
        let position = place(packet.nanoseconds)
        // No longer than the presence plus a second: a clock gone wild cannot fill the disk with silence.
        guard !payload.isEmpty, packet.nanoseconds <= end &+ 1_000_000_000,
            position &+ Int64(payload.count) <= WAVWriter.samplesLimit
        else {
            dropped &+= 1
            return
        }
        // Where two clocks overlap after a re-join, the later one yields.
        let doubled = max(0, output.samples - position)
        guard doubled < payload.count else {
            dropped &+= 1
            return
        }
        try fill(to: position)
        try output.append(payload.dropFirst(Int(doubled)))
        packets &+= 1
    }

    func finish() throws(EvidenceError) {
        try fill(to: min(place(end), WAVWriter.samplesLimit))
        try output.finish()
    }

    var filledMilliseconds: Int64 { filledSamples / 8 }

    private func fill(to position: Int64) throws(EvidenceError) {
        while output.samples < position {
            let count = min(position - output.samples, Int64(G711.samplesPerSecond))
            try output.append([UInt8](repeating: silence, count: Int(count)))
            filledSamples += count
        }
    }

    /// Samples since the start of the track, to the nearest.
    private func place(_ nanoseconds: Int64) -> Int64 {
        let passed = max(0, nanoseconds &- start)
        return (passed &+ G711.nanosecondsPerSample / 2) / G711.nanosecondsPerSample
    }
}
