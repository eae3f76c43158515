/// A patient's application to get money back, and what became of it (SC 32; REQUIREMENTS.md §5.7).
package struct Refund: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case requested, approved, completed, rejected
    }

    /// 1, 2, 3 … within its charge.
    package var number: Int
    package var state: State
    package var amount: Money
    package var reason: Redacted<String>
    /// When the patient applied, which may be before it was keyed in.
    package var appliedAt: WallTime
    /// 24:00 of the 10th working day after the day of application.
    package var dueAt: WallTime
    /// Years whose holidays were not known when `dueAt` was counted; empty normally.
    package var unknownYears: [Int]
    package var requestedBy: AccountID
    package var decidedAt: WallTime?
    package var decidedBy: AccountID?
    package var rejection: Redacted<String>?
    /// What the approval took back from each side.
    package var reduction: SplitReduction?
    package var completedAt: WallTime?
    package var receipt: FiscalReceipt?
    package var isOverdue: Bool

    package init(
        number: Int, amount: Money, reason: Redacted<String>, appliedAt: WallTime, dueAt: WallTime,
        unknownYears: [Int], requestedBy: AccountID
    ) {
        self.number = number
        state = .requested
        self.amount = amount
        self.reason = reason
        self.appliedAt = appliedAt
        self.dueAt = dueAt
        self.unknownYears = unknownYears
        self.requestedBy = requestedBy
        isOverdue = false
    }

    /// Still owed an answer or the money.
    package var isRunning: Bool { state == .requested || state == .approved }
    package var isProvisional: Bool { !unknownYears.isEmpty }
}
