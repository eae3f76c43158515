import ConsultationCore
import Orchestration

extension ConsultationPresenter {
    func person(_ assignment: Assignment) -> PersonPayload {
        PersonPayload(
            practitionerId: assignment.practitioner.text, name: name(assignment.practitioner),
            title: title(assignment.practitioner) ?? DisplayNames.title(assignment.title),
            institutionId: assignment.institution?.text)
    }

    func name(_ practitioner: PractitionerID) -> String {
        view.practitioners[practitioner]?.name ?? ""
    }

    private func title(_ practitioner: PractitionerID) -> String? {
        view.practitioners[practitioner]?.titleDisplay
    }

    var session: SessionAttendancePayload? {
        let session = view.consultation.session
        guard session.startedAt != nil || !session.presences.isEmpty else { return nil }
        return SessionAttendancePayload(
            startedAt: session.startedAt.map(Instant.init), endedAt: session.endedAt.map(Instant.init),
            attendance: session.presences.map { presence in
                .init(
                    name: name(presence.practitioner), side: presence.side.rawValue,
                    joinedAt: Instant(presence.joinedAt), leftAt: presence.leftAt.map(Instant.init))
            })
    }

    /// A draft is the invited side's own; the inviting side sees the report once it is issued.
    var report: ReportPayload? {
        if view.consultation.isTeam { return teamReport }
        guard let report = view.consultation.report, report.state == .signed || view.side == .invited else {
            return nil
        }
        return payload(of: report, sections: report.sections)
    }

    /// To a team's physician the report is the own institution's opinion until the joint one is issued.
    private var teamReport: ReportPayload? {
        if let report = view.consultation.report, report.state == .signed {
            return payload(of: report, sections: [])
        }
        guard view.side == .invited, let own = view.consultation.opinion(of: view.reader) else { return nil }
        return payload(
            of: ConsultationReport(
                state: .draft, sections: own.sections, signers: own.signers, signatures: own.signatures,
                issuedAt: nil, contentHash: nil, liability: nil, addenda: []), sections: own.sections)
    }

    private func payload(of report: ConsultationReport, sections: [ReportSection]) -> ReportPayload {
        ReportPayload(
            state: report.state.rawValue,
            sections: sections.map { .init(question: $0.question.value, answer: $0.answer.value) },
            signers: report.signers.map(\.text),
            signatures: report.signatures.map(signature), issuedAt: report.issuedAt.map(Instant.init),
            hash: report.contentHash?.hexadecimal, liability: report.liability?.rawValue,
            entities: report.entities?.map(LegalEntityPayload.init),
            addenda: report.addenda.map { addendum in
                .init(
                    text: addendum.text.value, name: name(addendum.practitioner),
                    signedAt: Instant(addendum.signedAt), hash: addendum.contentHash.hexadecimal)
            })
    }

    func signature(_ signature: ReportSignature) -> ReportPayload.Signature {
        .init(
            name: name(signature.practitioner),
            title: title(signature.practitioner) ?? DisplayNames.title(signature.title),
            signedAt: Instant(signature.signedAt), hash: signature.contentHash.hexadecimal)
    }

    var decision: DecisionPayload? {
        view.consultation.decision.map { decision in
            DecisionPayload(
                outcome: decision.outcome.rawValue, plan: decision.plan.value,
                decidedBy: name(decision.practitioner), decidedAt: Instant(decision.signedAt),
                hash: decision.contentHash.hexadecimal)
        }
    }
}
