/// One link as the legs of one engine see it, at one moment.
package struct LinkStatistics: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case up
        /// The kernel says that its address or interface is down.
        case down
        /// The operator has taken it out of use.
        case left
        /// It is up, but no leg has had an answer over it lately.
        case silent
    }

    package var link: LinkID
    package var state = State.up
    /// Legs whose traffic runs over it, and legs that could use it.
    package var sessions = 0
    package var standby = 0
    /// Means over the legs that have answers over it: round trip and its deviation, and the share of checks unanswered.
    package var roundTrip: Duration?
    package var jitter: Duration = .zero
    package var loss: Double = 0

    package init(link: LinkID) { self.link = link }
}

extension RelayEngine {
    /// The numbers of links 0 to `count` - 1. Looks at every pair of every leg: for a scrape, not for the packet path.
    package func linkStatistics(count: Int, at now: MonotonicInstant) -> [LinkStatistics] {
        (0..<min(max(count, 0), 256)).map { number in
            var result = LinkStatistics(link: LinkID(value: UInt8(number)))
            var (answered, asked) = (0, 0)
            var roundTrips = Duration.zero
            for leg in order where leg.phase == .connected {
                if leg.sendingPath?.link == result.link { result.sessions += 1 }
                for (index, pair) in leg.ice.pairs.enumerated() where pair.path.link == result.link {
                    // A private address of the other end never answers, and says nothing of the link.
                    guard let roundTrip = pair.roundTrip else { continue }
                    asked += 1
                    guard pair.answered(within: EngineTimes.linkPatience, at: now) else { continue }
                    answered += 1
                    roundTrips += roundTrip
                    result.jitter += pair.roundTripDeviation
                    result.loss += pair.loss
                    if index != leg.ice.active { result.standby += 1 }
                }
            }
            if answered > 0 {
                result.roundTrip = roundTrips / answered
                result.jitter = result.jitter / answered
                result.loss /= Double(answered)
            }
            if links.down.contains(result.link) {
                result.state = .down
            } else if links.left.contains(result.link) {
                result.state = .left
            } else if asked > 0, answered == 0 {
                result.state = .silent
            }
            return result
        }
    }
}
