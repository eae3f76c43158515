/// The part of a fee that belongs to one institution of a team, with what the inviting side keeps of it: each pair of
/// institutions settles its own part, and the parts add up to the fee (AMB-14, AT-41).
package struct TeamShare: FeeShares, Codable, Sendable, Equatable {
    package struct Part: Codable, Sendable, Equatable {
        package var institution: InstitutionID
        package var weight: Int

        package init(institution: InstitutionID, weight: Int) {
            self.institution = institution
            self.weight = weight
        }
    }

    package let institution: InstitutionID
    package let weight: Int
    package let inviting: Money
    package let invited: Money

    package var part: Part { Part(institution: institution, weight: weight) }
    package var fee: Money { inviting + invited }
}

extension SettlementSplit {
    /// Both shares by weight, each with the largest remainder first and ties by the institution's id (AMB-14). Empty
    /// where no weight is.
    package func shares(among parts: [TeamShare.Part]) -> [TeamShare] {
        let weights = parts.map(\.weight)
        guard !parts.isEmpty, weights.allSatisfy({ (1...Self.maximumParts).contains($0) }) else { return [] }
        let kept = Self.portions(of: inviting, parts)
        let paid = Self.portions(of: invited, parts)
        return parts.indices.map { index in
            TeamShare(
                institution: parts[index].institution, weight: parts[index].weight, inviting: kept[index],
                invited: paid[index])
        }
    }

    private static func portions(of amount: Money, _ parts: [TeamShare.Part]) -> [Money] {
        let order = parts.indices.sorted { parts[$0].institution < parts[$1].institution }
        let ordered = LargestRemainder.portions(of: amount, weights: order.map { Int64(parts[$0].weight) })
        var portions = parts.map { _ in Money.zero }
        for (index, portion) in zip(order, ordered) { portions[index] = portion }
        return portions
    }
}
