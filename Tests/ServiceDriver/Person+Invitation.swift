import BrowserDriver

/// From the filled request to the accepted one, on the real pages.
extension Person {
    /// A time ten minutes from now, and the price that the hospitals have published.
    package func proposeTime() async throws {
        let soon = try await page.evaluate(
            "new Date(Date.now() + 8 * 3600e3 + 600e3).toISOString().slice(0, 16)")
        try await fill("slot-start", soon.string ?? "")
        try await see("price-choice", "a published price")
    }

    /// Explains, has the patient sign, and sends what is filled in.
    package func sendRequest() async throws {
        try await page.wait(
            for: "document.querySelector(\"[data-testid='save-state']\").textContent.includes('保存')",
            "the autosave")
        try await click("request-submit")
        try await click("consent-present")
        try await sign()
        try await click("consent-sign")
        try await see("field-invitationReason", "the draft again")
        try await click("request-submit")
        try await click("submit-dialog-confirm")
        try await see("page-case", "the case after sending")
    }

    /// Accepts the first case of the work list with the first physician who may take it.
    package func acceptFirst(looking: (Person) async throws -> Void = { _ in }) async throws {
        try await click("work-action")
        try await see("accept-form", "the answer page")
        try await page.click("[data-testid^='physician-']:not([disabled])")
        try await page.wait(
            for: """
                document.querySelector("[data-testid='slot-0']")?.checked
                  || (document.querySelector("[data-testid='slot-0']")?.click(), false)
                """, "the slot to be chosen")
        try await click("preparation")
        try await looking(self)
        try await click("accept")
        try await see("page-case", "the case after accepting")
    }
}
