extension Deliberation {
    mutating func updateDraft(_ change: ConsultationRequest) throws(Refusal) {
        try refuse(limitProblems(of: change))
        record(.draftUpdated(change))
        // Consent was given for one invited institution; another one needs a new consent (§5.5 scopeChanged).
        if case .institution(let invitee) = change.invitee, let consent = consultation.consent,
            let scope = consent.scope, scope != invitee,
            consent.state == .presented || consent.state == .signed
        {
            record(.consentSuperseded)
        } else if let team = change.team, let consent = consultation.consent, let scope = consent.teamScope,
            !team.map(\.institution).allSatisfy(scope.contains),
            consent.state == .presented || consent.state == .signed
        {
            record(.consentSuperseded)
        }
    }

    private func limitProblems(of change: ConsultationRequest) -> [FieldProblem?] {
        var problems = [
            Limits.problem("/invitationReason", change.invitationReason, limit: Limits.shortText),
            Limits.problem("/invitationPurpose", change.invitationPurpose, limit: Limits.shortText),
            Limits.problem("/caseSummary", change.caseSummary, limit: Limits.longText),
            Limits.problem("/publicSummary", change.publicSummary, limit: Limits.longText),
            Limits.problem("/wishedPhysician", change.wishedPhysician, limit: Limits.shortText),
        ]
        if let slots = change.proposedSchedule {
            if slots.count > Limits.proposedSlots {
                problems.append(FieldProblem("/proposedSchedule", .tooMany))
            }
            for (index, slot) in slots.enumerated() {
                problems.append(Self.slotProblem("/proposedSchedule/\(index)", slot))
            }
        }
        if (change.team?.count ?? 0) > Limits.teamInstitutions {
            problems.append(FieldProblem("/team", .tooMany))
        }
        if let questions = change.questions {
            if questions.count > Limits.questions { problems.append(FieldProblem("/questions", .tooMany)) }
            for (index, question) in questions.enumerated() {
                problems.append(Limits.problem("/questions/\(index)", question, limit: Limits.shortText))
            }
        }
        if let admission = change.admission {
            if admission.admittedAt > now {
                problems.append(FieldProblem("/admission/admittedAt", .outOfRange))
            }
            if let diagnosed = admission.definitiveDiagnosisAt, diagnosed > now {
                problems.append(FieldProblem("/admission/definitiveDiagnosisAt", .outOfRange))
            }
        }
        return problems
    }

    static func slotProblem(_ pointer: String, _ slot: TimeSlot) -> FieldProblem? {
        if slot.end <= slot.start { return FieldProblem("\(pointer)/end", .endsBeforeStart) }
        return slot.end - slot.start > Limits.slotLength ? FieldProblem("\(pointer)/end", .outOfRange) : nil
    }

    /// The first definitive diagnosis counts; a later revision does not reopen the past (AMB-10).
    mutating func recordDiagnosis(_ signedAt: WallTime) throws(Refusal) {
        guard let admission = consultation.request.admission else {
            throw .fieldInvalid([FieldProblem("/admission/admittedAt", .missing)])
        }
        guard admission.definitiveDiagnosisAt == nil else {
            throw .fieldInvalid([FieldProblem("/admission/definitiveDiagnosisAt", .invalid)])
        }
        guard signedAt >= admission.admittedAt, signedAt <= now else {
            throw .fieldInvalid([FieldProblem("/admission/definitiveDiagnosisAt", .outOfRange)])
        }
        record(.diagnosisRecorded(signedAt: signedAt))
    }

    mutating func attachMaterial(_ attachment: Attachment) throws(Refusal) {
        var problems: [FieldProblem?] = [
            Limits.required("/name", attachment.name, limit: Limits.shortText),
            attachment.size < 0 ? FieldProblem("/size", .outOfRange) : nil,
        ]
        if consultation.attachments.count >= Limits.attachments {
            problems.append(FieldProblem("/attachments", .tooMany))
        }
        if consultation.attachments.contains(where: { $0.id == attachment.id }) {
            problems.append(FieldProblem("/id", .invalid))
        }
        problems += factProblems(of: attachment)
        try refuse(problems)
        if consultation.isDeidentified, consultation.state != .draft { throw .consentMissing }
        if consultation.state != .draft {
            guard consultation.consent?.state == .signed, consultation.consent?.useStoppedAt == nil else {
                throw .consentWithdrawn
            }
        }
        record(.materialAttached(attachment))
        let item = Effect.DeliveredItem(attachment: attachment.id, group: attachment.group)
        for invited in consultation.invitedInstitutions {
            cause(.deliverMaterial(to: invited, items: [item]))
        }
        if consultation.invited != nil { notify(.invited, .physician, .materialAdded) }
    }

    mutating func removeMaterial(_ id: AttachmentID) throws(Refusal) {
        guard consultation.attachments.contains(where: { $0.id == id }) else { throw .accessDenied }
        // Once it reached an invited institution it is part of the record, even if that institution declined.
        guard consultation.invitations.isEmpty else {
            throw .stateNotAllowed(action: .removeMaterial, state: consultation.state)
        }
        record(.materialRemoved(id))
    }
}
