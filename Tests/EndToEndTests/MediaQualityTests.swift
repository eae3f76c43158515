import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// Sound and picture of real browsers held against the policy (NHC-TM 二(三)1).
@Suite(.serialized, .twoHospitals, .timeLimit(.minutes(5)))
struct MediaQualityTests {
    /// An old camera: whatever is asked of it, it gives a small picture, until a better one is plugged in.
    private static let oldCamera = """
        (() => {
          const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = (wish) => open(wish.video && !sessionStorage.getItem('better')
            ? { ...wish, video: { width: { exact: 640 }, height: { exact: 480 } } } : wish);
        })()
        """

    @Test(.requirement("NHC-TM-2.3.1"))
    func
        `a small camera raises the banner at both sides and is on record with its interval, a large one ends it`()
        async throws
    {
        let here = try Hospitals.current
        let id = try await here.people.scheduled()
        let county = try await here.beside(here.physician, DemoPeople.invitingPhysician)
        try await county.page.send(
            "Page.addScriptToEvaluateOnNewDocument", ["source": .string(Self.oldCamera)])
        for person in [county, here.specialist] {
            try await person.open("/cases/\(id)/waiting")
            try await person.click("enter-room")
        }
        for person in [county, here.specialist] { try await person.decodes("remote-video") }
        let begun = ContinuousClock.now
        try await here.specialist.see("media-low", "the banner", within: .seconds(40))
        let waited = ContinuousClock.now - begun
        print("small camera: banner after \(waited)")
        #expect(waited >= .seconds(5), "a moment is no breach: \(waited)")
        // It tells the smallest since the breach began: an encoder that starts small is smaller than its camera.
        for person in [county, here.specialist] {
            try await person.see("media-low", saying: "不低于 1280×720")
            try await person.page.wait(
                for: """
                    (() => { const [, width, height] = /(\\d+)×(\\d+)/.exec(
                        document.querySelector("[data-testid='media-low']").innerText) ?? [];
                      return Number(width) <= 640 && Number(height) <= 480 })()
                    """, "the small picture's size")
        }
        let limits = try await here.people.physician.get("/consultations/\(id)/room").body
        #expect(limits["mediaLimits"]["minWidth"].int == 1280)
        #expect(limits["lowMedia"].array?.map { $0["side"].string } == ["inviting"], "\(limits["lowMedia"])")
        #expect(limits["lowMedia"][0]["shortfall"]["measuredBy"].string == "relay")
        try await operatorSees(here, id)
        try await shots(here, county, "call-low-media")

        // The physician leaves, plugs in a better camera and comes back.
        _ = try await county.page.evaluate("sessionStorage.setItem('better', 'yes')")
        try await county.click("control-leave")
        try await county.click("leave-dialog-confirm")
        try await county.see("page-case", "the case after leaving")
        try await county.open("/cases/\(id)/waiting")
        try await county.click("enter-room")
        for person in [county, here.specialist] {
            try await person.decodes("remote-video")
            try await person.page.wait(
                for: "document.querySelector(\"[data-testid='media-low']\").hidden", "the banner to go")
        }
        let noted = try await violations(here, id)
        #expect(!noted.isEmpty)
        #expect(noted.first?.contains("画面最小 ") == true, "\(noted)")
        #expect(noted.first?.contains("由媒体中继测得") == true && noted.first?.contains("持续") == true)

        // The large one stays large for longer than a breach would need; a computer that is busy with something else
        // may make its picture smaller for a while, and that is measured too.
        try await Task.sleep(for: .seconds(14))
        try await here.specialist.page.wait(
            for: "document.querySelector(\"[data-testid='media-low']\").hidden",
            "no banner for the large camera",
            timeout: .seconds(40))
        try await here.people.note(id)
        try await here.people.end(id)
        #expect(county.exceptions.isEmpty && here.specialist.exceptions.isEmpty)
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `a camera that is switched off is no low quality`() async throws {
        let here = try Hospitals.current
        let id = try await here.people.scheduled()
        try await here.enter(id)
        for person in [here.physician, here.specialist] { try await person.click("control-camera") }
        try await here.specialist.sees(tile: "video", "off")
        try await Task.sleep(for: .seconds(16))
        let room = try await here.people.physician.get("/consultations/\(id)/room").body
        #expect(room["lowMedia"].array == [], "\(room["lowMedia"])")
        try await here.people.note(id)
        try await here.people.end(id)
    }

    /// The operator's page: live figures of every stream, and no person's name.
    private func operatorSees(_ here: Hospitals, _ id: String) async throws {
        let keeper = try await here.beside(here.physician, "operator")
        try await keeper.open("/network")
        try await keeper.see("network-low", saying: "邀请方音视频质量不足")
        try await keeper.page.click("[data-testid='network-streams'] summary")
        try await keeper.see("stream-low", "what falls short")
        try await keeper.page.wait(
            for: """
                (() => { const rows = [...document.querySelectorAll("[data-testid='stream']")];
                  const of = (direction, side) => rows.filter(r => r.dataset.direction === direction && r.dataset.side === side);
                  return of('sends', 'inviting').some(r => r.dataset.width === '640' && /2\\d\\.\\d 帧/.test(r.innerText))
                    && of('shown', 'invited').some(r => r.dataset.width === '640')
                    && of('sends', 'invited').some(r => r.dataset.width === '1280')
                    && rows.some(r => /\\d\\.\\d 毫秒/.test(r.innerText) && /\\d\\.\\d %/.test(r.innerText)) })()
                """, "figures of every stream")
        let text = try await keeper.text("network-rooms")
        #expect(!text.contains("李春燕") && !text.contains("周明远"))
        try await shots(here, keeper, "network-streams")
        #expect(keeper.exceptions.isEmpty)
        try await keeper.page.close()
    }

    /// Those of the side with the small camera.
    private func violations(_ here: Hospitals, _ id: String) async throws -> [String] {
        let quality = try await here.service.client(for: here.service.account(named: "zheng.hong"))
        let all = try await quality.get("/violations?code=vio.media.qualityLow").body["items"].array ?? []
        return all.filter { $0["consultationId"].string == id }.compactMap { $0["detail"].string }
            .filter { $0.contains("邀请方自") }
    }

    /// Both languages, for looking at.
    private func shots(_ here: Hospitals, _ person: Person, _ name: String) async throws {
        guard let directory = ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] else { return }
        try await person.page.setViewport(width: 1366, height: 900)
        try await person.page.screenshot(to: "\(directory)/\(name).png")
    }
}
