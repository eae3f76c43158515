package import Foundation
import Synchronization

package enum ServiceFault: Error, CustomStringConvertible {
    case binaryMissing(String)
    case commandFailed(String, Int32, String)
    case notReady(String)
    case unexpected(String)

    package var description: String {
        switch self {
        case .binaryMissing(let path): "no huizhen binary at \(path); build it first"
        case .commandFailed(let command, let code, let output): "\(command) ended with \(code): \(output)"
        case .notReady(let log): "the service did not become ready:\n\(log)"
        case .unexpected(let what): what
        }
    }
}

/// An account of the demonstration data, as `huizhen demo seed` writes it.
package struct DemoAccount: Codable, Sendable, Hashable {
    package var username: String
    package var password: String
    package var displayName: String
    package var institution: String
    package var roles: [String]
    /// The key of its authenticator, for those who sign in with a second factor.
    package var secondFactor: String?

    /// What somebody of these roles sees first.
    var firstPage: String {
        roles.contains("auditAdmin")
            ? "page-audit-trail"
            : roles.contains("systemAdmin") || roles.contains("securityAdmin")
                ? "page-accounts" : "page-work"
    }
}

/// The real binary, started in a data directory of its own with demonstration data, on free loopback ports.
package final class ServiceProcess: Sendable {
    package let data: URL
    package let address: URL
    package let accounts: [DemoAccount]
    private let binary: URL
    private let settings: [String]
    private let process = Mutex<Process?>(nil)

    /// - Parameters:
    ///   - data: a data directory that exists; a new temporary one when nil.
    ///   - settings: further `key=value` settings of the configuration.
    ///   - certificate: for `localhost`; nil: plain HTTP.
    package init(
        binary: URL? = nil, data known: URL? = nil, settings: [String] = [],
        certificate: CertificateAuthority.Files? = nil
    ) throws {
        self.binary = binary ?? Self.builtBinary
        guard FileManager.default.isExecutableFile(atPath: self.binary.path) else {
            throw ServiceFault.binaryMissing(self.binary.path)
        }
        data =
            known
            ?? FileManager.default.temporaryDirectory.appendingPathComponent("huizhen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        let port = try freePort(.tcp)
        address = URL(string: "\(certificate == nil ? "http" : "https")://localhost:\(port)")!
        self.settings =
            [
                "web.port=\(port)", "web.certificate=\(certificate?.certificate ?? "")",
                "web.key=\(certificate?.key ?? "")", "relay.links=loopback=127.0.0.1",
                "relay.portBase=\(try freePort(.udp, count: 4))", "recording.reserveMegabytes=64",
            ] + settings
        let output = try run(self.binary.path, ["demo", "seed", "--data", data.path, "--json"])
        accounts = try JSONDecoder().decode([DemoAccount].self, from: Data(output.utf8))
    }

    /// The `huizhen` built beside the running program.
    package static var builtBinary: URL {
        if let path = ProcessInfo.processInfo.environment["HUIZHEN_BINARY"] {
            return URL(fileURLWithPath: path)
        }
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: program).deletingLastPathComponent().appendingPathComponent("huizhen")
    }

    /// Starts the service; returns the time until it answered `/readyz`.
    @discardableResult
    package func start() async throws -> Duration {
        let client = APIClient(address: address)
        return try await start { (try? await client.get("/readyz", prefix: ""))?.status == 200 }
    }

    /// Starts a service whose certificate this program does not believe; its own word must do.
    package func startWithoutAsking() async throws {
        try await start { self.logText.contains("Huizhen is ready: ") }
    }

    @discardableResult
    private func start(until isReady: () async -> Bool) async throws -> Duration {
        let began = ContinuousClock.now
        let child = Process()
        child.executableURL = binary
        child.arguments = ["serve", "--data", data.path] + settings.flatMap { ["--set", $0] }
        if !FileManager.default.fileExists(atPath: logFile.path) { try Data().write(to: logFile) }
        let log = try FileHandle(forWritingTo: logFile)
        try log.seekToEnd()
        child.standardOutput = log
        child.standardError = log
        child.standardInput = FileHandle.nullDevice
        try child.run()
        process.withLock { $0 = child }
        while began.duration(to: .now) < .seconds(60), child.isRunning {
            if await isReady() { return began.duration(to: .now) }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw ServiceFault.notReady(log: logText)
    }

    package var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }
    package var processIdentifier: Int32? { process.withLock { $0?.processIdentifier } }

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
        process.withLock { child in
            defer { child = nil }
            guard let child else { return 0 }
            if child.isRunning { child.terminate() }
            child.waitUntilExit()
            return child.terminationStatus
        }
    }

    /// Runs another subcommand of the same binary on the same data, for example `["evidence", "list"]`.
    package func command(_ arguments: [String]) throws -> String {
        try run(binary.path, arguments + ["--data", data.path])
    }

    package func account(_ role: String, at institution: String? = nil) throws -> DemoAccount {
        let found = accounts.first {
            $0.roles.contains(role) && (institution == nil || $0.institution.contains(institution!))
        }
        guard let found else { throw ServiceFault.unexpected("no demo account with role \(role)") }
        return found
    }

    package func client(for account: DemoAccount) async throws -> APIClient {
        try await APIClient(address: address).signedIn(
            account.username, account.password, secondFactor: account.secondFactor)
    }

    package var logText: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }
    private var logFile: URL { data.appendingPathComponent("service.log") }

    package func removeData() { try? FileManager.default.removeItem(at: data) }

    deinit { kill() }
}

extension ServiceFault {
    static func notReady(log: String) -> ServiceFault { .notReady(String(log.suffix(4000))) }
}

/// Runs a program to its end; returns what it wrote, throws when it fails.
@discardableResult
package func run(_ program: String, _ arguments: [String]) throws -> String {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: program)
    child.arguments = arguments
    let output = Pipe()
    let errors = Pipe()
    child.standardOutput = output
    child.standardError = errors
    child.standardInput = FileHandle.nullDevice
    try child.run()
    let written = output.fileHandleForReading.readDataToEndOfFile()
    let complaints = errors.fileHandleForReading.readDataToEndOfFile()
    child.waitUntilExit()
    let text = String(decoding: written, as: UTF8.self)
    guard child.terminationStatus == 0 else {
        throw ServiceFault.commandFailed(
            ([program] + arguments).joined(separator: " "), child.terminationStatus,
            String((text + String(decoding: complaints, as: UTF8.self)).suffix(3000)))
    }
    return text
}
