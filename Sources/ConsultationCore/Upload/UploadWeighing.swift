/// One command on an existing duty being weighed.
struct UploadWeighing {
    let duty: UploadDuty
    let caller: Caller
    let now: WallTime
    let policy: Policy
    let facts: Facts

    private(set) var changes: [UploadDutyChange] = []
    private(set) var effects: [Effect] = []

    var decision: UploadDutyDecision {
        let events = changes.map {
            UploadDutyEvent(at: now, by: caller, policyVersion: policy.id, change: $0)
        }
        return UploadDutyDecision(events: events, effects: effects)
    }

    mutating func perform(_ command: UploadDutyCommand) throws(Refusal) {
        switch command {
        case .open: throw .alreadyExists
        case .linkConsultation(let id): try link(id)
        case .acknowledge(let group, let attachment, let institution):
            try acknowledge(group, attachment, institution)
        case .declareNoLaboratoryReport: try declareNoLaboratoryReport()
        case .returnItem(let attachment): try returnItem(attachment)
        case .attachEvidence(let evidence): try attachEvidence(evidence)
        case .close(let reason): try close(reason)
        case .deadlinePassed(let kind): try deadlinePassed(kind)
        }
    }

    private var isRunning: Bool { duty.state == .open || duty.state == .overdue }

    private func requireOwnStaff(_ roles: [Role]) throws(Refusal) {
        guard let member = caller.member else { return }
        guard member.institution == duty.institution else { throw .accessDenied }
        guard roles.contains(where: { caller.has($0) }) else { throw .roleRequired(roles) }
    }

    private mutating func link(_ id: ConsultationID) throws(Refusal) {
        try requireOwnStaff([.physician, .invitationCoordinator])
        if !duty.consultations.contains(id) { changes.append(.consultationLinked(id)) }
    }

    /// Only the receiving store says that something arrived; the instant of its word is the server's receipt.
    private mutating func acknowledge(
        _ group: MaterialGroup, _ attachment: AttachmentID, _ institution: InstitutionID
    ) throws(Refusal) {
        guard caller == .system else { throw .roleRequired([]) }
        guard institution != duty.institution else {
            throw .fieldInvalid([FieldProblem("/institution", .inviteeIsSelf)])
        }
        // An institution that had to stop cannot receive for it; the clock keeps running (JL-22.6).
        guard facts.institution(institution)?.isSuspended != true else {
            throw .institutionSuspended(institution)
        }
        let isKnown = duty.receipts.contains {
            $0.attachment == attachment && $0.institution == institution
        }
        guard isRunning, !isKnown else { return }
        becomeOverdueIfLate()
        let receipt = UploadReceipt(group: group, attachment: attachment, institution: institution, at: now)
        changes.append(.itemAcknowledged(receipt))
        var after = duty
        after.receipts.append(receipt)
        fulfil(ifCompleteIn: after)
    }

    private mutating func declareNoLaboratoryReport() throws(Refusal) {
        let practitioner = try signingPhysician(else: .signatureRequired)
        guard isRunning else { throw .dutyStateNotAllowed(duty.state) }
        becomeOverdueIfLate()
        changes.append(.noLaboratoryReportDeclared(practitioner: practitioner))
        var after = duty
        after.noLaboratoryReport = SignedStatement(practitioner: practitioner, at: now)
        fulfil(ifCompleteIn: after)
    }

    private func signingPhysician(else refusal: Refusal) throws(Refusal) -> PractitionerID {
        guard let member = caller.member else { throw .roleRequired([.physician]) }
        try requireOwnStaff([.physician])
        guard let practitioner = member.practitioner, member.isVerified(at: now, under: policy) else {
            throw refusal
        }
        return practitioner
    }

    private mutating func fulfil(ifCompleteIn after: UploadDuty) {
        guard after.receipts.contains(where: { after.isComplete(at: $0.institution) }) else { return }
        changes.append(.fulfilled(delay: now > duty.dueAt ? now - duty.dueAt : nil))
        notify(.physician, .uploadFulfilled)
    }

    /// The clock never pauses, and the breach is recorded even if nobody looked when it passed (AMB-09).
    private mutating func becomeOverdueIfLate() {
        guard duty.state == .open, now > duty.dueAt else { return }
        let violation = Violation.uploadDeadlineMissed(dueAt: duty.dueAt, delay: now - duty.dueAt)
        changes.append(.becameOverdue(violation))
        effects.append(.reportViolation(violation, to: duty.institution))
        notify(.qualityController, .uploadOverdue)
        notify(.institutionAdmin, .uploadOverdue)
        notify(.physician, .uploadOverdue)
    }

    private mutating func notify(_ role: Role, _ notice: Effect.Notice) {
        effects.append(.notify(institution: duty.institution, role: role, notice: notice))
    }

    /// A returned item is replaced; the instant of fulfilment stays (JL-29a).
    private mutating func returnItem(_ attachment: AttachmentID) throws(Refusal) {
        let receipts = duty.receipts.filter { $0.attachment == attachment }
        guard !receipts.isEmpty else { throw .accessDenied }
        if let member = caller.member {
            guard receipts.contains(where: { $0.institution == member.institution }) else {
                throw .accessDenied
            }
            guard caller.has(.physician) || caller.has(.invitationCoordinator) else {
                throw .roleRequired([.physician, .invitationCoordinator])
            }
        }
        guard duty.state == .fulfilled || duty.state == .fulfilledLate else {
            throw .dutyStateNotAllowed(duty.state)
        }
        guard !duty.replacementsAsked.contains(attachment) else { return }
        changes.append(.replacementAsked(attachment))
        notify(.physician, .uploadReminder)
    }

    /// A failure of the network explains a missed limit and excuses nothing: the clock never paused (AMB-09).
    private mutating func attachEvidence(_ evidence: OutageEvidence) throws(Refusal) {
        guard let member = caller.member else { throw .roleRequired([.physician, .invitationCoordinator]) }
        try requireOwnStaff([.physician, .invitationCoordinator, .institutionAdmin])
        guard duty.state != .closedWithReason else { throw .dutyStateNotAllowed(duty.state) }
        let problems = [
            Limits.required("/text", evidence.text, limit: Limits.shortText),
            evidence.until <= evidence.since ? FieldProblem("/until", .endsBeforeStart) : nil,
            evidence.until > now ? FieldProblem("/until", .outOfRange) : nil,
            (duty.evidence?.count ?? 0) >= Limits.outageEvidence ? FieldProblem("/text", .tooMany) : nil,
        ].compactMap { $0 }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
        changes.append(.evidenceAttached(evidence, by: member.account))
    }

    private mutating func close(_ reason: UploadDuty.CloseReason?) throws(Refusal) {
        try requireOwnStaff([.physician])
        guard caller.member != nil else { throw .roleRequired([.physician]) }
        guard isRunning else { throw .dutyStateNotAllowed(duty.state) }
        let practitioner = try signingPhysician(else: .uploadCloseReasonRequired)
        guard let reason else { throw .uploadCloseReasonRequired }
        becomeOverdueIfLate()
        changes.append(.closed(reason: reason, practitioner: practitioner))
    }

    private mutating func deadlinePassed(_ kind: Deadline.Kind) throws(Refusal) {
        guard caller == .system else { throw .roleRequired([]) }
        guard let deadline = duty.openDeadlines(under: policy).first(where: { $0.kind == kind }) else {
            throw .dutyStateNotAllowed(duty.state)
        }
        guard deadline.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: deadline.dueAt) }
        guard deadline.passedAt == nil else { return }
        if kind == .uploadDue {
            becomeOverdueIfLate()
        } else {
            changes.append(.deadlinePassed(kind, dueAt: deadline.dueAt))
            notify(.physician, .uploadReminder)
        }
    }
}
