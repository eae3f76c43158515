import ConsultationCore

extension DisplayNames {
    /// What was below the limits, at its worst, and who measured it.
    static func shortfall(_ shortfall: MediaShortfall) -> String {
        var parts: [String] = []
        if let picture = shortfall.picture {
            parts.append(
                picture.pixels > 0 ? "画面最小 \(picture.width)×\(picture.height)" : "线路无法传送画面")
        }
        if let loss = shortfall.lossPermille { parts.append("丢包最高 \(loss / 10).\(loss % 10)%") }
        if let roundTrip = shortfall.roundTripMilliseconds { parts.append("往返时延最高 \(roundTrip) 毫秒") }
        return parts.joined(separator: "，") + "，" + measurer(shortfall.measuredBy)
    }

    private static func measurer(_ measurer: MediaMeasurer) -> String {
        switch measurer {
        case .relay: "由媒体中继测得"
        }
    }
}
