/// Why something between a hospital's own systems and the service is refused (NHC-SUP 19, Protocols/exchange.md).
package enum ExchangeRefusal: Sendable, Equatable {
    case connectionStateNotAllowed(ExchangeConnection.State)
    case messageStateNotAllowed(ExchangeMessage.State)
    /// The operator's list does not name the host.
    case hostNotAllowed
    /// No running connection to such a system.
    case notConnected(ExchangeSystem)
    case failed(ExchangeFailure)
    /// Bytes.
    case studyTooLarge(limit: Int64)
    case importsRunning(limit: Int)

    package var code: RefusalCode {
        switch self {
        case .connectionStateNotAllowed: .exchangeConnectionState
        case .messageStateNotAllowed: .exchangeMessageState
        case .hostNotAllowed: .exchangeHostNotAllowed
        case .notConnected: .exchangeNotConnected
        case .failed: .exchangeFailed
        case .studyTooLarge: .exchangeStudyTooLarge
        case .importsRunning: .exchangeImportsRunning
        }
    }
}

/// Why an exchange failed, in a closed list, so that a page can say it in plain words; never what was in the message.
package struct ExchangeFailure: Codable, Sendable, Equatable {
    package enum Reason: String, Codable, Sendable, CaseIterable {
        /// Nobody answers at the address.
        case unreachable
        /// It answers that it cannot now.
        case unavailable
        /// It will not take this: its answer is AR or AE, or an HTTP status that says so.
        case refused
        /// The name or password is not taken.
        case notAuthorised
        /// It answers with something that is no answer.
        case answerUnreadable
        /// What was to be sent is not there any more, or not yet.
        case nothingToSend
        // Why a message that came in could not be laid to a case.
        case patientUnknown, noOpenCase, severalCases, notFinal, notAttested, caseRefused
        // Why it was not taken at all.
        case messageRefused
    }

    package var reason: Reason
    /// A code of the other side or ours: HL7 table 0357, an HTTP status, a refusal's code.
    package var code: String?

    package init(_ reason: Reason, code: String? = nil) {
        self.reason = reason
        self.code = code
    }
}
