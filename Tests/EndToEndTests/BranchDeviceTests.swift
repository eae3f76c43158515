import BrowserDriver
import Foundation
import ServiceDriver
import Testing

/// 接入设备: a person makes a key on the case page, a device comes in with it, and is sent away again.
extension BranchTests {
    @Test func `a device key made on the case page lets a device in until it is withdrawn`() async throws {
        let here = try Hospitals.current
        let id = try await here.people.scheduled()
        let physician = here.physician
        try await physician.open("/cases/\(id)")
        try await physician.see("equipment-empty", "the empty state")
        try await screenshots(physician, "devices-empty")

        try await physician.click("equipment-add")
        try await physician.click("equipment-dialog-confirm")
        try await physician.see(wrong: "equipment-label")
        try await physician.fill("equipment-label", "三楼示教室终端")
        try await physician.click("equipment-dialog-confirm")
        try await physician.see("equipment-sheet", "the key")
        try await physician.page.evaluate(
            "document.querySelector(\"[data-testid='equipment-examples']\").open = true")
        try await screenshots(physician, "devices-key")
        let token = try await physician.value("equipment-token")
        let whip = try await physician.value("equipment-whip")
        #expect(token.hasPrefix("hzd_") && token.count == 68)
        #expect(whip == here.service.address.absoluteString + "/api/v1/consultations/\(id)/room/whip")
        #expect(try await physician.value("equipment-whep").hasSuffix("/room/whep"))
        #expect(try await physician.text("equipment-examples").contains("-authorization \(token)"))
        try await physician.page.click("[data-testid='equipment-sheet'] button[aria-label='关闭']")
        try await physician.see("equipment-state", saying: "未使用")
        // Shown once: neither the page nor the service has it any more.
        try await physician.open("/cases/\(id)")
        try await physician.see("equipment-state", saying: "未使用")
        #expect(
            try await physician.page.evaluate("document.documentElement.outerHTML.includes('hzd_')")
                == .bool(false))

        let device = try ForeignEnd.python(
            "aiortc_end.py",
            ["publish", "--url", whip, "--token", token, "--tone", "440", "--seconds", "60"])
        defer { device.stop() }
        try await physician.see("equipment-state", saying: "正在发送")
        #expect(try await here.people.present(id) == ["李春燕"], "the device is its person's presence")
        try await screenshots(physician, "devices-sending")

        try await physician.click("equipment-withdraw")
        try await physician.click("equipment-withdraw-dialog-confirm")
        try await physician.see("equipment-empty", "no key any more")
        for _ in 0..<50 where try await !here.people.present(id).isEmpty {
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await here.people.present(id).isEmpty, "the device is out of the room")
        let intruder = APIClient(address: here.service.address, token: token)
        let again = try await intruder.upload(
            "/consultations/\(id)/room/whip", Data("v=0\r\n".utf8),
            headers: ["Content-Type": "application/sdp"])
        #expect(again.status == 401)
        #expect(physician.exceptions.isEmpty)
    }

    @Test func `the panel says when there are too many keys, and is not shown to who may not enter`()
        async throws
    {
        let here = try Hospitals.current
        let id = try await here.people.scheduled()
        for number in 1...7 {
            let made = try await here.people.physician.post(
                "/consultations/\(id)/room/devices", ["label": .string("设备 \(number)")])
            #expect(made.status == 201)
        }
        let physician = here.physician
        try await physician.open("/cases/\(id)/waiting")
        try await physician.see("equipment-keys", "the keys in the waiting room")
        // Somebody else's page of the same person is quicker: the service refuses, and the dialog says why.
        try await physician.click("equipment-add")
        try await physician.fill("equipment-label", "第九台")
        #expect(
            try await here.people.physician.post(
                "/consultations/\(id)/room/devices", ["label": "设备 8"]
            ).status == 201)
        try await physician.click("equipment-dialog-confirm")
        try await physician.see("problem-title", saying: "设备密钥已达上限")
        try await physician.click("equipment-dialog-cancel")
        try await physician.open("/cases/\(id)")
        try await physician.see("equipment-full", saying: "最多 8 个设备密钥")
        #expect(try await physician.count("equipment-key") == 8)
        try await screenshots(physician, "devices-full")

        try await here.coordinator.open("/cases/\(id)")
        try await here.coordinator.see("case-clocks", "the case")
        #expect(try await here.coordinator.count("equipment") == 0)
        #expect(physician.exceptions.isEmpty)
    }

    /// In the two widths of DESIGN: a desk and a telephone. Only where somebody wants to look.
    private func screenshots(_ person: Person, _ name: String) async throws {
        guard let directory = ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] else { return }
        for (width, height) in [(1280, 900), (390, 844)] {
            try await person.page.setViewport(width: width, height: height)
            try await person.page.evaluate(
                """
                (async () => { document.querySelector("[data-testid='equipment']")?.scrollIntoView({block: 'center'});
                  await new Promise(r => setTimeout(r, 400)) })()
                """)
            try await person.page.screenshot(to: "\(directory)/\(name)-\(width).png")
        }
        try await person.page.setViewport(width: 1366, height: 768)
    }
}

extension ConsultationDriver {
    /// Names of who is in the room now.
    func present(_ id: String) async throws -> [String] {
        let roster = try await physician.get("/consultations/\(id)/room").body["roster"].array ?? []
        return roster.filter { $0["connected"].bool == true }.compactMap { $0["name"].string }
    }
}
