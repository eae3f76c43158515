import ConsultationCore
import HospitalWire
import Logging
import ServiceLifecycle
import Storage

/// Brings what is owed to hospitals' own systems there: at least once under the same name, with longer and longer
/// pauses, until it is taken or waits for a person in the list of the dead (NHC-SUP 19).
package struct ExchangeFeeder: Service {
    static let batchLimit = 50
    static let patience = Duration.seconds(1)

    let orchestrator: Orchestrator
    let link: any HospitalLink

    package init(orchestrator: Orchestrator, link: any HospitalLink) {
        self.orchestrator = orchestrator
        self.link = link
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { _ = try await sendDue() } catch is CancellationError {
                    return
                } catch {
                    orchestrator.logger.error(
                        "exchange failed", metadata: ["fault": "\(type(of: error))"])
                }
                try? await Task.sleep(for: Self.patience)
            }
        }
    }

    /// Sends what is due and returns how much was taken.
    @discardableResult
    package func sendDue() async throws -> Int {
        let now = orchestrator.environment.now()
        let due = try await orchestrator.database.read {
            try $0.exchangeMessagesDue(at: now, limit: Self.batchLimit)
        }
        var taken = 0
        var silent: Set<ExchangeConnectionID> = []
        for message in due where !silent.contains(message.connection) {
            let found = try await orchestrator.database.read { transaction in
                (
                    connection: try transaction.system.record(
                        ExchangeConnection.self, message.connection.text),
                    document: try transaction.exchangeDocument(message)
                )
            }
            guard let connection = found.connection, connection.state == .active else {
                // A stopped one owes nothing for the time being: no attempt is counted.
                silent.insert(message.connection)
                try await postpone(message, by: link.retry.longestPause)
                continue
            }
            guard let document = found.document else {
                try await settle(message, ExchangeFailure(.nothingToSend), mayPass: false)
                continue
            }
            let fault = try await send(message, document, to: connection.settings)
            if let fault {
                if fault.failure.reason == .unreachable { silent.insert(message.connection) }
                try await settle(message, fault.failure, mayPass: fault.mayPass)
            } else {
                try await settle(message, nil, mayPass: true)
                taken += 1
            }
        }
        return taken
    }

    private func send(
        _ message: ExchangeMessage, _ document: ExchangeDocument, to system: ExchangeSettings
    ) async throws -> (failure: ExchangeFailure, mayPass: Bool)? {
        let now = orchestrator.environment.now()
        do throws(LinkFault) {
            guard system.system.speaksHL7 else {
                let object = document.object(message)
                try await link.store(object.file, in: object.study, to: system)
                return nil
            }
            let answer = try await link.deliver(document.message(message, to: system, at: now), to: system)
            return Self.verdict(answer, on: message)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            return (error.failure, error.mayPass)
        }
    }

    /// What an acknowledgement says. An error that is not the message's own (206, 207) may pass.
    static func verdict(
        _ bytes: [UInt8], on message: ExchangeMessage
    ) -> (failure: ExchangeFailure, mayPass: Bool)? {
        guard let answer = try? HL7Acknowledgement(HL7Reader.read(bytes)),
            answer.controlID == message.controlID
        else { return (ExchangeFailure(.answerUnreadable), true) }
        if answer.code == .accept { return nil }
        let mayPass = answer.code == .error && [206, 207].contains(answer.errorCode ?? 0)
        let code = answer.code.rawValue + (answer.errorCode.map { " \($0)" } ?? "")
        return (ExchangeFailure(mayPass ? .unavailable : .refused, code: code), mayPass)
    }

    private func settle(
        _ message: ExchangeMessage, _ failure: ExchangeFailure?, mayPass: Bool
    ) async throws {
        let now = orchestrator.environment.now()
        let retry = link.retry
        let state = try await orchestrator.database.write { transaction -> ExchangeMessage.State? in
            // A person may have given it up meanwhile.
            guard
                var current = try transaction.reading.scope(message.institution).exchangeMessage(message.id),
                current.state == .waiting
            else { return nil }
            current.attempts += 1
            current.failure = failure
            if failure == nil {
                (current.state, current.settledAt) = (.delivered, now)
            } else if mayPass, let pause = retry.pause(after: current.attempts) {
                current.nextAt = now + pause
            } else {
                (current.state, current.settledAt) = (.dead, now)
            }
            try transaction.update(current)
            try transaction.seeLink(message.connection, failure, at: now)
            return current.state
        }
        if state == .dead || state == .delivered {
            orchestrator.feed.publish(.worklist, to: [message.institution])
        }
    }

    private func postpone(_ message: ExchangeMessage, by pause: TimeSpan) async throws {
        let next = orchestrator.environment.now() + pause
        try await orchestrator.database.write { transaction in
            var later = message
            later.nextAt = next
            try transaction.update(later)
        }
    }
}
