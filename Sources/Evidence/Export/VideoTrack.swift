/// Writes one participant's pictures to an IVF file at their time. A picture stays on the screen until the next.
final class VideoTrack {
    private var output: IVFWriter?
    private var assemblers: [StreamKey: any FrameAssembler] = [:]
    private let file: String
    private let codec: ExportCodec
    private let start: Int64
    private let end: Int64
    private(set) var size = PictureSize(width: 0, height: 0)

    init(plan: TrackPlan, file: String) {
        self.file = file
        codec = plan.codec
        start = plan.startNanoseconds
        end = plan.endNanoseconds
    }

    func take(_ packet: OrderedPacket, of key: StreamKey) throws(EvidenceError) {
        var frames: [EncodedFrame] = []
        assemblers[key, default: newAssembler].take(packet, into: &frames)
        for frame in frames { try write(frame) }
    }

    func finish() throws(EvidenceError) {
        var frames: [EncodedFrame] = []
        for key in assemblers.keys.sorted() { assemblers[key]?.finish(into: &frames) }
        for frame in frames { try write(frame) }
        try output?.finish()
    }

    private var newAssembler: any FrameAssembler { codec == .h264 ? H264Assembler() : VP8FrameAssembler() }

    private func write(_ frame: EncodedFrame) throws(EvidenceError) {
        if output == nil {
            // The assembler starts with what a decoder can begin with, so the first frame tells the size.
            guard let size = frame.size else { return }
            self.size = size
            output = try IVFWriter(file: file, codec: codec, size: size)
        }
        guard frame.nanoseconds <= end &+ 1_000_000_000 else { return }
        try output?.append(frame.bytes, milliseconds: max(0, frame.nanoseconds &- start) / 1_000_000)
    }

    var frames: UInt64 { UInt64(output?.frames ?? 0) }
    var droppedFrames: UInt64 { assemblers.values.reduce(0) { $0 &+ $1.droppedFrames } }
    var lastMilliseconds: Int64 { output?.lastMilliseconds ?? -1 }
}
