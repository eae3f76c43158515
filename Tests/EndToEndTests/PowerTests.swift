import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// The UPS says that power is failing (SIGPWR): the real binaries, with recordings that run.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct PowerTests {
    private func verdict(_ output: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(output.utf8))
    }

    @Test(.requirement("NHC-TM-2.3.2", "NHC-IH-A5"))
    func `the service closes its rooms, seals what it recorded and ends within thirty seconds`() async throws
    {
        let service = try ServiceProcess()
        defer { service.removeData() }
        let media = try MediaFiles(seconds: 4, tone: 440, directory: service.data)
        try await service.start()
        let people = try await ConsultationDriver(service: service)
        let id = try await people.draft()
        try await people.consent(id)
        try await people.submit(id)
        try await people.accept(id)
        let inviting = try await NativePeer(joining: id, as: people.physician, sending: media)
        let invited = try await NativePeer(joining: id, as: people.specialist, sending: media)
        defer { [inviting, invited].forEach { $0.vanish() } }
        let end = ContinuousClock.now + .seconds(20)
        while invited.statistics.receivedAudio < 50, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(50))
        }
        try #require(invited.statistics.receivedAudio >= 50)
        let began = ContinuousClock.now
        let process = try #require(service.processIdentifier)
        #expect(kill(process, SIGPWR) == 0)
        while service.isRunning, began.duration(to: .now) < .seconds(30) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(!service.isRunning, "still running after 30 s")
        #expect(service.stop() == 0, "ended cleanly: \(service.logText.suffix(600))")
        let listed = try service.command(["evidence", "list", "--json"])
        let first = try verdict(listed)[0]
        let name = try #require(first["recording"].string ?? first["name"].string, "\(listed)")
        let found = try verdict(service.command(["evidence", "verify", name, "--json"]))
        #expect(found["verdict"].string == "sealed", "\(found)")
        #expect(found["recoveries"].array?.isEmpty ?? true, "nothing had to be recovered")
    }

    @Test(.requirement("NHC-TM-2.3.2"))
    func `a relay of its own waits for nobody: recorders are sealed long before its drain time`() async throws
    {
        let node = try RelayProcess("power", settings: ["relay.control.drainSeconds=120"])
        defer { node.removeData() }
        try await node.start()
        let opened = try await APIClient(address: node.address).put(
            "/v1/rooms/r", ["recording": "rec"], prefix: "")
        #expect(opened.status == 201)
        let began = ContinuousClock.now
        let process = try #require(node.processIdentifier)
        #expect(kill(process, SIGPWR) == 0)
        while node.isRunning, began.duration(to: .now) < .seconds(30) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(!node.isRunning && began.duration(to: .now) < .seconds(30))
        let found = try verdict(
            run(
                ServiceProcess.builtBinary.path,
                ["evidence", "verify", "rec", "--data", node.data.path, "--json"]))
        #expect(found["verdict"].string == "sealed", "\(found)")
    }
}
