/// The identifiers of everything we send on one leg, fixed for its life and written into the offer.
package struct SlotPlan: Hashable, Sendable {
    package struct Slot: Hashable, Sendable {
        /// Index of the m-line in the offer; also its mid.
        package var mediaLine: Int
        package var kind: MediaKind
        package var ssrc: UInt32
        /// RFC 4588 stream; zero for audio, which is not retransmitted.
        package var repairSSRC: UInt32
    }

    package var slots: [Slot]
    /// The SSRC we use as sender of RTCP that belongs to no slot.
    package var reportSSRC: UInt32
    package var canonicalName: String
    /// First sequence number and timestamp of each slot are derived from it (RFC 3550 §5.1 wants them unpredictable).
    package var seed: UInt64

    package static let publishedLines = SourceKind.allCases.count

    /// Draws distinct, non-zero SSRCs for `audio` + `video` slots.
    package init(audio: Int = 7, video: Int = 8, using generator: inout some RandomNumberGenerator) {
        var used: Set<UInt32> = [0]
        func draw(_ generator: inout some RandomNumberGenerator) -> UInt32 {
            while true {
                let candidate = UInt32(truncatingIfNeeded: generator.next())
                if used.insert(candidate).inserted { return candidate }
            }
        }
        reportSSRC = draw(&generator)
        seed = generator.next()
        canonicalName = String(generator.next(), radix: 36)
        slots = []
        for index in 0..<min(max(audio, 0), EngineLimits.slotsPerKind) {
            slots.append(
                Slot(
                    mediaLine: Self.publishedLines + index, kind: .audio, ssrc: draw(&generator),
                    repairSSRC: 0))
        }
        let firstVideo = Self.publishedLines + slots.count
        for index in 0..<min(max(video, 0), EngineLimits.slotsPerKind) {
            slots.append(
                Slot(
                    mediaLine: firstVideo + index, kind: .video, ssrc: draw(&generator),
                    repairSSRC: draw(&generator)))
        }
    }
}
