import COpus

/// Encoded silence to stand where no packet came: while a microphone was muted, gone, or quiet under DTX.
struct OpusSilence {
    /// Longest first, so that a gap is filled with few packets.
    private let packets: [(samples: Int64, bytes: [UInt8])]

    init() throws(EvidenceError) {
        var made: [(samples: Int64, bytes: [UInt8])] = []
        for samples in [960, 480, 240, 120] as [Int32] {
            var status: Int32 = 0
            guard let encoder = opus_encoder_create(48_000, 1, OPUS_APPLICATION_AUDIO, &status),
                status == OPUS_OK
            else { throw .toolFailed("libopus", status: status, message: "encoder") }
            defer { opus_encoder_destroy(encoder) }
            let input = [opus_int16](repeating: 0, count: Int(samples))
            var output = [UInt8](repeating: 0, count: 1_275)
            let count = opus_encode(encoder, input, samples, &output, opus_int32(output.count))
            guard count > 0 else { throw .toolFailed("libopus", status: count, message: "encode") }
            made.append((Int64(samples), Array(output.prefix(Int(count)))))
        }
        packets = made
    }

    /// The longest silence that is not longer than `samples`; nil below 2.5 ms.
    func packet(upTo samples: Int64) -> (samples: Int64, bytes: [UInt8])? {
        packets.first { $0.samples <= samples }
    }
}
