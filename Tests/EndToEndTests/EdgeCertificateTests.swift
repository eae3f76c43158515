import BrowserDriver
import Foundation
import ServiceDriver
import Testing

/// The edge's line over HTTPS with a hospital group's own authority: the way it stands in a real installation.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct EdgeCertificateTests {
    private static let links = "relay.links=telecom=127.0.0.1 unicom=127.0.0.2"

    @Test func `an edge joins a service with a certificate of its authority, until its token is taken away`()
        async throws
    {
        let authority = try CertificateAuthority("hospital group")
        defer { authority.remove() }
        let service = try ServiceProcess(
            settings: [Self.links], certificate: try authority.files(for: "localhost"))
        defer { service.removeData() }
        try await service.startWithoutAsking()
        // This program's HTTP client believes the system's authorities alone; the browser of tests believes anybody.
        let person = try await Person.at(service)
        try await person.signIn(try service.account("physician"))
        let institution = try await person.page.evaluate(
            "fetch('/api/v1/session').then(answer => answer.json()).then(one => one.account.institution.id)")
        let edge = try EdgeProcess(
            of: try #require(institution.string), at: service, authority: authority)
        defer { edge.removeData() }
        try await edge.start()
        #expect(edge.logText.contains("https://localhost:"))
        #expect(service.logText.contains("edge on line"))
        let listed = try service.command(["edge", "list"])
        let identifier = try #require(listed.split(separator: " ").first.map(String.init))
        _ = try service.command(["edge", "revoke", identifier])
        for _ in 0..<100 where !edge.logText.contains("does not know the token") {
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(edge.logText.contains("the service does not know the token"))
        edge.stop()
        await person.browser.close()
        service.stop()
    }

    enum Wrong: String, CaseIterable, CustomTestStringConvertible {
        case foreignAuthority = "of another authority"
        case expired = "that has ended"
        case otherHost = "for another host"
        case systemAuthorities = "of no authority of the system, and none is named"
        var testDescription: String { rawValue }
    }

    @Test(arguments: Wrong.allCases)
    func `an edge does not join a service that shows a certificate`(_ wrong: Wrong) async throws {
        let ours = try CertificateAuthority("ours")
        let others = try CertificateAuthority("others")
        defer {
            ours.remove()
            others.remove()
        }
        let shown =
            switch wrong {
            case .foreignAuthority: try others.files(for: "localhost")
            case .expired: try ours.files(for: "localhost", days: -1)
            case .otherHost: try ours.files(for: "huizhen.example")
            case .systemAuthorities: try ours.files(for: "localhost")
            }
        let service = try ServiceProcess(settings: [Self.links], certificate: shown)
        defer { service.removeData() }
        try await service.startWithoutAsking()
        let edge = try EdgeProcess(
            token: "nobody's", at: service, authority: wrong == .systemAuthorities ? nil : ours)
        defer { edge.removeData() }
        let told =
            wrong == .otherHost
            ? "certificate is for another name than that of edge.service"
            : "the service's certificate is not believed"
        try await edge.start(until: told)
        if wrong != .otherHost { #expect(edge.logText.contains("edge.authority")) }
        try await Task.sleep(for: .seconds(2))
        #expect(!edge.logText.contains("edge is on line"), "\(edge.logText)")
        #expect(!service.logText.contains("edge on line"))
        edge.stop()
        service.stop()
    }

    @Test func `an edge whose token nobody knows is told so`() async throws {
        let service = try ServiceProcess(settings: [Self.links])
        defer { service.removeData() }
        try await service.start()
        let edge = try EdgeProcess(token: "nobody's", at: service)
        defer { edge.removeData() }
        try await edge.start(until: "the service does not know the token")
        edge.stop()
        service.stop()
    }

    @Test func `an authority that cannot be read ends the edge at its start, with the file's name`()
        async throws
    {
        let service = try ServiceProcess()
        defer { service.removeData() }
        let authority = try CertificateAuthority("gone")
        authority.remove()
        let edge = try EdgeProcess(token: "nobody's", at: service, authority: authority)
        defer { edge.removeData() }
        try await edge.start(until: "edge.authority: \(authority.certificate) cannot be read")
        #expect(edge.stop() != 0)
    }
}
