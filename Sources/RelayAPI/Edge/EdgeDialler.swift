import AsyncHTTPClient
import Foundation
package import Logging
import MediaRelay
import NIOCore
import NIOHTTP1
import NIOSSL
import ServiceLifecycle

/// The edge's line to its service. The hospital's NAT lets nobody in, so the edge dials out: it holds a stream of
/// commands open, posts replies and events, and comes back by itself with growing pauses.
package final class EdgeDialler: Sendable {
    private let settings: EdgeSettings
    private let control: NodeControl
    private let worker: EdgeWorker
    private let http: HTTPClient
    private let logger: Logger
    private let onLine: @Sendable () -> Void

    private static let pauseLimit = Duration.seconds(15)
    private static let reportInterval = Duration.milliseconds(1000)
    private static let lineLimit = 256 * 1024

    struct Refused: Error, CustomStringConvertible {
        let status: UInt
        var description: String { "the service answered \(status)" }
    }

    /// `onLine` is called each time the line stands.
    package init(
        settings: EdgeSettings, control: NodeControl, logger: Logger, onLine: @escaping @Sendable () -> Void
    ) throws {
        self.settings = settings
        self.control = control
        self.logger = logger
        self.onLine = onLine
        worker = EdgeWorker(control: control)
        var tls = TLSConfiguration.makeClientConfiguration()
        if let authority = settings.authority {
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(authority), !certificates.isEmpty
            else {
                throw UnusableEdgeSettings(
                    description: "edge.authority: \(authority) cannot be read or holds no PEM certificate")
            }
            tls.trustRoots = .certificates(certificates)
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3)))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.listen() }
                group.addTask { await self.report() }
                await group.waitForAll()
            }
        }
        try? await http.shutdown()
    }

    // MARK: Commands

    private func listen() async {
        var pause = Duration.milliseconds(500)
        while !Task.isCancelled {
            do {
                try await readCommands { pause = .milliseconds(500) }
            } catch is CancellationError {
                return
            } catch {
                logger.warning(
                    "no line to the service; trying again",
                    metadata: ["pause": "\(pause)", "fault": "\(name(of: error))"])
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.pauseLimit)
        }
    }

    private func readCommands(_ stands: () -> Void) async throws {
        var request = request(.GET, "/edge/v1/commands")
        request.headers.add(name: "accept", value: "text/event-stream")
        let response = try await http.execute(request, deadline: .distantFuture)
        guard response.status == .ok else { throw Refused(status: response.status.code) }
        stands()
        onLine()
        var pending: [UInt8] = []
        for try await var part in response.body {
            pending += part.readBytes(length: part.readableBytes) ?? []
            while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(pending[..<end])
                pending.removeSubrange(...end)
                guard line.starts(with: Data("data: ".utf8)),
                    let command = try? JSONDecoder().decode(EdgeCommand.self, from: line.dropFirst(6))
                else { continue }
                // In order: an answer must not overtake the join it belongs to.
                await worker.take(command)
                Task { try? await self.post() }
            }
            guard pending.count <= Self.lineLimit else { throw Refused(status: 200) }
        }
    }

    // MARK: Reports

    /// A report leaves at once when there is something to say, and as a sign of life.
    private func report() async {
        while !Task.isCancelled {
            do { try await post() } catch is CancellationError { return } catch {
                logger.debug("report not delivered", metadata: ["fault": "\(name(of: error))"])
            }
            try? await Task.sleep(for: Self.reportInterval)
        }
    }

    package func note(_ event: NodeEvent) async {
        await worker.note(event)
        try? await post()
    }

    private func post() async throws {
        guard let report = await worker.beginReport() else { return }
        var isDelivered = false
        do {
            var request = request(.POST, "/edge/v1/reports")
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: try ControlJSON.encode(report)))
            let response = try await http.execute(request, timeout: .seconds(3))
            isDelivered = response.status == .noContent
            _ = try? await response.body.collect(upTo: 64 * 1024)
        } catch {
            await worker.endReport(delivered: false)
            throw error
        }
        await worker.endReport(delivered: isDelivered)
        // What came in meanwhile does not wait for the next second.
        if isDelivered, await worker.hasMore { try await post() }
    }

    private func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: settings.service + path)
        request.method = method
        request.headers.add(name: "authorization", value: "Bearer \(settings.token)")
        request.headers.add(name: "huizhen-edge-instance", value: control.instance)
        return request
    }

    /// What went wrong, and what to mend: the person who reads it sees this line alone.
    private func name(of error: any Error) -> String {
        switch error {
        case let refused as Refused:
            return refused.status == 401
                ? "the service does not know the token; make a new one with `huizhen edge token`"
                : refused.description
        case let fault as HTTPClientError: return "\(fault)"
        case let fault as NIOSSLExtraError where fault == .failedToValidateHostname:
            return "the service's certificate is for another name than that of edge.service"
        case let fault as NIOSSLError where "\(fault)".contains("CERTIFICATE_VERIFY_FAILED"):
            let authority = settings.authority.map { "the authority in edge.authority (\($0))" }
            return "the service's certificate is not believed: it is not of "
                + "\(authority ?? "an authority of this system; edge.authority names another"), or it is not valid today"
        case is NIOSSLError: return "the service does not speak TLS there, or not with us"
        default: return "\(type(of: error))"
        }
    }
}
