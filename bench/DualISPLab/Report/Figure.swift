import LinkLab

/// One measured figure beside its target.
struct Figure: Codable, Sendable {
    var key: String
    var title: String
    var value: Double
    var unit: String
    /// The largest value that meets the target; nil when the figure has none.
    var limit: Double?
    var samples: Int

    var isMet: Bool { limit.map { value <= $0 } ?? true }

    /// Median, 95th percentile and maximum of gaps; the target, if any, is for the 95th percentile.
    static func gaps(_ key: String, _ title: String, _ values: [Double], limit: Double? = nil) -> [Figure] {
        guard !values.isEmpty else { return [] }
        let samples = Samples(values)
        let parts = [
            ("p50", "median", samples.median, nil), ("p95", "p95", samples.quantile(0.95), limit),
            ("max", "max", samples.max, nil),
        ]
        return parts.map { end, name, value, limit in
            Figure(
                key: "\(key)_\(end)", title: "\(title), \(name)", value: value, unit: "ms", limit: limit,
                samples: samples.count)
        }
    }

    static func count(_ key: String, _ title: String, _ value: Int, of samples: Int, limit: Int? = nil)
        -> Figure
    {
        Figure(
            key: key, title: title, value: Double(value), unit: "", limit: limit.map(Double.init),
            samples: samples)
    }
}
