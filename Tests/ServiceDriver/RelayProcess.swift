package import BrowserDriver
package import Foundation
import Synchronization

/// `huizhen relay` as a process of its own, on free loopback ports, with a data directory of its own.
package final class RelayProcess: Sendable {
    package let name: String
    package let data: URL
    package let address: URL
    private let settings: [String]
    private let process = Mutex<Process?>(nil)

    /// - Parameter settings: further `key=value` settings of the configuration.
    package init(_ name: String, settings: [String] = []) throws {
        self.name = name
        data = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-relay-\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        let port = try freePort(.tcp)
        address = URL(string: "http://127.0.0.1:\(port)")!
        self.settings =
            [
                "relay.control.port=\(port)", "relay.links=loopback=127.0.0.1", "relay.workers=2",
                "relay.portBase=\(try freePort(.udp, count: 2))", "recording.reserveMegabytes=64",
                "relay.control.drainSeconds=20",
            ] + settings
    }

    /// Starts it and waits for its line on standard output.
    package func start() async throws {
        let child = Process()
        child.executableURL = ServiceProcess.builtBinary
        child.arguments = ["relay", "--data", data.path] + settings.flatMap { ["--set", $0] }
        try Data().write(to: logFile)
        let log = try FileHandle(forWritingTo: logFile)
        child.standardOutput = log
        child.standardError = log
        child.standardInput = FileHandle.nullDevice
        try child.run()
        process.withLock { $0 = child }
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end, child.isRunning {
            if logText.contains("relay is ready: ") { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw ServiceFault.notReady(logText)
    }

    package func get(_ path: String) async throws -> JSONValue {
        try await APIClient(address: address).get(path, prefix: "").body
    }

    package func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await APIClient(address: address).post(path, body, prefix: "").body
    }

    /// Rooms open on it now.
    package func rooms() async throws -> Int { try await get("/v1/health")["rooms"].int ?? -1 }

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

    /// Asks the process to end, without waiting.
    package func terminate() { process.withLock { $0?.terminate() } }

    package var processIdentifier: Int32? { process.withLock { $0?.processIdentifier } }
    package var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

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

    /// Runs another subcommand of the same binary on the node's data.
    package func command(_ arguments: [String]) throws -> String {
        try run(ServiceProcess.builtBinary.path, arguments + ["--data", data.path])
    }

    /// What `huizhen evidence verify --json` says; throws when anything does not fit. An end that a kill cut is
    /// allowed.
    package func verdict(of recording: String) throws -> JSONValue {
        let text = try command(["evidence", "verify", recording, "--allow-unsealed", "--json"])
        return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    package var logText: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }
    private var logFile: URL { data.appendingPathComponent("relay.log") }

    package func removeData() { try? FileManager.default.removeItem(at: data) }

    deinit { kill() }
}
