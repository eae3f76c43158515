import ConsultationCore
import HospitalWire
import Logging
import Storage

/// Takes what hospitals' own systems send: whose it is, whether it was here before, what it means. Nothing is dropped
/// that was acknowledged, and nothing of a patient is logged.
package struct ExchangeInbox: Sendable {
    let orchestrator: Orchestrator
    let link: any HospitalLink

    package init(orchestrator: Orchestrator, link: any HospitalLink) {
        self.orchestrator = orchestrator
        self.link = link
    }

    /// The answer to the bytes of one frame that `peer`, an IP address, sent.
    package func take(_ bytes: [UInt8], from peer: String) async -> [UInt8] {
        let now = orchestrator.environment.now()
        let message: HL7Message
        do throws(HL7Fault) { message = try HL7Reader.read(bytes) } catch {
            return HL7Writer.write(HL7Acknowledgement.answer(toUnreadable: error, at: HL7Time(now)))
        }
        var fault: HL7Fault?
        do { try await take(message, bytes, from: peer) } catch let found as HL7Fault {
            fault = found
        } catch {
            orchestrator.logger.error("exchange: inbound failed", metadata: ["fault": "\(type(of: error))"])
            fault = .internalError
        }
        return HL7Writer.write(HL7Acknowledgement.answer(to: message, fault, at: HL7Time(now)))
    }

    private func take(_ message: HL7Message, _ bytes: [UInt8], from peer: String) async throws {
        guard let connection = try await sender(of: message, at: peer) else {
            orchestrator.logger.warning("exchange: message of no connection", metadata: ["peer": "\(peer)"])
            throw HL7Fault.keyUnknown
        }
        do {
            try message.checkHeader()
            let content = try ExchangeContent(message)
            guard connection.settings.system.receives.contains(content.topic) else {
                throw HL7Fault.messageType
            }
            try await take(content, message.controlID, bytes, of: connection)
            try await see(connection, nil)
        } catch let fault as HL7Fault {
            try await see(connection, ExchangeFailure(.messageRefused, code: "\(fault.code)"))
            throw fault
        }
    }

    /// The running connection whose names stand in MSH-3 and MSH-4 and whose host is the peer.
    private func sender(of message: HL7Message, at peer: String) async throws -> ExchangeConnection? {
        let (application, facility) = (message.header[3].text, message.header[4].text)
        let named = try await orchestrator.database.read { transaction in
            try transaction.system.records(ExchangeConnection.self).filter {
                $0.state == .active && $0.settings.system.speaksHL7
                    && $0.settings.application == application && $0.settings.facility == facility
            }
        }
        for connection in named where await link.addresses(of: connection.settings.host).contains(peer) {
            return connection
        }
        return nil
    }

    private func take(
        _ content: ExchangeContent, _ controlID: String, _ bytes: [UInt8], of connection: ExchangeConnection
    ) async throws {
        let earlier = try await orchestrator.database.read {
            try $0.exchangeMessage(named: controlID, inwardFrom: connection.id)
        }
        // The same message again: its sender did not hear our answer.
        if let earlier, earlier.state != .unmatched { return }
        let now = orchestrator.environment.now()
        let institution = connection.institution
        let message: ExchangeMessage
        if let earlier {
            message = earlier
        } else {
            let receipt = try orchestrator.database.blobs.store(
                bytes, limit: HL7Limits.messageBytes, owner: institution.text)
            message = ExchangeMessage(
                id: ExchangeMessageID(orchestrator.environment.newID()), connection: connection.id,
                institution: institution, topic: content.topic, controlID: controlID, subject: nil,
                createdAt: now, state: .unmatched, document: Digest(hexadecimal: receipt.sha256))
            try await orchestrator.database.write { _ = try $0.add(message) }
        }
        let filing = ExchangeFiling(orchestrator: orchestrator, connection: connection)
        let result = try await filing.file(content, of: message)
        try await orchestrator.settleInward(message, result)
    }

    private func see(_ connection: ExchangeConnection, _ failure: ExchangeFailure?) async throws {
        let now = orchestrator.environment.now()
        try await orchestrator.database.write { try $0.seeLink(connection.id, failure, at: now) }
    }
}

extension Orchestrator {
    /// Writes what became of a message that came in.
    func settleInward(_ message: ExchangeMessage, _ result: ExchangeFiling.Result) async throws {
        let now = environment.now()
        try await database.write { transaction in
            var settled = message
            switch result {
            case .taken(let subject):
                (settled.state, settled.subject, settled.settledAt) = (.taken, subject, now)
                settled.failure = nil
            case .unmatched(let failure): settled.failure = failure
            }
            try transaction.update(settled)
        }
        feed.publish(.worklist, to: [message.institution])
    }
}

/// What a message that came in says, by its type.
enum ExchangeContent: Sendable {
    case registration(RegistrationContent)
    case order(OrderContent)
    case fee(FeeContent)
    case result(ResultContent)

    init(_ message: HL7Message) throws(HL7Fault) {
        switch message.type.code {
        case "ADT": self = .registration(try RegistrationContent(message))
        case "ORM", "OMG", "OML": self = .order(try OrderContent(message))
        case "DFT": self = .fee(try FeeContent(message))
        case "ORU": self = .result(try ResultContent(message))
        default: throw .messageType
        }
    }

    var topic: ExchangeTopic {
        switch self {
        case .registration: .registration
        case .order: .order
        case .fee: .fee
        case .result: .result
        }
    }

    var patient: PatientContent {
        switch self {
        case .registration(let content): content.patient
        case .order(let content): content.patient
        case .fee(let content): content.patient
        case .result(let content): content.patient
        }
    }
}
