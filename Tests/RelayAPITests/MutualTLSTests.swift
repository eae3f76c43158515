import Foundation
import RelayAPI
import ServiceDriver
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
        let ours = try CertificateAuthority("ours")
        let others = try CertificateAuthority("others")
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

extension CertificateAuthority {
    fileprivate func access(_ name: String) throws -> ControlAccess {
        let files = try files(for: name)
        return ControlAccess(certificate: files.certificate, key: files.key, authority: certificate)
    }
}
