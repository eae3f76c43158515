package import MediaEngine
import Wire

/// What a simulated browser sends on one m-line, kept for RTX.
struct BrowserSource {
    var published: NegotiatedAnswer.Published
    var sequence: UInt64
    var timestamp: UInt32
    /// What its timestamps differ by from the clock.
    let clockOffset: UInt32
    let ssrc: UInt32
    let repairSSRC: UInt32?
    /// Its place among the encodings, and their name (RFC 8852).
    var layer: UInt8 = 0
    var rid: UInt8?
    var packetsPerFrame: Int
    var pictureID: UInt16
    var keyIndex: UInt8 = 3
    var repairSequence: UInt16 = 100
    var wantsKeyframe = true
    /// Payloads by 64-bit index, for retransmission.
    var sent: [UInt64: (payload: [UInt8], marker: Bool, timestamp: UInt32)] = [:]
    /// Sound as it left, for an end that repeats it.
    var protected: [UInt16: [UInt8]] = [:]
    var keyframeRequests = 0
    let firstIndex: UInt64

    init(
        published: NegotiatedAnswer.Published, ssrc: UInt32, repairSSRC: UInt32?, sequence: UInt64,
        clockOffset: UInt32, packetsPerFrame: Int
    ) {
        self.published = published
        self.ssrc = ssrc
        self.repairSSRC = repairSSRC
        self.sequence = sequence
        self.clockOffset = clockOffset
        self.packetsPerFrame = packetsPerFrame
        timestamp = clockOffset
        pictureID = UInt16(truncatingIfNeeded: clockOffset) & 0x7FFF
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
    /// Came again in the retransmission stream although they were here: probes do that.
    package var repeats = 0
    package var restored = 0
    package var timestampsBack = 0
    package var participants: Set<UInt8> = []
    package var reports = 0
    /// Picture numbers by index in the slot's sequence space (RFC 7741 §4.2).
    package var pictures: [UInt64: UInt16] = [:]
    /// Encodings by index, and that of the newest packet.
    package var layers: [UInt64: UInt8] = [:]
    package var layer: UInt8 = 0
    /// Largest distance between the capture time that the sender reports give and the true one.
    package var worstSync: Duration = .zero
    var lastReport: SenderReport?
    /// Largest distance of two arrivals.
    package var longestGap: Duration = .zero
    package var lastAt: MonotonicInstant?
    var unwrapper = CounterUnwrapper.sequence()
    var lastTimestamp: UInt32?
    var askedAt: [UInt64: (tries: Int, at: MonotonicInstant)] = [:]

    private var expectedAtReport: UInt64 = 0
    private var arrivedAtReport = 0

    /// nil before the first packet.
    func reportBlock(ssrc: UInt32) -> ReportBlock? {
        guard first != .max else { return nil }
        let expected = highest - first + 1
        let interval = expected - min(expected, expectedAtReport)
        let lost = Int64(interval) - Int64(arrived.count - arrivedAtReport)
        expectedAtReport = expected
        arrivedAtReport = arrived.count
        return ReportBlock(
            ssrc: ssrc,
            fractionLost: interval == 0 ? 0 : UInt8(clamping: max(0, lost) * 256 / Int64(interval)),
            cumulativeLost: Int32(clamping: Int64(expected) - Int64(arrived.count)),
            highestSequence: UInt32(truncatingIfNeeded: highest), jitter: 0, lastReport: 0, delay: 0)
    }

    /// Places where a picture number is neither that of the packet before nor its successor.
    package var pictureBreaks: Int {
        pictures.keys.sorted().count { index in
            guard let before = pictures[index &- 1], let own = pictures[index] else { return false }
            return (own &- before) & 0x7FFF > 1
        }
    }

    package var missing: Int { first == .max ? 0 : Int(highest - first + 1) - arrived.count }
}

/// A packet of sound as it was heard.
package struct HeardSound: Hashable, Sendable {
    package var payload: [UInt8]
    package var marker: Bool
    package var timestamp: UInt32
    package var sequence: UInt16
    package var ssrc: UInt32
    package var at: MonotonicInstant
}

/// The payload every simulated packet carries behind its codec bytes: who sent it, from which room, which number.
package struct SimulatedPayload: Hashable, Sendable {
    package static let bytes = 27
    package var room: UInt8
    package var participant: UInt8
    package var source: UInt8
    package var index: UInt64
    package var layer: UInt8
    /// Nanoseconds of the simulated clock.
    package var captured: UInt64
    package private(set) var pictureID: UInt16 = 0

    init(room: UInt8, participant: UInt8, source: UInt8, layer: UInt8, index: UInt64, captured: UInt64) {
        self.room = room
        self.participant = participant
        self.source = source
        self.index = index
        self.layer = layer
        self.captured = captured
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.bytes, bytes[7] == 0xC0 else { return nil }
        pictureID = (UInt16(bytes[2]) << 8 | UInt16(bytes[3])) & 0x7FFF
        room = bytes[8]
        participant = bytes[9]
        source = bytes[10] & 0x0F
        layer = bytes[10] >> 4
        index = bytes[11..<19].reduce(0) { $0 << 8 | UInt64($1) }
        captured = bytes[19..<27].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Opens with a VP8 descriptor and payload header, so that keyframes are seen (RFC 7741 §4.2).
    func write(
        isKeyframe: Bool, startsFrame: Bool, pictureID: UInt16, keyIndex: UInt8, size: Int
    ) -> [UInt8] {
        // X and S; I, L and K; picture number of 15 bits; TL0PICIDX; KEYIDX; payload header.
        var bytes: [UInt8] = [
            startsFrame ? 0x90 : 0x80, 0xD0, 0x80 | UInt8(pictureID >> 8 & 0x7F),
            UInt8(truncatingIfNeeded: pictureID), UInt8(truncatingIfNeeded: pictureID), keyIndex & 0x1F,
            isKeyframe ? 0x00 : 0x01, 0xC0, room, participant, source | layer << 4,
        ]
        for number in [index, captured] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
            }
        }
        bytes += [UInt8](repeating: 0x5A, count: max(0, size - bytes.count))
        return bytes
    }
}
