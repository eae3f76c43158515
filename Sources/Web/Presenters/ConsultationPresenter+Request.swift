import ConsultationCore
import Orchestration

extension ConsultationPresenter {
    /// The six fields of the invitation and its answer.
    var invitation: InvitationPayload {
        let request = view.consultation.request
        let own = view.side == .invited ? view.consultation.liveInvitation(of: view.reader) : nil
        let sent = own ?? view.consultation.invitation
        return InvitationPayload(
            reason: mayRead ? request.invitationReason?.value : nil,
            purpose: mayRead ? request.invitationPurpose?.value : nil,
            proposedSchedule: (request.proposedSchedule ?? []).map(SlotPayload.init),
            caseSummary: mayRead ? request.caseSummary?.value : nil,
            requestedSpecialty: request.requestedSpecialty?.text,
            requestedTitle: request.requestedTitle?.rawValue,
            wishedPhysician: request.wishedPhysician?.value,
            treatingDepartment: request.treatingDepartment?.text, deidentified: request.deidentified,
            channel: sent?.channel.rawValue,
            sentBy: sent?.sentBy.flatMap { view.accountNames[$0] },
            platformOperatorId: request.platformOperator?.text,
            publicSummary: request.publicSummary?.value,
            priceId: request.price?.text,
            state: sent?.state.rawValue, sentAt: sent.map { Instant($0.sentAt) },
            responseDue: sent.map { Instant($0.responseDue) },
            declineReason: sent?.declineReason.map { .init(code: $0.code.rawValue, text: $0.text.value) },
            admission: mayRead ? request.admission.map(admission) : nil)
    }

    private func admission(_ admission: Admission) -> InvitationPayload.Admission {
        .init(
            admittedAt: Instant(admission.admittedAt),
            definitiveDiagnosisAt: admission.definitiveDiagnosisAt.map(Instant.init))
    }

    func attachment(_ attachment: Attachment) -> AttachmentPayload {
        AttachmentPayload(
            attachment,
            uploadedBy: view.accountNames[attachment.uploadedBy] ?? attachment.uploadedBy.exchangeName ?? "",
            rejectedBy: attachment.rejection.flatMap { view.accountNames[$0.by] })
    }

    var consent: ConsentPayload? {
        guard let consent = view.consultation.consent else { return nil }
        return ConsentPayload(
            state: consent.state.rawValue, feeFen: consent.fee.fen,
            serviceDescription: consent.serviceDescription.value, presentedAt: Instant(consent.presentedAt),
            signedAt: consent.signedAt.map(Instant.init), signerKind: consent.signer?.kind.rawValue,
            signerName: consent.signer?.name.value, hash: consent.documentHash?.hexadecimal,
            truthfulnessStated: consent.truthfulnessStated,
            recordedBy: consent.recordedBy == nil ? nil : view.invitingInstitution.name,
            recordingYears: consent.recordingYears)
    }
}

extension SlotPayload {
    init(_ slot: TimeSlot) {
        self.init(start: Instant(slot.start), end: Instant(slot.end))
    }
}

extension AttachmentPayload {
    init(_ attachment: Attachment, uploadedBy: String, rejectedBy: String? = nil) {
        let facts = attachment.facts
        self.init(
            id: attachment.id.text, name: attachment.name.value, contentType: attachment.contentType,
            size: attachment.size, sha256: attachment.sha256.hexadecimal, group: attachment.group.rawValue,
            uploadedAt: Instant(attachment.uploadedAt), uploadedBy: uploadedBy,
            kind: facts?.kind.rawValue, author: facts?.author?.value,
            acquiredAt: facts?.acquiredAt.map(Instant.init), deviceId: facts?.device,
            qualityAttested: facts?.qualityAttested, captureMethod: facts?.capture.rawValue,
            capturedBy: facts?.capturedBy?.value, originalKeeper: facts?.originalKeeper?.value,
            replaces: facts?.replaces?.text,
            rejection: attachment.rejection.map {
                RejectionPayload(
                    institutionId: $0.institution.text, by: rejectedBy ?? "", at: Instant($0.at),
                    reason: $0.reason.value, replacedBy: $0.replacedBy?.text)
            })
    }
}

extension IdentityDocument {
    var kind: String {
        switch self {
        case .residentID: "residentId"
        case .passport: "passport"
        case .other: "other"
        }
    }
}
