extension Consultation {
    mutating func applyToTeam(_ event: ConsultationEvent) {
        switch event.change {
        case .teamInvited(let asked, let confirmed, _):
            invitations += asked
            charge = confirmed
            policyVersion = event.policyVersion
            enter(.inviting, at: event.at)
        case .teamAccepted(let institution, let physicians, let agreed):
            assigned += physicians
            slot = slot ?? agreed
            answer(.accepted, by: institution, at: event.at)
        case .teamDeclined(let institution, let reason):
            answer(.declined, by: institution, at: event.at, reason: reason)
        case .teamExpired(let institution): answer(.expired, by: institution, at: event.at)
        case .teamSettled:
            for index in invitations.indices where invitations[index].state == .sent {
                invitations[index].state = .withdrawn
                invitations[index].answeredAt = event.at
            }
            enter(.accepted, at: event.at)
        case .teamDissolved:
            withdrawInvitations(at: event.at)
            assigned = []
            slot = nil
            returnToDraft(at: event.at)
        default: break
        }
    }

    private mutating func answer(
        _ state: Invitation.State, by institution: InstitutionID, at instant: WallTime,
        reason: DeclineReason? = nil
    ) {
        guard
            let index = invitations.lastIndex(where: { $0.institution == institution && $0.state == .sent })
        else { return }
        invitations[index].state = state
        invitations[index].answeredAt = instant
        invitations[index].declineReason = reason
    }

    mutating func applyToOpinions(_ event: ConsultationEvent) {
        switch event.change {
        case .opinionDraftSaved(let institution, let sections, let signers):
            let opinion = InstitutionOpinion(
                institution: institution, sections: sections, signers: signers, signatures: [])
            opinions = (opinions ?? []).filter { $0.institution != institution } + [opinion]
        case .opinionSigned(let institution, let signature):
            change(institution) { $0.signatures.append(signature) }
        case .opinionGiven(let institution, let hash):
            change(institution) {
                $0.givenAt = event.at
                $0.contentHash = hash
            }
        case .summarySaved(let text, let signers):
            report = ConsultationReport(
                state: .draft, sections: [], signers: signers, signatures: [], issuedAt: nil,
                contentHash: nil, liability: nil, addenda: [], summary: text)
        case .feeShared(let shares): charge?.shares = shares
        default: break
        }
    }

    private mutating func change(_ institution: InstitutionID, _ body: (inout InstitutionOpinion) -> Void) {
        var all = opinions ?? []
        for index in all.indices where all[index].institution == institution { body(&all[index]) }
        opinions = all
    }

    mutating func applyToMaterial(_ event: ConsultationEvent) {
        switch event.change {
        case .materialAttached(let attachment):
            attachments.append(attachment)
            guard let replaced = attachment.facts?.replaces,
                let index = attachments.firstIndex(where: { $0.id == replaced })
            else { return }
            attachments[index].rejection?.replacedBy = attachment.id
        case .materialRejected(let id, let rejection):
            guard let index = attachments.firstIndex(where: { $0.id == id }) else { return }
            attachments[index].rejection = rejection
        default: break
        }
    }
}
