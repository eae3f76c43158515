import BrowserDriver
import Foundation
import ServiceDriver
import Synchronization
import TestRequirements
import Testing

/// `huizhen backup`, `restore` and `drill` as whoever runs a machine meets them, while the service works.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct BackupTests {
    private let binary = ServiceProcess.builtBinary.path

    private func json(_ output: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(output.utf8))
    }

    private func folder(_ name: String) throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "huizhen-\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    private final class Names: Sendable {
        private let names = Mutex<[String]>([])
        func add(_ name: String) { names.withLock { $0.append(name) } }
        var all: [String] { names.withLock { $0 } }
    }

    @Test(.requirement("SC-23a", "NHC-IH-A4.1b"))
    func
        `a backup made while hospitals write is whole, restores, and holds all that was acknowledged before`()
        async throws
    {
        let service = try ServiceProcess()
        let second = try folder("second")
        defer {
            service.removeData()
            try? FileManager.default.removeItem(at: second)
        }
        try await service.start()
        let client = try await service.client(for: service.account(named: DemoPeople.invitingPhysician))
        let patient = try await client.get("/patients").body["items"][0]["id"]
        let names = Names()
        let writing = Task {
            while !Task.isCancelled {
                let answer = try? await client.post(
                    "/consultations", ["patientId": patient, "priority": "routine"])
                if let id = answer?.body["id"].string { names.add(id) }
            }
        }
        while names.all.count < 30 { try await Task.sleep(for: .milliseconds(10)) }
        let before = names.all
        let settings = [
            "storage.region=jilin", "storage.secondBackups=\(second.path)",
            "storage.secondBackupRegion=liaoning",
        ].flatMap { ["--set", $0] }
        let made = try json(service.command(["backup", "--json"] + settings))
        let during = names.all.count
        writing.cancel()
        _ = await writing.value
        #expect(names.all.count > before.count, "writing went on")
        #expect(during >= before.count)
        let name = try #require(made["name"].string)
        let copy = second.appending(path: name)
        #expect(FileManager.default.fileExists(atPath: copy.appending(path: "manifest.json").path()))

        let target = try folder("restored")
        defer { try? FileManager.default.removeItem(at: target) }
        let said = try run(binary, ["restore", "--from", copy.path(), "--data", target.path()])
        #expect(said.contains("完整"))
        // The keys come from their own place, before anything else runs on the copy.
        try FileManager.default.copyItem(
            at: service.data.appending(path: "keys"), to: target.appending(path: "keys"))
        #expect(try run(binary, ["journal", "verify", "--data", target.path()]).contains("日志完整"))
        service.stop()
        // The copy is served by the same binary: everything acknowledged before the backup began is there.
        let restored = try ServiceProcess(data: target)
        try await restored.start()
        defer { restored.stop() }
        let again = try await APIClient(address: restored.address).signedIn(
            DemoPeople.invitingPhysician, service.account(named: DemoPeople.invitingPhysician).password)
        for id in before { #expect(try await again.get("/consultations/\(id)").status == 200, "lost \(id)") }
    }

    @Test(.requirement("SC-23a"))
    func `a drill restores the newest backup, measures, and is on record; a damaged one fails and says so`()
        async throws
    {
        let service = try ServiceProcess()
        defer { service.removeData() }
        let none = #expect(throws: ServiceFault.self) { try service.command(["drill", "--json"]) }
        #expect("\(none!)".contains("没有可用的备份"))
        let made = try json(service.command(["backup", "--json", "--set", "storage.region=jilin"]))
        let drill = try json(service.command(["drill", "--json"]))
        #expect(drill["passed"].bool == true && drill["backup"].string == made["name"].string)
        #expect((drill["rtoMilliseconds"].int ?? 0) > 0)
        #expect((drill["rpoSeconds"].int ?? -1) >= 0)
        // One byte of the copy changes.
        let path = try #require(made["path"].string) + "/huizhen.sqlite"
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        let middle = try handle.seekToEnd() / 2
        try handle.seek(toOffset: middle)
        let byte = try #require(try handle.read(upToCount: 1)?.first)
        try handle.seek(toOffset: middle)
        try handle.write(contentsOf: Data([byte ^ 0xFF]))
        try handle.close()
        let damaged = #expect(throws: ServiceFault.self) { try service.command(["drill"]) }
        #expect("\(damaged!)".contains("huizhen.sqlite"))
        let data = try folder("refused")
        defer { try? FileManager.default.removeItem(at: data) }
        let refused = #expect(throws: ServiceFault.self) {
            try run(
                binary,
                ["restore", "--from", try #require(made["path"].string), "--data", data.path()])
        }
        #expect("\(refused!)".contains("is not what was backed up"))
        #expect(!FileManager.default.fileExists(atPath: data.appending(path: "huizhen.sqlite").path()))
        let occupied = #expect(throws: ServiceFault.self) {
            try service.command(["restore", "--from", try #require(made["path"].string)])
        }
        #expect("\(occupied!)".contains("holds data already"))
    }

    @Test(.requirement("NHC-IH-A4.1b"), arguments: ["hongkong", "overseas"])
    func `AT-59 nothing is backed up or served abroad`(_ region: String) throws {
        let service = try ServiceProcess()
        defer { service.removeData() }
        let backup = #expect(throws: ServiceFault.self) {
            try service.command(["backup", "--set", "storage.backupRegion=\(region)"])
        }
        #expect("\(backup!)".contains("err.storage.regionNotPermitted"))
        #expect("\(backup!)".contains("《互联网医院管理办法（试行）》附录四（三）") || "\(backup!)".contains("附录四（一）"))
        let serve = #expect(throws: ServiceFault.self) {
            try service.command([
                "serve", "--set", "storage.region=\(region)", "--set", "web.certificate=", "--set",
                "web.key=", "--set", "web.port=0", "--set", "relay.links=loopback=127.0.0.1",
            ])
        }
        #expect("\(serve!)".contains("err.storage.regionNotPermitted"))
    }
}
