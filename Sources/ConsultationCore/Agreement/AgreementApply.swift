extension CooperationAgreement {
    package typealias Change = AgreementChange

    package init?(first event: RecordEvent<AgreementChange>) {
        guard case .drafted(let id, let text, let institution) = event.change else { return nil }
        self.init(
            id: id, draftedBy: institution, draftedAt: event.at, version: 1, state: .draft, text: nil,
            signatures: [],
            proposal: AgreementProposal(text: text, draftedBy: institution, signatures: []), edition: 0,
            suspension: nil, ending: nil, passedDeadlines: [])
    }

    package mutating func apply(_ event: RecordEvent<AgreementChange>) {
        version += 1
        switch event.change {
        case .drafted: break
        case .edited(let text): proposal?.text = text
        case .submitted(let contentHash):
            proposal?.submittedAt = event.at
            proposal?.contentHash = contentHash
            proposal?.signatures = []
            if text == nil { state = .inSignature }
        case .signed(let signature): proposal?.signatures.append(signature)
        case .rejected(let reason):
            proposal?.submittedAt = nil
            proposal?.contentHash = nil
            proposal?.signatures = []
            proposal?.rejection = Self.act(reason, event)
            if text == nil { state = .draft }
        case .enteredIntoForce:
            text = proposal?.text
            signatures = proposal?.signatures ?? []
            proposal = nil
            edition += 1
            state = .inForce
        case .amendmentDrafted(let text, let institution):
            proposal = AgreementProposal(text: text, draftedBy: institution, signatures: [])
        case .suspended(let reason):
            suspension = Self.act(reason, event)
            // What was out for signature is taken back: nothing comes into force while the parties are at odds.
            proposal?.submittedAt = nil
            proposal?.contentHash = nil
            proposal?.signatures = []
            state = .suspended
        case .resumed:
            suspension = nil
            state = .inForce
        case .terminated(let reason):
            ending = Self.act(reason, event)
            proposal = nil
            state = .terminated
        case .expired:
            ending = Self.act("", event)
            proposal = nil
            state = .expired
        case .deadlinePassed(let kind, let dueAt):
            passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: event.at))
        }
    }

    private static func act(_ reason: String, _ event: RecordEvent<AgreementChange>) -> AgreementAct {
        AgreementAct(institution: event.by.institution, reason: reason, at: event.at)
    }
}

extension CooperationAgreement {
    /// A text out for signature has one limit; a signed one waits for its first day; one in force runs to its last.
    package var openDeadlines: [Deadline] {
        var open: [Deadline] = []
        if let proposal, let submittedAt = proposal.submittedAt {
            if proposal.missingSignatures.isEmpty {
                open.append(
                    limit(.agreementStart, at: proposal.text.validFrom.start, from: submittedAt, proposal))
            } else {
                open.append(
                    limit(
                        .agreementSignatureDue, at: submittedAt + Self.signatureLimit, from: submittedAt,
                        proposal))
            }
        }
        guard let text, state == .inForce || state == .suspended else { return open }
        let start = text.validFrom.start
        let last = text.validTo
        open.append(limit(.agreementExpiry, at: last.end, from: start))
        let warnings: [(Deadline.Kind, Int)] = [
            (.agreementExpiryWarning, Self.warningDays.first),
            (.agreementExpiryReminder, Self.warningDays.second),
        ]
        for (kind, days) in warnings {
            let warning = limit(kind, at: last.adding(days: -days).start, from: start)
            if warning.passedAt == nil { open.append(warning) }
        }
        return open
    }

    private func limit(
        _ kind: Deadline.Kind, at dueAt: WallTime, from openedAt: WallTime,
        _ proposal: AgreementProposal? = nil
    ) -> Deadline {
        Deadline(
            kind: kind, dueAt: dueAt, openedAt: openedAt,
            owner: Deadline.Owner(institution: proposal?.draftedBy ?? draftedBy, role: .institutionAdmin),
            escalation: kind.escalation,
            passedAt: passedDeadlines.last { $0.kind == kind && $0.dueAt == dueAt }?.at)
    }
}
