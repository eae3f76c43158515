package import ConsultationCore
package import Storage

extension Orchestrator {
    /// Opens a duty by what staff report: an expert consultation without result, or the patient's request.
    package func openUploadDuty(
        _ trigger: UploadTrigger, for consultation: ConsultationID, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> UploadDutyOutcome {
        let id = UploadDutyID(environment.newID())
        let job = CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: environment.now(),
            policies: policies, idempotency: idempotency)
        return try await run(job) { transaction in
            guard let subject = try job.load(consultation, in: transaction),
                subject.inviting == signedIn.member.institution
            else { throw CommandFault.notFound }
            return (.open(subject.dutyOpening(id, trigger)), nil)
        }
    }

    package func perform(
        _ command: UploadDutyCommand, on id: UploadDutyID, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> UploadDutyOutcome {
        let job = CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: environment.now(),
            policies: policies, idempotency: idempotency)
        return try await run(job) { transaction in
            guard let duty = try transaction.reading.scope(signedIn.member.institution).duty(id) else {
                throw CommandFault.notFound
            }
            return (command, duty)
        }
    }

    /// `instant` is when the thing happened: an acknowledgement counts from the receipt, not from when the effect
    /// came round to it.
    func performAsSystem(
        _ command: UploadDutyCommand, on id: UploadDutyID, at instant: WallTime? = nil
    ) async throws {
        let job = CommandJob(
            caller: .system, actorName: JournalActor.system.name, now: instant ?? environment.now(),
            policies: policies, idempotency: nil)
        _ = try await run(job) { transaction in
            guard let duty = try transaction.reading.system.duty(id) else { throw CommandFault.notFound }
            return (command, duty)
        }
    }

    /// Trigger 1 struck: opens the duty in the name of the service, once for each admission.
    func openUploadDutyAsSystem(
        _ trigger: UploadTrigger, for consultation: ConsultationID
    ) async throws {
        let id = UploadDutyID(environment.newID())
        let job = CommandJob(
            caller: .system, actorName: JournalActor.system.name, now: environment.now(), policies: policies,
            idempotency: nil)
        _ = try await run(job) { transaction in
            let system = transaction.reading.system
            guard let subject = try system.consultation(consultation) else { throw CommandFault.notFound }
            let known = try system.duties(of: subject.patient)
                .first { $0.trigger == trigger && $0.institution == subject.inviting }
            if let known { return (.linkConsultation(consultation), known) }
            return (.open(subject.dutyOpening(id, trigger)), nil)
        }
    }

    private func run(
        _ job: CommandJob,
        _ prepare: @escaping @Sendable (WriteTransaction) throws -> (UploadDutyCommand, UploadDuty?)
    ) async throws -> UploadDutyOutcome {
        let outcome = try await countingRefusals(of: job) {
            try await database.write { transaction in
                if let answer = try job.storedAnswer(in: transaction) {
                    return UploadDutyOutcome(
                        duty: try StoredJSON.decode(UploadDuty.self, from: answer), isReplay: true)
                }
                let (command, duty) = try prepare(transaction)
                return try job.decide(command, on: duty, in: transaction)
            }
        }
        if !outcome.isReplay {
            feed.publish(.worklist, to: [outcome.duty.institution])
            effectsWaiting.signal()
        }
        return outcome
    }
}

extension CommandJob {
    func decide(
        _ command: UploadDutyCommand, on duty: UploadDuty?, in transaction: WriteTransaction
    ) throws -> UploadDutyOutcome {
        let owner: InstitutionID
        if let duty {
            owner = duty.institution
        } else if case .open(let opening) = command {
            owner = opening.institution
        } else {
            throw CommandFault.notFound
        }
        guard let institution = try transaction.reading.institution(owner) else {
            throw CommandFault.notFound
        }
        let policy = try governingPolicy(of: duty, command, in: institution.jurisdiction, transaction.reading)
        var institutions = [institution]
        if case .acknowledge(_, _, let receiver) = command {
            institutions += try transaction.reading.institution(receiver).map { [$0] } ?? []
        }
        let alreadyThere = try delivered(before: command, transaction.reading)
        let decision = try UploadDuty.decide(
            command, on: duty, by: caller, at: now, under: policy, facts: Facts(institutions: institutions))
        guard let state = applied(decision.events, to: duty) else {
            throw StorageError.unreadable(table: "journal", key: "first event")
        }
        let subject = JournalStream.duty(state.id)
        try transaction.append(
            try decision.events.map { JournalDraft(kind: $0.kind, payload: try StoredJSON.encode($0)) },
            to: subject, after: Int64(duty?.version ?? 0), at: now.milliseconds, by: actor,
            under: policy.id.text)
        try transaction.save(state)
        for effect in decision.effects {
            try transaction.enqueueEffect(try StoredJSON.encode(effect), about: subject, at: now)
        }
        for (consultation, effect) in alreadyThere {
            try transaction.enqueueEffect(
                try StoredJSON.encode(effect), about: JournalStream.consultation(consultation), at: now)
        }
        let ended = try transaction.follow(state.openDeadlines(under: policy), of: subject)
        try transaction.count(
            decision.events.flatMap { ServiceStatistics.figures(of: $0, on: state) })
        try keep(decision.events.violations, of: [owner], subject, in: transaction)
        if state.state != .closedWithReason { try count(ended, of: [owner], in: transaction) }
        try remember(try StoredJSON.encode(state), in: transaction)
        return UploadDutyOutcome(duty: state, isReplay: false)
    }

    /// A running duty keeps the rules it was opened under; a new one takes those of its case.
    private func governingPolicy(
        of duty: UploadDuty?, _ command: UploadDutyCommand, in jurisdiction: Jurisdiction,
        _ reading: ReadTransaction
    ) throws -> Policy {
        if let duty { return policies.policy(governing: duty, of: jurisdiction) }
        guard case .open(let opening) = command,
            let consultation = try reading.system.consultation(opening.consultation)
        else { return policies.policy(for: jurisdiction, at: now) }
        return policies.policy(governing: consultation, of: jurisdiction, at: now)
    }

    /// Material that the invited institution has received before the duty was recorded counts from the recording on.
    private func delivered(
        before command: UploadDutyCommand, _ reading: ReadTransaction
    ) throws -> [(ConsultationID, Effect)] {
        guard case .open(let opening) = command,
            let consultation = try reading.system.consultation(opening.consultation)
        else { return [] }
        let items = consultation.attachments.filter { MaterialGroup.required.contains($0.group) }
            .map { Effect.DeliveredItem(attachment: $0.id, group: $0.group) }
        guard !items.isEmpty else { return [] }
        return consultation.invitedInstitutions.map {
            (consultation.id, .deliverMaterial(to: $0, items: items))
        }
    }

    private func applied(_ events: [UploadDutyEvent], to duty: UploadDuty?) -> UploadDuty? {
        guard var state = duty else { return UploadDuty.replay(events) }
        for event in events { state.apply(event) }
        return state
    }
}

extension Consultation {
    func dutyOpening(_ id: UploadDutyID, _ trigger: UploadTrigger) -> UploadDutyOpening {
        UploadDutyOpening(
            id: id, institution: inviting, patient: patient, consultation: self.id,
            admittedAt: request.admission?.admittedAt, trigger: trigger)
    }
}
