import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// What else may become of an invitation than a plain yes.
extension BranchTests {
    @Test(.requirement("NHC-TM-3.3.2c"))
    func `a declined invitation comes back with its reason, is a draft again and is sent anew`()
        async throws
    {
        let here = try Hospitals.current
        let id = try await here.people.invited()
        try await here.physician.open("/cases/\(id)")
        try await here.physician.sees(state: "inviting")

        try await here.coordinator.open("/cases/\(id)/answer")
        try await here.coordinator.click("decline")
        try await here.coordinator.click("decline-dialog-confirm")
        try await here.coordinator.page.wait(
            for: "[...document.querySelectorAll('dialog .error')].filter(e => !e.hidden).length >= 1",
            "the dialog to ask for the reason")
        try await here.coordinator.click("decline-code-scheduleConflict")
        try await here.coordinator.fill("decline-text", "当日专家外出，请改约下周。")
        try await here.coordinator.click("decline-dialog-confirm")
        try await here.coordinator.see("page-work", "the work list after declining")

        try await here.physician.sees(state: "draft")
        try await here.physician.see("decline-reason", saying: "时间冲突")
        try await here.physician.see("decline-reason", saying: "当日专家外出")
        try await here.coordinator.open("/cases/\(id)")
        try await here.coordinator.see("state-empty", "nothing of a case that is not theirs any more")

        try await here.physician.click("action-submit")
        try await here.physician.click("request-submit")
        try await here.physician.click("submit-dialog-confirm")
        try await here.physician.see("page-case", "the case after sending")
        try await here.physician.sees(state: "inviting")
        #expect(try await here.physician.count("decline-reason") == 0)
        try await here.coordinator.open("/cases/\(id)")
        try await here.coordinator.sees(state: "inviting")
    }

    @Test func `another time offered by the invited side is confirmed by the inviting side`() async throws {
        let here = try Hospitals.current
        let id = try await here.people.invited()
        try await here.physician.open("/cases/\(id)")
        try await here.physician.sees(state: "inviting")

        try await here.coordinator.open("/cases/\(id)/answer")
        try await here.coordinator.page.click("[data-testid^='physician-']:not([disabled])")
        try await here.coordinator.click("slot-other")
        let offered = try await here.coordinator.page.evaluate(
            "new Date(Date.now() + 8 * 3600e3 + 26 * 3600e3).toISOString().slice(0, 16)"
        ).string
        try await here.coordinator.fill("counter-start", try #require(offered))
        try await here.coordinator.click("preparation")
        try await here.coordinator.click("accept")
        try await here.coordinator.see("page-case", "the case after the counter-proposal")
        try await here.coordinator.sees(state: "accepted")

        try await here.physician.sees(state: "accepted")
        try await here.physician.click("action-confirmSlot")
        try await here.physician.see("confirm-slot-dialog", saying: String(try #require(offered).suffix(5)))
        try await here.physician.click("confirm-slot-dialog-confirm")
        try await here.physician.sees(state: "scheduled")
        try await here.coordinator.sees(state: "scheduled")
        let slot = try await here.people.coordinator.get("/consultations/\(id)").body["slot"]["start"].string
        #expect(slot?.hasPrefix(offered ?? "-") == true)
    }

    @Test func `the inviting side cancels with a reason that both sides read`() async throws {
        let here = try Hospitals.current
        let id = try await here.people.scheduled()
        try await here.specialist.open("/cases/\(id)")
        try await here.specialist.sees(state: "scheduled")
        let office = try await here.beside(here.physician, DemoPeople.invitingCoordinator)
        try await office.open("/cases/\(id)")
        try await office.click("action-cancel")
        try await office.click("cancel-dialog-confirm")
        #expect(
            try await here.people.state(id) == "scheduled", "a cancellation went through without a reason")
        try await office.fill("cancel-reason", "患者已转上级医院")
        try await office.click("cancel-dialog-confirm")
        try await office.sees(state: "cancelled")
        try await office.see("cancellation", saying: "患者已转上级医院")
        try await here.specialist.sees(state: "cancelled")
        try await here.specialist.see("cancellation", saying: "患者已转上级医院")
        #expect(try await here.specialist.count("action-enterRoom") == 0)
        try await office.page.close()
    }
}
