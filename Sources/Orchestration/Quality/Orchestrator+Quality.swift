package import ConsultationCore
package import Storage

extension Orchestrator {
    /// One command on a record of quality control by one of the institution's own people.
    package func perform<Record: QualityRecord>(
        _ type: Record.Type, _ command: Record.Command, on key: String, expectedVersion: Int?,
        by signedIn: SignedIn, idempotency: IdempotencyKey?, about: ConsultationID? = nil
    ) async throws -> RecordOutcome<Record> {
        let job = job(signedIn, idempotency)
        return try await countingRefusals(of: job) {
            try await run(job, type, command, on: key, of: signedIn.member.institution, about: about) {
                try job.check(expectedVersion, against: $0)
            }
        }
    }

    /// The same for people without an account, and for the service itself: nobody's name is kept.
    @discardableResult
    package func performUnnamed<Record: QualityRecord>(
        _ type: Record.Type, _ command: Record.Command, on key: String, of institution: InstitutionID,
        about: ConsultationID? = nil
    ) async throws -> RecordOutcome<Record> {
        try await run(systemJob, type, command, on: key, of: institution, about: about) { _ in }
    }

    /// A passed limit of one of these records; false when the subject is none of them.
    func passQualityDeadline(_ kind: Deadline.Kind, of subject: String) async throws -> Bool {
        if try await passed(Complaint.self, kind, subject) { return true }
        if try await passed(DataBreach.self, kind, subject) { return true }
        if try await passed(Inspection.self, kind, subject) { return true }
        if try await passed(Asset.self, kind, subject) { return true }
        if try await passed(SupervisionFinding.self, kind, subject) { return true }
        if try await passed(SupervisionConnector.self, kind, subject) { return true }
        if try await passed(InternetHospital.self, kind, subject) { return true }
        return try await passed(SupportAgreement.self, kind, subject)
    }

    private func passed<Record: QualityRecord>(
        _ type: Record.Type, _ kind: Deadline.Kind, _ subject: String
    ) async throws -> Bool {
        guard let key = JournalStream.key(of: type, in: subject) else { return false }
        guard let known = try await database.read({ try $0.system.record(type, key) }) else {
            throw CommandFault.notFound
        }
        try await performUnnamed(type, .deadlinePassed(kind), on: key, of: known.institution)
        return true
    }

    private func run<Record: QualityRecord>(
        _ job: CommandJob, _ type: Record.Type, _ command: Record.Command, on key: String,
        of institution: InstitutionID, about: ConsultationID?,
        check: @escaping @Sendable (Record) throws -> Void
    ) async throws -> RecordOutcome<Record> {
        let calendar = calendar
        return try await runRecord(
            job,
            decide: { transaction in
                let reading = transaction.reading
                let current = try reading.scope(institution).record(type, key)
                if let current { try check(current) }
                // What there is not, or is another institution's, is not there.
                guard current != nil || command.action.allowedStates.contains(QualityGate.start) else {
                    throw CommandFault.notFound
                }
                let subject = try (about ?? current?.consultation).flatMap {
                    try reading.system.consultation($0)
                }
                var facts = try reading.qualityFacts(of: institution, about: subject, calendar)
                facts.admission = try reading.admissionFacts(
                    Record.kind, key, of: facts.institution, under: job.policies, at: job.now)
                if let keeper = (command as? AssetCommand)?.keeper {
                    facts.isKeeperKnown = try reading.isStaff(keeper, of: institution)
                }
                guard let place = facts.institution else { throw CommandFault.notFound }
                let decision = try Record.decide(
                    command, on: current, by: job.caller, at: job.now,
                    under: job.policies.policy(for: place.jurisdiction, at: job.now), facts: facts)
                return RecordStep(current: current, decision: decision)
            },
            follow: { record, decision, transaction in
                try job.follow(record, decision, in: transaction)
                return []
            })
    }
}

extension ReadTransaction {
    /// `institution` is the inviting one where the record is about a case: its place governs (AMB-27).
    fileprivate func qualityFacts(
        of institution: InstitutionID, about subject: Consultation?, _ calendar: WorkCalendar
    ) throws -> QualityFacts {
        let place = try self.institution(subject?.inviting ?? institution)
        return QualityFacts(
            institution: place, consultation: subject,
            partners: try subject?.invitedInstitutions.compactMap { try self.institution($0) } ?? [],
            calendar: calendar,
            authority: try place.flatMap { try healthAuthority(over: $0) })
    }
}

extension CommandJob {
    /// In the transaction of the record: lists, boards, counters, and what the case itself must know.
    fileprivate func follow<Record: QualityRecord>(
        _ record: Record, _ decision: RecordDecision<Record.Change>, in transaction: WriteTransaction
    ) throws {
        try transaction.list(record)
        let subject = JournalStream.record(Record.self, record.key)
        let events = decision.events
        let raised = events.enumerated().compactMap { index, event in
            event.change.violation.map { (fromEnd: events.count - 1 - index, at: event.at, violation: $0) }
        }
        try keep(raised, of: record.parties, subject, in: transaction)
        if let rating = record as? CaseRating {
            let rated = events.compactMap { $0 as? RecordEvent<CaseRatingChange> }
            try transaction.count(rated.flatMap { ServiceStatistics.figures(of: $0, on: rating) })
            for case .rated(let rater, let score, _) in rated.map(\.change) {
                try transaction.rate(rating.about, rater, score: score)
            }
        }
        if let sample = record as? RecordSample {
            try transaction.publish(sample)
            try keepScores(
                of: sample, events.compactMap { $0 as? RecordEvent<RecordSampleChange> }, transaction)
        }
        if let training = record as? TrainingEvent, training.state == .confirmed {
            try transaction.keep(training)
        }
        if let dispute = record as? MedicalDispute { try hold(dispute, in: transaction) }
        if let asset = record as? Asset { try transaction.enter(asset) }
        try transaction.follow(admission: record)
    }

    /// What quality control gave the record of a case (JL-47c).
    private func keepScores(
        of sample: RecordSample, _ events: [RecordEvent<RecordSampleChange>],
        _ transaction: WriteTransaction
    ) throws {
        for case .scored(let sheet, _) in events.map(\.change) {
            guard let found = sample.cases.first(where: { $0.number == sheet.number }) else { continue }
            try transaction.score(found.consultation, at: sample.institution, points: sheet.total)
        }
    }

    /// A dispute holds everything kept of its case until it is closed (NHC-TM-5.2).
    private func hold(_ dispute: MedicalDispute, in transaction: WriteTransaction) throws {
        let service = CommandJob(
            caller: .system, actorName: JournalActor.system.name, now: now, policies: policies,
            idempotency: nil)
        guard dispute.isClosed else {
            try service.keep(
                .placeHold(ground: "医疗争议", reference: dispute.holdReference), of: dispute.about,
                in: transaction)
            return
        }
        let custody = try transaction.reading.system.record(CaseCustody.self, dispute.about.text)
        guard let hold = custody?.openHolds.first(where: { $0.reference == dispute.holdReference }) else {
            return
        }
        try service.keep(.liftHold(hold.id, reason: "医疗争议已了结"), of: dispute.about, in: transaction)
    }
}

extension MedicalDispute {
    /// What the hold on the case names.
    package var holdReference: String { "\(Self.stream)/\(id)" }
}
