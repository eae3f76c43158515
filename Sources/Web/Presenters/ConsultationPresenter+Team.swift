import ConsultationCore
import Orchestration

extension ConsultationPresenter {
    var team: [TeamMemberPayload]? {
        guard view.consultation.isTeam else { return nil }
        return view.team.map { member in
            let names = member.seat.specialties.map { code in
                member.institution?.department(code)?.name ?? code.text
            }
            return TeamMemberPayload(
                institution: reference(member.seat.institution, member.institution),
                specialties: member.seat.specialties.map(\.text), specialtyNames: names,
                weight: member.seat.weight, state: member.invitation?.state.rawValue,
                answeredAt: member.invitation?.answeredAt.map(Instant.init),
                declineReason: member.invitation?.declineReason.map {
                    .init(code: $0.code.rawValue, text: $0.text.value)
                },
                shareFen: view.consultation.charge?.shares?.first {
                    $0.institution == member.seat.institution
                }?.invited.fen)
        }
    }

    private func reference(_ id: InstitutionID, _ institution: Institution?) -> InstitutionReference {
        InstitutionReference(id: id.text, name: institution?.name ?? "")
    }

    /// A draft is the own institution's; the inviting side reads the opinions once the report is issued.
    var opinions: [OpinionPayload]? {
        guard view.consultation.isTeam, mayRead else { return nil }
        let isIssued = view.consultation.report?.state == .signed
        return (view.consultation.opinions ?? []).filter { opinion in
            isIssued || opinion.institution == view.reader
                || (view.side == .invited && opinion.givenAt != nil)
        }.map { opinion in
            OpinionPayload(
                institution: reference(
                    opinion.institution,
                    view.team.first { $0.seat.institution == opinion.institution }?.institution),
                sections: opinion.sections.map {
                    .init(question: $0.question.value, answer: $0.answer.value)
                },
                signers: opinion.signers.map(\.text), signatures: opinion.signatures.map(signature),
                givenAt: opinion.givenAt.map(Instant.init), hash: opinion.contentHash?.hexadecimal)
        }
    }

    /// Everybody who attended signs it, so both sides read it while it is written.
    var summary: SummaryPayload? {
        guard mayRead, let report = view.consultation.report, let text = report.summary else { return nil }
        let hash = view.consultation.reportContent(report).digest
        let signed = report.signatures.filter { $0.contentHash == hash }.map(\.practitioner)
        return SummaryPayload(
            text: text.value, signers: report.signers.map(\.text),
            signatures: report.signatures.map(signature),
            waitsFor: report.signers.filter { !signed.contains($0) }.map(name))
    }

    var patientAttendance: [PatientAttendancePayload]? {
        guard view.consultation.needsPatientPresent else { return nil }
        return (view.consultation.session.patientPresences ?? []).map {
            PatientAttendancePayload(
                recordedBy: name($0.recordedBy), since: Instant($0.since), until: $0.until.map(Instant.init))
        }
    }
}
