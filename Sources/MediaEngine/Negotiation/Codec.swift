/// What is carried; nothing is transcoded. The raw value is the place in a `PayloadTypes`, so below 8.
package enum Codec: UInt8, Hashable, Sendable, CaseIterable {
    case opus = 0
    case vp8 = 1
    case h264 = 2
    case pcmu = 3
    case pcma = 4

    package var media: MediaKind {
        switch self {
        case .opus, .pcmu, .pcma: .audio
        case .vp8, .h264: .video
        }
    }

    /// Ticks per second of the RTP timestamp (RFC 7587 §4.1, RFC 7741 §6.1, RFC 6184 §8.1, RFC 3551 table 4).
    package var clockRate: UInt32 {
        switch self {
        case .opus: 48_000
        case .vp8, .h264: 90_000
        case .pcmu, .pcma: 8_000
        }
    }

    /// Channels stated in the rtpmap: always two for Opus, whatever is inside (RFC 7587 §7).
    package var channels: UInt8 { self == .opus ? 2 : 1 }

    /// As registered (RFC 8866 rtpmap); compared without case.
    package var name: String {
        switch self {
        case .opus: "opus"
        case .vp8: "VP8"
        case .h264: "H264"
        case .pcmu: "PCMU"
        case .pcma: "PCMA"
        }
    }

    /// The number that needs no rtpmap (RFC 3551 §6).
    package var staticPayloadType: UInt8? {
        switch self {
        case .pcmu: 0
        case .pcma: 8
        case .opus, .vp8, .h264: nil
        }
    }
}

/// The payload type of each codec on one line, and of its retransmissions. Eight bytes each, so that a look-up per
/// packet touches no heap; 255 stands for none.
package struct PayloadTypes: Hashable, Sendable {
    private var media: UInt64 = .max
    private var repair: UInt64 = .max

    package init() {}

    package init(_ codec: Codec, _ payloadType: UInt8, repair: UInt8? = nil) {
        set(codec, payloadType, repair: repair)
    }

    @inline(__always)
    package subscript(codec: Codec) -> UInt8? { Self.read(media, codec) }

    @inline(__always)
    package func repair(of codec: Codec) -> UInt8? { Self.read(repair, codec) }

    package mutating func set(_ codec: Codec, _ payloadType: UInt8, repair repairType: UInt8? = nil) {
        Self.write(&media, codec, payloadType)
        Self.write(&repair, codec, repairType ?? .max)
    }

    package mutating func dropRepair() { repair = .max }

    package var isEmpty: Bool { media == .max }

    package var codecs: [Codec] { Codec.allCases.filter { self[$0] != nil } }

    private static func read(_ word: UInt64, _ codec: Codec) -> UInt8? {
        let value = UInt8(truncatingIfNeeded: word &>> (UInt64(codec.rawValue) &* 8))
        return value == .max ? nil : value
    }

    private static func write(_ word: inout UInt64, _ codec: Codec, _ value: UInt8) {
        let shift = UInt64(codec.rawValue) &* 8
        word = word & ~(0xFF &<< shift) | UInt64(value) &<< shift
    }
}
