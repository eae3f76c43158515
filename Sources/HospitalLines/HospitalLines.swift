import AsyncHTTPClient
package import ConsultationCore
import Foundation
package import HospitalWire
import NIOCore
import NIOPosix
import NIOSSL
package import Orchestration
import ServiceLifecycle

/// HL7 over MLLP and DICOMweb over HTTP, as connections say.
package final class HospitalLines: HospitalLink, Service {
    private let settings: LineSettings
    private let http: HTTPClient
    private let tls: NIOSSLContext

    package init(_ settings: LineSettings) throws {
        self.settings = settings
        var trust = TLSConfiguration.makeClientConfiguration()
        if let authority = settings.authority { trust.trustRoots = .file(authority) }
        tls = try NIOSSLContext(configuration: trust)
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: trust, redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(LineLimits.connect), read: TimeAmount(LineLimits.answer)))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Where nobody ran it, as in a test; done twice it does nothing.
    deinit { try? http.syncShutdown() }

    package func run() async throws {
        try? await gracefulShutdown()
        try? await http.shutdown()
    }

    package var allowedHosts: [String] { settings.hosts }
    package var retry: ExchangeRetry { settings.retry }
    package var studyLimit: Int { settings.studyLimit }

    package func deliver(
        _ message: [UInt8], to system: ExchangeSettings
    ) async throws(LinkFault) -> [UInt8] {
        try await mllp(system).send(message)
    }

    package func store(
        _ file: [UInt8], in study: String, to system: ExchangeSettings
    ) async throws(LinkFault) {
        try await archive(system).store(file, in: study)
    }

    package func studies(
        _ query: StudyQuery, at system: ExchangeSettings
    ) async throws(LinkFault) -> [ImagingStudy] {
        try await archive(system).studies(query)
    }

    package func retrieve(
        _ study: String, from system: ExchangeSettings
    ) async throws(LinkFault) -> any AsyncSequence<MultipartReader.Event, any Error> & Sendable {
        try await archive(system).retrieve(study)
    }

    package func probe(_ system: ExchangeSettings) async throws(LinkFault) {
        if system.system.speaksHL7 {
            try await mllp(system).probe()
        } else {
            try await archive(system).probe()
        }
    }

    package func addresses(of host: String) async -> [String] {
        if (try? SocketAddress(ipAddress: host, port: 0)) != nil { return [host] }
        let found = try? await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(host, port: 0)
        }
        return found?.ipAddress.map { [$0] } ?? []
    }

    /// The list may have become shorter since the connection was set up.
    private func checkHost(_ system: ExchangeSettings) throws(LinkFault) {
        guard settings.hosts.contains(system.host) else { throw .unreachable }
    }

    private func mllp(_ system: ExchangeSettings) throws(LinkFault) -> MLLPClient {
        try checkHost(system)
        return MLLPClient(host: system.host, port: system.port, tls: system.isEncrypted ? tls : nil)
    }

    private func archive(_ system: ExchangeSettings) throws(LinkFault) -> DICOMwebClient {
        try checkHost(system)
        let host = system.host.contains(":") ? "[\(system.host)]" : system.host
        let path = system.path.hasSuffix("/") ? String(system.path.dropLast()) : system.path
        return DICOMwebClient(
            http: http, base: "\(system.isEncrypted ? "https" : "http")://\(host):\(system.port)\(path)",
            authorization: try authorization(system))
    }

    /// Read anew each time, so that a changed password counts at once.
    private func authorization(_ system: ExchangeSettings) throws(LinkFault) -> String? {
        guard let name = system.secret else { return nil }
        let file = settings.secrets.appendingPathComponent(name).path
        let mode = (try? FileManager.default.attributesOfItem(atPath: file))?[.posixPermissions] as? Int
        guard let mode, mode & 0o077 == 0, let text = try? String(contentsOfFile: file, encoding: .utf8)
        else {
            throw .notAuthorised
        }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return "Basic " + Data(trimmed.utf8).base64EncodedString()
    }
}
