import Orchestration

/// Counters grow since the join; a page takes differences. "In" is what the person sends to the relay.
struct SeatStatisticsPayload: Encodable {
    struct Path: Encodable {
        let link: String
        let active: Bool
        let roundTripMilliseconds: Double?
        let jitterMilliseconds: Double
        let loss: Double
    }

    struct Light: Encodable {
        let participantId: String
        /// `good`, `fair`, `bad` or `unknown`.
        let quality: String
    }

    let sessionId: String
    let packetsIn: UInt64
    let bytesIn: UInt64
    let packetsOut: UInt64
    let bytesOut: UInt64
    let lostIn: UInt64
    let recoveredIn: UInt64
    let retransmitted: UInt64
    let estimateBitsPerSecond: Double?
    let lossOut: Double
    let paths: [Path]
    let participants: [Light]

    init(_ session: SessionName, _ quality: SeatQuality) {
        let numbers = quality.statistics
        sessionId = session.text
        packetsIn = numbers.packetsIn
        bytesIn = numbers.bytesIn
        packetsOut = numbers.packetsOut
        bytesOut = numbers.bytesOut
        lostIn = numbers.lostIn
        recoveredIn = numbers.recoveredIn
        retransmitted = numbers.retransmitted
        estimateBitsPerSecond = numbers.estimateBitsPerSecond
        lossOut = numbers.lossOut
        paths = numbers.paths.map {
            Path(
                link: $0.link, active: $0.isActive, roundTripMilliseconds: $0.roundTripMilliseconds,
                jitterMilliseconds: $0.jitterMilliseconds, loss: $0.loss)
        }
        participants = quality.lights.map { Light(participantId: $0.key.text, quality: $0.value.rawValue) }
            .sorted { $0.participantId < $1.participantId }
    }
}
