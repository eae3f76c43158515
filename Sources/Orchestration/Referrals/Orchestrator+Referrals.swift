package import ConsultationCore
package import Storage

extension Orchestrator {
    package func draftReferral(
        of patient: PatientID, from origin: ReferralOrigin, _ content: ReferralContent,
        by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<TwoWayReferral> {
        let opening = ReferralOpening(
            id: ReferralID(environment.newID()), patient: patient, origin: origin, content: content)
        let job = job(signedIn, idempotency)
        return try await run(job) { transaction in
            try job.decide(.draft(opening), on: nil, of: opening, in: transaction)
        }
    }

    package func perform(
        _ command: ReferralCommand, on id: ReferralID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<TwoWayReferral> {
        let job = job(signedIn, idempotency)
        var command = command
        if case .send = command { command = .send(try await documents(of: id, for: signedIn)) }
        let asked = command
        return try await run(job) { transaction in
            let scope = transaction.reading.scope(signedIn.member.institution)
            guard let current = try scope.record(TwoWayReferral.self, id.text) else {
                throw CommandFault.notFound
            }
            try job.check(expectedVersion, against: current)
            return try job.decide(asked, on: current, of: nil, in: transaction)
        }
    }

    func referralDeadlinePassed(on id: ReferralID) async throws {
        let job = systemJob
        _ = try await run(job) { transaction in
            guard let current = try transaction.reading.system.record(TwoWayReferral.self, id.text) else {
                throw CommandFault.notFound
            }
            return try job.decide(.deadlinePassed, on: current, of: nil, in: transaction)
        }
    }

    /// The record package: the signed report of the case it was opened from, and the material of that case.
    private func documents(of id: ReferralID, for signedIn: SignedIn) async throws -> [SealedFile] {
        let own = signedIn.member.institution
        let consultation = try await database.scope(own) { scope -> Consultation? in
            guard let referral = try scope.record(TwoWayReferral.self, id.text), referral.from == own else {
                return nil
            }
            return try referral.origin.consultation.flatMap { try scope.consultation($0) }
        }
        guard let consultation else { return [] }
        var documents: [SealedFile] = []
        if let report = consultation.report, report.issuedAt != nil {
            let bytes = Array(consultation.reportContent(report).text.utf8)
            var writer = try beginUpload(limit: bytes.count, of: own)
            try writer.append(bytes)
            let receipt = try writer.finish(expecting: nil)
            guard let digest = Digest(hexadecimal: receipt.sha256) else {
                throw CommandFault.fileHashMismatch
            }
            documents.append(
                SealedFile(
                    name: "诊疗意见报告.txt", contentType: "text/plain; charset=utf-8",
                    size: Int64(bytes.count), sha256: digest))
        }
        return documents
            + consultation.attachments.map {
                SealedFile(
                    name: $0.name, contentType: $0.contentType, size: $0.size, sha256: $0.sha256)
            }
    }

    private func run(
        _ job: CommandJob, decide: @escaping @Sendable (WriteTransaction) throws -> RecordStep<TwoWayReferral>
    ) async throws -> RecordOutcome<TwoWayReferral> {
        try await countingRefusals(of: job) {
            try await runRecord(job, decide: decide) { referral, _, transaction in
                try transaction.list(referral, at: job.now)
                return []
            }
        }
    }
}

extension CommandJob {
    fileprivate func decide(
        _ command: ReferralCommand, on current: TwoWayReferral?, of opening: ReferralOpening?,
        in transaction: WriteTransaction
    ) throws -> RecordStep<TwoWayReferral> {
        let reading = transaction.reading
        guard let from = current?.from ?? caller.institution, let own = try reading.institution(from) else {
            throw CommandFault.notFound
        }
        let scope = reading.scope(from)
        let patient = try (current?.patient ?? opening?.patient).flatMap { try scope.patient($0) }
        let origin = current?.origin ?? opening?.origin
        let facts = ReferralFacts(
            own: own, target: try current?.content.to.flatMap { try reading.institution($0) },
            patient: patient, consultation: try origin?.consultation.flatMap { try scope.consultation($0) })
        let decision = try TwoWayReferral.decide(
            command, on: current, by: caller, at: now,
            under: policies.policy(for: own.jurisdiction, at: now), facts: facts)
        return RecordStep(current: current, decision: decision)
    }

    /// A visit ended because the patient must be seen in person: a draft of a referral stands in the same transaction,
    /// for the physician to name the physical institution (NHC-ID 16, SC 17).
    func draftReferral(
        after decision: RecordDecision<VisitChange>, of visit: InternetVisit, as id: ReferralID,
        in transaction: WriteTransaction
    ) throws {
        for event in decision.events {
            // Only for a patient of the own institution: another one's patient is referred by theirs.
            guard case .terminated(let ending) = event.change, ending.leadsToReferral,
                let member = caller.member, member.roles.contains(.physician),
                try transaction.reading.scope(member.institution).patient(visit.patient)?.institution
                    == member.institution
            else { continue }
            let target = try ending.target.flatMap { name in
                try transaction.reading.institutions().first { $0.name == name || $0.shortName == name }
            }
            let advised = ending.target.map { "（建议前往：\($0)）" } ?? ""
            let opening = ReferralOpening(
                id: id, patient: visit.patient, origin: ReferralOrigin(visit: visit.id),
                content: ReferralContent(
                    direction: .referralUp, to: target?.id, department: visit.department,
                    reason: Redacted(ending.advice.value + (target == nil ? advised : "")),
                    summary: visit.diagnosis?.name ?? ""))
            let step = try decide(.draft(opening), on: nil, of: opening, in: transaction)
            // The answer that is remembered is the visit's: its key is not used twice.
            let job = CommandJob(
                caller: caller, actorName: actorName, now: now, policies: policies, idempotency: nil)
            try transaction.list(try job.write(step, in: transaction), at: now)
        }
    }
}

extension VisitEnding {
    /// The patient was told to see a physician in person.
    var leadsToReferral: Bool {
        switch reason {
        case .conditionChanged, .firstVisitFound, .criticalIllness, .otherUnsuitable: true
        case .impersonationSuspected: false
        }
    }
}
