package import ConsultationCore
package import Logging
package import Storage

/// One command in: load, decide, append in one transaction; then tell the pages and run the effects.
package final class Orchestrator: Sendable {
    package let database: ServiceDatabase
    package let policies: PolicyBook
    package let environment: ServiceEnvironment
    package let feed: ChangeFeed
    /// Working days, for the limits of refunds.
    package let calendar: WorkCalendar
    /// Where this installation writes data of patients, as far as it says.
    package let storage: [StorageTarget]
    let logger: Logger
    let effectsWaiting = Wakeup()

    package init(
        database: ServiceDatabase, policies: PolicyBook, environment: ServiceEnvironment, feed: ChangeFeed,
        calendar: WorkCalendar = HolidayCalendar.shipped, storage: [StorageTarget] = [],
        logger: Logger = Logger(label: "huizhen.orchestration")
    ) {
        self.database = database
        self.policies = policies
        self.environment = environment
        self.feed = feed
        self.calendar = calendar
        self.storage = storage
        self.logger = logger
    }

    /// Opens a case with a fresh id and the next number of the day.
    package func create(
        patient: PatientID, priority: Priority, mode: ConsultationMode = .direct,
        kind: ServiceKind = .remoteConsultation, approvalReference: String? = nil, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> Outcome {
        let now = environment.now()
        let id = ConsultationID(environment.newID())
        let job = CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: now, policies: policies,
            idempotency: idempotency)
        let committed = try await countingRefusals(of: job) {
            try await database.write { transaction in
                if let replay = try job.replay(in: transaction) { return replay }
                let opening = ConsultationOpening(
                    id: id, number: try transaction.nextNumber(on: CivilDate(now)), patient: patient,
                    priority: priority, mode: mode, serviceKind: kind, approvalReference: approvalReference)
                return try job.decide(.create(opening), on: nil, in: transaction)
            }
        }
        announce(committed)
        return committed.outcome
    }

    /// - Parameters:
    ///   - expectedVersion: the version the caller decided on; nil where the order of commands does not matter.
    ///   - idempotency: the caller's own name for this act; the same act answers the same.
    /// - Throws: `Refusal` when the decision is no, `CommandFault` when it did not come to one.
    package func perform(
        _ command: ConsultationCommand, on id: ConsultationID, expectedVersion: Int?, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> Outcome {
        let job = CommandJob(
            caller: signedIn.caller, actorName: signedIn.displayName, now: environment.now(),
            policies: policies, idempotency: idempotency)
        return try await run(job, command, on: id, expectedVersion: expectedVersion)
    }

    /// The same, with something more to keep in its transaction; `beside` is given the case as it was before.
    func perform(
        _ command: ConsultationCommand, on id: ConsultationID, by signedIn: SignedIn,
        idempotency: IdempotencyKey?,
        beside: @escaping @Sendable (CommandJob, Consultation, WriteTransaction) throws -> Void
    ) async throws -> Outcome {
        try await run(
            job(signedIn, idempotency), command, on: id, expectedVersion: nil, beside: beside)
    }

    /// The same door for the service itself: passed deadlines, relay events, effects. `instant` is when the thing
    /// happened, when that was before now.
    @discardableResult
    package func performAsSystem(
        _ command: ConsultationCommand, on id: ConsultationID, at instant: WallTime? = nil
    ) async throws -> Outcome {
        let job = CommandJob(
            caller: .system, actorName: JournalActor.system.name, now: instant ?? environment.now(),
            policies: policies, idempotency: nil)
        return try await run(job, command, on: id, expectedVersion: nil)
    }

    private func run(
        _ job: CommandJob, _ command: ConsultationCommand, on id: ConsultationID, expectedVersion: Int?,
        beside: @escaping @Sendable (CommandJob, Consultation, WriteTransaction) throws -> Void = { _, _, _ in
        }
    ) async throws -> Outcome {
        do {
            let committed = try await database.write { transaction in
                if let replay = try job.replay(in: transaction) { return replay }
                guard let consultation = try job.load(id, for: command.action, in: transaction) else {
                    throw CommandFault.notFound
                }
                if let expectedVersion, expectedVersion != consultation.version {
                    throw CommandFault.staleVersion(current: consultation.version)
                }
                let committed = try job.decide(command, on: consultation, in: transaction)
                try beside(job, consultation, transaction)
                return committed
            }
            announce(committed)
            return committed.outcome
        } catch let refusal as Refusal {
            await count(refusal, of: job)
            if refusal.code == .archiveImmutable || refusal.code == .recordSealed {
                try await noteAttempt(command.action.rawValue, refusal, on: id, job)
            }
            if let violation = refusal.violation { try await record(violation, of: id, job) }
            throw refusal
        }
    }

    /// Puts a breach on record that no command led to.
    package func raise(_ violation: Violation, on id: ConsultationID) async throws {
        let job = CommandJob(
            caller: .system, actorName: JournalActor.system.name, now: environment.now(), policies: policies,
            idempotency: nil)
        try await record(violation, of: id, job)
    }

    /// A refused attempt that must itself stay on record (JL-30).
    private func record(_ violation: Violation, of id: ConsultationID, _ job: CommandJob) async throws {
        let committed: Committed? = try await database.write { transaction in
            guard let consultation = try job.load(id, in: transaction) else { return nil }
            return try job.append([.violationRaised(violation)], to: consultation, in: transaction)
        }
        if let committed { announce(committed) }
    }

    func announce(_ committed: Committed) {
        guard !committed.outcome.isReplay else { return }
        let consultation = committed.outcome.consultation
        let parties = [consultation.inviting] + committed.invitedSees
        feed.publish(
            .consultation(consultation.id, version: Int64(consultation.version), state: consultation.state),
            to: parties)
        feed.publish(.worklist, to: parties)
        // Also what is written after a withdrawal stays where it is (JL-20).
        let readers = parties.filter { consultation.mayReadMaterial($0) }
        for message in committed.messages { feed.publish(.message(consultation.id, message), to: readers) }
        if committed.hasEffects { effectsWaiting.signal() }
    }
}

/// What a transaction left behind, for those who must be told.
struct Committed: Sendable {
    let outcome: Outcome
    let hasEffects: Bool
    let invitedSees: [InstitutionID]
    let messages: [MessageView]
}
