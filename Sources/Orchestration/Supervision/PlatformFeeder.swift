package import ConsultationCore
import Logging
import ServiceLifecycle
import Storage

/// Brings what is owed to the province's platform there: at least once, in order as far as it is taken, with longer and
/// longer pauses while it is not. Nothing is lost while the line is down. The same can be asked for over the API by
/// those who supervise (AMB-40).
package struct PlatformFeeder: Service {
    static let batchLimit = 50
    static let patience = Duration.seconds(1)
    /// How often a platform that nobody writes to is asked whether it is there.
    static let probing = TimeSpan.seconds(15)
    static let longestPause = TimeSpan.minutes(5)
    /// An event that the platform could not take so often waits for a person.
    static let attemptLimit = 12

    let orchestrator: Orchestrator
    let platform: any SupervisionPlatform
    let kinds: Set<PlatformMessage.Kind>
    /// Whether hospitals are told when it cannot be reached: JL 13(5) asks for that of one platform alone.
    let isWatched: Bool

    package init(
        orchestrator: Orchestrator, platform: any SupervisionPlatform,
        kinds: Set<PlatformMessage.Kind> = PlatformMessage.Kind.events, isWatched: Bool = true
    ) {
        self.orchestrator = orchestrator
        self.platform = platform
        self.kinds = kinds
        self.isWatched = isWatched
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var probedAt = WallTime(milliseconds: 0)
            while !Task.isCancelled {
                do {
                    let now = orchestrator.environment.now()
                    if isWatched, now - probedAt >= Self.probing {
                        try await probe()
                        probedAt = now
                    }
                    _ = try await sendDue()
                } catch is CancellationError {
                    return
                } catch {
                    orchestrator.logger.error(
                        "platform feed failed", metadata: ["fault": "\(type(of: error))"])
                }
                try? await Task.sleep(for: Self.patience)
            }
        }
    }

    /// Sends what is due and returns how much the platform took.
    @discardableResult
    package func sendDue() async throws -> Int {
        let now = orchestrator.environment.now()
        let kinds = kinds
        let due = try await orchestrator.database.read {
            try $0.platformMessagesDue(at: now, of: kinds, limit: Self.batchLimit)
        }
        var taken = 0
        for message in due {
            let code = try await orchestrator.database.read { try $0.institution(message.institution)?.code }
            do {
                let receipt = try await platform.send(message, of: code ?? message.institution.text)
                try await settle(message, .delivered, receipt: String(receipt.prefix(200)), nil)
                taken += 1
            } catch let fault as PlatformFault {
                try await keep(message, fault)
                // Nobody is there: the others would wait for the same silence.
                if fault == .unreachable { return taken }
            }
        }
        return taken
    }

    private func keep(_ message: PlatformMessage, _ fault: PlatformFault) async throws {
        switch fault {
        case .refused:
            try await settle(message, .dead, receipt: nil, fault.word)
        case .unavailable where message.attempts + 1 >= Self.attemptLimit:
            try await settle(message, .dead, receipt: nil, fault.word)
        case .unavailable, .unreachable:
            let next = orchestrator.environment.now() + Self.pause(after: message.attempts)
            try await orchestrator.database.write {
                try $0.postpone(message.name, until: next, failure: fault.word)
            }
        }
        if fault == .unreachable, isWatched { try await orchestrator.seePlatform(isReachable: false) }
    }

    private func settle(
        _ message: PlatformMessage, _ state: PlatformMessage.State, receipt: String?, _ failure: String?
    ) async throws {
        let now = orchestrator.environment.now()
        try await orchestrator.database.write {
            try $0.settle(message.name, as: state, receipt: receipt, failure: failure, at: now)
        }
        if state == .dead { orchestrator.feed.publish(.worklist, to: [message.institution]) }
    }

    /// 1 s, doubled with each attempt.
    static func pause(after attempts: Int) -> TimeSpan {
        min(longestPause, .seconds(1 << Int64(min(max(0, attempts), 9))))
    }

    /// Asks whether the platform is there, and tells every institution that depends on it when that changes.
    package func probe() async throws {
        var isReachable = true
        do { try await platform.test(for: "probe") } catch PlatformFault.unreachable {
            isReachable = false
        } catch is PlatformFault {
            // It answers: the way is free.
        }
        try await orchestrator.seePlatform(isReachable: isReachable)
    }
}

extension Orchestrator {
    /// Notes the way to the platform where it changed; free again, what waits is sent at once.
    func seePlatform(isReachable: Bool) async throws {
        let now = environment.now()
        let dependent = try await database.read { transaction in
            try transaction.institutions().filter { institution in
                guard
                    self.policies.policy(for: institution.jurisdiction, at: now).technical
                        .supervisionConnection
                        == .provincialPlatform, institution.licence != nil
                else { return false }
                let profile = try transaction.system.record(InstitutionProfile.self, institution.id.text)
                return profile?.isPlatformReachable != isReachable
            }
        }
        guard !dependent.isEmpty else { return }
        for institution in dependent {
            try await performAsSystem(
                ProfileCommand.seePlatform(isReachable: isReachable), on: institution.id)
        }
        if isReachable { try await database.write { try $0.hurryMessages(at: now) } }
        logger.notice(
            "provincial platform",
            metadata: ["reachable": "\(isReachable)", "institutions": "\(dependent.count)"]
        )
    }
}
