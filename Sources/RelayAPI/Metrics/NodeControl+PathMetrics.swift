import MediaEngine
import MediaRelay

/// Paths and listeners, summed over all legs: one line a link, never one a leg.
extension NodeControl {
    /// A path that has not answered for so long counts as down.
    private static let silence = Duration.seconds(2)

    static func writeLinks(
        _ legs: [LegStatistics], _ links: [RelayConfiguration.Link], into text: inout MetricsText
    ) {
        let pairs = legs.filter(\.connected).flatMap(\.pairs)
        func each(_ name: String, _ help: String, _ value: ([LegStatistics.Pair]) -> Double?) {
            text.family(name, .gauge, help)
            for (number, link) in links.enumerated() {
                let own = pairs.filter { Int($0.path.link.value) == number }
                if let value = value(own) { text.sample(name, ["link": link.name], value) }
            }
        }
        each("huizhen_relay_link_paths", "Paths of connected sessions over the link.") { Double($0.count) }
        each("huizhen_relay_link_active_paths", "Sessions that send over the link now.") { own in
            Double(own.count { $0.isActive })
        }
        each("huizhen_relay_link_up_ratio", "Share of the link's paths that answer; none without paths.") {
            own in
            guard !own.isEmpty else { return nil }
            let up = own.count { pair in pair.sinceAnswer.map { $0 < silence } ?? pair.isActive }
            return Double(up) / Double(own.count)
        }
        each("huizhen_relay_link_round_trip_seconds", "Median round trip of the link's paths.") { own in
            median(own.compactMap { $0.roundTrip?.seconds })
        }
        each("huizhen_relay_link_jitter_seconds", "Median deviation of the round trip.") { own in
            median(own.map(\.jitter.seconds))
        }
        each("huizhen_relay_link_loss_ratio", "Mean share of checks that went unanswered.") { own in
            own.isEmpty ? nil : own.reduce(0) { $0 + $1.loss } / Double(own.count)
        }
    }

    static func writeListeners(_ legs: [LegStatistics], into text: inout MetricsText) {
        let estimates = legs.compactMap(\.estimate)
        text.single(
            "huizhen_relay_estimated_listeners", .gauge, "Listeners with a bandwidth estimate.",
            Double(estimates.count))
        text.family(
            "huizhen_relay_listener_estimate_bits_per_second", .gauge,
            "Bandwidth estimate over all listeners.")
        if let least = estimates.min(), let middle = median(estimates) {
            let name = "huizhen_relay_listener_estimate_bits_per_second"
            text.sample(name, ["statistic": "min"], least)
            text.sample(name, ["statistic": "median"], middle)
        }
    }

    private static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }
}

extension Duration {
    var seconds: Double { milliseconds / 1000 }
}
