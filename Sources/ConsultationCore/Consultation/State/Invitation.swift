/// One request to one institution (REQUIREMENTS.md §5.2). An answer at exactly `responseDue` counts.
package struct Invitation: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case sent, accepted, declined, expired, withdrawn
    }

    package enum Channel: String, Codable, Sendable, CaseIterable {
        case direct, platform
    }

    package var institution: InstitutionID
    package var channel: Channel
    package var state: State
    package var sentAt: WallTime
    package var responseDue: WallTime
    package var answeredAt: WallTime?
    package var declineReason: DeclineReason?
    /// Who sent it, for the inviting institution; nil in cases from before this was kept.
    package var sentBy: AccountID?
    /// What a team asks of this institution; nil outside a team.
    package var seat: TeamSeat?
}

package struct DeclineReason: Codable, Sendable, Equatable {
    package enum Code: String, Codable, Sendable, CaseIterable {
        case noSpecialist, outOfScope, scheduleConflict, materialInsufficient, other
    }

    package var code: Code
    package var text: Redacted<String>

    package init(code: Code, text: Redacted<String>) {
        self.code = code
        self.text = text
    }
}

/// Who was assigned, by whom, and on which qualifications (NHC-TM-3.3.3a).
package struct Assignment: Codable, Sendable, Equatable {
    package var practitioner: PractitionerID
    package var assignedBy: AccountID
    package var assignedAt: WallTime
    package var title: ProfessionalTitle
    package var kind: PractitionerKind
    package var independentClinicalStart: CivilDate?
    /// The institution that sends the person; nil where there is but one.
    package var institution: InstitutionID?
}
