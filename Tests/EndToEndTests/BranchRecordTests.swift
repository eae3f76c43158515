import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// What happens after the talk: addenda and money.
extension BranchTests {
    @Test(.requirement("SC-23d"))
    func `a signed addendum stands under the issued report, which stays as it was`() async throws {
        let here = try Hospitals.current
        let password = try here.password(DemoPeople.invitedSpecialist)
        let id = try await here.people.reported(password: password, media: here.media)
        let before = try await here.people.physician.get("/consultations/\(id)").body["report"]
        try await here.physician.open("/cases/\(id)")
        try await here.physician.sees(state: "reported")

        try await here.specialist.open("/cases/\(id)/report")
        try await here.specialist.click("report-addendum")
        try await here.specialist.fill("addendum-text", "补充：复查后如升高，请转上级医院。")
        try await here.specialist.fill("step-up-password", "not the password")
        try await here.specialist.click("step-up-confirm")
        try await here.specialist.see("problem", "the refusal of a wrong password")
        #expect(try await here.specialist.value("addendum-text").hasPrefix("补充"))
        try await here.specialist.fill("step-up-password", password)
        try await here.specialist.click("step-up-confirm")
        try await here.specialist.see("report-paper", saying: "请转上级医院")
        try await here.specialist.see("report-paper", saying: "周明远")

        try await here.physician.see("case-report", saying: "请转上级医院")
        let after = try await here.people.physician.get("/consultations/\(id)").body["report"]
        #expect(after["hash"] == before["hash"])
        #expect(after["sections"] == before["sections"])
        #expect(after["addenda"].array?.count == 1)
    }

    @Test(.requirement("JL-42b")) func `two settled cases are summed to the fen and the list is downloaded`()
        async throws
    {
        let here = try Hospitals.current
        let password = try here.password(DemoPeople.invitedSpecialist)
        var numbers: Set<String> = []
        for _ in 0..<2 {
            let id = try await here.people.reported(password: password, media: here.media)
            let number = try await here.people.physician.get("/consultations/\(id)").body["number"].string
            numbers.insert(try #require(number))
        }
        let finance = try await here.beside(here.physician, DemoPeople.invitingFinance)
        try await finance.open("/settlements")
        try await finance.see("settle-line", "the settlement lines")
        let lines =
            try await finance.page.evaluate(
                "[...document.querySelectorAll(\"[data-testid='settle-line']\")].map(e => ({...e.dataset}))"
            ).array ?? []
        func sum(_ name: String) -> Int { lines.reduce(0) { $0 + (Int($1[name].string ?? "") ?? -1) } }
        #expect(numbers.isSubset(of: lines.compactMap { $0["number"].string }))
        #expect(sum("fee") == sum("inviting") + sum("invited"))
        let totals = try await here.people.finance.get(
            "/settlements?period=\(ConsultationDriver.currentPeriod())"
        ).body["totals"]
        #expect(totals["feeFen"].int == sum("fee"))
        #expect(totals["invitingFen"].int == sum("inviting"))
        #expect(totals["invitedFen"].int == sum("invited"))
        let shown = try await finance.page.evaluate("document.querySelector('tfoot').innerText").string ?? ""
        #expect(shown.replacingOccurrences(of: ",", with: "").contains(yuan(sum("fee"))), "\(shown)")

        try await finance.click("export-csv")
        try await finance.see("toast", saying: "已导出")
        let file = try await finance.page.evaluate(
            """
            fetch('/api/v1/settlements/export?format=csv&period=\(ConsultationDriver.currentPeriod())')
              .then(async r => ({status: r.status, type: r.headers.get('content-type'), text: await r.text()}))
            """)
        #expect(file["status"].int == 200)
        #expect(file["type"].string?.hasPrefix("text/csv") == true)
        for number in numbers { #expect(file["text"].string?.contains(number) == true) }
        try await finance.page.close()
    }

    private func yuan(_ fen: Int) -> String {
        "\(fen / 100).\(String(fen % 100 + 100).suffix(2))"
    }
}
