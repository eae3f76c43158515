/// The way to one province's supervision platform (NHC-SUP 4, NHC-IH 6, GX 8; Protocols/connector-states.md). Its key
/// is the province.
package struct SupervisionConnector: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case notConnected, testing, connected
    }

    package let province: Jurisdiction
    /// Who runs this installation.
    package let institution: InstitutionID
    package let openedAt: WallTime
    /// The office that supervises the province, where it has accounts here.
    package let office: InstitutionID?

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var consumer: FeedConsumer
    package var testPassedAt: WallTime?
    package var disconnection: SuspensionReason?
    /// The last day whose counts were compared, and what differed.
    package var reconciliation: FeedReconciliation?
    package var passedDeadlines: [PassedDeadline]

    package var consultation: ConsultationID? { nil }
    package var parties: [InstitutionID] { [institution] + (office.map { [$0] } ?? []) }
    package var isClosed: Bool { state == .connected }

    /// Whether anything is told to the province now: a test needs something to look at.
    package var isTelling: Bool { state != .notConnected }
}

/// The province's program, known by its public key.
package struct FeedConsumer: Codable, Sendable, Equatable {
    package var name: String
    /// Ed25519 (RFC 8032), 32 bytes in hexadecimal.
    package var publicKey: Digest

    package init(name: String, publicKey: Digest) {
        self.name = name
        self.publicKey = publicKey
    }
}

package struct FeedReconciliation: Codable, Sendable, Equatable {
    package var day: CivilDate
    package var at: WallTime
    package var differences: [FeedDifference]
}

package enum SupervisionConnectorCommand: QualityCommand {
    case register(Jurisdiction, by: InstitutionID, office: InstitutionID?, FeedConsumer)
    case replaceConsumer(FeedConsumer)
    case startTest
    /// The province's program has read with its key, and its signature held.
    case recordTest
    case confirm
    case disconnect(reason: String)
    case reconcile(CivilDate, ours: [FeedClass: Int], theirs: [FeedClass: Int])
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case register, replaceConsumer, startTest, recordTest, confirm, disconnect, reconcile, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .register: [QualityGate.start]
            case .replaceConsumer: ["notConnected", "testing", "connected"]
            case .startTest: ["notConnected"]
            case .recordTest: ["testing"]
            case .confirm: ["testing"]
            case .disconnect: ["testing", "connected"]
            case .reconcile: ["testing", "connected"]
            case .deadlinePassed: ["connected"]
            }
        }

        package var roles: [Role] {
            switch self {
            case .register, .replaceConsumer, .startTest, .confirm, .disconnect: [.operator]
            case .recordTest, .reconcile, .deadlinePassed: []
            }
        }
    }

    package var action: Action {
        switch self {
        case .register: .register
        case .replaceConsumer: .replaceConsumer
        case .startTest: .startTest
        case .recordTest: .recordTest
        case .confirm: .confirm
        case .disconnect: .disconnect
        case .reconcile: .reconcile
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum SupervisionConnectorChange: QualityChange {
    case registered(Jurisdiction, by: InstitutionID, office: InstitutionID?, FeedConsumer)
    case consumerReplaced(FeedConsumer)
    case testStarted
    case testPassed
    case connected
    case disconnected(reason: String)
    case reconciled(CivilDate, [FeedDifference])
    case mismatched(Violation)
    case reconciliationMissed(dueAt: WallTime)

    package var kind: String {
        switch self {
        case .registered: "connectorRegistered"
        case .consumerReplaced: "connectorKeyReplaced"
        case .testStarted: "connectorTestStarted"
        case .testPassed: "connectorTestPassed"
        case .connected: "connectorConnected"
        case .disconnected: "connectorDisconnected"
        case .reconciled: "connectorReconciled"
        case .mismatched: "connectorMismatched"
        case .reconciliationMissed: "connectorReconciliationMissed"
        }
    }

    package var violation: Violation? {
        if case .mismatched(let violation) = self { violation } else { nil }
    }
}
