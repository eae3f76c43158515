import Foundation

/// One measured figure beside its target.
package struct Figure: Codable {
    package var key: String
    package var title: String
    package var value: Double
    package var unit: String
    /// The largest value that meets the target; nil when the figure has none, or a smallest one.
    package var limit: Double?
    /// The smallest value that meets the target.
    package var floor: Double?
    /// How many consultations were in the database.
    package var size: Int?
    package var samples: Int

    package var meets: Bool { (limit.map { value <= $0 } ?? true) && (floor.map { value >= $0 } ?? true) }

    package init(
        _ key: String, _ title: String, _ value: Double, _ unit: String, limit: Double? = nil,
        floor: Double? = nil, size: Int? = nil, samples: Int = 1
    ) {
        self.key = key
        self.title = title
        self.value = value
        self.unit = unit
        self.limit = limit
        self.floor = floor
        self.size = size
        self.samples = samples
    }
}

/// All figures of one run, with the machine they were taken on.
package struct Report: Codable {
    package var takenAt: String
    package var machine: String
    package var cores: Int
    package var figures: [Figure]

    package init(takenAt: String, machine: String, cores: Int, figures: [Figure]) {
        self.takenAt = takenAt
        self.machine = machine
        self.cores = cores
        self.figures = figures
    }

    package func table() -> String {
        let width = figures.map { $0.title.count }.max() ?? 0
        return figures.map { figure in
            let title = figure.title.padding(toLength: width, withPad: " ", startingAt: 0)
            let value = String(format: figure.value < 10 ? "%12.2f" : "%12.1f", figure.value)
            let unit = figure.unit.padding(toLength: 6, withPad: " ", startingAt: 0)
            let target =
                figure.limit.map { String(format: "<= %7.1f", $0) }
                ?? figure.floor.map { String(format: ">= %7.2f", $0) } ?? "          "
            let verdict = figure.limit == nil && figure.floor == nil ? "" : figure.meets ? "ok" : "MISSED"
            let size = figure.size.map { "\($0)" } ?? ""
            return "\(title)  \(size.padding(toLength: 8, withPad: " ", startingAt: 0)) \(value) \(unit) "
                + "\(target)  n=\(figure.samples)  \(verdict)"
        }.joined(separator: "\n")
    }
}

package enum Statistics {
    /// The smallest sample that at least `fraction` of all samples do not exceed (nearest rank).
    package static func quantile(_ fraction: Double, of samples: [Double]) -> Double {
        let sorted = samples.sorted()
        guard !sorted.isEmpty else { return .nan }
        let rank = Int((fraction * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}

extension Duration {
    package var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }
}
