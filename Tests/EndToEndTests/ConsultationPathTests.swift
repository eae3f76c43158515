import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// The main job on the real pages: two people in two browsers, from request to settlement.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ConsultationPathTests {
    static let talkSeconds = 10

    @Test(.requirement("NHC-TM-1a", "NHC-TM-3.3.3b"))
    func `two hospitals consult each other through the real pages, from request to settlement`()
        async throws
    {
        let service = try ServiceProcess(settings: ["policy.autoArchiveSeconds=0"])
        defer { service.removeData() }
        try await service.start()
        let county = try await Person.at(service)
        let province = try await Person.at(service)

        try await county.signIn(service.account(named: DemoPeople.invitingPhysician))
        let id = try await request(by: county, at: service)
        try await province.signIn(service.account(named: DemoPeople.invitedCoordinator))
        try await province.acceptFirst()
        try await province.signOut()
        try await province.signIn(service.account(named: DemoPeople.invitedSpecialist))

        let talked = try await talk(id, county, province)
        try await report(
            id, by: province, password: service.account(named: DemoPeople.invitedSpecialist).password)
        try await decide(
            id, by: county, password: service.account(named: DemoPeople.invitingPhysician).password)
        try await evidence(id, service, talked: talked)
        try await county.signOut()
        try await settle(county, service)

        await county.browser.close()
        await province.browser.close()
        #expect(service.stop() == 0)
        _ = try service.command(["journal", "verify"])
    }

    private func request(by person: Person, at service: ServiceProcess) async throws -> String {
        try await person.open("/cases/new")
        try await person.click("patient-choose")
        try await person.see("field-invitationReason", "the draft")
        let path = try await person.page.evaluate("location.pathname").string ?? ""
        let id = String(path.split(separator: "/")[1])
        try await person.fill("field-invitationReason", "胸闷三天，诊断不明确")
        try await person.fill("field-invitationPurpose", "明确诊断并指导治疗")
        try await person.fill("field-caseSummary", "患者，男，61岁，胸闷气促三天入院。心电图示ST段改变，肌钙蛋白轻度升高。")
        try await person.fill("question-input", ConsultationDriver.questions[0])

        let file = service.data.appendingPathComponent("检验报告.txt")
        try Data("肌钙蛋白 0.08 ng/mL\n".utf8).write(to: file)
        try await person.choose("file-group", "laboratoryReport")
        try await person.page.choose(file: file.path, for: "[data-testid='file-input']")
        try await person.see("attachment", "the stored attachment")

        let coordinator = try await service.client(for: service.account(named: DemoPeople.invitedCoordinator))
        let partner =
            try await coordinator.get("/session").body["account"]["institution"]["id"].string ?? ""
        try await person.choose("field-invitedInstitutionId", partner)
        let specialty = try await coordinator
            .get("/institutions/\(partner)/practitioners").body["items"].array?
            .first { $0["qualified"].bool == true }?["specialties"][0].string
        try await person.choose("field-requestedSpecialty", try #require(specialty))
        try await person.choose("field-requestedTitle", "associateSenior")
        try await person.proposeTime()
        try await person.sendRequest()
        return id
    }

    /// Both enter, see and hear each other, write to each other, and one ends the session. Returns how long
    /// it was recorded.
    private func talk(_ id: String, _ county: Person, _ province: Person) async throws -> Duration {
        let began = ContinuousClock.now
        for person in [county, province] {
            try await person.open("/cases/\(id)/waiting")
            try await person.click("enter-room")
        }
        for person in [county, province] {
            try await person.page.wait(
                for: "document.querySelector(\"[data-testid='call']\")?.dataset.state === 'connected'",
                "the call")
            try await person.see("remote-video", "the other side's picture")
        }
        try await county.page.wait(
            for: "document.querySelector(\"[data-testid='call']\")?.dataset.room === 'inSession'",
            "the session")
        try await county.click("control-chat")
        try await county.fill("chat-input", "请看第二导联")
        try await county.click("chat-send")
        try await province.click("control-chat")
        try await province.page.wait(
            for: "document.querySelector(\"[data-testid='chat-message']\")?.innerText.includes('第二导联')",
            "the message")
        try await Task.sleep(for: .seconds(Self.talkSeconds))

        for person in [county, province] {
            let reception = try await Reception(of: person.page)
            #expect(reception.framesDecoded > 15 * Self.talkSeconds)
            #expect(reception.audioEnergy > 0)
            let sign = try await person.text("recording-sign")
            #expect(sign.contains("录"))
        }
        try await county.click("control-end")
        try await county.fill("end-note", "双方讨论病情，建议完善冠脉检查。")
        try await county.click("end-dialog-confirm")
        try await province.see("page-report", "the report page after the end")
        return began.duration(to: .now)
    }

    private func report(_ id: String, by person: Person, password: String) async throws {
        try await person.fill("report-answer-0", "维持现有抗凝方案，三日内复查肌钙蛋白，并行冠脉CT检查。")
        try await person.click("report-sign")
        try await person.fill("step-up-password", password)
        try await person.click("step-up-confirm")
        try await person.see("report-signature", "the signature on the issued report", within: .seconds(30))
    }

    private func decide(_ id: String, by person: Person, password: String) async throws {
        try await person.open("/cases/\(id)/decision")
        try await person.click("outcome-adopted")
        try await person.fill("decision-plan", "按会诊意见执行，明日行冠脉CT。")
        try await person.click("decision-sign")
        try await person.fill("step-up-password", password)
        try await person.click("step-up-confirm")
        try await person.see("case-decision", "the decision", within: .seconds(30))
    }

    /// The recording verifies, and its export holds both people's voice and picture for as long as they were there.
    private func evidence(_ id: String, _ service: ServiceProcess, talked: Duration) async throws {
        let people = try await ConsultationDriver(service: service)
        let name = try #require(try await people.recording(id)["recordingId"].string)
        _ = try service.command(["evidence", "verify", name])
        let folder = service.data.appendingPathComponent("export")
        _ = try service.command(["evidence", "export", name, "--to", folder.path])
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            $0.hasSuffix(".webm")
        }
        #expect(files.count == 2)
        for file in files {
            let probe = try run(
                "/usr/bin/ffprobe",
                [
                    "-v", "error", "-show_entries", "format=duration:stream=codec_name", "-of", "csv=p=0",
                    folder.appendingPathComponent(file).path,
                ])
            #expect(probe.contains("opus") && probe.contains("vp8"))
        }
        let mixed = try run(
            "/usr/bin/ffprobe",
            [
                "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0",
                folder.appendingPathComponent("mixed.ogg").path,
            ])
        let duration = try #require(Double(mixed.trimmingCharacters(in: .whitespacesAndNewlines)))
        let recorded = try await recordedSeconds(name, service)
        #expect(abs(duration - recorded) <= 1)
    }

    /// From the first to the last instant of media, as the verifier reads it from the sealed chunks.
    private func recordedSeconds(_ name: String, _ service: ServiceProcess) async throws -> Double {
        let text = try service.command(["evidence", "verify", name, "--json"])
        let result = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        let segment = result["segments"][0]
        let start = try #require(segment["startedAt"].number)
        let end = try #require(segment["endedAt"].number)
        #expect(result["droppedPackets"].int == 0)
        return (end - start) / 1000
    }

    private func settle(_ person: Person, _ service: ServiceProcess) async throws {
        try await person.signIn(service.account(named: DemoPeople.invitingFinance))
        try await person.open("/settlements")
        try await person.see("settle-line", "the settlement line")
        let line = try await person.page.evaluate(
            "({...document.querySelector(\"[data-testid='settle-line']\").dataset})")
        let fee = try #require(Int(line["fee"].string ?? ""))
        #expect(line["inviting"].string == "\(fee * 2 / 10)")
        #expect(line["invited"].string == "\(fee - fee * 2 / 10)")
        #expect(
            try await person.page.evaluate(
                "document.querySelector(\"[data-testid='settle-balance']\").dataset.balanced"
            ).string == "true")
        let institution = try service.account(named: DemoPeople.invitingFinance).institution
        let csv = try service.command(
            [
                "settle", "export", "--institution", institution, "--period",
                ConsultationDriver.currentPeriod(),
            ])
        #expect(csv.hasPrefix("\u{FEFF}序号,会诊编号") && csv.contains("20%,80%"))
    }
}
