import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// A real recording of a real session, looked at afterwards on the page.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct PlaybackTests {
    @Test(.requirement("JL-35d"))
    func `quality control says what for, sees the recording move under their own name, and it is on record`()
        async throws
    {
        let service = try ServiceProcess()
        defer { service.removeData() }
        let media = try MediaFiles(seconds: 4, tone: 440, directory: service.data)
        try await service.start()
        defer { service.stop() }
        let people = try await ConsultationDriver(service: service)
        let id = try await people.draft()
        try await people.consent(id)
        try await people.submit(id)
        try await people.accept(id)
        let inviting = try await NativePeer(joining: id, as: people.physician, sending: media)
        let invited = try await NativePeer(joining: id, as: people.specialist, sending: media)
        try await inviting.connected()
        try await invited.connected()
        try await people.reached("inSession", id)
        try await Task.sleep(for: .seconds(5))
        try await people.note(id)
        try await people.end(id)
        inviting.vanish()
        invited.vanish()
        _ = try await people.recording(id)

        let browser = try await Browser.launch()
        let quality = try await Person.signedIn("zheng.hong", browser, service)
        try await quality.open("/cases/\(id)/recording")
        // Nothing is shown before the question is answered.
        try await quality.click("playback-start")
        #expect(try await quality.count("player") == 0)
        try await quality.click("playback-purpose-qualityControl")
        try await quality.fill("playback-reason", "病案质量抽查")
        try await quality.click("playback-start")
        try await quality.page.wait(
            for: "document.querySelector(\"[data-testid='player'] video\")?.readyState >= 2",
            "a picture of the recording", timeout: .seconds(60))
        #expect(try await quality.text("watermark").contains("zheng.hong"))
        try await quality.click("playback-toggle")
        try await quality.page.wait(
            for: """
                [...document.querySelectorAll("[data-testid='player'] video")]
                  .some((one) => one.currentTime > 1 && one.getVideoPlaybackQuality().totalVideoFrames > 5)
                """, "the recording to move", timeout: .seconds(20))
        let names = try await quality.text("player")
        #expect(names.contains("李春燕") && names.contains("周明远"), "\(names)")
        try await screenshot(quality)

        // A reading of that kind, with purpose and reason, stands in the trace of the case.
        let client = try await service.client(for: service.account(named: "zheng.hong"))
        let trace = try await client.get("/consultations/\(id)/accesses?purpose=qualityControl").body["items"]
            .array
        #expect(trace?.contains { $0["operation"].string == "playback" } == true, "\(trace ?? [])")
        // Finance has no business with pictures of patients.
        let refused = try await people.finance.post(
            "/consultations/\(id)/playbacks", ["purpose": "settlement", "reason": "对账"])
        #expect(refused.status == 403)
        #expect(quality.exceptions.isEmpty)
        await browser.close()
    }

    /// Kept where the caller asks for it, to be looked at.
    private func screenshot(_ person: Person) async throws {
        guard let folder = ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] else { return }
        try await person.page.screenshot(to: folder + "/playback.png")
    }
}
