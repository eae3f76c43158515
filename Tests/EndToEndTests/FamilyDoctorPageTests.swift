import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// A resident signs with a family doctor and leaves again, over the real pages.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct FamilyDoctorPageTests {
    @Test(.requirement("NHC-ID-2", "NHC-ID-15", "SC-23e"))
    func `a family doctor drafts, the resident signs, is seen under the contract, and leaves it`()
        async throws
    {
        let here = try await Hospitals.open()
        do { try await contract(here) } catch {
            await here.close()
            throw error
        }
        await here.close()
    }

    private func contract(_ here: Hospitals) async throws {
        let client = here.people.physician
        let patient = try await client.get("/patients").body["items"][0]
        let doctor = here.physician
        try await doctor.open("/family-doctors")
        try await doctor.click("family-doctor-new")
        try await doctor.choose("family-doctor-patient", patient["id"].string ?? "")
        try await doctor.choose("family-doctor-department", "03")
        try await doctor.click("family-doctor-items-longPrescription")
        try await doctor.click("family-doctor-dialog-confirm")
        try await doctor.see("family-doctor-card", "the draft")
        try await doctor.see("family-doctor-sign", "the act of signing")
        let list = try await client.get("/family-doctor-contracts").body["items"]
        let id = list[0]["id"].string ?? ""
        let path = "/family-doctor-contracts/\(id)"
        let signed = try await client.post(
            path + "/sign",
            [
                "noticeVersion": list[0]["notice"]["version"], "signerKind": "patient",
                "signerName": patient["name"], "signatureImage": .string(ConsultationDriver.signature),
            ], version: 1)
        try #require(signed.status == 200, "\(String(decoding: signed.bytes, as: UTF8.self))")
        try await doctor.open("/family-doctors/\(id)")
        try await doctor.see("family-doctor-visit", "the door to an online visit")
        try await picture(doctor, "family-doctor")
        try await doctor.open("/family-doctors")
        try await doctor.see("family-doctor-statistics", "contracts by state")
        try await picture(doctor, "family-doctors")
        try await doctor.open("/family-doctors/\(id)")
        try await doctor.click("family-doctor-visit")
        try await doctor.click("dialog-confirm")
        try await doctor.see("visit-before", "the new visit")
        #expect(try await client.get("/visits").body["items"][0]["serviceKind"] == "familyDoctorService")

        let code = try await client.post("/patients/\(patient["id"].string ?? "")/access-code")
        let resident = try await here.stranger()
        try await resident.open("/my")
        try await resident.fill("my-code", code.body["code"].string ?? "")
        try await resident.click("my-show")
        try await resident.see("my-family-doctor", "the own contract")
        try await picture(resident, "my-family-doctor")
        try await resident.click("my-family-doctor-leave")
        try await resident.fill("field-reason", "搬迁")
        try await resident.click("dialog-confirm")
        try await resident.page.wait(
            for:
                "document.querySelector(\"[data-testid='my-family-doctor']\")?.dataset.state === 'withdrawn'",
            "the contract to have ended for the resident", timeout: .seconds(20))
        #expect(try await client.get(path).body["state"] == "withdrawn")

        try await doctor.open("/code-systems")
        try await doctor.see("coding-fields", "fields and their code systems")
        try await picture(doctor, "code-systems")
        try await doctor.click("coding-table-department")
        try await doctor.see("coding-list", saying: "全科医疗科")
        #expect(doctor.exceptions.isEmpty && resident.exceptions.isEmpty)
        guard ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] != nil else { return }
        try await doctor.open("/family-doctors")
        try await doctor.click("language")
        try await doctor.page.wait(for: "document.documentElement.lang === 'en'", "the page in English")
        for (page, name) in [
            ("/code-systems", "code-systems-en"), ("/family-doctors/\(id)", "family-doctor-en"),
        ] {
            try await doctor.open(page)
            try await doctor.see(name == "code-systems-en" ? "coding-fields" : "family-doctor-card", name)
            try await picture(doctor, name)
        }
    }

    private func picture(_ person: Person, _ name: String) async throws {
        guard let directory = ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] else { return }
        try await person.page.screenshot(to: "\(directory)/\(name).png")
    }
}
