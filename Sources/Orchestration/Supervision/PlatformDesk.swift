package import ConsultationCore
import Storage

/// What people do with the feed to the province's platform: test the way, look at what waits, try again.
package struct PlatformDesk: Sendable {
    let orchestrator: Orchestrator
    /// Nil: none is configured.
    let platform: (any SupervisionPlatform)?

    package static let pageSize = 50
    private static let roles: [Role] = [.operator, .institutionAdmin]

    package init(orchestrator: Orchestrator, platform: (any SupervisionPlatform)?) {
        self.orchestrator = orchestrator
        self.platform = platform
    }

    package var isConfigured: Bool { platform != nil }

    /// One real exchange with the platform for the institution; its result is on record and counts for the beginning.
    package func test(_ id: InstitutionID, by signedIn: SignedIn) async throws {
        let isOperator = signedIn.member.roles.contains(.operator)
        guard isOperator || signedIn.member.roles.contains(.institutionAdmin) else {
            throw Refusal.roleRequired(Self.roles)
        }
        guard isOperator || id == signedIn.member.institution,
            let institution = try await orchestrator.database.read({ try $0.institution(id) })
        else { throw CommandFault.notFound }
        guard let platform else { throw Refusal.site(.platformNotConnected) }
        let began = ContinuousClock.now
        var isPassed = true
        do { try await platform.test(for: institution.code) } catch is PlatformFault { isPassed = false }
        let took = began.duration(to: .now).components
        let milliseconds = took.seconds * 1000 + took.attoseconds / 1_000_000_000_000_000
        let test = ConnectivityTest(
            isPassed: isPassed, at: orchestrator.environment.now(),
            roundTrip: isPassed ? TimeSpan(milliseconds: milliseconds) : nil)
        try await orchestrator.performAsSystem(ProfileCommand.recordConnectivity(test), on: id)
        guard isPassed else { throw Refusal.site(.platformNotConnected) }
    }

    package struct Page: Sendable {
        package let messages: [PlatformMessage]
        package let waiting: Int
        package let dead: Int
        package let isConfigured: Bool
    }

    /// An operator sees all, an administrator what concerns the own institution.
    package func messages(
        _ state: PlatformMessage.State, before place: PlatformMessagePlace?, for signedIn: SignedIn
    ) async throws -> Page {
        let scope = try scope(signedIn)
        return try await orchestrator.database.read { transaction in
            let counts = try transaction.platformMessageCounts(of: scope)
            return Page(
                messages: try transaction.platformMessages(
                    state, of: scope, before: place, limit: Self.pageSize), waiting: counts.waiting,
                dead: counts.dead, isConfigured: platform != nil)
        }
    }

    package func retry(_ name: String, by signedIn: SignedIn) async throws {
        let scope = try scope(signedIn)
        let now = orchestrator.environment.now()
        let actor = signedIn.journalActor
        try await orchestrator.database.write { transaction in
            guard let message = try transaction.reading.platformMessage(name),
                scope == nil || scope == message.institution
            else { throw CommandFault.notFound }
            try transaction.revive(name, at: now)
            try transaction.note(
                "platformMessageRetried", try StoredJSON.encode(["name": name]), in: "platform",
                at: now.milliseconds, by: actor)
        }
    }

    private func scope(_ signedIn: SignedIn) throws(Refusal) -> InstitutionID? {
        if signedIn.member.roles.contains(.operator) { return nil }
        guard signedIn.member.roles.contains(.institutionAdmin) else { throw .roleRequired(Self.roles) }
        return signedIn.member.institution
    }
}
