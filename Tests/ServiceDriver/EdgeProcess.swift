package import Foundation
import Synchronization

/// `huizhen edge run` as a process of its own: a LAN address and two uplinks on loopback.
package final class EdgeProcess: Sendable {
    package let data: URL
    private let settings: [String]
    private let process = Mutex<Process?>(nil)

    /// Makes a token at the service for `institution`. `authority` signed the service's certificate.
    package convenience init(
        of institution: String, at service: ServiceProcess, authority: CertificateAuthority? = nil
    ) throws {
        try self.init(
            token: try service.command(["edge", "token", "--institution", institution, "--name", "test"]),
            at: service, authority: authority)
    }

    package init(token: String, at service: ServiceProcess, authority: CertificateAuthority? = nil) throws {
        data = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-edge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try Data(token.utf8).write(to: data.appendingPathComponent("edge-token"))
        settings =
            [
                "edge.service=\(service.address.absoluteString)", "edge.lan=lan=127.0.0.3",
                "edge.uplinks=telecom=127.0.0.4 unicom=127.0.0.5", "relay.workers=1",
                "relay.portBase=\(try freePort(.udp, count: 2))",
            ] + (authority.map { ["edge.authority=\($0.certificate)"] } ?? [])
    }

    /// Starts it and waits until its line to the service stands.
    package func start() async throws { try await start(until: "edge is on line: ") }

    /// Starts it and waits until it has written `words`.
    package func start(until words: String) async throws {
        let child = Process()
        child.executableURL = ServiceProcess.builtBinary
        child.arguments = ["edge", "run", "--data", data.path] + settings.flatMap { ["--set", $0] }
        try Data().write(to: logFile)
        let log = try FileHandle(forWritingTo: logFile)
        child.standardOutput = log
        child.standardError = log
        child.standardInput = FileHandle.nullDevice
        try child.run()
        process.withLock { $0 = child }
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end, child.isRunning {
            if logText.contains(words) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        // It may have ended with just these words.
        if logText.contains(words) { return }
        throw ServiceFault.notReady(logText)
    }

    /// Ends the process as a power cut would.
    package func kill() {
        process.withLock { child in
            if let child, child.isRunning {
                _ = Foundation.kill(child.processIdentifier, SIGKILL)
                child.waitUntilExit()
            }
            child = nil
        }
    }

    /// Asks the process to end and waits for it; returns its exit status.
    @discardableResult
    package func stop() -> Int32 {
        let child = process.withLock { child in
            defer { child = nil }
            return child
        }
        guard let child else { return 0 }
        if child.isRunning { child.terminate() }
        child.waitUntilExit()
        return child.terminationStatus
    }

    package var logText: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }
    private var logFile: URL { data.appendingPathComponent("edge.log") }

    package func removeData() { try? FileManager.default.removeItem(at: data) }

    deinit { kill() }
}
