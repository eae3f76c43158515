package import ConsultationCore
package import Storage

/// The ways to the provinces' supervision platforms, as people look after them.
package struct SupervisionDesk: Sendable {
    let orchestrator: Orchestrator

    package init(orchestrator: Orchestrator) {
        self.orchestrator = orchestrator
    }

    package static let readers: [Role] = [
        .operator, .institutionAdmin, .qualityController, .healthAuthority, .auditor,
    ]

    package struct View: Sendable {
        package let connector: SupervisionConnector
        package let actions: [SupervisionConnectorCommand.Action]
        package let office: Institution?
        /// Things first told today, by class.
        package let today: [FeedClass: Int]
        /// When the own institution last had a finding, and how often the province owes one.
        package let lastFindingAt: WallTime?
        package let feedbackMonths: Int
    }

    /// The operator sees every province, the others their own.
    package func connectors(for signedIn: SignedIn) async throws -> [View] {
        try signedIn.demand(Self.readers)
        let now = orchestrator.environment.now()
        let policies = orchestrator.policies
        let seesAll = signedIn.member.roles.contains(.operator)
        return try await orchestrator.database.read { transaction in
            let finding = try transaction.scope(signedIn.institution.id)
                .qualityRecords(SupervisionFinding.self, isOpen: false, before: nil, limit: 1).first
            return try transaction.system.records(SupervisionConnector.self)
                .filter { seesAll || $0.province == signedIn.institution.jurisdiction }
                .map { connector in
                    View(
                        connector: connector, actions: connector.availableActions(for: signedIn.caller),
                        office: try connector.office.flatMap { try transaction.institution($0) },
                        today: try transaction.feedCounts(of: connector.province, on: CivilDate(now)),
                        lastFindingAt: finding?.openedAt,
                        feedbackMonths: policies.onlineRules(for: connector.province, at: now)?
                            .feedbackMonths ?? 1)
                }
        }
    }

    package func register(
        _ province: Jurisdiction, office: InstitutionID?, _ consumer: FeedConsumer, by signedIn: SignedIn,
        idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<SupervisionConnector> {
        let (known, isOffice) = try await orchestrator.database.read { transaction in
            let known = try transaction.system.record(SupervisionConnector.self, province.text)
            let place = try office.flatMap { try transaction.institution($0) }
            return (known, office == nil || place?.licence == nil && place?.jurisdiction == province)
        }
        // Another operator's: one province is told by one.
        guard known == nil || known?.institution == signedIn.member.institution else {
            throw Refusal.alreadyExists
        }
        guard isOffice else { throw Refusal.fieldInvalid([FieldProblem("/officeId", .invalid)]) }
        return try await orchestrator.perform(
            SupervisionConnector.self,
            .register(province, by: signedIn.member.institution, office: office, consumer),
            on: province.text, expectedVersion: nil, by: signedIn, idempotency: idempotency)
    }

    package func perform(
        _ command: SupervisionConnectorCommand, on province: String, expectedVersion: Int?,
        by signedIn: SignedIn, idempotency: IdempotencyKey?
    ) async throws -> RecordOutcome<SupervisionConnector> {
        try await orchestrator.perform(
            SupervisionConnector.self, command, on: province, expectedVersion: expectedVersion, by: signedIn,
            idempotency: idempotency)
    }
}
