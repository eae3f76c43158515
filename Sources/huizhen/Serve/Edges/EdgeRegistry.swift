import Foundation
import Logging
import Orchestration
import RelayAPI

/// The lines of the site edges that are dialled in now: one edge an institution, the newest counts.
actor EdgeRegistry: EdgeDoor {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    enum Notice: Sendable {
        case event(institution: String, NodeEvent)
        /// No line, or another life of the edge: whatever it had is gone.
        case lost(institution: String)
    }

    private struct Line {
        var instance: String
        var outlet: AsyncStream<String>.Continuation?
        /// Counts the streams of this edge, so that the end of an old one is not taken for that of the new one.
        var streams = 0
        var heardAt: ContinuousClock.Instant
        var waiting: [UInt64: CheckedContinuation<EdgeReply, any Error>] = [:]
        var lastReport: UInt64 = 0
    }

    /// Silence after which an edge is lost; it reports every second.
    static let silenceLimit = Duration.seconds(4)
    private static let callLimit = Duration.seconds(4)
    /// Commands waiting for one edge.
    private static let queueLimit = 256

    nonisolated let notices: AsyncStream<Notice>
    private let outlet: AsyncStream<Notice>.Continuation
    private let tokens: EdgeTokens
    private let logger: Logger
    private var lines: [String: Line] = [:]
    private var lastCommand: UInt64 = 0

    init(tokens: EdgeTokens, logger: Logger) {
        self.tokens = tokens
        self.logger = logger
        (notices, outlet) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(8192))
    }

    func isOnline(_ institution: String) -> Bool { lines[institution]?.outlet != nil }

    // MARK: The edge's side

    func open(token: String, instance: String) -> AsyncStream<String>? {
        guard let entry = tokens.entry(of: token), !instance.isEmpty, instance.utf8.count <= 64 else {
            return nil
        }
        let institution = entry.institution
        if let known = lines[institution], known.instance != instance { lose(institution) }
        let (stream, continuation) = AsyncStream<String>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.queueLimit))
        var line = lines[institution] ?? Line(instance: instance, heardAt: .now)
        line.outlet?.finish()
        line.outlet = continuation
        line.streams += 1
        line.heardAt = .now
        lines[institution] = line
        let number = line.streams
        continuation.onTermination = { [weak self] _ in
            Task { await self?.ended(institution, number) }
        }
        logger.info("edge on line", metadata: ["institution": "\(institution)", "edge": "\(entry.name)"])
        return stream
    }

    private func ended(_ institution: String, _ stream: Int) {
        guard lines[institution]?.streams == stream else { return }
        lines[institution]?.outlet = nil
    }

    func take(_ report: [UInt8], token: String) -> Bool {
        guard let entry = tokens.entry(of: token),
            let report = try? JSONDecoder().decode(EdgeReport.self, from: Data(report))
        else { return false }
        let institution = entry.institution
        guard lines[institution]?.instance == report.instance else { return true }
        lines[institution]?.heardAt = .now
        for reply in report.replies {
            lines[institution]?.waiting.removeValue(forKey: reply.id)?.resume(returning: reply)
        }
        for event in report.events { outlet.yield(.event(institution: institution, event)) }
        return true
    }

    // MARK: The service's side

    func call(_ institution: String, _ call: EdgeCommand.Call) async throws -> EdgeReply {
        guard let outlet = lines[institution]?.outlet else { throw Fault(description: "no line to the edge") }
        lastCommand += 1
        let command = EdgeCommand(id: lastCommand, call: call)
        let id = command.id
        let line = String(decoding: try JSONEncoder().encode(command), as: UTF8.self)
        let timer = Task {
            try await Task.sleep(for: Self.callLimit)
            self.expire(id, of: institution)
        }
        defer { timer.cancel() }
        let reply: EdgeReply = try await withCheckedThrowingContinuation { continuation in
            lines[institution]?.waiting[id] = continuation
            guard case .enqueued = outlet.yield(line) else {
                lines[institution]?.waiting.removeValue(forKey: id)?
                    .resume(throwing: Fault(description: "the edge takes no commands"))
                return
            }
        }
        if let problem = reply.problem { throw problem }
        return reply
    }

    private func expire(_ id: UInt64, of institution: String) {
        lines[institution]?.waiting.removeValue(forKey: id)?
            .resume(throwing: Fault(description: "the edge does not answer"))
    }

    /// Looks for edges that fell silent, until cancelled.
    func watch() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(500))
            for (institution, line) in lines
            where ContinuousClock.now - line.heardAt > Self.silenceLimit || tokensGone(institution) {
                lose(institution)
            }
        }
        for institution in lines.keys { lose(institution) }
        outlet.finish()
    }

    /// A revoked token ends the line too.
    private func tokensGone(_ institution: String) -> Bool {
        !tokens.all().contains { $0.entry.institution == institution }
    }

    private func lose(_ institution: String) {
        guard let line = lines.removeValue(forKey: institution) else { return }
        line.outlet?.finish()
        for waiting in line.waiting.values {
            waiting.resume(throwing: Fault(description: "the edge is lost"))
        }
        logger.warning("edge lost", metadata: ["institution": "\(institution)"])
        outlet.yield(.lost(institution: institution))
    }
}
