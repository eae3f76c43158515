package enum DutyRotaCommand: Sendable, Equatable {
    case draft(DutyRotaOpening)
    case plan(DutyPeriod, [DutyShift])
    case publish
    case withdraw(reason: String)
    /// The watch over who is there, and the end of the period.
    case deadlinePassed(Deadline.Kind)
}

package struct DutyRotaOpening: Codable, Sendable, Equatable {
    package var id: DutyRotaID
    package var agreement: AgreementID
    package var serviceKind: ServiceKind
    package var period: DutyPeriod
    package var shifts: [DutyShift]

    package init(
        id: DutyRotaID, agreement: AgreementID, serviceKind: ServiceKind, period: DutyPeriod,
        shifts: [DutyShift]
    ) {
        self.id = id
        self.agreement = agreement
        self.serviceKind = serviceKind
        self.period = period
        self.shifts = shifts
    }
}

/// In the order of Protocols/duty-rota-states.md.
package enum DutyRotaAction: String, Codable, Sendable, CaseIterable {
    case draft, plan, publish, withdraw, deadlinePassed

    package var allowedStates: [DutyRota.State] {
        switch self {
        case .draft: []
        case .plan, .publish: [.draft]
        case .withdraw: [.draft, .published]
        case .deadlinePassed: [.published]
        }
    }

    /// Of the institution whose rota it is; empty for the service itself.
    package var roles: [Role] {
        self == .deadlinePassed ? [] : [.invitationCoordinator, .institutionAdmin, .qualityController]
    }
}

extension DutyRotaCommand {
    package var action: DutyRotaAction {
        switch self {
        case .draft: .draft
        case .plan: .plan
        case .publish: .publish
        case .withdraw: .withdraw
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum DutyRotaChange: RecordChange {
    case drafted(DutyRotaOpening, institution: InstitutionID, served: [InstitutionID])
    case planned(DutyPeriod, [DutyShift])
    case published(unattendedAfter: TimeSpan)
    case withdrawn(reason: String)
    case becameUnattended(since: WallTime)
    case attendedAgain(at: WallTime)
    case violationRaised(Violation)
    case ended
    case deadlinePassed(Deadline.Kind, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .drafted: "drafted"
        case .planned: "planned"
        case .published: "published"
        case .withdrawn: "withdrawn"
        case .becameUnattended: "becameUnattended"
        case .attendedAgain: "attendedAgain"
        case .violationRaised: "violationRaised"
        case .ended: "ended"
        case .deadlinePassed: "deadlinePassed"
        }
    }
}
