extension DiagnosisWeighing {
    /// To the first on the rota who may sign this and was not asked before; nobody: the coordinator sees to it.
    mutating func route(passedOver: [PractitionerID]) {
        let next = duty.all.first { !passedOver.contains($0) && mayTake($0) }
        changes.append(.routed(to: next, passedOver: passedOver))
        if let next {
            effects.append(.notifyPractitioner(next, notice: .diagnosisAssigned))
        } else {
            effects += [Role.invitationCoordinator, .qualityController].compactMap { role in
                order.request.invitee.map {
                    .notify(institution: $0, role: role, notice: .diagnosisUnattended)
                }
            }
        }
    }

    func mayTake(_ id: PractitionerID) -> Bool {
        guard let known = facts.practitioner(id), let invitee = order.request.invitee else { return false }
        return Qualification.refusals(
            of: known, signing: order.request.scope, at: invitee, on: today, under: policy
        ).isEmpty
    }

    private func checkMayTake(_ id: PractitionerID) throws(Refusal) {
        guard let known = facts.practitioner(id), let invitee = order.invited else {
            throw .practitionerNotAuthorised(id)
        }
        let against = Qualification.refusals(
            of: known, signing: order.request.scope, at: invitee, on: today, under: policy)
        if let first = against.first { throw first }
    }

    mutating func assign(_ id: PractitionerID) throws(Refusal) {
        try checkMayTake(id)
        changes.append(.assigned(id))
        effects.append(.notifyPractitioner(id, notice: .diagnosisAssigned))
    }

    /// Whom the institution named, or who is on duty: the published rota is its permission (JL-30).
    mutating func takeUp() throws(Refusal) {
        let id = try practitioner()
        guard order.assignment?.practitioner == id || duty.onDuty.contains(id) else {
            throw .practitionerNotAuthorised(id)
        }
        guard let invited = order.invited.flatMap({ facts.institution($0) }) else { throw .accessDenied }
        try Standing.checkInvited(invited, at: now, under: policy)
        try checkMayTake(id)
        changes.append(.takenUp(id))
    }

    private func checkReader() throws(Refusal) -> PractitionerID {
        let id = try practitioner()
        guard order.assignment?.practitioner == id else { throw .practitionerNotAuthorised(id) }
        return id
    }

    mutating func returnData(_ reason: Redacted<String>, _ items: [AttachmentID]) throws(Refusal) {
        let id = try checkReader()
        try refuse([
            Limits.required("/reason", reason, limit: Limits.shortText),
            order.readItems(items) == nil ? FieldProblem("/items", .invalid) : nil,
        ])
        changes.append(
            .returned(DiagnosisReturn(reason: reason, items: items, by: id, at: now, answeredAt: nil)))
        tell(.inviting, .physician, .diagnosisReturned)
        tell(.inviting, .invitationCoordinator, .diagnosisReturned)
    }

    private func signer() throws(Refusal) -> Practitioner {
        let id = try checkReader()
        try checkMayTake(id)
        guard let signer = facts.practitioner(id), caller.member?.isVerified(at: now, under: policy) == true
        else { throw .signatureRequired }
        return signer
    }

    /// The report is issued with its one signature; the charge becomes billable with it (§5.7).
    mutating func signReport(_ findings: DiagnosisFindings) throws(Refusal) {
        let signer = try signer()
        let read = order.readItems(findings.items)
        try refuse([
            Limits.required("/findings", findings.findings, limit: Limits.longText),
            Limits.required("/conclusion", findings.conclusion, limit: Limits.longText),
            findings.items.isEmpty ? FieldProblem("/items", .missing) : nil,
            read == nil ? FieldProblem("/items", .invalid) : nil,
        ])
        guard let read, order.charge?.split != nil, let invited = order.invited else {
            throw .noServiceEvidence
        }
        if facts.agreement(between: order.inviting, and: invited, at: now) == nil {
            raise(.agreementLapsedDuringCase)
        }
        changes.append(
            .reported(
                DiagnosisReport(
                    findings: findings.findings, conclusion: findings.conclusion, read: read,
                    practitioner: signer.id, title: signer.title, signedAt: now,
                    contentHash: order.reportContent(findings, read: read, by: signer.id).digest,
                    liability: policy.diagnosisLiability, addenda: [],
                    entities: [order.inviting, invited].compactMap { facts.institution($0) }.map {
                        LegalEntity(of: $0, under: .telemedicine)
                    })))
        changes.append(.chargeBecameBillable)
        tell(.inviting, .physician, .diagnosisReported)
        tell(.inviting, .invitationCoordinator, .diagnosisReported)
        effects.append(.publish(.diagnosisReported))
    }

    /// What came later is read in an addendum, which leaves the report as it is (JL-29c).
    mutating func addAddendum(_ text: Redacted<String>, _ items: [AttachmentID]) throws(Refusal) {
        let id = try practitioner()
        guard let report = order.report, report.practitioner == id else {
            throw .practitionerNotAuthorised(id)
        }
        guard caller.member?.isVerified(at: now, under: policy) == true else { throw .signatureRequired }
        let read = order.readItems(items)
        try refuse([
            Limits.required("/text", text, limit: Limits.longText),
            read == nil ? FieldProblem("/items", .invalid) : nil,
            report.addenda.count >= Limits.addenda ? FieldProblem("/text", .tooMany) : nil,
        ])
        changes.append(
            .addendumAdded(
                DiagnosisAddendum(
                    text: text, read: read ?? [], practitioner: id, signedAt: now,
                    contentHash: order.addendumContent(text, read: read ?? [], to: report).digest)))
        tell(.inviting, .physician, .addendumAdded)
    }

    /// The treating physician takes note; not while data that came later wait for their addendum.
    mutating func close(_ note: Redacted<String>) throws(Refusal) {
        try refuse([Limits.problem("/note", note, limit: Limits.shortText)])
        guard order.unread.isEmpty else { throw .diagnosisItemsUnread(order.unread.map(\.id)) }
        changes.append(.closed(note: note))
        tell(.invited, .physician, .decided)
    }

    mutating func deadlinePassed(_ kind: Deadline.Kind) throws(Refusal) {
        guard let deadline = order.openDeadlines.first(where: { $0.kind == kind }) else {
            throw .diagnosisStateNotAllowed(order.state)
        }
        guard deadline.hasPassed(at: now) else { throw .deadlineNotPassed(dueAt: deadline.dueAt) }
        guard deadline.passedAt == nil else { return }
        changes.append(.deadlinePassed(kind, dueAt: deadline.dueAt))
        switch kind {
        case .diagnosisTakeUpDue: escalate()
        case .diagnosisReportDue:
            tell(.invited, .physician, .diagnosisOverdue)
            tell(.invited, .qualityController, .diagnosisOverdue)
            tell(.inviting, .physician, .diagnosisOverdue)
        case .diagnosisDataDue:
            tell(.inviting, .physician, .diagnosisReturned)
            tell(.inviting, .qualityController, .diagnosisReturned)
        default: tell(.inviting, .physician, .decisionOverdue)
        }
    }

    /// To the next on the rota (JL-24b). When all of them were asked the coordinator is told, once.
    private mutating func escalate() {
        let assignment = order.assignment
        guard let silent = assignment?.practitioner else {
            // Nobody was found the last time: a shift may have begun since.
            if duty.all.contains(where: mayTake) {
                route(passedOver: [])
            } else {
                tell(.invited, .qualityController, .diagnosisUnattended)
            }
            return
        }
        tell(.invited, .invitationCoordinator, .diagnosisUnattended)
        route(passedOver: (assignment?.passedOver ?? []) + [silent])
    }
}
