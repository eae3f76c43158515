/// Measured values and what is said about them.
package struct Samples: Sendable {
    package private(set) var sorted: [Double]

    package init(_ values: [Double]) { sorted = values.sorted() }

    package var count: Int { sorted.count }
    package var max: Double { sorted.last ?? .nan }
    package var min: Double { sorted.first ?? .nan }
    package var mean: Double {
        sorted.isEmpty ? .nan : sorted.reduce(0, +) / Double(sorted.count)
    }

    /// The smallest value that at least this share of all values do not exceed (nearest rank).
    package func quantile(_ share: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[Swift.min(Swift.max(rank, 1), sorted.count) - 1]
    }

    package var median: Double { quantile(0.5) }
}
