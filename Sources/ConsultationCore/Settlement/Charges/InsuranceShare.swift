/// How a fee is paid: what medical insurance bears and what is left to the patient (JL 5), as the hospital's own
/// cashier booked it. The statutory split between institutions knows nothing of it: it always divides the gross fee.
package struct InsuranceShare: Sendable, Equatable {
    package let insurancePart: Money
    package let selfPayPart: Money

    /// - Parameter booked: the sum of what insurance bears by the cashier's lines; taken back lines count negatively.
    ///   More than the fee, or less than nothing, cannot be: the nearer end counts.
    package init(of fee: Money, booked: Money) {
        insurancePart = max(.zero, min(fee, booked))
        selfPayPart = fee - insurancePart
    }
}
