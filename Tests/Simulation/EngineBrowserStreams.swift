package import MediaEngine
import Wire

/// What a simulated browser sends on one m-line, kept for RTX.
struct BrowserSource {
    var published: NegotiatedAnswer.Published
    var sequence: UInt64
    var timestamp: UInt32
    var repairSequence: UInt16 = 100
    var wantsKeyframe = true
    /// Payloads by 64-bit index, for retransmission.
    var sent: [UInt64: (payload: [UInt8], marker: Bool, timestamp: UInt32)] = [:]
    var keyframeRequests = 0
    let firstIndex: UInt64

    init(published: NegotiatedAnswer.Published, sequence: UInt64, timestamp: UInt32) {
        self.published = published
        self.sequence = sequence
        self.timestamp = timestamp
        firstIndex = sequence
    }
}

/// What a simulated browser received in one slot.
package final class BrowserReception {
    /// 64-bit index in the slot's sequence space → sender's own index, as its payload says.
    package var arrived: [UInt64: UInt64] = [:]
    package var highest: UInt64 = 0
    package var first: UInt64 = .max
    package var duplicates = 0
    package var restored = 0
    package var timestampsBack = 0
    package var participants: Set<UInt8> = []
    package var reports = 0
    /// Largest distance of two arrivals.
    package var longestGap: Duration = .zero
    package var lastAt: MonotonicInstant?
    var unwrapper = CounterUnwrapper.sequence()
    var lastTimestamp: UInt32?
    var askedAt: [UInt64: (tries: Int, at: MonotonicInstant)] = [:]

    package var missing: Int { first == .max ? 0 : Int(highest - first + 1) - arrived.count }
}

/// The payload every simulated packet carries behind its codec bytes: who sent it, from which room, which number.
package struct SimulatedPayload: Hashable, Sendable {
    package static let bytes = 16
    package var room: UInt8
    package var participant: UInt8
    package var source: UInt8
    package var index: UInt64

    init(room: UInt8, participant: UInt8, source: UInt8, index: UInt64) {
        self.room = room
        self.participant = participant
        self.source = source
        self.index = index
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.bytes, bytes[4] == 0xC0 else { return nil }
        room = bytes[5]
        participant = bytes[6]
        source = bytes[7]
        index = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Opens with a VP8 descriptor and payload header, so that keyframes are seen (RFC 7741 §4.2).
    func write(isKeyframe: Bool, startsFrame: Bool, size: Int) -> [UInt8] {
        var bytes: [UInt8] = [
            startsFrame ? 0x10 : 0x00, isKeyframe ? 0x00 : 0x01, 0, 0, 0xC0, room, participant, source,
        ]
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: index >> UInt64(shift)))
        }
        bytes += [UInt8](repeating: 0x5A, count: max(0, size - bytes.count))
        return bytes
    }
}
