import BrowserDriver
import Foundation
import ServiceDriver
import Synchronization
import TestRequirements
import Testing

/// Grows while several clients write at once.
private final class Names: Sendable {
    private let names = Mutex<[String]>([])
    func add(_ name: String) { names.withLock { $0.append(name) } }
    var all: [String] { names.withLock { $0 } }
}

/// `kill -9` of the real binary at any moment.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CrashTests {
    @Test(.requirement("NHC-TM-4.1.4b"))
    func `no acknowledged command is lost when the service is killed while it writes`() async throws {
        let service = try ServiceProcess()
        defer { service.removeData() }
        try await service.start()
        let acknowledged = Names()
        for round in 0..<3 {
            let client = try await service.client(for: service.account(named: DemoPeople.invitingPhysician))
            let patient = try await client.get("/patients").body["items"][0]["id"]
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        while let answer = try? await client.post(
                            "/consultations", ["patientId": patient, "priority": "routine"])
                        {
                            guard answer.status == 201, let id = answer.body["id"].string else { continue }
                            acknowledged.add(id)
                        }
                    }
                }
                group.addTask {
                    try? await Task.sleep(for: .milliseconds(300 + 170 * round))
                    service.kill()
                }
            }
            try await service.start()
        }
        let client = try await service.client(for: service.account(named: DemoPeople.invitingPhysician))
        let ids = acknowledged.all
        try #require(ids.count > 30)
        for id in ids {
            let answer = try await client.get("/consultations/\(id)")
            #expect(answer.status == 200, "lost: \(id)")
        }
        service.stop()
        #expect(try service.command(["journal", "verify"]).isEmpty == false)
    }

    @Test(.requirement("NHC-TM-4.1.4b", "JL-35c"))
    func `an open room is re-joined after a kill and its recording goes on as the next segment`()
        async throws
    {
        let service = try ServiceProcess()
        defer { service.removeData() }
        let media = try MediaFiles(seconds: 4, tone: 440, directory: service.data)
        try await service.start()
        var people = try await ConsultationDriver(service: service)
        let id = try await accepted(people)
        try await meet(id, people, media)
        service.kill()

        let listed = try service.command(["evidence", "list"])
        #expect(listed.contains("1 segment"))
        try await service.start()
        people = try await ConsultationDriver(service: service)
        try await meet(id, people, media)
        try await people.note(id)
        try await people.end(id)

        let recording = try await people.recording(id)
        #expect(recording["segments"].array?.count == 2)
        let name = try #require(recording["recordingId"].string)
        let verdict = try service.command(["evidence", "verify", name, "--json"])
        let result = try JSONDecoder().decode(JSONValue.self, from: Data(verdict.utf8))
        #expect(result["verdict"].string == "sealed")
        #expect(result["droppedPackets"].int == 0)
        #expect(result["recoveries"].array?.count == 1)
        service.stop()
        _ = try service.command(["journal", "verify"])

        // A last segment taken away leaves files that fit together; only the journal's root shows the loss.
        try FileManager.default.removeItem(
            at: service.data.appendingPathComponent("recordings/\(name)/segment-0002.hzr"))
        let fault = #expect(throws: ServiceFault.self) { try service.command(["evidence", "verify", name]) }
        guard case .commandFailed(_, let status, let output) = fault else { return }
        #expect(status == 2 && output.contains("missingSegment"))
    }

    @Test(.requirement("NHC-TM-4.1.4b", "NHC-ID-24"))
    func `AT-68 a report acknowledged as issued is there with its signatures after a kill one second later`()
        async throws
    {
        let service = try ServiceProcess()
        defer { service.removeData() }
        let media = try MediaFiles(seconds: 4, tone: 440, directory: service.data)
        try await service.start()
        var people = try await ConsultationDriver(service: service)
        let id = try await accepted(people)
        try await meet(id, people, media)
        try await people.note(id)
        try await people.end(id)
        try await people.saveReport(id)
        try await people.signReport(
            id, password: service.account(named: DemoPeople.invitedSpecialist).password)
        let issued = try await people.physician.get("/consultations/\(id)").body["report"]
        #expect(issued["state"].string == "signed")
        try await Task.sleep(for: .seconds(1))
        service.kill()

        try await service.start()
        people = try await ConsultationDriver(service: service)
        let kept = try await people.physician.get("/consultations/\(id)").body["report"]
        #expect(kept == issued && kept["signatures"].array?.isEmpty == false, "\(kept)")
        let timeline = try await people.physician.get("/consultations/\(id)/timeline").body["items"].array
        #expect(timeline?.contains { $0["kind"].string == "reportIssued" } == true, "\(timeline ?? [])")
        service.stop()
        _ = try service.command(["journal", "verify"])
    }

    private func accepted(_ people: ConsultationDriver) async throws -> String {
        let id = try await people.draft()
        try await people.consent(id)
        try await people.submit(id)
        try await people.accept(id)
        return id
    }

    /// Both sides are in the room and media flows for three seconds.
    private func meet(_ id: String, _ people: ConsultationDriver, _ media: MediaFiles) async throws {
        let inviting = try await NativePeer(joining: id, as: people.physician, sending: media)
        let invited = try await NativePeer(joining: id, as: people.specialist, sending: media)
        try await inviting.connected()
        try await invited.connected()
        try await people.reached("inSession", id)
        try await Task.sleep(for: .seconds(3))
        #expect(inviting.statistics.receivedAudio > 100)
        #expect(invited.statistics.receivedVideo > 60)
        inviting.vanish()
        invited.vanish()
    }
}
