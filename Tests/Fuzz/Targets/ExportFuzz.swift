import Evidence

/// What a recording's packets hold, put together for an export. The first byte chooses the codec, H.264 or VP8; then
/// chunks, each a packet behind one byte that says what came before it.
enum ExportFuzz {
    static func payloads(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        return first & 1 == 0
            ? frames(bytes, H264Assembler(), startCode: true)
            : frames(bytes, VP8FrameAssembler(), startCode: false)
    }

    private static func frames(
        _ bytes: [UInt8], _ assembler: some FrameAssembler, startCode: Bool
    ) -> Bool {
        var assembler = assembler
        var reader = ChunkReader(Array(bytes.dropFirst()))
        var frames: [EncodedFrame] = []
        var sequence: UInt16 = 0
        var timestamp: UInt32 = 0
        while let chunk = reader.next() {
            // Bits of the head: new picture, marker, loss in front.
            guard let head = chunk.first else { continue }
            if head & 1 != 0 { timestamp &+= 3_000 }
            let lost = UInt64(head >> 2 & 3)
            sequence &+= UInt16(lost) &+ 1
            let packet =
                [0x80, head & 2 != 0 ? 0xE0 : 0x60, UInt8(sequence >> 8), UInt8(sequence & 255)]
                + [24, 16, 8, 0].map { UInt8(timestamp >> $0 & 255) } + [0, 0, 0, 1] + chunk.dropFirst()
            guard
                let ordered = OrderedPacket(packet[...], nanoseconds: Int64(timestamp), lostBefore: lost)
            else { return false }
            assembler.take(ordered, into: &frames)
        }
        assembler.finish(into: &frames)
        // A decoder is given nothing before the first picture that it can begin with.
        guard let first = frames.first else { return true }
        guard first.size != nil else { return false }
        return !startCode || frames.allSatisfy { $0.bytes.starts(with: [0, 0, 0, 1]) }
    }
}
