/// Writes G.711 into a WAVE file as it came: format tag 6 is A-law, 7 mu-law (RFC 2361 §A.6, §A.7).
struct WAVWriter {
    private let output: OutputFile
    private(set) var samples: Int64 = 0
    private static let headBytes: UInt32 = 58
    /// Sizes in the head have 32 bits; that is six days of speech.
    static let samplesLimit = Int64(UInt32.max) - 64

    init(file: String, codec: ExportCodec) throws(EvidenceError) {
        output = try OutputFile(file)
        var head = Array("RIFF".utf8)
        head.appendLittleEndian(UInt32(0))
        head += Array("WAVEfmt ".utf8)
        head.appendLittleEndian(UInt32(18))
        head.appendLittleEndian(UInt16(codec == .pcma ? 6 : 7))
        head.appendLittleEndian(UInt16(1))
        head.appendLittleEndian(G711.samplesPerSecond)
        head.appendLittleEndian(G711.samplesPerSecond)
        head.appendLittleEndian(UInt16(1))
        head.appendLittleEndian(UInt16(8))
        head.appendLittleEndian(UInt16(0))
        head += Array("fact".utf8)
        head.appendLittleEndian(UInt32(4))
        head.appendLittleEndian(UInt32(0))
        head += Array("data".utf8)
        head.appendLittleEndian(UInt32(0))
        try output.write(head)
    }

    mutating func append(_ bytes: some Collection<UInt8>) throws(EvidenceError) {
        try output.write(Array(bytes))
        samples += Int64(bytes.count)
    }

    /// Writes the sizes into the head; a file of chunks has an even length.
    mutating func finish() throws(EvidenceError) {
        let count = UInt32(truncatingIfNeeded: samples)
        let padding = count & 1
        if padding == 1 { try output.write([0]) }
        for (value, offset) in [(Self.headBytes &- 8 &+ count &+ padding, 4), (count, 46), (count, 54)] {
            var bytes: [UInt8] = []
            bytes.appendLittleEndian(value)
            try output.overwrite(bytes, at: offset)
        }
    }
}
