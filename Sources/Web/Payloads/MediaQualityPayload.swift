import ConsultationCore
import Orchestration

/// What sound and picture of a case must reach (NHC-TM 二(三)1); the page judges by the same numbers as the service.
struct MediaLimitsPayload: Encodable {
    let minWidth: Int
    let minHeight: Int
    let maxLossPercent: Int
    let maxRoundTripMilliseconds: Int64
    /// So many times a limit, a call is hardly possible.
    let unusableFactor: Int

    init(_ limits: MediaLimits) {
        minWidth = limits.minResolution.width
        minHeight = limits.minResolution.height
        maxLossPercent = limits.maxLoss
        maxRoundTripMilliseconds = limits.maxRoundTrip.milliseconds
        unusableFactor = LinkQuality.unusableFactor
    }
}

/// What fell short, each with its worst figure.
struct MediaShortfallPayload: Encodable {
    let lossPercent: Double?
    let roundTripMilliseconds: Int?
    let width: Int?
    let height: Int?
    let measuredBy: String

    init(_ shortfall: MediaShortfall) {
        lossPercent = shortfall.lossPermille.map { Double($0) / 10 }
        roundTripMilliseconds = shortfall.roundTripMilliseconds
        width = shortfall.picture?.width
        height = shortfall.picture?.height
        measuredBy = shortfall.measuredBy.rawValue
    }
}

struct LowMediaPayload: Encodable {
    let participantId: String
    let side: String
    let since: Instant
    let shortfall: MediaShortfallPayload

    init(_ low: RoomView.LowMedia) {
        participantId = low.participant.text
        side = low.side.rawValue
        since = Instant(low.since)
        shortfall = MediaShortfallPayload(low.shortfall)
    }
}

/// Everybody's streams in numbers; no person is named.
struct RoomStreamsPayload: Encodable {
    struct Sent: Encodable {
        let source: String
        let layer: Int
        let width: Int?
        let height: Int?
        let framesPerSecond: Double?
        let lossPercent: Double
        let jitterMilliseconds: Double
    }

    struct Shown: Encodable {
        let side: String
        let institution: String
        let source: String
        let width: Int?
        let height: Int?
        let framesPerSecond: Double?
        let lossPercent: Double
        let paused: Bool
    }

    struct Seat: Encodable {
        let side: String
        let institution: String
        let cameraOff: Bool
        let quality: String
        let lossPercent: Double?
        let roundTripMilliseconds: Double?
        let lowSince: Instant?
        let shortfall: MediaShortfallPayload?
        let sends: [Sent]
        let shown: [Shown]
    }

    let consultationId: String
    let limits: MediaLimitsPayload
    let seats: [Seat]

    init(_ view: RoomStreamsView) {
        consultationId = view.consultation.text
        limits = MediaLimitsPayload(view.limits)
        seats = view.seats.map { seat in
            Seat(
                side: seat.side.rawValue, institution: seat.institution, cameraOff: seat.isCameraOff,
                quality: seat.quality.rawValue, lossPercent: seat.loss.map(Self.percent),
                roundTripMilliseconds: seat.roundTripMilliseconds, lowSince: seat.lowSince.map(Instant.init),
                shortfall: seat.shortfall.map(MediaShortfallPayload.init),
                sends: seat.sends.map { sent in
                    Sent(
                        source: sent.source.rawValue, layer: sent.layer, width: sent.size?.width,
                        height: sent.size?.height, framesPerSecond: sent.framesPerSecond.map(Self.tenth),
                        lossPercent: Self.percent(sent.loss),
                        jitterMilliseconds: Self.tenth(sent.jitterMilliseconds))
                },
                shown: seat.shown.map { shown in
                    Shown(
                        side: shown.from.rawValue, institution: shown.institution,
                        source: shown.source.rawValue, width: shown.size?.width, height: shown.size?.height,
                        framesPerSecond: shown.framesPerSecond.map(Self.tenth),
                        lossPercent: Self.percent(shown.loss), paused: shown.isPaused)
                })
        }
    }

    private static func percent(_ share: Double) -> Double { tenth(share * 100) }
    private static func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
