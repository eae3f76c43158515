import Foundation

/// One measured figure beside its target.
struct Figure: Codable {
    var key: String
    var title: String
    var value: Double
    var unit: String
    /// The largest value that meets the target; nil when the figure has none, or a smallest one.
    var limit: Double?
    /// The smallest value that meets the target.
    var floor: Double?
    /// How many consultations were in the database.
    var size: Int?
    var samples: Int

    var meets: Bool { (limit.map { value <= $0 } ?? true) && (floor.map { value >= $0 } ?? true) }

    init(
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
struct Report: Codable {
    var takenAt: String
    var machine: String
    var cores: Int
    var figures: [Figure]

    func table() -> String {
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

enum Statistics {
    /// The smallest sample that at least `fraction` of all samples do not exceed (nearest rank).
    static func quantile(_ fraction: Double, of samples: [Double]) -> Double {
        let sorted = samples.sorted()
        guard !sorted.isEmpty else { return .nan }
        let rank = Int((fraction * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
