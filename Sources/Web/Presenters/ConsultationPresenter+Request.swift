import ConsultationCore
import Orchestration

extension ConsultationPresenter {
    /// The six fields of the invitation and its answer.
    var invitation: InvitationPayload {
        let request = view.consultation.request
        let sent = view.consultation.invitation
        return InvitationPayload(
            reason: mayRead ? request.invitationReason?.value : nil,
            purpose: mayRead ? request.invitationPurpose?.value : nil,
            proposedSchedule: (request.proposedSchedule ?? []).map(SlotPayload.init),
            caseSummary: mayRead ? request.caseSummary?.value : nil,
            requestedSpecialty: request.requestedSpecialty?.text,
            requestedTitle: request.requestedTitle?.rawValue,
            wishedPhysician: request.wishedPhysician?.value,
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
        AttachmentPayload(attachment, uploadedBy: view.accountNames[attachment.uploadedBy] ?? "")
    }

    var consent: ConsentPayload? {
        guard let consent = view.consultation.consent else { return nil }
        return ConsentPayload(
            state: consent.state.rawValue, feeFen: consent.fee.fen,
            serviceDescription: consent.serviceDescription.value, presentedAt: Instant(consent.presentedAt),
            signedAt: consent.signedAt.map(Instant.init), signerKind: consent.signer?.kind.rawValue,
            signerName: consent.signer?.name.value, hash: consent.documentHash?.hexadecimal)
    }
}

extension SlotPayload {
    init(_ slot: TimeSlot) {
        self.init(start: Instant(slot.start), end: Instant(slot.end))
    }
}

extension AttachmentPayload {
    init(_ attachment: Attachment, uploadedBy: String) {
        self.init(
            id: attachment.id.text, name: attachment.name.value, contentType: attachment.contentType,
            size: attachment.size, sha256: attachment.sha256.hexadecimal, group: attachment.group.rawValue,
            uploadedAt: Instant(attachment.uploadedAt), uploadedBy: uploadedBy)
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
