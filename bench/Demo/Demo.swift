import BrowserDriver
import Foundation
import ServiceDriver

/// Plays one whole consultation against a freshly started service: every step through the API by the person
/// whose step it
/// is, media by two peers that send real Opus and VP8, then the evidence is verified and exported and the
/// money is counted.
@main
struct Demo {
    static let callSeconds = 8

    static func main() async {
        do {
            try await play()
        } catch {
            say("演示失败 / the demonstration failed: \(error)")
            exit(1)
        }
    }

    private static func play() async throws {
        say("制作音视频 / making Opus and VP8 with ffmpeg …")
        let service = try ServiceProcess(settings: ["policy.autoArchiveSeconds=0"])
        defer {
            service.stop()
            service.removeData()
        }
        let county = try MediaFiles(seconds: callSeconds, tone: 440, directory: service.data)
        let province = try MediaFiles(seconds: callSeconds, tone: 880, directory: service.data)
        let ready = try await service.start()
        say("服务就绪 / the service is ready after \(ready.formatted(.units(allowed: [.milliseconds])))")

        let people = try await ConsultationDriver(service: service)
        let id = try await people.draft()
        try await attach(to: id, as: people.physician)
        try await people.consent(id)
        try await people.submit(id)
        try await people.accept(id)
        say("已受理并排期 / accepted and scheduled: \(try await people.state(id))")

        try await call(id, people, county, province)
        try await people.note(id)
        try await people.end(id)
        try await people.saveReport(id)
        try await people.signReport(
            id, password: service.account(named: DemoPeople.invitedSpecialist).password)
        try await people.decide(id, password: service.account(named: DemoPeople.invitingPhysician).password)
        try await people.reached("archived", id)
        say("报告已签、已决定、已归档 / reported, decided, archived")

        try await printTimeline(id, people)
        try await verifyEvidence(id, people, service)
        try await printSettlement(id, people)
        say(try service.command(["journal", "verify"]))
        say("演示完成 / the demonstration is complete")
    }

    private static func attach(to id: String, as client: APIClient) async throws {
        let text = Data("心电图：窦性心律，V4-V6导联ST段压低0.1mV。\n".utf8)
        for group in ["conditionSummary", "medicalRecordMaterial", "laboratoryReport"] {
            let answer = try await client.upload(
                "/consultations/\(id)/attachments", text,
                headers: [
                    "Content-Type": "text/plain", "X-File-Name": "\(group).txt", "X-Material-Group": group,
                    "Repr-Digest": "sha-256=:\(text.sha256.base64EncodedString()):",
                ])
            guard answer.status == 201 else {
                throw ServiceFault.unexpected(
                    "attach: \(answer.status) \(String(decoding: answer.bytes, as: UTF8.self))")
            }
        }
    }

    private static func call(
        _ id: String, _ people: ConsultationDriver, _ county: MediaFiles, _ province: MediaFiles
    ) async throws {
        let inviting = try await NativePeer(joining: id, as: people.physician, sending: county)
        let invited = try await NativePeer(joining: id, as: people.specialist, sending: province)
        try await inviting.connected()
        try await invited.connected()
        try await people.reached("inSession", id)
        say("会诊中 / in session, recording, for \(callSeconds) s …")
        try await Task.sleep(for: .seconds(callSeconds))
        for (name, peer) in [("邀请方 / inviting", inviting), ("受邀方 / invited", invited)] {
            let counts = peer.statistics
            say(
                "  \(name): sent \(counts.sentAudio) Opus packets and \(counts.sentVideo) frames, "
                    + "received \(counts.receivedAudio) audio and \(counts.receivedVideo) video packets")
            guard counts.receivedAudio > callSeconds * 40, counts.receivedVideo > callSeconds * 20 else {
                throw ServiceFault.unexpected("the relay did not forward the media")
            }
        }
        try await inviting.leave()
        try await invited.leave()
    }

    private static func printTimeline(_ id: String, _ people: ConsultationDriver) async throws {
        say("时间线 / timeline")
        let items = try await people.physician.get("/consultations/\(id)/timeline").body["items"].array ?? []
        for item in items {
            let at = (item["at"].string ?? "").prefix(23)
            say("  \(at)  \(item["actor"]["name"].string ?? "系统")  \(item["text"].string ?? "")")
        }
        guard items.count > 10 else {
            throw ServiceFault.unexpected("the timeline has only \(items.count) entries")
        }
    }

    private static func verifyEvidence(_ id: String, _ people: ConsultationDriver, _ service: ServiceProcess)
        async throws
    {
        let recording = try await people.recording(id)
        guard let name = recording["recordingId"].string else {
            throw ServiceFault.unexpected("no recording: \(recording)")
        }
        say(try service.command(["evidence", "verify", name]))
        let folder = service.data.appendingPathComponent("export")
        _ = try service.command(["evidence", "export", name, "--to", folder.path])
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where ["webm", "ogg"].contains((file as NSString).pathExtension) {
            let path = folder.appendingPathComponent(file).path
            let probe = try run(
                "/usr/bin/ffprobe",
                ["-v", "error", "-show_entries", "format=duration:stream=codec_name", "-of", "csv=p=0", path])
            say("  \(file): \(probe.split(separator: "\n").joined(separator: ", "))")
        }
    }

    private static func printSettlement(_ id: String, _ people: ConsultationDriver) async throws {
        let settlement = try await people.finance.get(
            "/settlements?period=\(ConsultationDriver.currentPeriod())"
        ).body
        guard let line = settlement["lines"].array?.first(where: { $0["consultationId"].string == id }),
            let fee = line["feeFen"].int, let inviting = line["invitingShareFen"].int,
            let invited = line["invitedShareFen"].int
        else { throw ServiceFault.unexpected("no settlement line: \(settlement)") }
        guard inviting == fee * 2 / 10, inviting + invited == fee else {
            throw ServiceFault.unexpected("the split is not 2:8: \(fee) = \(inviting) + \(invited)")
        }
        say(
            "结算 / settlement \(line["number"].string ?? ""): \(yuan(fee)) = 邀请方 \(yuan(inviting)) + 受邀方 \(yuan(invited)) "
                + "(\(line["ratio"].string ?? "")), 账本 / ledger balanced: \(settlement["ledger"]["balanced"].bool ?? false)"
        )
    }

    private static func yuan(_ fen: Int) -> String { String(format: "¥%d.%02d", fen / 100, fen % 100) }

    private static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}
