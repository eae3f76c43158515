/// What is counted of the service, with definitions that never change under the same version (JL 46(3);
/// Protocols/statistics.md). A new meaning is a new version.
package enum ServiceCounter: String, Codable, Sendable, CaseIterable {
    case sent, accepted, declined, expired, completed, reportedOnTime, reportedLate
    case uploadOnTime, uploadLate
    /// How many ratings, and the sum of their points: the mean is their quotient.
    case ratings, ratingPoints

    package static let definitions = "1"
}

/// One step of one counter: for whom, on which side, for what, when.
package struct ServiceFigure: Sendable, Equatable, Hashable {
    package var institution: InstitutionID
    package var side: PartySide
    /// Nil where no single service is meant: an upload duty belongs to a patient.
    package var kind: ServiceKind?
    package var counter: ServiceCounter
    package var at: WallTime
    package var amount: Int

    package init(
        institution: InstitutionID, side: PartySide, kind: ServiceKind?, counter: ServiceCounter,
        at: WallTime, amount: Int = 1
    ) {
        self.institution = institution
        self.side = side
        self.kind = kind
        self.counter = counter
        self.at = at
        self.amount = amount
    }
}

/// Counts from journals alone: the same entries always give the same figures (JL-35e).
package enum ServiceStatistics {
    /// What one event counts; `before` is the case as it was.
    package static func figures(of event: ConsultationEvent, on before: Consultation) -> [ServiceFigure] {
        switch event.change {
        case .submitted(let invitation, _, _), .institutionMatched(let invitation, _, _):
            both(.sent, event.at, before, invited: invitation.institution)
        case .invitationAccepted: both(.accepted, event.at, before, invited: before.invitation?.institution)
        case .invitationDeclined: both(.declined, event.at, before, invited: before.invitation?.institution)
        case .invitationExpired: both(.expired, event.at, before, invited: before.invitation?.institution)
        case .teamInvited(let invitations, _, _):
            invitations.flatMap { both(.sent, event.at, before, invited: $0.institution) }
        case .teamAccepted(let institution, _, _): both(.accepted, event.at, before, invited: institution)
        case .teamDeclined(let institution, _): both(.declined, event.at, before, invited: institution)
        case .teamExpired(let institution): both(.expired, event.at, before, invited: institution)
        case .reportIssued:
            served(.completed, event.at, before)
                + served(before.isReportLate ? .reportedLate : .reportedOnTime, event.at, before)
        default: []
        }
    }

    package static func figures(of event: UploadDutyEvent, on duty: UploadDuty) -> [ServiceFigure] {
        guard case .fulfilled(let late) = event.change else { return [] }
        return [
            ServiceFigure(
                institution: duty.institution, side: .inviting, kind: nil,
                counter: late == nil ? .uploadOnTime : .uploadLate, at: event.at)
        ]
    }

    /// The patient rates the service of both institutions; the inviting physician the invited one.
    package static func figures(
        of event: RecordEvent<CaseRatingChange>, on rating: CaseRating
    ) -> [ServiceFigure] {
        guard case .rated(let rater, let score, _) = event.change else { return [] }
        var rated: [(InstitutionID, PartySide)] = [(rating.invited, .invited)]
        if rater == .patient { rated.append((rating.institution, .inviting)) }
        return rated.flatMap { institution, side in
            [(ServiceCounter.ratings, 1), (.ratingPoints, score)].map { counter, amount in
                ServiceFigure(
                    institution: institution, side: side, kind: rating.serviceKind, counter: counter,
                    at: event.at, amount: amount)
            }
        }
    }

    /// Once for the inviting institution, and once for each that serves.
    private static func served(
        _ counter: ServiceCounter, _ at: WallTime, _ subject: Consultation
    ) -> [ServiceFigure] {
        let serving = subject.invitations.filter { $0.state == .accepted }.map(\.institution)
        return both(counter, at, subject, invited: serving.first)
            + serving.dropFirst().map {
                ServiceFigure(
                    institution: $0, side: .invited, kind: subject.serviceKind, counter: counter, at: at)
            }
    }

    private static func both(
        _ counter: ServiceCounter, _ at: WallTime, _ subject: Consultation, invited: InstitutionID?
    ) -> [ServiceFigure] {
        let inviting = ServiceFigure(
            institution: subject.inviting, side: .inviting, kind: subject.serviceKind, counter: counter,
            at: at)
        guard let invited else { return [inviting] }
        return [
            inviting,
            ServiceFigure(
                institution: invited, side: .invited, kind: subject.serviceKind, counter: counter, at: at),
        ]
    }
}

extension Consultation {
    var isReportLate: Bool {
        violations.contains { if case .reportLate = $0 { true } else { false } }
    }
}
