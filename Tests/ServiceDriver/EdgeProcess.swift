package import Foundation
import Synchronization

/// `huizhen edge run` as a process of its own: a LAN address and two uplinks on loopback.
package final class EdgeProcess: Sendable {
    package let data: URL
    private let settings: [String]
    private let process = Mutex<Process?>(nil)

    /// Makes a token at the service for `institution`.
    package init(of institution: String, at service: ServiceProcess) throws {
        data = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-edge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        let token = try service.command(["edge", "token", "--institution", institution, "--name", "test"])
        try Data(token.utf8).write(to: data.appendingPathComponent("edge-token"))
        settings = [
            "edge.service=http://127.0.0.1:\(service.address.port ?? 0)", "edge.lan=lan=127.0.0.3",
            "edge.uplinks=telecom=127.0.0.4 unicom=127.0.0.5", "relay.workers=1",
            "relay.portBase=\(try freePort(.udp, count: 2))",
        ]
    }

    /// Starts it and waits until its line to the service stands.
    package func start() async throws {
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
            if logText.contains("edge is on line: ") { return }
            try await Task.sleep(for: .milliseconds(10))
        }
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
