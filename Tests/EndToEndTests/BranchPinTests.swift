import BrowserDriver
import Foundation
import ServiceDriver
import Testing

/// 固定画面: a camera that somebody holds on to.
extension BranchTests {
    /// A browser that takes two pictures at a time, as a weak computer might: its answer turns the other lines down.
    private static let twoPictures = """
        (() => {
          const answer = RTCPeerConnection.prototype.createAnswer;
          RTCPeerConnection.prototype.createAnswer = function (...words) {
            const pictures = this.getTransceivers().slice(3).filter(one => one.receiver.track.kind === 'video');
            for (const one of pictures.slice(2)) one.direction = 'inactive';
            return answer.apply(this, words);
          };
        })()
        """

    @Test func `a pinned camera keeps its picture while others speak, and gives it up when it is let go`()
        async throws
    {
        let here = try Hospitals.current
        async let colleague = here.service.client(for: here.service.account(named: "zhao.zhiqiang"))
        async let cardiologist = here.service.client(for: here.service.account(named: "chen.sining"))
        let id = try await here.people.invited()
        try await here.acceptWithAll(id)
        let listener = try await here.beside(here.physician, DemoPeople.invitingPhysician)
        try await listener.page.send(
            "Page.addScriptToEvaluateOnNewDocument", ["source": .string(Self.twoPictures)])
        // Two with voices, and the chief physician, who says nothing.
        let zhao = try await NativePeer(joining: id, as: colleague, sending: here.media)
        let chen = try await NativePeer(joining: id, as: cardiologist, sending: here.media)
        for peer in [zhao, chen] { peer.speak(false) }
        for person in [listener, here.specialist] {
            try await person.open("/cases/\(id)/waiting")
            try await person.click("enter-room")
            try await person.page.wait(
                for: "document.querySelector(\"[data-testid='call']\")?.dataset.room === 'inSession'",
                "the session")
        }
        try await here.specialist.click("control-mic")
        let stage = Stage(page: listener.page)
        try await stage.showsTiles(3)

        // Unpinned, whoever is silent has no picture.
        for (speaker, name) in [(zhao, "赵志强"), (chen, "陈思宁")] {
            try await stage.hears(speaker, sees: name)
        }
        try await stage.showsOnly(["赵志强", "陈思宁"])

        try await stage.pressPin(of: "周明远")
        try await stage.waits(for: "large(tile('周明远')) && pinned(tile('周明远'))", "the pinned tile to be large")
        if let directory = ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] {
            try await Task.sleep(for: .seconds(2))
            try await listener.page.screenshot(to: "\(directory)/call-pinned.png")
        }
        for (speaker, name) in [(zhao, "赵志强"), (chen, "陈思宁")] {
            try await stage.hears(speaker, sees: name)
            // The slot that changed hands is the other voice's, not his.
            try await stage.showsOnly(["周明远", name])
        }

        try await stage.pressPin(of: "周明远")
        try await stage.waits(for: "!pinned(tile('周明远')) && !large(tile('周明远'))", "the pin to be gone")
        for (speaker, name) in [(zhao, "赵志强"), (chen, "陈思宁")] {
            try await stage.hears(speaker, sees: name)
        }
        try await stage.showsOnly(["赵志强", "陈思宁"])
        for peer in [zhao, chen] { peer.vanish() }
        try await here.people.note(id)
        try await here.people.end(id)
        try await listener.see("page-case", "the case after the end")
        #expect(listener.exceptions.isEmpty)
        try await listener.page.close()
    }
}

/// What one page shows of the others, by their names.
private struct Stage {
    let page: Page

    private static let words = """
        const tiles = [...document.querySelectorAll("[data-testid='tile']")];
        const tile = name => tiles.find(one => one.querySelector('.tile-name')?.innerText.includes(name));
        const on = one => one?.dataset.video === 'on';
        const large = one => one?.classList.contains('large') === true;
        const pinned = one => one?.querySelector("[data-testid='tile-pin']")?.getAttribute('aria-pressed') === 'true';
        const frames = one => one?.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
        """

    func evaluate(_ expression: String) async throws -> JSONValue {
        try await page.evaluate("(() => { \(Self.words) return \(expression) })()")
    }

    func waits(for expression: String, _ what: String) async throws {
        try await page.wait(for: "(() => { \(Self.words) return \(expression) })()", what)
    }

    func showsTiles(_ count: Int) async throws {
        try await waits(for: "tiles.length === \(count)", "\(count) tiles")
    }

    func pictureIsOn(_ name: String) async throws -> Bool {
        try await evaluate("on(tile('\(name)'))").bool == true
    }

    /// Speaks until the speaker's picture is on the page and moves, then is silent for longer than speech may pause.
    func hears(_ peer: NativePeer, sees name: String) async throws {
        peer.speak(true)
        try await waits(for: "on(tile('\(name)'))", "the picture of \(name)")
        try await moves(name)
        peer.speak(false)
        try await Task.sleep(for: .milliseconds(1_500))
    }

    /// Exactly these have pictures, and each of them moves.
    func showsOnly(_ names: [String]) async throws {
        let list = names.map { "'\($0)'" }.joined(separator: ",")
        try await waits(
            for: "tiles.filter(on).length === \(names.count) && [\(list)].every(name => on(tile(name)))",
            "pictures of \(names) alone")
        for name in names { try await moves(name) }
    }

    private func moves(_ name: String) async throws {
        let seen = try await evaluate("frames(tile('\(name)'))").int ?? 0
        try await waits(
            for: "frames(tile('\(name)')) >= \(seen + 10) || (frames(tile('\(name)')) < \(seen) "
                + "&& frames(tile('\(name)')) >= 10)", "\(name) to move")
    }

    /// Presses the button on the tile, with the mouse.
    func pressPin(of name: String) async throws {
        let participant = try #require(try await evaluate("tile('\(name)')?.dataset.participant").string)
        try await page.click("[data-participant='\(participant)'] [data-testid='tile-pin']")
    }
}
