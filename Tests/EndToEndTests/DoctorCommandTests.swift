import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// `huizhen doctor` as somebody who runs a machine meets it.
struct DoctorCommandTests {
    private let binary = ServiceProcess.builtBinary.path
    private static let config = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "config/huizhen.yaml")

    private struct Answer: Decodable {
        struct Finding: Decodable {
            let check: String
            let level: String
            let detail: String
            let advice: String?
            let article: String?
        }

        let level: String
        let findings: [Finding]

        func finding(_ check: String) throws -> Finding { try #require(findings.first { $0.check == check }) }
    }

    private func folder() throws -> URL {
        let data = FileManager.default.temporaryDirectory.appending(
            path: "huizhen-doctor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return data
    }

    /// The command with these settings: its exit status and what it printed.
    private func doctor(_ data: URL, _ settings: [String], json: Bool = true) throws -> (Int32, String) {
        let arguments =
            ["doctor", "--config", Self.config.path(), "--data", data.path()] + (json ? ["--json"] : [])
            + settings.flatMap { ["--set", $0] }
        let child = Process()
        child.executableURL = URL(fileURLWithPath: binary)
        child.arguments = arguments
        let output = Pipe()
        child.standardOutput = output
        child.standardError = FileHandle.nullDevice
        try child.run()
        let written = output.fileHandleForReading.readDataToEndOfFile()
        child.waitUntilExit()
        return (child.terminationStatus, String(decoding: written, as: UTF8.self))
    }

    private func answer(_ output: String) throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
    }

    private static let twoLinks = "relay.links=telecom=127.0.0.1 unicom=127.0.0.2"

    @Test func `the command has its help with an example and its exit statuses`() throws {
        let help = try run(binary, ["doctor", "--help"])
        #expect(help.contains("Example: huizhen doctor") && help.contains("Exit status"))
    }

    @Test(.requirement("NHC-TM-2.3.3"))
    func `a deployment with two providers has no fault, and nothing was made`() throws {
        let data = try folder()
        defer { try? FileManager.default.removeItem(at: data) }
        let (status, output) = try doctor(
            data, ["web.certificate=", "web.key=", "recording.reserveMegabytes=1", Self.twoLinks])
        let found = try answer(output)
        #expect(status == 0 && found.level == "warning", "\(output)")
        for check in ["configuration", "policy.files", "data.directory", "recording.space", "network.links"] {
            #expect(try found.finding(check).level == "ok", "\(output)")
        }
        for finding in found.findings where finding.level != "ok" {
            #expect(finding.advice?.isEmpty == false, "\(finding.check) says nothing to do")
        }
        #expect(try found.finding("web.certificate").level == "warning")
        #expect(try found.finding("data.backup").article?.hasPrefix("《四川省") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: data.path()).isEmpty)
        let text = try doctor(data, ["web.certificate=", "web.key=", Self.twoLinks], json: false).1
        #expect(text.contains("[正常] 政策参数文件") && text.contains("处理："))
    }

    @Test(.requirement("NHC-TM-2.3.3"))
    func `one provider, a foreign address and an expired certificate are faults with their article`() throws {
        let data = try folder()
        defer { try? FileManager.default.removeItem(at: data) }
        let plain = ["web.certificate=", "web.key="]
        let (status, one) = try doctor(data, plain + ["relay.links=telecom=127.0.0.1"])
        let links = try answer(one).finding("network.links")
        #expect(status == 2 && links.level == "fault")
        #expect(links.article == "《远程医疗服务管理规范（试行）》二（三）3")
        let dead = try doctor(data, plain + ["relay.links=telecom=127.0.0.1 unicom=192.0.2.77"]).1
        #expect(try answer(dead).finding("network.links").detail.contains("192.0.2.77"))

        let authority = try CertificateAuthority("doctor")
        defer { authority.remove() }
        let old = try authority.files(for: "localhost", days: -1)
        let soon = try authority.files(for: "localhost", days: 5)
        let good = try authority.files(for: "localhost", days: 90)
        func level(_ certificate: String, _ key: String) throws -> String {
            let settings = ["web.certificate=\(certificate)", "web.key=\(key)", Self.twoLinks]
            return try answer(try doctor(data, settings).1).finding("web.certificate").level
        }
        #expect(try level(old.certificate, old.key) == "fault")
        #expect(try level(soon.certificate, soon.key) == "warning")
        #expect(["ok", "warning"].contains(try level(good.certificate, good.key)))
        #expect(try level(good.certificate, old.key) == "fault", "the key of another certificate")
    }

    @Test(.requirement("NHC-IH-A4.1a", "NHC-IH-A4.1b", "NHC-TM-2.3.2"))
    func `servers, power and places of data are held against the law, recorded facts pass`() throws {
        let data = try folder()
        defer { try? FileManager.default.removeItem(at: data) }
        let plain = ["web.certificate=", "web.key=", "recording.reserveMegabytes=1", Self.twoLinks]
        let bare = try answer(try doctor(data, plain).1)
        for check in ["machine.servers", "machine.databaseServer", "machine.power"] {
            let finding = try bare.finding(check)
            #expect(finding.level == "warning" && finding.article?.contains("附录四（一）") == true, "\(check)")
        }
        #expect(try bare.finding("machine.ups").article == "《远程医疗服务管理规范（试行）》二（三）2")
        #expect(try bare.finding("storage.region").level == "warning")
        let full = try answer(
            try doctor(
                data,
                plain + [
                    "deployment.servers=2", "deployment.databaseApart=true", "deployment.power=dualFeed",
                    "deployment.ups=true", "storage.region=jilin",
                ]
            ).1)
        for check in [
            "machine.servers", "machine.databaseServer", "machine.power", "machine.ups", "storage.region",
        ] { #expect(try full.finding(check).level == "ok", "\(check)") }
        let (status, abroad) = try doctor(data, plain + ["storage.region=overseas"])
        #expect(status == 2)
        #expect(try answer(abroad).finding("storage.region").level == "fault")
    }

    @Test func `wrong configuration ends with 78, wrong policies and open files with 2`() throws {
        let data = try folder()
        defer { try? FileManager.default.removeItem(at: data) }
        let (status, output) = try doctor(data, ["web.prot=1"])
        #expect(status == 78)
        #expect(try answer(output).finding("configuration").detail.contains("unknown key 'web.prot'"))

        let policies = data.appending(path: "policy")
        try FileManager.default.createDirectory(at: policies, withIntermediateDirectories: true)
        try "id: [".write(to: policies.appending(path: "wrong.yaml"), atomically: true, encoding: .utf8)
        let keys = data.appending(path: "keys")
        try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
        try Data(repeating: 7, count: 32).write(to: keys.appending(path: "recording.key"))
        let (second, spoilt) = try doctor(data, ["policy.directory=\(policies.path())", Self.twoLinks])
        #expect(second == 2)
        #expect(try answer(spoilt).finding("policy.files").level == "fault")
        #expect(try answer(spoilt).finding("recording.keys").level == "fault", "one of two keys is missing")
    }
}
