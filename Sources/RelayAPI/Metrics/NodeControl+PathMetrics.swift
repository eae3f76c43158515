import MediaEngine
import MediaRelay

/// Paths and listeners, summed over all legs: one line a link, never one a leg.
extension NodeControl {
    static func writeLinks(
        _ links: [(name: String, numbers: LinkStatistics)], into text: inout MetricsText
    ) {
        func each(_ name: String, _ help: String, _ value: (LinkStatistics) -> Double?) {
            text.family(name, .gauge, help)
            for link in links {
                if let value = value(link.numbers) { text.sample(name, ["link": link.name], value) }
            }
        }
        text.family("huizhen_relay_link_state", .gauge, "1 for the state each link is in.")
        for link in links {
            for state in LinkStatistics.State.allCases {
                text.sample(
                    "huizhen_relay_link_state", ["link": link.name, "state": state.rawValue],
                    link.numbers.state == state ? 1 : 0)
            }
        }
        each("huizhen_relay_link_sessions", "Sessions whose media runs over the link.") {
            Double($0.sessions)
        }
        each("huizhen_relay_link_standby", "Paths over the link that answer and carry no media now.") {
            Double($0.standby)
        }
        each("huizhen_relay_link_round_trip_seconds", "Mean round trip of the link's paths.") {
            $0.roundTrip?.seconds
        }
        each("huizhen_relay_link_jitter_seconds", "Mean deviation of the round trip.") { $0.jitter.seconds }
        each("huizhen_relay_link_loss_ratio", "Mean share of checks that went unanswered.") { $0.loss }
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
