/// What an Opus packet tells without being decoded (RFC 6716 §3).
enum OpusPacket {
    static let samplesPerSecond: Int64 = 48_000
    /// The shortest frame, 2.5 ms: every Opus duration is a multiple of it.
    static let gridSamples: Int64 = 120

    /// Duration in samples at 48 kHz, nil for a packet that breaks RFC 6716 §3.4.
    static func samples(_ packet: ArraySlice<UInt8>) -> Int64? {
        guard let toc = packet.first else { return nil }
        let frames: Int64
        switch toc & 3 {
        case 0: frames = 1
        case 1, 2: frames = 2
        default:
            guard packet.count >= 2 else { return nil }
            frames = Int64(packet[packet.startIndex + 1] & 0x3F)
        }
        let total = frames * frameSamples(toc)
        // At most 120 ms a packet (RFC 6716 §3.2.5).
        return total > 0 && total <= 5_760 ? total : nil
    }

    static func isStereo(_ packet: ArraySlice<UInt8>) -> Bool { packet.first.map { $0 & 4 != 0 } ?? false }

    /// RFC 6716 table 2.
    private static func frameSamples(_ toc: UInt8) -> Int64 {
        let config = toc >> 3
        switch config {
        case 0..<12: return [480, 960, 1_920, 2_880][Int(config & 3)]
        case 12..<16: return config & 1 == 0 ? 480 : 960
        default: return [120, 240, 480, 960][Int(config & 3)]
        }
    }
}
