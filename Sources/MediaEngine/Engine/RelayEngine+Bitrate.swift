import Wire

/// A camera in one encoding is the same for everybody: where its smallest is more than a listener's path carries, that
/// listener gets nothing of it. So its publisher is told to send less, if it said that it listens to that
/// (draft-alvestrand-rmcat-remb-03).
extension RelayEngine {
    /// Less than this is no picture worth having, in bit/s: whose path carries less gets sound, and the others' picture
    /// stays as it is.
    static var leastPicture: Double { 200_000 }
    /// Of what a path carries, so much at most: the estimate needs room to be wrong in.
    private static var shareOfPath: Double { 0.9 }
    /// What is told where nobody's path is narrow, in bit/s.
    private static var widestPicture: Double { 10_000_000 }

    /// Tells the publisher, once a second, what the narrowest of its listeners' paths leaves for its picture.
    mutating func limitSources(of leg: Leg, into batch: inout TransmitBatch) {
        for publication in leg.publications
        where publication.obeysBitrate && publication.isActive && publication.encodings.count == 1 {
            guard let stream = publication.largest else { continue }
            var limit = Self.widestPicture
            for listener in leg.room.legs where listener !== leg && listener.isEstablished {
                guard let room = Self.room(for: publication, at: listener) else { continue }
                limit = min(limit, room)
            }
            sendRTCP(leg, into: &batch) { packet in
                EstimatedBitrate.write(
                    sender: leg.configuration.plan.reportSSRC, bitsPerSecond: UInt64(limit),
                    media: [stream.ssrc], at: 0, into: &packet)
            }
        }
    }

    /// What a listener's path leaves for one picture when all others are as small as they can be; nil when the listener
    /// has no say: it does not show it, gives no estimate, or could not have a picture anyhow.
    private static func room(for publication: Publication, at listener: Leg) -> Double? {
        guard let congestion = listener.congestion, !listener.breaker.isOpen,
            listener.slots.contains(where: { $0.publication === publication })
        else { return nil }
        var left = congestion.estimator.bitsPerSecond * (1 - min(congestion.estimator.loss, 0.5))
        left -= congestion.soundRate
        var sharers = 0
        for slot in listener.slots where slot.plan.kind == .video {
            guard let shown = slot.publication else { continue }
            if shown.encodings.count == 1 {
                sharers += 1
            } else if let smallest = shown.smallest {
                left -= smallest.meter.bitsPerSecond
            }
        }
        let room = left / Double(max(sharers, 1)) * shareOfPath
        return room >= leastPicture ? room : nil
    }
}
