/// What one practitioner did in one case that came to its report (JL-47c, JL-46a).
package struct ServiceActivity: Sendable, Equatable {
    package var institution: InstitutionID
    package var practitioner: PractitionerID
    /// The case or the diagnosis order.
    package var subject: String
    package var side: PartySide
    package var kind: ServiceKind
    /// The day on which the report was issued.
    package var day: CivilDate
    /// Whole minutes in the session; a diagnosis has none.
    package var minutes: Int
    /// The report came by its limit; nil for the side that writes none.
    package var isOnTime: Bool?

    package init(
        institution: InstitutionID, practitioner: PractitionerID, subject: String, side: PartySide,
        kind: ServiceKind, day: CivilDate, minutes: Int, isOnTime: Bool?
    ) {
        self.institution = institution
        self.practitioner = practitioner
        self.subject = subject
        self.side = side
        self.kind = kind
        self.day = day
        self.minutes = minutes
        self.isOnTime = isOnTime
    }

    /// Everybody who was in the session of a case whose report is issued; none before.
    package static func lines(of consultation: Consultation) -> [ServiceActivity] {
        guard let issuedAt = consultation.report?.issuedAt else { return [] }
        return AttendanceTime.people(in: consultation).compactMap { person in
            let minutes = AttendanceTime.minutes(of: person.practitioner, in: consultation.session)
            let side: PartySide = person.institution == consultation.inviting ? .inviting : .invited
            guard consultation.session.attended(person.practitioner) else { return nil }
            return ServiceActivity(
                institution: person.institution, practitioner: person.practitioner,
                subject: consultation.id.text, side: side, kind: consultation.serviceKind,
                day: CivilDate(issuedAt), minutes: minutes,
                isOnTime: side == .invited ? !consultation.isReportLate : nil)
        }
    }

    /// Whoever signed the report of a diagnosis order.
    package static func line(of order: DiagnosisOrder) -> ServiceActivity? {
        guard let report = order.report, let invited = order.invited else { return nil }
        let isLate = order.violations.contains { if case .reportLate = $0 { true } else { false } }
        return ServiceActivity(
            institution: invited, practitioner: report.practitioner, subject: order.id.text, side: .invited,
            kind: order.request.scope.kind, day: CivilDate(report.signedAt), minutes: 0, isOnTime: !isLate)
    }
}
