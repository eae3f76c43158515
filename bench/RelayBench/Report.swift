import Foundation

/// One figure of the issue's table.
struct Figure: Codable {
    enum Direction: String, Codable { case atLeast, atMost }

    var key: String
    var title: String
    var unit = ""
    var direction: Direction?
    var target: Double?
    /// nil: could not be measured here; `note` says why.
    var value: Double?
    /// The same figure in each repetition; `value` is their median.
    var repeats: [Double] = []
    var note: String?
    /// Some run of its part was not in order; `faults` of the report says which.
    var isDisturbed = false

    var isMet: Bool? {
        guard let value, let target, let direction else { return nil }
        return direction == .atLeast ? value >= target : value <= target
    }

    init(
        _ key: String, _ title: String, unit: String = "", atLeast: Double? = nil, atMost: Double? = nil,
        repeats: [Double], note: String? = nil
    ) {
        self.key = key
        self.title = title
        self.unit = unit
        direction = atLeast != nil ? .atLeast : atMost != nil ? .atMost : nil
        target = atLeast ?? atMost
        self.repeats = repeats
        value = repeats.isEmpty ? nil : Statistics.median(repeats)
        self.note = note
    }
}

/// What one contestant did in one discipline, in absolute numbers of this machine.
struct Absolute: Codable {
    var discipline: String
    var contestant: String
    var packetsPerSecond: Double?
    var microsecondsPerPacket: Double?
    var latency: Latency?
    var loss: Double?
    var worstCallLoss: Double?

    struct Latency: Codable {
        var p50, p90, p99, p999, max: Double
    }
}

struct LatencyCurve: Codable {
    var name: String
    /// (µs, share), thinned.
    var points: [[Double]]
}

struct Report: Codable {
    var takenAt: String
    var quick: Bool
    var machine: Machine
    var versions: [String: String]
    var load: String
    var seconds: Double = 0
    var figures: [Figure] = []
    var absolutes: [Absolute] = []
    var latencyCurves: [LatencyCurve] = []
    /// What disturbed single runs: read before believing a figure.
    var faults: [String] = []

    func table() -> String {
        let keys = figures.map(\.key.count).max() ?? 0
        let titles = figures.map(\.title.count).max() ?? 0
        return figures.map { figure in
            let value = figure.value.map { String(format: "%9.3f", $0) } ?? "        –"
            let target =
                figure.target.map {
                    (figure.direction == .atLeast ? "≥ " : "≤ ") + String(format: "%-8.2f", $0)
                } ?? "          "
            let low = figure.repeats.min().map { String(format: "%.3f", $0) } ?? ""
            let high = figure.repeats.max().map { String(format: "%.3f", $0) } ?? ""
            let spread = figure.repeats.count > 1 ? "[\(low) … \(high)]" : ""
            let verdict =
                (figure.isMet.map { $0 ? "met" : "NOT MET" } ?? "")
                + (figure.isDisturbed ? " (disturbed)" : "")
            return
                "\(pad(figure.title, titles))  \(pad(figure.key, keys)) \(target) \(value) \(pad(figure.unit, 3)) "
                + "\(pad(verdict, 8)) \(spread)\(figure.note.map { "  (\($0))" } ?? "")"
        }.joined(separator: "\n")
    }

    func absoluteTable() -> String {
        absolutes.map { line in
            let rate = line.packetsPerSecond.map { String(format: "%8.1f k/s", $0 / 1000) } ?? "            "
            let cost = line.microsecondsPerPacket.map { String(format: "%6.2f µs CPU", $0) } ?? ""
            let latency =
                line.latency.map {
                    String(
                        format: "  p50 %.0f  p90 %.0f  p99 %.0f  p99.9 %.0f  max %.0f µs", $0.p50, $0.p90,
                        $0.p99,
                        $0.p999, $0.max)
                } ?? ""
            return "\(pad(line.discipline, 26)) \(pad(line.contestant, 24)) \(rate) \(cost)\(latency)"
        }.joined(separator: "\n")
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

enum Statistics {
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
