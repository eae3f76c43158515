package enum ReferralCommand: Sendable, Equatable {
    case draft(ReferralOpening)
    case edit(ReferralContent)
    case signConsent(ConsentSigner)
    /// With the files that travel.
    case send([SealedFile])
    case accept(expectedOn: CivilDate, note: Redacted<String>)
    case decline(reason: Redacted<String>)
    case withdraw(reason: Redacted<String>)
    case confirmArrival
    case deadlinePassed

    /// In the order of Protocols/referral-states.md.
    package enum Action: String, Codable, Sendable, CaseIterable {
        case draft, edit, signConsent, send, accept, decline, withdraw, confirmArrival, deadlinePassed

        package var allowedStates: [TwoWayReferral.State] {
            switch self {
            case .draft: []
            case .edit, .signConsent, .send: [.draft]
            case .accept, .decline, .deadlinePassed: [.sent]
            case .withdraw: [.draft, .sent, .accepted]
            case .confirmArrival: [.accepted]
            }
        }

        /// Nil: the service's own.
        package var side: PartySide? {
            switch self {
            case .draft, .edit, .signConsent, .send, .withdraw: .inviting
            case .accept, .decline, .confirmArrival: .invited
            case .deadlinePassed: nil
            }
        }

        package var roles: [Role] {
            side == .inviting ? [.physician] : [.invitationCoordinator, .physician]
        }
    }

    package var action: Action {
        switch self {
        case .draft: .draft
        case .edit: .edit
        case .signConsent: .signConsent
        case .send: .send
        case .accept: .accept
        case .decline: .decline
        case .withdraw: .withdraw
        case .confirmArrival: .confirmArrival
        case .deadlinePassed: .deadlinePassed
        }
    }
}

/// Why a referral is refused.
package enum ReferralRefusal: Sendable, Equatable {
    case stateNotAllowed(TwoWayReferral.State)
    case directionWrong(ReferralDirection)
    case consentMissing
    case targetNotPhysical
    case reportMissing

    package var code: RefusalCode {
        switch self {
        case .stateNotAllowed: .referralStateNotAllowed
        case .directionWrong: .referralDirectionWrong
        case .consentMissing: .referralConsentMissing
        case .targetNotPhysical: .referralTargetNotPhysical
        case .reportMissing: .referralReportMissing
        }
    }
}

/// What a decision needs beside the referral.
package struct ReferralFacts: Sendable {
    package var own: Institution?
    package var target: Institution?
    package var patient: Patient?
    /// The case it is opened from.
    package var consultation: Consultation?

    package init(
        own: Institution? = nil, target: Institution? = nil, patient: Patient? = nil,
        consultation: Consultation? = nil
    ) {
        self.own = own
        self.target = target
        self.patient = patient
        self.consultation = consultation
    }
}
