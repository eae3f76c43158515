/// Whether an institution serves, has stopped, or has left (JL 34, REQUIREMENTS.md §5.8, Protocols/standing-states.md).
package struct InstitutionStanding: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case registered, active, suspended, suspendedReported, exited
    }

    package let institution: InstitutionID
    package var version: Int
    package var state: State
    package var stateSince: WallTime
    /// The last valid day of the practice licence, as last recorded (JL 13(1)).
    package var licenceValidTo: CivilDate?
    /// What the service proposes; quality control decides (JL-34d).
    package var proposal: SuspensionCause?
    package var suspension: Suspension?
    package var exit: SuspensionReason?
    package var passedDeadlines: [PassedDeadline]

    /// Product defaults: the law names a report, its limit stands in a rule of its own (JL-34b); and the days before
    /// the licence ends on which its holder is warned (JL-13a).
    package static let reportLimit = TimeSpan.hours(24)
    package static let proposalLimit = TimeSpan.hours(24)
    package static let warningDays = (first: 60, second: 30)
}

/// Why an institution must stop (JL 34). The licence's end is one of the conditions that no longer hold.
package enum SuspensionCause: String, Codable, Sendable, CaseIterable {
    case staffChanged, equipmentChanged, facilityChanged, otherConditionChanged
    case safetyHazard, seriousConsequence

    /// Running sessions must end at once (AMB-33).
    package var endsRunningSessions: Bool { self == .safetyHazard || self == .seriousConsequence }
}

package struct SuspensionReason: Codable, Sendable, Equatable {
    package var text: String
    package var by: Caller
    package var at: WallTime
}

/// One stop of service, from the order to its lifting.
package struct Suspension: Codable, Sendable, Equatable {
    package var cause: SuspensionCause
    package var text: String
    package var by: Caller
    /// Ordered by the competent authority: only it lifts it.
    package var isByAuthority: Bool
    package var at: WallTime
    package var report: SuspensionReport?
}

/// The report to the authority that issued the licence (JL 34).
package struct SuspensionReport: Codable, Sendable, Equatable {
    package var number: String
    package var authority: String
    package var filedOn: CivilDate
    package var by: AccountID?

    package init(number: String, authority: String, filedOn: CivilDate, by: AccountID? = nil) {
        self.number = number
        self.authority = authority
        self.filedOn = filedOn
        self.by = by
    }
}

/// Why service cannot be resumed yet.
package enum ResumeObstacle: String, Codable, Sendable, CaseIterable {
    case reportNotFiled, reviewerIsRequester, orderedByAuthority
}

package enum StandingCommand: Codable, Sendable, Equatable {
    /// The institution is known and does not serve yet.
    case register(validTo: CivilDate?)
    /// It fulfils what is asked of it and begins to serve (`ActivationCheck`).
    case accept
    /// Takes the institution's licence as it stands.
    case recordLicence(validTo: CivilDate?)
    case propose(SuspensionCause)
    case dismissProposal(reason: String)
    case suspend(SuspensionCause, reason: String)
    case fileReport(SuspensionReport)
    case resume(evidence: String)
    case exit(reason: String)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, Codable, Sendable, CaseIterable {
        case register, accept, recordLicence, propose, dismissProposal, suspend, fileReport, resume, exit
        case deadlinePassed

        package var allowedStates: [InstitutionStanding.State] {
            switch self {
            // It begins the record.
            case .register: []
            case .accept: [.registered]
            case .recordLicence, .deadlinePassed: [.registered, .active, .suspended, .suspendedReported]
            case .propose, .dismissProposal, .suspend: [.active]
            case .fileReport: [.suspended]
            // Asked too early it is refused with what is missing.
            case .resume: [.suspended, .suspendedReported]
            case .exit: [.registered, .active, .suspended, .suspendedReported]
            }
        }

        /// Who may, of the institution's own people; the authority may suspend, resume and exclude besides.
        package var roles: [Role] {
            switch self {
            case .register, .recordLicence, .propose, .deadlinePassed: []
            case .accept: [.operator]
            case .dismissProposal: [.qualityController]
            case .suspend, .fileReport, .resume: [.institutionAdmin, .qualityController]
            case .exit: [.institutionAdmin]
            }
        }

        package var isForAuthority: Bool { self == .suspend || self == .resume || self == .exit }
    }

    package var action: Action {
        switch self {
        case .register: .register
        case .accept: .accept
        case .recordLicence: .recordLicence
        case .propose: .propose
        case .dismissProposal: .dismissProposal
        case .suspend: .suspend
        case .fileReport: .fileReport
        case .resume: .resume
        case .exit: .exit
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum StandingChange: RecordChange {
    /// Known and not yet serving.
    case registered(InstitutionID, licenceValidTo: CivilDate?)
    case accepted
    /// Served before there was an acceptance.
    case recognised(InstitutionID, licenceValidTo: CivilDate?)
    case licenceRecorded(validTo: CivilDate?)
    case suspensionProposed(SuspensionCause)
    case proposalDismissed(reason: String)
    case suspended(SuspensionCause, reason: String, isByAuthority: Bool)
    case reportFiled(SuspensionReport)
    case resumed(evidence: String)
    case exited(reason: String)
    case deadlinePassed(Deadline.Kind, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .registered: "registered"
        case .accepted: "accepted"
        case .recognised: "recognised"
        case .licenceRecorded: "licenceRecorded"
        case .suspensionProposed: "suspensionProposed"
        case .proposalDismissed: "proposalDismissed"
        case .suspended: "suspended"
        case .reportFiled: "reportFiled"
        case .resumed: "resumed"
        case .exited: "exited"
        case .deadlinePassed: "deadlinePassed"
        }
    }
}
