/// One training, from its announcement to the confirmed list of who was there (NHC-TM 四(二)1, JL 46(5);
/// Protocols/training-states.md).
package struct TrainingEvent: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case announced, confirmed, cancelled
    }

    /// How it is known who was there.
    package enum Form: String, Codable, Sendable, CaseIterable {
        /// People sign in and out on their own page.
        case lecture
        /// A consultation or case discussion of this service: its log of the session says who was there.
        case session
        /// Held elsewhere: quality control enters what the certificate or the signed list says.
        case external
    }

    package let id: String
    package let institution: InstitutionID
    package let openedAt: WallTime
    package let told: TrainingTold
    /// The case whose session it was.
    package let consultation: ConsultationID?

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    /// Signed in or entered, not yet confirmed.
    package var attendees: [TrainingAttendee]
    /// What counts, once it is confirmed.
    package var attendances: [TrainingAttendance]
    package var reason: Redacted<String>?

    /// The organiser, and every institution whose staff may come.
    package var parties: [InstitutionID] { [institution] + told.invited }

    /// Product defaults: how long before the start people sign in, and how many may.
    package static let signInLead = TimeSpan.minutes(30)
    package static let attendeeLimit = 2_000
    package static let invitedLimit = 50
    /// Longest training: a week.
    package static let longestMinutes = 7 * 24 * 60
    /// Twenty credits, in tenths: more is a slip of the keyboard.
    package static let creditLimit = 200
}

/// What the organiser announces.
package struct TrainingTold: Codable, Sendable, Equatable {
    package var title: String
    package var form: TrainingEvent.Form
    package var topics: [TrainingTopic]
    package var slot: TimeSlot
    /// Institutions whose staff may come too.
    package var invited: [InstitutionID]
    /// 继续医学教育项目编号; nil where no credits are given.
    package var projectNumber: String?
    /// Credits for who was there long enough, in tenths.
    package var creditTenths: Int
    /// How long one must have been there.
    package var minimumMinutes: Int

    package init(
        title: String, form: TrainingEvent.Form, topics: [TrainingTopic], slot: TimeSlot,
        invited: [InstitutionID] = [], projectNumber: String? = nil, creditTenths: Int = 0,
        minimumMinutes: Int = 0
    ) {
        self.title = title
        self.form = form
        self.topics = topics
        self.slot = slot
        self.invited = invited
        self.projectNumber = projectNumber
        self.creditTenths = creditTenths
        self.minimumMinutes = minimumMinutes
    }
}

/// Somebody on the list, before it is confirmed.
package struct TrainingAttendee: Codable, Sendable, Equatable {
    package var practitioner: PractitionerID
    package var institution: InstitutionID
    package var signedInAt: WallTime?
    package var signedOutAt: WallTime?
    /// Entered by quality control instead of signed.
    package var enteredMinutes: Int?
}

/// What counts for one person.
package struct TrainingAttendance: Codable, Sendable, Equatable {
    /// Why there are no credits.
    package enum NoCredit: String, Codable, Sendable, CaseIterable {
        /// No rule of the place gives credits (`training.cmeCredit`).
        case noRuleHere
        case noProject, tooShort
    }

    package var practitioner: PractitionerID
    package var institution: InstitutionID
    package var minutes: Int
    package var creditTenths: Int
    package var noCredit: NoCredit?
    /// Long enough for the topics to count.
    package var isComplete: Bool

    package init(
        _ practitioner: PractitionerID, of institution: InstitutionID, minutes: Int, told: TrainingTold,
        under policy: Policy
    ) {
        self.practitioner = practitioner
        self.institution = institution
        self.minutes = minutes
        isComplete = minutes >= told.minimumMinutes && minutes > 0
        let ground: NoCredit? =
            if !policy.quality.cmeCredit {
                .noRuleHere
            } else if told.projectNumber == nil || told.creditTenths == 0 {
                .noProject
            } else {
                isComplete ? nil : .tooShort
            }
        noCredit = ground
        creditTenths = ground == nil ? told.creditTenths : 0
    }
}

package enum TrainingEventCommand: QualityCommand {
    case announce(id: String, InstitutionID, TrainingTold, about: ConsultationID?)
    case signIn
    case signOut
    case enter(PractitionerID, InstitutionID, minutes: Int)
    case confirm
    case cancel(reason: Redacted<String>)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case announce, signIn, signOut, enter, confirm, cancel, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .announce: [QualityGate.start]
            case .signIn, .signOut, .enter, .confirm, .cancel: ["announced"]
            case .deadlinePassed: []
            }
        }

        package var roles: [Role] {
            switch self {
            case .announce, .enter, .confirm, .cancel: TrainingPlan.planners
            // Whoever has a place in the register of practitioners.
            case .signIn, .signOut: Role.allCases.filter { $0 != .healthAuthority }
            case .deadlinePassed: []
            }
        }
    }

    package var action: Action {
        switch self {
        case .announce: .announce
        case .signIn: .signIn
        case .signOut: .signOut
        case .enter: .enter
        case .confirm: .confirm
        case .cancel: .cancel
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum TrainingEventChange: QualityChange {
    case announced(id: String, InstitutionID, TrainingTold, about: ConsultationID?)
    case signedIn(PractitionerID, InstitutionID)
    case signedOut(PractitionerID)
    case entered(PractitionerID, InstitutionID, minutes: Int)
    case confirmed([TrainingAttendance])
    case cancelled(reason: Redacted<String>)

    package var kind: String {
        switch self {
        case .announced: "trainingAnnounced"
        case .signedIn: "trainingSignedIn"
        case .signedOut: "trainingSignedOut"
        case .entered: "trainingAttendanceEntered"
        case .confirmed: "trainingConfirmed"
        case .cancelled: "trainingCancelled"
        }
    }
}
