import ConsultationCore
import Logging
import ServiceLifecycle
import Storage

/// Does what committed decisions owe the world: at least once, those of one subject in order and subjects beside each
/// other, each effect harmless when repeated. What was not done when the service stopped is done after the next start.
package struct EffectRunner: Service {
    /// Effects taken from the outbox at a time; the subjects among them are served side by side.
    static let batchLimit = 400
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
        // Side by side they share commits, as commands do.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in Dictionary(grouping: entries, by: \.subject).values {
                group.addTask { for entry in lane { try await run(entry) } }
            }
            try await group.waitForAll()
        }
        return entries.count
    }

    private func run(_ entry: OutboxEntry) async throws {
        do {
            let effect = try StoredJSON.decode(Effect.self, from: entry.payload)
            let notice = Self.notice(effect, of: entry)
            if notice == nil { try await perform(effect, of: entry) }
            if case .notify(_, _, .addendumAdded) = effect {
                try await orchestrator.oweAddendum(about: entry.subject)
            }
            let now = orchestrator.environment.now()
            try await orchestrator.database.write { transaction in
                if let notice { try transaction.keep(notice) }
                try transaction.markEffectDone(entry.id, at: now)
            }
            try await refresh(effect)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let fault = Self.name(of: error)
            orchestrator.logger.warning(
                "effect postponed",
                metadata: [
                    "effect": "\(entry.id)", "subject": "\(entry.subject)", "fault": "\(fault)",
                ])
            let next = orchestrator.environment.now() + Self.pause(after: entry.attempts)
            try await orchestrator.database.write {
                try $0.postponeEffect(entry.id, until: next, failure: fault)
            }
        }
    }

    /// 1 s, doubled with each attempt.
    static func pause(after attempts: Int) -> TimeSpan {
        min(longestPause, .seconds(1 << Int64(min(max(0, attempts), 9))))
    }

    /// The code of a refusal, the kind of anything else: never content of a case.
    private static func name(of fault: any Error) -> String {
        (fault as? Refusal)?.code.rawValue ?? String(describing: type(of: fault))
    }

    /// What people read of it, when the effect is no more than that; told twice is told once.
    private static func notice(_ effect: Effect, of entry: OutboxEntry) -> StoredNotice? {
        func told(
            _ notice: Effect.Notice, institution: InstitutionID? = nil, role: Role? = nil,
            practitioner: PractitionerID? = nil, account: AccountID? = nil
        ) -> StoredNotice {
            StoredNotice(
                id: entry.id, at: entry.at, institution: institution, role: role, practitioner: practitioner,
                account: account, subject: entry.subject, kind: notice.rawValue)
        }
        return switch effect {
        case .notify(let institution, let role, let notice):
            told(notice, institution: institution, role: role)
        case .notifyPractitioner(let practitioner, let notice): told(notice, practitioner: practitioner)
        case .notifyAccount(let account, _, let notice): told(notice, account: account)
        default: nil
        }
    }

    /// Tells the pages of those whom the effect concerns that there is something new.
    private func refresh(_ effect: Effect) async throws {
        switch effect {
        case .notify(let institution, _, _), .notifyAccount(_, let institution, _),
            .reportViolation(_, let institution):
            orchestrator.feed.publish(.worklist, to: [institution])
        case .notifyPractitioner(let practitioner, _): try await notify(practitioner)
        default: break
        }
    }

    private func perform(_ effect: Effect, of entry: OutboxEntry) async throws {
        let consultation = JournalStream.consultationID(in: entry.subject)
        switch effect {
        case .notify, .notifyPractitioner, .notifyAccount, .reportViolation: return
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
                try await orchestrator.oweDocuments(of: DiagnosisOrderID(key))
            }
            guard let consultation else { return }
            try await orchestrator.report(notice, of: consultation, effect: entry.id, at: entry.at)
            try await orchestrator.oweDocuments(of: consultation)
            try await refreshParties(of: consultation)
        case .offerUploadDutyClosure:
            // The case itself shows it.
            guard let consultation else { return }
            try await refreshParties(of: consultation)
        }
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
