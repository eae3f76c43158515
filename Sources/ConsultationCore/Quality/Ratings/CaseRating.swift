/// What patient and inviting physician think of one case, 1 to 5 (NHC-SUP 25, JL 46(3);
/// Protocols/case-rating-states.md). Single ratings are shown to nobody: only means of an institution and period are.
package struct CaseRating: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        /// Neither, one, both have rated.
        case asked, patientRated, physicianRated, bothRated
    }

    package enum Rater: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
        case patient, invitingPhysician
    }

    package static let scores = 1...5

    package let number: ConsultationNumber
    package let about: ConsultationID
    package let institution: InstitutionID
    package let invited: InstitutionID
    package let serviceKind: ServiceKind
    package let openedAt: WallTime

    package var version: Int
    package var stateSince: WallTime
    /// Digest of number and secret on the patient's slip; a new slip makes the old one void.
    package var slip: Digest?
    package var ratings: [Rater: Rating]

    package var consultation: ConsultationID? { about }

    package struct Rating: Codable, Sendable, Equatable {
        package var score: Int
        package var comment: Redacted<String>?
        package var at: WallTime
    }
}

package enum CaseRatingCommand: QualityCommand {
    /// Takes the first slip, or a new one.
    case issueSlip(Digest, by: InstitutionID)
    case rateAsPatient(score: Int, comment: Redacted<String>?)
    case rateAsPhysician(score: Int, comment: Redacted<String>?, by: InstitutionID)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case issueSlip, rateAsPatient, rateAsPhysician, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .issueSlip: [QualityGate.start, "asked", "physicianRated"]
            case .rateAsPatient: ["asked", "physicianRated"]
            case .rateAsPhysician: [QualityGate.start, "asked", "patientRated"]
            case .deadlinePassed: []
            }
        }

        package var roles: [Role] {
            switch self {
            case .issueSlip: [.physician, .invitationCoordinator]
            case .rateAsPhysician: [.physician]
            case .rateAsPatient, .deadlinePassed: []
            }
        }
    }

    package var action: Action {
        switch self {
        case .issueSlip: .issueSlip
        case .rateAsPatient: .rateAsPatient
        case .rateAsPhysician: .rateAsPhysician
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum CaseRatingChange: QualityChange {
    case opened(
        ConsultationNumber, ConsultationID, inviting: InstitutionID, invited: InstitutionID, ServiceKind)
    case slipIssued(Digest)
    case rated(CaseRating.Rater, score: Int, comment: Redacted<String>?)

    package var kind: String {
        switch self {
        case .opened: "ratingOpened"
        case .slipIssued: "ratingSlipIssued"
        case .rated: "ratingGiven"
        }
    }
}
