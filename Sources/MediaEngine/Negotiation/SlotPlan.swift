/// The identifiers of everything we send on one leg, fixed for its life and written into the offer.
package struct SlotPlan: Hashable, Sendable {
    package struct Slot: Hashable, Sendable {
        /// Index of the m-line in the offer; also its mid.
        package var mediaLine: Int
        package var kind: MediaKind
        package var ssrc: UInt32
        /// RFC 4588 stream; zero where nothing is retransmitted.
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

    /// Slots in the order given, for an end that names what it receives; at most `slotsPerKind` of each kind.
    package init(
        _ wanted: [(kind: MediaKind, isRepaired: Bool)], using generator: inout some RandomNumberGenerator
    ) {
        self.init(audio: 0, video: 0, using: &generator)
        var used: Set<UInt32> = [0, reportSSRC]
        func draw(_ generator: inout some RandomNumberGenerator) -> UInt32 {
            while true {
                let candidate = UInt32(truncatingIfNeeded: generator.next())
                if used.insert(candidate).inserted { return candidate }
            }
        }
        for (kind, isRepaired) in wanted {
            guard slots.count(where: { $0.kind == kind }) < EngineLimits.slotsPerKind else { continue }
            slots.append(
                Slot(
                    mediaLine: Self.publishedLines + slots.count, kind: kind, ssrc: draw(&generator),
                    repairSSRC: isRepaired ? draw(&generator) : 0))
        }
    }
}
