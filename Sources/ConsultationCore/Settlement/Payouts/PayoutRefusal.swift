/// Why costs, keys and pay-out sheets are refused (JL 40, JL 43, JL 44¶1).
package enum PayoutRefusal: Sendable, Equatable {
    case costReversed
    case keyMissing(on: CivilDate)
    case rateBelowMinimum(percent: Int)
    /// Cases without anybody of the institution who could be paid for them.
    case personMissing([ConsultationNumber])
    /// A sheet of this month or a later one stands.
    case monthIssued(SettlementPeriod)
    case stateNotAllowed(PayoutSheet.State)

    package var code: RefusalCode {
        switch self {
        case .costReversed: .costReversed
        case .keyMissing: .payoutKeyMissing
        case .rateBelowMinimum: .payoutRateBelowMinimum
        case .personMissing: .payoutPersonMissing
        case .monthIssued: .payoutMonthIssued
        case .stateNotAllowed: .payoutStateNotAllowed
        }
    }
}

/// What all acts of the finance office about costs and pay-outs ask first.
enum PayoutGate {
    static func finance(_ caller: Caller) throws(Refusal) -> Caller.Member {
        guard let member = caller.member, member.roles.contains(.finance) else {
            throw .roleRequired([.finance])
        }
        return member
    }

    static func demand(_ reason: String, at pointer: String) throws(Refusal) {
        guard !reason.isBlank else { throw .fieldInvalid([FieldProblem(pointer, .missing)]) }
        guard reason.unicodeScalars.count <= MoneyLimits.reason else {
            throw .fieldInvalid([FieldProblem(pointer, .tooLong)])
        }
    }
}
