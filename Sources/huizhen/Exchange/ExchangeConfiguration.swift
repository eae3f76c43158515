import ConsultationCore
import Foundation
import HospitalLines

import Logging
import Orchestration

/// `exchange.*`: how the service speaks with hospitals' own systems (Protocols/exchange.md).
struct ExchangeConfiguration: Sendable {
    var lines: LineSettings
    var listenHost: String
    /// 0: nothing is listened to.
    var listenPort: Int
    var certificate: (chain: String, key: String)?

    init(reading reader: inout ConfigurationReader, path: (String) -> URL) {
        let hosts = reader.text("exchange.hosts", default: "").split(separator: " ").map(String.init)
        let authority = reader.text("exchange.authority", default: "")
        let retry = ExchangeRetry(
            attemptLimit: reader.number("exchange.attempts", default: 12, in: 1...100),
            firstPause: .seconds(
                Int64(reader.number("exchange.firstPauseSeconds", default: 2, in: 1...3600))),
            longestPause: .seconds(
                Int64(reader.number("exchange.longestPauseSeconds", default: 900, in: 1...86400))))
        lines = LineSettings(
            hosts: hosts, secrets: path(reader.text("exchange.secrets", default: "exchange-secrets")),
            authority: authority.isEmpty ? nil : path(authority).path, retry: retry,
            studyLimit: reader.number("exchange.studyMegabytes", default: 2048, in: 1...4000) << 20)
        listenHost = reader.text("exchange.listenHost", default: "127.0.0.1")
        listenPort = reader.number("exchange.listenPort", default: 0, in: 0...65535)
        let chain = reader.text("exchange.certificate", default: "")
        let key = reader.text("exchange.key", default: "")
        if chain.isEmpty != key.isEmpty {
            reader.refuse("exchange.key", "give both certificate and key, or neither")
        }
        certificate = chain.isEmpty ? nil : (path(chain).path, path(key).path)
    }

    /// The door for what comes in; nil where nothing is listened to.
    func listener(_ inbox: ExchangeInbox, _ logger: Logger) throws -> MLLPListener? {
        guard listenPort > 0 else { return nil }
        return try MLLPListener(
            host: listenHost, port: listenPort, certificate: certificate, logger: logger,
            take: { await inbox.take($0, from: $1) })
    }
}
