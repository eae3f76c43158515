/// Dividing an amount by weights so that the parts add up to it to the 分 (AMB-14).
package enum LargestRemainder {
    /// One part a weight, in their order. The 分 that do not come out even go to the largest remainders; of equal ones
    /// the first goes first. Weights are not negative; without any weight there are no parts.
    package static func portions(of amount: Money, weights: [Int64]) -> [Money] {
        let weights = weights.map { Int128(max(0, $0)) }
        let total = weights.reduce(0, +)
        guard total > 0 else { return [] }
        let whole = Int128(amount.fen.magnitude)
        // Both factors are below 2^63: the product fits.
        var portions = weights.map { whole * $0 / total }
        let remainders = weights.map { whole * $0 % total }
        var left = whole - portions.reduce(0, +)
        for index in weights.indices.sorted(by: { (remainders[$1], $0) < (remainders[$0], $1) })
        where left > 0 {
            portions[index] += 1
            left -= 1
        }
        return portions.map { Money(fen: Int64(clamping: amount.fen < 0 ? -$0 : $0)) }
    }
}
