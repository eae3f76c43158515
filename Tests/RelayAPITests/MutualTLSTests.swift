import Foundation
import RelayAPI
import Testing

@Suite struct MutualTLSTests {
    @Test func `beyond loopback the control API wants certificates`() throws {
        for host in ["0.0.0.0", "192.0.2.7", "::", "relay.example", "127.0.0.1.example", "127.1"] {
            #expect(throws: ControlConfiguration.Fault.plainBeyondLoopback(host)) {
                try ControlConfiguration(host: host, port: 1, access: nil).check()
            }
        }
        for host in ["127.0.0.1", "127.8.9.1", "::1", "localhost"] {
            try ControlConfiguration(host: host, port: 1, access: nil).check()
        }
    }

    @Test func `only the authority's clients are let in, and only the authority's nodes are believed`()
        async throws
    {
        let ours = try Authority("ours")
        let others = try Authority("others")
        let service = try ours.access("service")
        let node = try await ControlledNode(access: try ours.access("localhost"), clientAccess: service)
        #expect(try await node.client.health().state == .serving)
        for access in [
            nil,  // no certificate of ours at all, and the system's authorities
            ControlAccess(
                certificate: try others.access("stranger").certificate,
                key: try others.access("stranger").key, authority: service.authority),
            ControlAccess(
                certificate: service.certificate, key: service.key,
                authority: try others.access("stranger").authority),
        ] {
            let http = try RelayHTTP(access: access)
            let client = try RelayClient(node.address, through: http)
            await #expect(throws: RelayClient.Fault.self) { try await client.health() }
            await http.shutdown()
        }
        await node.stop()
        ours.remove()
        others.remove()
    }
}

/// A certificate authority in a folder, made with the openssl program.
private struct Authority {
    let folder: String

    init(_ name: String) throws {
        folder = FileManager.default.temporaryDirectory.path + "/huizhen-ca-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-keyout", "ca.key", "-out", "ca.pem")
    }

    func access(_ name: String) throws -> ControlAccess {
        let files = ControlAccess(
            certificate: "\(folder)/\(name).pem", key: "\(folder)/\(name).key", authority: "\(folder)/ca.pem")
        guard !FileManager.default.fileExists(atPath: files.certificate) else { return files }
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
            "-addext", "subjectAltName=DNS:\(name)", "-keyout", "\(name).key", "-out", "\(name).csr")
        try openssl(
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-copy_extensions", "copy", "-out", "\(name).pem")
        return files
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    private func openssl(_ arguments: String...) throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        child.arguments = arguments
        child.currentDirectoryURL = URL(fileURLWithPath: folder)
        child.standardError = FileHandle.nullDevice
        child.standardOutput = FileHandle.nullDevice
        try child.run()
        child.waitUntilExit()
        #expect(child.terminationStatus == 0)
    }
}
