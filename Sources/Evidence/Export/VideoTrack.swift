/// Writes one participant's VP8 frames to an IVF file at their time. A frame stays on the screen until the next.
final class VideoTrack {
    private var output: IVFWriter?
    private var assemblers: [StreamKey: VP8FrameAssembler] = [:]
    private let file: String
    private let start: Int64
    private let end: Int64
    private(set) var width: UInt16 = 0
    private(set) var height: UInt16 = 0

    init(plan: TrackPlan, file: String) {
        self.file = file
        start = plan.startNanoseconds
        end = plan.endNanoseconds
    }

    func take(_ packet: OrderedPacket, of key: StreamKey) throws(EvidenceError) {
        guard let frame = assemblers[key, default: VP8FrameAssembler()].take(packet) else { return }
        if output == nil {
            // The assembler starts with a keyframe, so the first frame tells the size.
            guard let size = VP8Frame.size(frame.bytes) else { return }
            (width, height) = size
            output = try IVFWriter(file: file, width: size.width, height: size.height)
        }
        guard frame.nanoseconds <= end &+ 1_000_000_000 else { return }
        try output?.append(frame.bytes, milliseconds: max(0, frame.nanoseconds &- start) / 1_000_000)
    }

    func finish() throws(EvidenceError) { try output?.finish() }

    var frames: UInt64 { UInt64(output?.frames ?? 0) }
    var droppedFrames: UInt64 { assemblers.values.reduce(0) { $0 &+ $1.droppedFrames } }
    var lastMilliseconds: Int64 { output?.lastMilliseconds ?? -1 }
}
