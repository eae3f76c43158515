import Foundation

/// One measured figure beside its target.
struct Figure: Codable {
    var key: String
    var title: String
    var value: Double
    var unit: String
    /// The largest value that meets the target; nil when the figure has none.
    var limit: Double?
    var samples: Int
    var meets: Bool { limit.map { value <= $0 } ?? true }
}

/// All figures of one run, with the machine they were taken on.
struct Report: Codable {
    var takenAt: String
    var machine: String
    var cores: Int
    var figures: [Figure]

    func table() -> String {
        let width = figures.map { $0.title.count }.max() ?? 0
        return figures.map { figure in
            let title = figure.title.padding(toLength: width, withPad: " ", startingAt: 0)
            let value = String(format: "%10.1f", figure.value)
            let unit = figure.unit.padding(toLength: 4, withPad: " ", startingAt: 0)
            let target = figure.limit.map { String(format: "<= %8.1f", $0) } ?? "           "
            let verdict = figure.limit == nil ? "" : figure.meets ? "ok" : "MISSED"
            return "\(title)  \(value) \(unit) \(target)  n=\(figure.samples)  \(verdict)"
        }.joined(separator: "\n")
    }
}

enum Statistics {
    /// The smallest sample that at least `fraction` of all samples do not exceed (nearest rank).
    static func quantile(_ fraction: Double, of samples: [Double]) -> Double {
        let sorted = samples.sorted()
        guard !sorted.isEmpty else { return .nan }
        let rank = Int((fraction * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }
}
