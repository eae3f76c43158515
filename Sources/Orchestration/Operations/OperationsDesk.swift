package import ConsultationCore
package import Storage

/// Contingency plans, incidents, backups and drills: what an operator looks after (§3.27).
package struct OperationsDesk: Sendable {
    let orchestrator: Orchestrator

    package static let incidentsShown = 100
    private static let readers: [Role] = [.operator, .auditor, .qualityController, .institutionAdmin]

    package init(orchestrator: Orchestrator) { self.orchestrator = orchestrator }

    package struct View: Sendable {
        package let plans: [ContingencyPlan]
        /// Newest first; those that are open before those that are over.
        package let incidents: [Incident]
        package let backups: BackupRegime?
        package let isOperator: Bool
        package let now: WallTime
    }

    package func view(for signedIn: SignedIn) async throws -> View {
        let member = signedIn.member
        guard Self.readers.contains(where: { member.roles.contains($0) }) else {
            throw Refusal.roleRequired(Self.readers)
        }
        let now = orchestrator.environment.now()
        return try await orchestrator.database.read { transaction in
            let scope = transaction.scope(member.institution)
            return View(
                plans: try scope.record(ContingencyPlans.self, member.institution.text)?.plans ?? [],
                incidents: try scope.records(Incident.self, limit: Self.incidentsShown)
                    .sorted {
                        ($0.state == .open ? 0 : 1, $1.openedAt) < ($1.state == .open ? 0 : 1, $0.openedAt)
                    },
                backups: try scope.record(BackupRegime.self, BackupRegime.installation),
                isOperator: member.roles.contains(.operator), now: now)
        }
    }

    package func keep(
        _ plan: ContingencyPlan, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws {
        let job = orchestrator.job(signedIn, idempotency)
        let institution = signedIn.member.institution
        _ = try await orchestrator.runRecord(
            job,
            decide: { transaction in
                RecordStep<ContingencyPlans>(
                    current: try transaction.reading.system.record(ContingencyPlans.self, institution.text),
                    decision: try ContingencyPlans.keep(
                        plan, of: institution, by: job.caller, at: job.now,
                        under: job.policies.policy(for: signedIn.institution.jurisdiction, at: job.now)))
            })
    }

    /// Opens one by hand.
    package func open(
        _ kind: IncidentKind, summary: String, as id: IncidentID, by signedIn: SignedIn
    ) async throws {
        try await orchestrator.perform(
            .open(kind, cause: "manual/" + id.text, summary: summary), on: id, by: signedIn)
    }

    package func perform(
        _ command: IncidentCommand, on id: IncidentID, by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws {
        try await orchestrator.perform(command, on: id, by: signedIn, idempotency: idempotency)
    }
}

extension Orchestrator {
    /// Opens an incident that the service itself saw, unless one about the same thing is open. Nothing where nobody
    /// operates.
    package func alarm(_ kind: IncidentKind, cause: String, summary: String) async throws {
        let isKnown = try await database.read { transaction in
            try transaction.system.openIncidents().contains { $0.cause == cause }
        }
        guard !isKnown else { return }
        let id = IncidentID(environment.newID())
        try await perform(.open(kind, cause: cause, summary: summary), on: id, by: nil)
    }

    /// What was seen is over: it is said in the incident, which a person closes.
    package func allClear(cause: String, summary: String) async throws {
        let open = try await database.read { try $0.system.openIncidents().filter { $0.cause == cause } }
        for incident in open { try await perform(.note(summary), on: incident.id, by: nil) }
    }

    func perform(
        _ command: IncidentCommand, on id: IncidentID, by signedIn: SignedIn?,
        idempotency: IdempotencyKey? = nil
    ) async throws {
        let job = signedIn.map { self.job($0, idempotency) } ?? systemJob
        let operators = try await database.read { try $0.operatingInstitutions() }
        guard !operators.isEmpty else { return }
        _ = try await runRecord(
            job,
            decide: { transaction in
                let reading = transaction.reading
                let current = try reading.system.record(Incident.self, id.text)
                if current == nil, command.action != .open { throw CommandFault.notFound }
                var plan: ContingencyPlan?
                if case .open(let kind, _, _) = command {
                    plan = try operators.compactMap {
                        try reading.system.record(ContingencyPlans.self, $0.text)?.plan(kind)
                    }.first
                }
                return RecordStep<Incident>(
                    current: current,
                    decision: try Incident.decide(
                        command, as: id, on: current, plan: plan, operators: current?.operators ?? operators,
                        by: job.caller, at: job.now, under: job.policies.policy(for: .national, at: job.now)))
            })
    }
}
