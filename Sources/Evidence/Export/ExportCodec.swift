/// What the export can put into files without encoding anew. Raw values as the manifest names them.
package enum ExportCodec: String, Hashable, Codable, Sendable, CaseIterable {
    case opus, pcmu, pcma, vp8, h264

    /// nil for what is recorded and not exported: retransmissions, comfort noise, telephone events.
    init?(_ format: PayloadFormat) {
        guard let codec = Self(rawValue: format.codec.lowercased()) else { return nil }
        switch codec {
        case .pcmu, .pcma:
            guard format.clockRate == G711.samplesPerSecond, format.channels <= 1 else { return nil }
        case .opus, .vp8, .h264: break
        }
        self = codec
    }

    var kind: RecordedKind {
        switch self {
        case .opus, .pcmu, .pcma: .audio
        case .vp8, .h264: .video
        }
    }

    /// WebM takes Opus and VP8 alone; Matroska, which it is a part of, takes the others too.
    var fitsWebM: Bool { self == .opus || self == .vp8 }

    /// The file of one stream alone.
    var rawSuffix: String {
        switch self {
        case .opus: "ogg"
        case .pcmu, .pcma: "wav"
        case .vp8, .h264: "ivf"
        }
    }
}

/// One byte a sample, 8,000 a second (RFC 3551 §4.5.14).
enum G711 {
    static let samplesPerSecond: UInt32 = 8_000
    static let nanosecondsPerSample: Int64 = 125_000

    /// The byte that stands for no sound (ITU-T G.711 tables 1a and 2a: the smallest positive value).
    static func silence(_ codec: ExportCodec) -> UInt8 { codec == .pcma ? 0xD5 : 0xFF }
}
