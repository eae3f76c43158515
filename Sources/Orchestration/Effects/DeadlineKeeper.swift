import ConsultationCore
import Logging
import ServiceLifecycle
import Storage

/// Lets passed limits take effect, by scanning the table of deadlines: what passed while the service was down is
/// found by the first scan after the start.
package struct DeadlineKeeper: Service {
    /// Passed deadlines handled in one scan; the rest follow in the next.
    static let batchLimit = 200
    static let interval = Duration.seconds(1)
    /// How often what has outlived its use is removed.
    static let housekeeping = TimeSpan.minutes(10)
    /// How often the conditions of service are looked at; a proposal to stop stands within a minute (JL-34d).
    static let watching = TimeSpan.seconds(20)
    /// Rows removed in one transaction.
    static let forgottenAtOnce = 500
    /// Effects done longer ago than this are forgotten.
    static let doneEffectsKept = TimeSpan.days(30)
    /// Notices are for people who were away for a while; the journal keeps what happened.
    static let noticesKept = TimeSpan.days(180)

    let orchestrator: Orchestrator
    let signIn: SignInService?
    private let journal: JournalWatch

    /// `signIn` is nil where nobody signs in, for example in tests of deadlines alone.
    package init(orchestrator: Orchestrator, signIn: SignInService?) {
        self.orchestrator = orchestrator
        self.signIn = signIn
        journal = JournalWatch(
            database: orchestrator.database, environment: orchestrator.environment)
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var tidiedAt = WallTime(milliseconds: 0)
            var watchedAt = WallTime(milliseconds: 0)
            while !Task.isCancelled {
                let now = orchestrator.environment.now()
                do {
                    try await scan()
                    if now - watchedAt >= Self.watching {
                        try await orchestrator.watchConditions()
                        try await orchestrator.watchPharmacies()
                        watchedAt = now
                    }
                    if now - tidiedAt >= Self.housekeeping {
                        try await orchestrator.followLicences()
                        try await orchestrator.followPractitioners()
                        try await orchestrator.followBackups()
                        try await orchestrator.followInspections()
                        try await tidy(at: now)
                        try await watchJournal()
                        tidiedAt = now
                    }
                } catch is CancellationError {
                    // The service stops; the next start scans again.
                    return
                } catch {
                    orchestrator.logger.error(
                        "deadline scan failed", metadata: ["fault": "\(type(of: error))"])
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Handles every deadline that has passed by now and returns how many there were.
    @discardableResult
    package func scan() async throws -> Int {
        let now = orchestrator.environment.now()
        // A limit is met at its very instant; it has passed one millisecond later.
        let passed = try await orchestrator.database.read {
            try $0.deadlinesDue(at: now - TimeSpan(milliseconds: 1), limit: Self.batchLimit)
        }
        for deadline in passed { await handle(deadline) }
        return passed.count
    }

    private func handle(_ deadline: StoredDeadline) async {
        guard let kind = Deadline.Kind(rawValue: deadline.kind) else {
            await forget(deadline)
            return
        }
        do {
            if let id = JournalStream.consultationID(in: deadline.subject) {
                try await orchestrator.performAsSystem(.deadlinePassed(kind), on: id)
            } else if let id = JournalStream.dutyID(in: deadline.subject) {
                try await orchestrator.performAsSystem(.deadlinePassed(kind), on: id)
            } else if let key = JournalStream.key(of: CooperationAgreement.self, in: deadline.subject) {
                try await orchestrator.performAsSystem(.deadlinePassed(kind), on: AgreementID(key))
            } else if let key = JournalStream.key(of: InstitutionStanding.self, in: deadline.subject) {
                try await orchestrator.performAsSystem(.deadlinePassed(kind), on: InstitutionID(key))
            } else if let key = JournalStream.key(of: DiagnosisOrder.self, in: deadline.subject) {
                try await orchestrator.performAsSystem(.deadlinePassed(kind), on: DiagnosisOrderID(key))
            } else if let key = JournalStream.key(of: DutyRota.self, in: deadline.subject) {
                try await orchestrator.performAsSystem(.deadlinePassed(kind), on: DutyRotaID(key))
            } else if let key = JournalStream.key(of: PractitionerFile.self, in: deadline.subject) {
                try await orchestrator.performAsSystem(.deadlinePassed(kind), on: PractitionerID(key))
            } else if let key = JournalStream.key(of: CaseCustody.self, in: deadline.subject) {
                try await orchestrator.keepAsSystem(.deadlinePassed(kind), of: ConsultationID(key))
            } else if JournalStream.key(of: BackupRegime.self, in: deadline.subject) != nil {
                try await orchestrator.perform(.deadlinePassed)
            } else if let key = JournalStream.key(of: TwoWayReferral.self, in: deadline.subject) {
                try await orchestrator.referralDeadlinePassed(on: ReferralID(key))
            } else if let key = JournalStream.key(of: FamilyDoctorContract.self, in: deadline.subject) {
                try await orchestrator.familyDoctorTermPassed(on: FamilyDoctorContractID(key))
            } else if let id = JournalStream.chargeID(in: deadline.subject) {
                try await orchestrator.markRefundOverdue(on: id)
            } else if try await orchestrator.passQualityDeadline(kind, of: deadline.subject) {
                return
            } else {
                await forget(deadline)
            }
        } catch Refusal.deadlineNotPassed(let dueAt) {
            // The clock stepped back between reading and deciding: the row stays, at the instant of the state.
            await move(deadline, to: dueAt)
        } catch let refusal as Refusal {
            // The state has moved on under the row: the row is wrong, not the state.
            orchestrator.logger.debug(
                "deadline without consequence",
                metadata: ["subject": "\(deadline.subject)", "kind": "\(kind)", "code": "\(refusal.code)"])
            await forget(deadline)
        } catch CommandFault.notFound {
            await forget(deadline)
        } catch is CancellationError {
            return
        } catch {
            orchestrator.logger.error(
                "deadline not handled",
                metadata: [
                    "subject": "\(deadline.subject)", "kind": "\(kind)", "fault": "\(type(of: error))",
                ])
        }
    }

    private func move(_ deadline: StoredDeadline, to dueAt: WallTime) async {
        guard deadline.dueAt != dueAt else { return }
        do {
            try await orchestrator.database.write { transaction in
                guard try transaction.reading.deadlines(of: deadline.subject).contains(deadline) else {
                    return
                }
                try transaction.setDeadline(
                    StoredDeadline(kind: deadline.kind, subject: deadline.subject, dueAt: dueAt))
            }
        } catch {
            orchestrator.logger.error("deadline not moved", metadata: ["subject": "\(deadline.subject)"])
        }
    }

    /// Removes a row that still stands as it was read.
    private func forget(_ deadline: StoredDeadline) async {
        do {
            try await orchestrator.database.write { transaction in
                guard try transaction.reading.deadlines(of: deadline.subject).contains(deadline) else {
                    return
                }
                try transaction.clearDeadline(kind: deadline.kind, subject: deadline.subject)
            }
        } catch is CancellationError {
            return
        } catch {
            orchestrator.logger.error("deadline not removed", metadata: ["subject": "\(deadline.subject)"])
        }
    }

    private func watchJournal() async throws {
        guard let broken = try await journal.step() else { return }
        orchestrator.logger.critical(
            "vio.audit.chainBroken: the journal does not hold together", metadata: ["entry": "\(broken)"])
    }

    private func tidy(at now: WallTime) async throws {
        // After a long standstill there is much to forget: commands wait for one batch of it, never for all.
        func forget(_ batch: @escaping @Sendable (WriteTransaction) throws -> Int) async throws {
            while try await orchestrator.database.write(batch) == Self.forgottenAtOnce {}
        }
        let batch = Self.forgottenAtOnce
        try await forget { try $0.forgetAnswers(before: now - IdempotencyKey.lifetime, count: batch) }
        try await forget { try $0.forgetDoneEffects(before: now - Self.doneEffectsKept, count: batch) }
        try await forget { try $0.forgetNotices(before: now - Self.noticesKept, count: batch) }
        try await signIn?.forgetExpired(at: now)
    }
}

extension JournalStream {
    static func consultationID(in subject: String) -> ConsultationID? {
        subject.hasPrefix("consultation/")
            ? ConsultationID(String(subject.dropFirst("consultation/".count))) : nil
    }

    static func chargeID(in subject: String) -> ConsultationID? {
        subject.hasPrefix("charge/") ? ConsultationID(String(subject.dropFirst("charge/".count))) : nil
    }

    static func dutyID(in subject: String) -> UploadDutyID? {
        subject.hasPrefix("duty/") ? UploadDutyID(String(subject.dropFirst("duty/".count))) : nil
    }
}
