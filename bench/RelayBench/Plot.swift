import Foundation

/// Two pictures in one SVG: packets per second as bars, and how latency is spread at 20,000 packets/s.
struct Plot {
    let report: Report

    private static let width = 1080.0
    private static let colours = ["floor": "#7a828e", "huizhen": "#0b7285", "rtpengine": "#c2571a"]
    private static let lineHeight = 22.0

    func svg() -> String {
        let bars = report.absolutes.filter { $0.packetsPerSecond != nil }
        let barsHeight =
            60 + Double(bars.count) * Self.lineHeight + Double(Set(bars.map(\.discipline)).count) * 26
        let height = barsHeight + (report.latencyCurves.isEmpty ? 20 : 470)
        var parts = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(Self.width))" height="\(Int(height))" \
            viewBox="0 0 \(Int(Self.width)) \(Int(height))" font-family="sans-serif" font-size="13" fill="#1b1f24">
            <rect width="100%" height="100%" fill="#ffffff"/>
            """
        ]
        parts += drawBars(bars)
        if !report.latencyCurves.isEmpty { parts += drawCurves(top: barsHeight + 20) }
        parts.append("</svg>\n")
        return parts.joined(separator: "\n")
    }

    // MARK: Bars

    private func drawBars(_ bars: [Absolute]) -> [String] {
        let (left, right) = (230.0, Self.width - 90)
        let largest = bars.compactMap(\.packetsPerSecond).max() ?? 1
        var parts = [
            text(20, 30, "Packets per second on one core with at most 0.1 % loss, thousands", size: 16)
        ]
        var y = 46.0
        var discipline = ""
        for bar in bars {
            if bar.discipline != discipline {
                discipline = bar.discipline
                y += 26
                parts.append(text(20, y - 6, discipline, weight: "600"))
            }
            let rate = bar.packetsPerSecond ?? 0
            let length = (right - left) * rate / largest
            parts.append(
                "<rect x=\"\(left)\" y=\"\(y)\" width=\"\(rounded(length))\" height=\"16\" rx=\"2\" "
                    + "fill=\"\(colour(bar.contestant))\"/>")
            parts.append(text(left - 8, y + 13, bar.contestant, anchor: "end"))
            parts.append(text(left + length + 6, y + 13, String(format: "%.0f", rate / 1000)))
            y += Self.lineHeight
        }
        return parts
    }

    // MARK: Latency

    private func drawCurves(top: Double) -> [String] {
        let (left, right, upper, lower) = (70.0, Self.width - 250, top + 40, top + 400)
        let all = report.latencyCurves.flatMap { $0.points.map { $0[0] } }
        let low = max(1, pow(10, floor(log10(all.min() ?? 10))))
        let high = pow(10, ceil(log10(max(all.max() ?? 1000, low * 10))))
        // Shares are drawn as 1 − share on a logarithmic scale, so that the tail is as wide as the middle.
        func x(_ value: Double) -> Double {
            left + (right - left) * log10(max(value, low) / low) / log10(high / low)
        }
        func y(_ share: Double) -> Double { upper + (lower - upper) * (-log10(max(1 - share, 1e-4)) / 4) }
        var parts = [
            text(
                20, top + 14, "Latency at 20,000 packets/s, AEAD_AES_128_GCM: share of packets above a time",
                size: 16)
        ]
        var tick = low
        while tick <= high * 1.01 {
            parts.append(line(x(tick), upper, x(tick), lower, "#d8dce2"))
            let label = tick >= 1000 ? "\(Int(tick / 1000)) ms" : "\(Int(tick)) µs"
            parts.append(text(x(tick), lower + 18, label, anchor: "middle"))
            tick *= 10
        }
        for (share, label) in [(0.0, "100 %"), (0.5, "50 %"), (0.9, "10 %"), (0.99, "1 %"), (0.999, "0.1 %")]
        {
            parts.append(line(left, y(share), right, y(share), "#d8dce2"))
            parts.append(text(left - 8, y(share) + 4, label, anchor: "end"))
        }
        for (position, curve) in report.latencyCurves.enumerated() {
            let points = curve.points.map { "\(rounded(x($0[0]))),\(rounded(y($0[1])))" }.joined(
                separator: " ")
            let dash = curve.name.contains("busy") ? " stroke-dasharray=\"6 4\"" : ""
            parts.append(
                "<polyline fill=\"none\" stroke=\"\(colour(curve.name))\" stroke-width=\"2\"\(dash) points=\"\(points)\"/>"
            )
            let key = upper + Double(position) * 24 + 10
            parts.append(
                "<path d=\"M\(right + 30) \(key) h28\" stroke=\"\(colour(curve.name))\" stroke-width=\"2\"\(dash)/>"
            )
            parts.append(text(right + 66, key + 4, curve.name))
        }
        return parts
    }

    // MARK: Elements

    private func colour(_ name: String) -> String {
        Self.colours.first { name.hasPrefix($0.key) }?.value ?? "#444444"
    }

    private func text(
        _ x: Double, _ y: Double, _ words: String, size: Int = 13, anchor: String = "start",
        weight: String = "400"
    ) -> String {
        let escaped = words.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(
            of: "<", with: "&lt;")
        return
            "<text x=\"\(rounded(x))\" y=\"\(rounded(y))\" font-size=\"\(size)\" font-weight=\"\(weight)\" "
            + "text-anchor=\"\(anchor)\">\(escaped)</text>"
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String) -> String {
        "<path d=\"M\(rounded(x1)) \(rounded(y1)) L\(rounded(x2)) \(rounded(y2))\" stroke=\"\(colour)\"/>"
    }

    private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
