import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// Informed consent that is not simply the patient's yes (NHC-TM 三(二), JL 20).
extension BranchTests {
    @Test(.requirement("JL-20")) func `a refused consent stops the request and says why`() async throws {
        let here = try Hospitals.current
        let id = try await here.people.draft()
        try await here.physician.open("/cases/\(id)/consent")
        try await here.physician.click("consent-present")
        try await here.physician.click("consent-refuse")
        try await here.physician.click("consent-refuse-dialog-confirm")
        try await here.physician.see("page-consent", saying: "拒绝")
        try await here.physician.see("consent-present", "the offer to explain it again")

        try await here.physician.open("/cases/\(id)")
        try await here.physician.see("consent-state", saying: "已拒绝")
        try await here.physician.see("blocker", "why it cannot be sent")
        #expect(
            try await here.physician.page.evaluate(
                "!!document.querySelector(\"[data-testid='problem'][data-code='err.consent.missing']\")"
            ).bool == true)
        let sent = try await here.people.physician.post(
            "/consultations/\(id)/submit", [:],
            version: here.people.physician.get("/consultations/\(id)").body["version"].int)
        #expect(sent.code == "err.consent.missing")
    }

    @Test(.requirement("JL-20")) func `after a withdrawn consent the invited side sees no material any more`()
        async throws
    {
        let here = try Hospitals.current
        let id = try await here.people.draft()
        try await here.people.attach(id, group: "laboratoryReport", name: "lab.txt", "肌钙蛋白 0.08 ng/mL")
        try await here.people.consent(id)
        try await here.people.submit(id)
        try await here.people.accept(id)
        try await here.specialist.open("/cases/\(id)")
        try await here.specialist.see("attachment", "the material under a signed consent")
        #expect(try await here.specialist.text("page-case").contains("胸闷气促三天入院"))

        try await here.physician.open("/cases/\(id)/consent")
        try await here.physician.click("consent-withdraw")
        try await here.physician.fill("field-reason", "家属改变主意")
        try await here.physician.click("consent-withdraw-dialog-confirm")
        try await here.physician.see("page-consent", saying: "撤回")

        try await here.specialist.sees(state: "cancelled")
        #expect(try await here.specialist.count("attachment") == 0)
        #expect(try await !here.specialist.text("page-case").contains("胸闷气促三天入院"))
        try await here.specialist.open("/cases/\(id)")
        try await here.specialist.sees(state: "cancelled")
        let patient = try await here.people.physician.get("/consultations/\(id)").body["patient"]["name"]
            .string
        #expect(try await !here.specialist.text("page-case").contains(try #require(patient)))
        let files = try await here.people.specialist.get("/consultations/\(id)").body["attachments"].array
        #expect(files?.isEmpty == true)
    }

    @Test(.requirement("NHC-TM-3.2b")) func `a close relative signs with reason, relationship and identity`()
        async throws
    {
        let here = try Hospitals.current
        let id = try await here.people.draft()
        try await here.physician.open("/cases/\(id)/consent")
        try await here.physician.click("consent-present")
        try await here.physician.click("signer-closeRelative")
        try await here.physician.fill("signer-name", "王晓梅")
        try await here.physician.sign()
        try await here.physician.click("consent-sign")
        try await here.physician.see(wrong: "signer-reason")
        try await here.physician.choose("signer-reason", "notSuitableToInform")
        try await here.physician.choose("signer-relationship", "spouse")
        try await here.physician.fill("signer-identity", "11010519491231002Y")
        try await here.physician.fill("signer-contact", "13800000000")
        try await here.physician.click("consent-sign")
        try await here.physician.see(wrong: "signer-identity")
        try await here.physician.fill("signer-identity", "11010519491231002X")
        try await here.physician.click("consent-sign")
        try await here.physician.see("field-invitationReason", "the draft after signing")

        let consent = try await here.people.physician.get("/consultations/\(id)").body["consent"]
        #expect(consent["state"].string == "signed")
        #expect(consent["signerKind"].string == "closeRelative")
        #expect(consent["signerName"].string == "王晓梅")
        try await here.physician.open("/cases/\(id)/consent")
        try await here.physician.see("consent-paper", saying: "王晓梅")
        try await here.people.submit(id)
    }
}
