import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// What a finance officer does with a charge, on the real pages.
extension BranchTests {
    @Test(.requirement("JL-41", "SC-32", "JL-39"))
    func `finance enters a receipt, gives a part back and publishes a price on the pages`() async throws {
        let here = try Hospitals.current
        let password = try here.password(DemoPeople.invitedSpecialist)
        let id = try await here.people.reported(password: password, media: here.media)
        let finance = try await here.beside(here.physician, DemoPeople.invitingFinance)
        try await finance.open("/charges/\(id)")
        try await finance.click("charge-issueReceipt")
        try await finance.fill("receipt-code", "022060126")
        try await finance.fill("receipt-number", "R\(id.suffix(8))")
        try await finance.click("money-dialog-confirm")
        try await finance.see("charge-requestRefund", "the receipt was taken")
        try await finance.click("charge-requestRefund")
        try await finance.fill("refund-amount", "33.33")
        try await finance.fill("money-reason", "患方申请，部分服务未提供")
        try await finance.click("money-dialog-confirm")
        try await finance.click("refund-approve")
        try await finance.click("money-dialog-confirm")
        try await finance.see("refund", saying: "已同意")
        try await shots(finance, "charge")
        try await finance.open("/settlements")
        try await finance.see("batch", "the month's batch")
        try await finance.see("settle-line", "the lines")
        try await shots(finance, "settlements")
        try await finance.open("/price-catalogue")
        try await finance.see("catalogue-row", "the catalogue")
        try await shots(finance, "catalogue")
        try await finance.click("catalogue-revise")
        try await finance.fill("catalogue-document", "演示价格〔2026〕3号")
        try await finance.fill("catalogue-date", "2026-01-02")
        try await shots(finance, "catalogue-dialog")
        try await finance.open("/settlements?period=2020-01")
        try await finance.see("state-empty", "an empty month")
        try await shots(finance, "settlements-empty")
        try await finance.open("/prices")
        try await shots(finance, "prices")
        try await finance.page.close()
    }

    /// Pictures to look at, when somebody asks for them.
    private func shots(_ person: Person, _ name: String) async throws {
        guard let directory = ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] else { return }
        for width in [1280, 390] {
            try await person.page.setViewport(width: width, height: width == 390 ? 844 : 1100)
            try await Task.sleep(for: .milliseconds(300))
            try await person.page.screenshot(to: "\(directory)/money-\(name)-\(width).png")
        }
        try await person.page.setViewport(width: 1280, height: 900)
    }
}
