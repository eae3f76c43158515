import Foundation
import ServiceDriver
import Testing

/// What an operator meets at the command line.
struct CommandLineTests {
    private let binary = ServiceProcess.builtBinary.path

    @Test func `an unknown configuration key is refused with its file and line and exit status 78`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "wrong-\(UUID().uuidString).yaml")
        try "web:\n  port: 99999\n  prot: 8443\n".write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let fault = #expect(throws: ServiceFault.self) {
            try run(binary, ["serve", "--config", file.path, "--data", NSTemporaryDirectory()])
        }
        guard case .commandFailed(_, let status, let output) = fault else {
            Issue.record("not a failed command: \(String(describing: fault))")
            return
        }
        #expect(status == 78)
        #expect(output.contains("\(file.lastPathComponent):2"))
        #expect(output.contains("\(file.lastPathComponent):3: unknown key 'web.prot'"))
    }

    @Test(arguments: [
        ["serve"], ["demo", "seed"], ["evidence", "list"], ["evidence", "verify"], ["evidence", "recover"],
        ["evidence", "export"], ["journal", "verify"], ["settle", "export"], ["user", "add"],
        ["user", "setup"],
        ["user", "reset"],
    ])
    func `every command has its help`(_ command: [String]) throws {
        #expect(
            try run(binary, command + ["--help"]).contains("USAGE: huizhen \(command.joined(separator: " "))")
        )
    }

    @Test func `evidence that does not exist is an error with advice`() throws {
        let fault = #expect(throws: ServiceFault.self) {
            try run(
                binary, ["evidence", "verify", "none", "--data", NSTemporaryDirectory() + UUID().uuidString])
        }
        #expect("\(fault!)".contains("evidence list"))
    }

    @Test func `a second service on the same data is refused`() async throws {
        let service = try ServiceProcess()
        defer { service.removeData() }
        try await service.start()
        let fault = #expect(throws: ServiceFault.self) {
            try run(
                binary,
                [
                    "serve", "--data", service.data.path, "--set", "web.port=0", "--set", "web.certificate=",
                    "--set", "web.key=",
                ])
        }
        #expect("\(fault!)".contains("another huizhen service"))
        #expect(service.stop() == 0)
    }
}
