/// Writes VP8 frames into an IVF file with a clock of one millisecond.
struct IVFWriter {
    private let output: OutputFile
    private(set) var frames: UInt32 = 0
    private(set) var lastMilliseconds: Int64 = -1

    init(file: String, width: UInt16, height: UInt16) throws(EvidenceError) {
        output = try OutputFile(file)
        var head = Array("DKIF".utf8)
        head.appendLittleEndian(UInt16(0))
        head.appendLittleEndian(UInt16(32))
        head += Array("VP80".utf8)
        head.appendLittleEndian(width)
        head.appendLittleEndian(height)
        head.appendLittleEndian(UInt32(1_000))
        head.appendLittleEndian(UInt32(1))
        head.appendLittleEndian(UInt32(0))
        head.appendLittleEndian(UInt32(0))
        try output.write(head)
    }

    /// Times must rise; one that does not is moved one millisecond behind the last.
    mutating func append(_ frame: [UInt8], milliseconds: Int64) throws(EvidenceError) {
        let time = max(milliseconds, lastMilliseconds + 1)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(frame.count + 12)
        bytes.appendLittleEndian(UInt32(truncatingIfNeeded: frame.count))
        bytes.appendLittleEndian(UInt64(bitPattern: time))
        bytes += frame
        try output.write(bytes)
        lastMilliseconds = time
        frames &+= 1
    }

    /// Writes the number of frames into the header (offset 24).
    mutating func finish() throws(EvidenceError) {
        var count: [UInt8] = []
        count.appendLittleEndian(frames)
        try output.overwrite(count, at: 24)
    }
}
