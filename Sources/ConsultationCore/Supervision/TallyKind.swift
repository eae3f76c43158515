/// What is counted by day, for pages that look back a month: reading the counts costs the same whatever has happened.
package enum TallyKind: String, Sendable, CaseIterable {
    /// A command of a person that was refused, by its `err.*` code.
    case refusal
    /// A breach on record, by its `vio.*` code.
    case violation
    /// A limit whose act came in time, or did not, by its kind.
    case limitMet, limitPassed
    /// Why an invitation was declined, by the reason's code.
    case decline
    /// An item of material that was sent back for its quality.
    case materialRejected
}
