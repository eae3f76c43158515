/// A hospital's own system with which the service exchanges data (NHC-SUP 19; Protocols/exchange-states.md).
package struct ExchangeConnection: DomainRecord {
    package typealias Change = ExchangeConnectionChange

    package enum State: String, Codable, Sendable, CaseIterable {
        case active, stopped
    }

    package let id: ExchangeConnectionID
    package let institution: InstitutionID
    package let openedAt: WallTime
    package var version: Int
    package var state: State
    package var settings: ExchangeSettings
    /// Why it was stopped.
    package var stopReason: String?

    package static var stream: String { "exchangeConnection" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }
    package var openDeadlines: [Deadline] { [] }
}

package struct ExchangeConnectionID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

package enum ExchangeSystem: String, Codable, Sendable, CaseIterable {
    /// HL7 v2 over MLLP.
    case his, lis
    /// DICOMweb.
    case pacs

    package var speaksHL7: Bool { self != .pacs }

    /// What can come from it.
    package var receives: [ExchangeTopic] {
        switch self {
        case .his: [.registration, .order, .fee]
        case .lis: [.result, .order]
        case .pacs: []
        }
    }

    /// What can go to it.
    package var sends: [ExchangeTopic] {
        switch self {
        case .his: [.report, .diagnosisReport, .visitRecord]
        case .lis: []
        case .pacs: [.diagnosisReport]
        }
    }
}

/// What a message is about.
package enum ExchangeTopic: String, Codable, Sendable, CaseIterable {
    case registration, order, fee, result
    case report, diagnosisReport, visitRecord

    package var isOutward: Bool {
        switch self {
        case .report, .diagnosisReport, .visitRecord: true
        case .registration, .order, .fee, .result: false
        }
    }
}

package struct ExchangeSettings: Codable, Sendable, Equatable {
    package var system: ExchangeSystem
    package var name: String
    /// A name or address that the operator's list allows.
    package var host: String
    package var port: Int
    package var isEncrypted: Bool
    /// The path of DICOMweb, for example `/dicom-web`; empty for HL7.
    package var path: String
    /// MSH-3 and MSH-4 of the other side.
    package var application: String
    package var facility: String
    /// The file with name and password of a PACS, in the operator's directory; never the password itself.
    package var secret: String?
    package var sends: [ExchangeTopic]
    /// The institution answers for the quality of what this system releases (JL 29).
    package var isQualityAttested: Bool

    package init(
        system: ExchangeSystem, name: String, host: String, port: Int, isEncrypted: Bool, path: String,
        application: String, facility: String, secret: String?, sends: [ExchangeTopic],
        isQualityAttested: Bool
    ) {
        self.system = system
        self.name = name
        self.host = host
        self.port = port
        self.isEncrypted = isEncrypted
        self.path = path
        self.application = application
        self.facility = facility
        self.secret = secret
        self.sends = sends
        self.isQualityAttested = isQualityAttested
    }
}

package enum ExchangeConnectionCommand: Sendable, Equatable {
    case open(ExchangeSettings)
    case change(ExchangeSettings)
    case stop(reason: String)
    case start

    package enum Action: String, Sendable, CaseIterable {
        case open, change, stop, start
    }

    package var action: Action {
        switch self {
        case .open: .open
        case .change: .change
        case .stop: .stop
        case .start: .start
        }
    }
}

package enum ExchangeConnectionChange: RecordChange {
    case opened(ExchangeConnectionID, InstitutionID, ExchangeSettings)
    case changed(ExchangeSettings)
    case stopped(reason: String)
    case started

    package var kind: String {
        switch self {
        case .opened: "opened"
        case .changed: "changed"
        case .stopped: "stopped"
        case .started: "started"
        }
    }
}

extension ExchangeConnection {
    package init?(first event: RecordEvent<ExchangeConnectionChange>) {
        guard case .opened(let id, let institution, let settings) = event.change else { return nil }
        self.init(
            id: id, institution: institution, openedAt: event.at, version: 1, state: .active,
            settings: settings)
    }

    package mutating func apply(_ event: RecordEvent<ExchangeConnectionChange>) {
        version += 1
        switch event.change {
        case .opened: break
        case .changed(let settings): self.settings = settings
        case .stopped(let reason): (state, stopReason) = (.stopped, reason)
        case .started: (state, stopReason) = (.active, nil)
        }
    }
}
