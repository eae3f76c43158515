import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// In the room: what one side does, the other side sees.
extension BranchTests {
    @Test
    func `muting, camera and screen of one side are seen by the other, and the session ends from the case`()
        async throws
    {
        let here = try Hospitals.current
        let id = try await here.people.scheduled()
        try await here.enter(id)
        let county = here.physician
        let province = here.specialist

        try await county.click("control-mic")
        try await province.sees(tile: "audio", "off")
        try await county.click("control-mic")
        try await province.sees(tile: "audio", "on")
        try await county.click("control-camera")
        try await province.sees(tile: "video", "off")
        try await county.click("control-camera")
        try await province.sees(tile: "video", "on")
        try await province.decodes("remote-video")

        try await county.click("control-screen")
        try await province.see("tile-screen", "the tile of the shared screen")
        try await province.decodes("remote-screen")
        try await province.decodes("remote-video")
        try await county.click("control-screen")
        try await province.page.wait(
            for: "!document.querySelector(\"[data-testid='tile-screen']\")", "the screen's tile to go")

        // The inviting side leaves the room and ends the session from the case page, with its note.
        try await county.click("control-leave")
        try await county.click("leave-dialog-confirm")
        try await county.see("page-case", "the case after leaving")
        try await county.click("end-from-case")
        try await county.fill("end-note", "双方讨论病情，建议完善检查。")
        try await county.click("end-dialog-confirm")
        try await county.sees(state: "awaitingReport")
        try await province.see("page-report", "the report page after the end")
        #expect(county.exceptions.isEmpty && province.exceptions.isEmpty)
    }

    @Test func `both pages join again by themselves after the service was killed, and pictures run again`()
        async throws
    {
        let here = try Hospitals.current
        let id = try await here.people.scheduled()
        try await here.enter(id)
        here.service.kill()
        try await here.physician.page.wait(
            for: "document.querySelector(\"[data-testid='call']\").dataset.state !== 'connected'",
            "the page to notice")
        try await here.service.start()
        for person in [here.physician, here.specialist] {
            try await person.page.wait(
                for: "document.querySelector(\"[data-testid='call']\")?.dataset.state === 'connected'",
                "the call again", timeout: .seconds(30))
            try await person.decodes("remote-video")
            try await person.see("recording-sign", saying: "录")
            #expect(try await person.count("tile") == 1)
        }
        try await here.people.reached("inSession", id)
        try await here.people.note(id)
        try await here.people.end(id)
        try await here.specialist.see("page-report", "the report page after the end")
        try await here.physician.see("page-case", "the case after the end")
    }

    @Test func `four physicians of two hospitals see each other in one room`() async throws {
        let here = try Hospitals.current
        async let colleague = here.service.client(for: here.service.account(named: "zhao.zhiqiang"))
        async let cardiologist = here.service.client(for: here.service.account(named: "chen.sining"))
        let id = try await here.people.invited()
        try await here.acceptWithAll(id)
        let peers = [
            try await NativePeer(joining: id, as: colleague, sending: here.media),
            try await NativePeer(joining: id, as: cardiologist, sending: here.media),
        ]
        try await here.enter(id)
        for person in [here.physician, here.specialist] {
            try await person.page.wait(
                for: """
                    (() => { const all = [...document.querySelectorAll("[data-testid='remote-video']")];
                      return all.length === 3 && all.every(v => v.videoWidth > 0
                        && v.getVideoPlaybackQuality().totalVideoFrames > 10) })()
                    """, "three moving pictures")
            #expect(try await person.count("roster-person") == 4)
        }
        for peer in peers {
            let counts = peer.statistics
            #expect(counts.receivedVideo > 60, "\(counts)")
            #expect(counts.refused == 0)
            peer.vanish()
        }
        try await here.people.note(id)
        try await here.people.end(id)
        try await here.physician.see("page-case", "the case after the end")
        try await here.specialist.see("page-report", "the report page after the end")
    }
}

extension Hospitals {
    /// The inviting physician and the invited specialist enter the room from their waiting rooms.
    func enter(_ id: String) async throws {
        for person in [physician, specialist] {
            try await person.open("/cases/\(id)/waiting")
            try await person.click("enter-room")
        }
        for person in [physician, specialist] {
            try await person.page.wait(
                for: "document.querySelector(\"[data-testid='call']\")?.dataset.room === 'inSession'",
                "the session")
            try await person.decodes("remote-video")
        }
    }

    /// Accepts with every qualified physician of the invited hospital.
    func acceptWithAll(_ id: String) async throws {
        let all =
            try await people.coordinator.get(
                "/institutions/\(people.invitedInstitution)/practitioners?consultation=\(id)"
            ).body["items"].array ?? []
        let slot = try await people.coordinator.get("/consultations/\(id)").body["invitation"][
            "proposedSchedule"][0]
        try await people.coordinator.advance(
            id, "accept",
            [
                "physicianIds": .array(all.filter { $0["qualified"].bool == true }.map { $0["id"] }),
                "slot": slot, "preparationConfirmed": true,
            ])
    }
}

extension Person {
    /// Waits until the picture shown in the first such element has moved on by ten frames from now.
    func decodes(_ testID: String) async throws {
        let frames =
            "(document.querySelector(\"[data-testid='\(testID)']\")?.getVideoPlaybackQuality().totalVideoFrames ?? 0)"
        try await see(testID, "the picture \(testID)")
        let now = try await page.evaluate(frames).int ?? 0
        try await page.wait(
            for: "\(frames) >= \(now + 10) || (\(frames) < \(now) && \(frames) >= 10)",
            "moving pictures in \(testID)")
    }

    /// Waits until the tile of the one other participant has `mark` at `value`.
    func sees(tile mark: String, _ value: String) async throws {
        try await page.wait(
            for: "document.querySelector(\"[data-testid='tile']\")?.dataset.\(mark) === '\(value)'",
            "\(mark) of the other side to be \(value)")
    }
}

/// The connection in numbers, as the call page shows them.
extension BranchTests {
    @Test(.requirement("NHC-TM-2.3.1"))
    func `the connection panel shows rates, round trip and provider, and the other side's traffic light`()
        async throws
    {
        let here = try Hospitals.current
        let id = try await here.people.scheduled()
        try await here.enter(id)
        let county = here.physician
        if ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] != nil {
            try await county.page.setViewport(width: 1366, height: 900)
        }
        _ = try await county.page.evaluate(
            "document.querySelector(\"[data-testid='statistics-panel']\").open = true")
        try await county.page.wait(
            for: """
                (() => { const value = (name) =>
                    document.querySelector(`[data-stat='${name}']`)?.textContent ?? '';
                  return /[1-9]\\d* kbit/.test(value('up')) && /[1-9]\\d* kbit/.test(value('down'))
                    && /\\d 毫秒/.test(value('roundTrip')) && value('link') === 'loopback'
                    && /\\d+×\\d+/.test(value('receiving')) })()
                """, "numbers of the connection")
        if let directory = ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] {
            try await Task.sleep(for: .seconds(3))
            try await county.page.screenshot(to: "\(directory)/call-statistics.png")
        }
        // Own numbers alone: the other side's session is nobody's business.
        let sessions =
            try await here.people.physician.get("/consultations/\(id)/room").body["roster"].array ?? []
        let paths = sessions.compactMap { $0["sessionId"].string }.map {
            "/consultations/\(id)/room/sessions/\($0)/statistics"
        }
        var statuses: [Int] = []
        for path in paths {
            let answer = try await here.people.physician.get(path)
            statuses.append(answer.status)
            guard answer.status == 200 else { continue }
            #expect((answer.body["packetsIn"].int ?? 0) > 50)
            #expect(answer.body["participants"].array?.count == 2)
        }
        #expect(statuses.sorted() == [200, 404])
        try await here.people.note(id)
        try await here.people.end(id)
        #expect(county.exceptions.isEmpty)
    }
}
