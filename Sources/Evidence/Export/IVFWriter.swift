/// Writes VP8 frames or H.264 access units into an IVF file with a clock of one millisecond.
struct IVFWriter {
    private let output: OutputFile
    private(set) var frames: UInt32 = 0
    /// The latest there is.
    private(set) var lastMilliseconds: Int64 = -1
    private let isOrderFree: Bool

    init(file: String, codec: ExportCodec, size: PictureSize) throws(EvidenceError) {
        output = try OutputFile(file)
        isOrderFree = codec == .h264
        var head = Array("DKIF".utf8)
        head.appendLittleEndian(UInt16(0))
        head.appendLittleEndian(UInt16(32))
        head += Array((codec == .h264 ? "H264" : "VP80").utf8)
        head.appendLittleEndian(size.width)
        head.appendLittleEndian(size.height)
        head.appendLittleEndian(UInt32(1_000))
        head.appendLittleEndian(UInt32(1))
        head.appendLittleEndian(UInt32(0))
        head.appendLittleEndian(UInt32(0))
        try output.write(head)
    }

    /// Times must rise; one that does not is moved one millisecond behind the last. H.264 pictures may come in another
    /// order than they are shown in: those keep times up to a second back.
    mutating func append(_ frame: [UInt8], milliseconds: Int64) throws(EvidenceError) {
        let isReordered =
            isOrderFree && milliseconds < lastMilliseconds && milliseconds > lastMilliseconds - 1_000
        let time = isReordered ? milliseconds : max(milliseconds, lastMilliseconds + 1)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(frame.count + 12)
        bytes.appendLittleEndian(UInt32(truncatingIfNeeded: frame.count))
        bytes.appendLittleEndian(UInt64(bitPattern: time))
        bytes += frame
        try output.write(bytes)
        lastMilliseconds = max(time, lastMilliseconds)
        frames &+= 1
    }

    /// Writes the number of frames into the header (offset 24).
    mutating func finish() throws(EvidenceError) {
        var count: [UInt8] = []
        count.appendLittleEndian(frames)
        try output.overwrite(count, at: 24)
    }
}
