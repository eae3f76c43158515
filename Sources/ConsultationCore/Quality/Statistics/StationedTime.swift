/// What a person's telemedicine of a year counts towards the required stay at a supported hospital (连续驻点时间, JL 46(4)).
/// Nothing is certified: both figures are shown, and the authority decides (AMB-32).
package struct StationedTime: Codable, Sendable, Equatable {
    package enum Ineligibility: String, Codable, Sendable, CaseIterable {
        /// Only staff of public institutions at county level and above are credited.
        case privateInstitution, belowCountyLevel, noRuleHere, ownershipUnknown
    }

    package let rawMinutes: Int
    package let creditedMinutes: Int
    package let ineligibility: Ineligibility?
    /// The share of the required stay that the credit covers, in percent and at most the rate; nil without one.
    package let percentOfRequirement: Int?

    /// - Parameters:
    ///   - minutes: of every completed service of the year; rounding happens once, at the year's sum, half up.
    ///   - rate: percent of `statistics.stationedTimeCreditRate`; nil where no text credits anything.
    ///   - isPublic: nil where it is not recorded.
    ///   - requiredMinutes: what the person must stay, where it was entered.
    package init(
        minutes: [Int], level: InstitutionLevel, isPublic: Bool?, rate: Int?, requiredMinutes: Int? = nil
    ) {
        let raw = minutes.reduce(0) { sum, next in
            let (added, isTooLarge) = sum.addingReportingOverflow(max(0, next))
            return isTooLarge ? sum : added
        }
        rawMinutes = raw
        let ground: Ineligibility? =
            switch (rate, isPublic) {
            case (nil, _): .noRuleHere
            case (_, nil): .ownershipUnknown
            case (_, false?): .privateInstitution
            default: level == .primaryCare ? .belowCountyLevel : nil
            }
        ineligibility = ground
        let percent = min(100, max(0, rate ?? 0))
        let (whole, rest) = raw.quotientAndRemainder(dividingBy: 100)
        creditedMinutes = ground == nil ? whole * percent + (rest * percent + 50) / 100 : 0
        percentOfRequirement = requiredMinutes.flatMap { required in
            guard required > 0, ground == nil else { return nil }
            return raw >= required ? percent : min(percent, whole * 100 / max(1, required / 100))
        }
    }
}
