import ConsultationCore
import Logging
import ServiceLifecycle
import Storage

/// Does what committed decisions owe the world: at least once, in order, each effect harmless when repeated. What was
/// not done when the service stopped is done after the next start.
package struct EffectRunner: Service {
    /// Effects taken from the outbox at a time.
    static let batchLimit = 50
    /// The outbox is looked at this often even when nobody signals.
    static let patience = Duration.seconds(5)
    /// The longest wait between two attempts at one effect.
    static let longestPause = TimeSpan.minutes(5)

    let orchestrator: Orchestrator
    let rooms: RoomKeeper
    /// Nil where no recordings lie: then an order to erase waits.
    let vault: (any RecordingVault)?

    let playbacks: PlaybackKeeper?

    package init(
        orchestrator: Orchestrator, rooms: RoomKeeper, vault: (any RecordingVault)? = nil,
        playbacks: PlaybackKeeper? = nil
    ) {
        self.orchestrator = orchestrator
        self.rooms = rooms
        self.vault = vault
        self.playbacks = playbacks
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await runPending() == 0 {
                        await orchestrator.effectsWaiting.wait(atMost: Self.patience)
                    }
                } catch is CancellationError {
                    // The service stops; what is still in the outbox is done after the next start.
                    return
                } catch {
                    orchestrator.logger.error("outbox unreadable", metadata: ["fault": "\(type(of: error))"])
                    await orchestrator.effectsWaiting.wait(atMost: Self.patience)
                }
            }
        }
    }

    /// Runs what is due now and returns how many effects were taken up.
    @discardableResult
    package func runPending() async throws -> Int {
        let now = orchestrator.environment.now()
        let entries = try await orchestrator.database.read {
            try $0.pendingEffects(at: now, limit: Self.batchLimit)
        }
        for entry in entries { try await run(entry) }
        return entries.count
    }

    private func run(_ entry: OutboxEntry) async throws {
        do {
            try await perform(entry)
            let now = orchestrator.environment.now()
            try await orchestrator.database.write { try $0.markEffectDone(entry.id, at: now) }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            orchestrator.logger.warning(
                "effect postponed",
                metadata: [
                    "effect": "\(entry.id)", "subject": "\(entry.subject)", "fault": "\(type(of: error))",
                ])
            let next = orchestrator.environment.now() + Self.pause(after: entry.attempts)
            let fault = String(describing: type(of: error))
            try await orchestrator.database.write {
                try $0.postponeEffect(entry.id, until: next, failure: fault)
            }
        }
    }

    /// 1 s, doubled with each attempt.
    static func pause(after attempts: Int) -> TimeSpan {
        min(longestPause, .seconds(1 << Int64(min(max(0, attempts), 9))))
    }

    private func perform(_ entry: OutboxEntry) async throws {
        let effect = try StoredJSON.decode(Effect.self, from: entry.payload)
        let consultation = JournalStream.consultationID(in: entry.subject)
        switch effect {
        case .notify(let institution, let role, let notice):
            try await tell(entry, notice, institution: institution, role: role)
            orchestrator.feed.publish(.worklist, to: [institution])
        case .reportViolation(_, let institution):
            orchestrator.feed.publish(.worklist, to: [institution])
        case .notifyPractitioner(let practitioner, let notice):
            try await tell(entry, notice, practitioner: practitioner)
            try await notify(practitioner)
        case .beginSession:
            guard let consultation else { return }
            await rooms.beginOrResume(consultation)
        case .returnItem(let attachment, let institution):
            guard let consultation else { return }
            try await returnItem(attachment, of: consultation, by: institution)
        case .deliverMaterial(let institution, let items):
            guard let consultation else { return }
            try await deliver(items, of: consultation, to: institution, at: entry.at)
        case .openUploadDuty(_, let trigger):
            guard let consultation else { return }
            try await orchestrator.openUploadDutyAsSystem(trigger, for: consultation)
        case .closeRoom:
            guard let consultation else { return }
            await rooms.close(consultation)
        case .storeArchivePackages:
            guard let consultation else { return }
            try await orchestrator.storeArchivePackages(of: consultation)
        case .eraseMedia(let recording):
            guard let vault else { throw VaultFault.elsewhere }
            try await vault.erase(RecordingName(recording.text))
            if let consultation { await playbacks?.forget(consultation) }
        case .prepareRoom:
            // The room opens when somebody enters: a recorder must not run for an empty room.
            return
        case .publish(let notice):
            if let key = JournalStream.key(of: DiagnosisOrder.self, in: entry.subject) {
                try await orchestrator.report(
                    notice, of: DiagnosisOrderID(key), effect: entry.id, at: entry.at)
            }
            guard let consultation else { return }
            try await orchestrator.report(notice, of: consultation, effect: entry.id, at: entry.at)
            try await refreshParties(of: consultation)
        case .offerUploadDutyClosure:
            // The case itself shows it.
            guard let consultation else { return }
            try await refreshParties(of: consultation)
        }
    }

    /// What people read of it; told twice is told once.
    private func tell(
        _ entry: OutboxEntry, _ notice: Effect.Notice, institution: InstitutionID? = nil, role: Role? = nil,
        practitioner: PractitionerID? = nil
    ) async throws {
        let line = StoredNotice(
            id: entry.id, at: entry.at, institution: institution, role: role, practitioner: practitioner,
            subject: entry.subject, kind: notice.rawValue)
        try await orchestrator.database.write { try $0.keep(line) }
    }

    /// The duties that counted the item ask for another one; their fulfilment stands (AT-72).
    private func returnItem(
        _ attachment: AttachmentID, of id: ConsultationID, by institution: InstitutionID
    ) async throws {
        let duties = try await orchestrator.database.read { try $0.system.duties(of: id) }
        for duty in duties
        where duty.receipts.contains(where: {
            $0.attachment == attachment && $0.institution == institution
        }) {
            do {
                try await orchestrator.performAsSystem(.returnItem(attachment), on: duty.id)
            } catch let refusal as Refusal where refusal.code == .dutyStateNotAllowed {
                // A duty that still runs waits for complete material anyway.
                continue
            }
        }
    }

    /// The receiving store of a named institution has the items: every running duty of the patient's admission at the
    /// inviting institution is acknowledged by them (JL-22, JL-22.4).
    private func deliver(
        _ items: [Effect.DeliveredItem], of id: ConsultationID, to institution: InstitutionID,
        at receipt: WallTime
    ) async throws {
        let duties = try await orchestrator.database.read { transaction in
            guard let consultation = try transaction.system.consultation(id) else { return [UploadDuty]() }
            return try transaction.system.duties(of: consultation.patient)
                .filter { $0.institution == consultation.inviting && $0.isRunning }
        }
        for duty in duties {
            for command in UploadDuty.acknowledgements(of: items, by: institution) {
                do {
                    try await orchestrator.performAsSystem(command, on: duty.id, at: receipt)
                } catch Refusal.institutionSuspended(_) {
                    // It had to stop: the duty waits for another institution (JL-22.6).
                    continue
                }
            }
        }
    }

    private func notify(_ id: PractitionerID) async throws {
        let institutions = try await orchestrator.database.read { transaction in
            try transaction.practitioner(id)?.registrations.map(\.institution) ?? []
        }
        orchestrator.feed.publish(.worklist, to: institutions)
    }

    private func refreshParties(of id: ConsultationID) async throws {
        let consultation = try await orchestrator.database.read { try $0.system.consultation(id) }
        guard let consultation else { return }
        orchestrator.feed.publish(
            .worklist, to: [consultation.inviting] + consultation.invitedInstitutions)
    }
}
