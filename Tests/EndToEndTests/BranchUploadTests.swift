import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// The 24-hour upload duty (JL 22): recorded, counted down, fulfilled or closed with a reason.
extension BranchTests {
    @Test(.requirement("JL-22", "JL-22.3"))
    func `a patient's request starts the clock and sending the three groups fulfils it`() async throws {
        let here = try Hospitals.current
        let id = try await here.people.draft()
        try await record(here.physician, for: id)
        let duty = try #require(try await open(here))
        let row = "[data-testid='duty'][data-id='\(duty)']"
        let light = try await here.physician.page.wait(
            for: """
                (() => { const e = document.querySelector("\(row) hz-light");
                  return e && { level: e.getAttribute('level'), words: e.innerText,
                    icon: !!e.querySelector('svg') } })()
                """, "the light")
        #expect(light["level"].string == "ok")
        #expect(light["icon"].bool == true)
        #expect(light["words"].string?.contains("剩") == true)
        #expect(light["words"].string?.contains(/23 小时 \d+ 分/) == true, "\(light)")
        // The same clock stands on the case.
        try await here.physician.open("/cases/\(id)")
        try await here.physician.see("case-clocks", saying: "24 小时上传")

        for group in ["conditionSummary", "medicalRecordMaterial", "laboratoryReport"] {
            try await here.people.attach(id, group: group, name: "\(group).txt", "资料 \(group)")
        }
        try await here.people.consent(id)
        try await here.physician.open("/cases/\(id)/edit")
        try await here.physician.click("request-submit")
        try await here.physician.click("submit-dialog-confirm")
        try await here.physician.see("page-case", "the case after sending")
        try await here.physician.open("/upload-duties")
        try await here.physician.page.wait(
            for: "document.querySelector(\"\(row)\")?.dataset.state === 'fulfilled'", "the fulfilled duty")
    }

    @Test(.requirement("JL-22.4")) func `a duty is closed with a named reason and a signature`() async throws
    {
        let here = try Hospitals.current
        let id = try await here.people.draft()
        try await record(here.physician, for: id)
        let duty = try #require(try await open(here))
        try await here.physician.page.click(
            "[data-testid='duty'][data-id='\(duty)'] [data-testid='duty-close']")
        try await here.physician.fill(
            "step-up-password", here.password(DemoPeople.invitingPhysician))
        try await here.physician.click("step-up-confirm")
        #expect(try await open(here) == duty, "it was closed without a reason")
        try await here.physician.choose("duty-close-reason", "requestWithdrawn")
        try await here.physician.click("step-up-confirm")
        try await here.physician.page.wait(
            for:
                "document.querySelector(\"[data-id='\(duty)']\")?.dataset.state === 'closedWithReason'",
            "the closed duty")
        #expect(try await open(here) == nil)
    }

    /// Records on the page that the patient asked for a consultation half an hour ago.
    private func record(_ person: Person, for id: String) async throws {
        try await person.open("/upload-duties")
        try await person.click("duty-record")
        try await person.click("duty-trigger-patientRequest")
        try await person.choose("duty-case", id)
        let earlier = try await person.page.evaluate(
            "new Date(Date.now() + 8 * 3600e3 - 1800e3).toISOString().slice(0, 16)")
        try await person.fill("duty-at", earlier.string ?? "")
        try await person.fill("duty-requester", "王晓梅")
        try await person.choose("duty-relation", "closeRelative")
        try await person.click("duty-dialog-confirm")
        try await person.page.wait(
            for: "!document.querySelector(\"[data-testid='duty-dialog']\")", "the dialog to close")
        try await person.see("duty", "the duty in the list")
    }

    private func open(_ here: Hospitals) async throws -> String? {
        try await here.people.physician.get("/upload-duties").body["items"].array?
            .first { $0["state"].string == "open" }?["id"].string
    }
}
