import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// An online visit over the real pages and the real relay: the physician signed in, the patient by the hospital's code.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct VisitRoomTests {
    @Test(.requirement("GX-28c", "NHC-IH-21b", "SC-17", "NHC-SUP-18a"))
    func `physician and patient see each other, write, and one tap ends the visit on both pages`()
        async throws
    {
        let here = try await Hospitals.open()
        do { try await visit(here) } catch {
            await here.close()
            throw error
        }
        await here.close()
    }

    private func visit(_ here: Hospitals) async throws {
        let client = here.people.physician
        let patients = try await client.get("/patients").body["items"]
        let made = try await client.post(
            "/visits", ["patientId": patients[0]["id"], "departmentCode": "03"])
        try #require(made.status == 201, "\(String(decoding: made.bytes, as: UTF8.self))")
        let id = made.body["id"].string ?? ""
        let visit = OpenVisit(client: client, path: "/visits/\(id)")
        try await visit.prepare(patients[0]["name"])

        let physician = here.physician
        try await physician.open("/visits/\(id)")
        try await physician.see("visit-enter", "the door of the room")
        try await picture(physician, "visit-open")
        let code = try await client.post("/patients/\(patients[0]["id"].string ?? "")/access-code")
        let patient = try await here.stranger()
        try await patient.open("/my")
        try await patient.fill("my-code", code.body["code"].string ?? "")
        try await patient.click("my-show")
        try await patient.click("my-visit-enter")

        try await physician.click("visit-enter")
        try await patient.click("visit-enter")
        try await physician.decodes("remote-video")
        try await patient.decodes("remote-video")
        try await physician.page.wait(
            for:
                "document.querySelectorAll(\"[data-testid='visit-exchange'][data-medium='video']\").length === 1",
            "the call to become evidence", timeout: .seconds(20))
        try await picture(physician, "visit-call")
        try await picture(patient, "visit-patient")

        try await patient.fill("exchange-text", "早晨血压一百四")
        try await patient.click("exchange-send")
        try await physician.see("visit-exchanges", saying: "早晨血压一百四")
        try await physician.page.wait(
            for: "document.querySelector(\"[data-testid='remote-video']\")?.videoWidth > 0",
            "the picture to survive a refresh of the page")

        try await physician.click("stop-and-refer")
        try await patient.page.wait(
            for: "document.querySelector(\"[data-testid='my-visit-state']\")?.dataset.state === 'terminated'",
            "the patient to see the end", timeout: .seconds(20))
        try await patient.see("page-my-visit", saying: "120")
        try await picture(physician, "visit-ended")
        #expect(physician.exceptions.isEmpty && patient.exceptions.isEmpty)
        let acts = try await client.get("/visits/\(id)/timeline").body["items"].array ?? []
        let kinds = acts.compactMap { entry in entry["kind"].string }
        #expect(kinds.contains("recordingSealed"), "\(kinds)")
        try await physician.open("/online-clinic")
        try await physician.see("clinic-notice", "the settings of online visits")
        try await picture(physician, "online-clinic")
    }

    private func picture(_ person: Person, _ name: String) async throws {
        guard let directory = ProcessInfo.processInfo.environment["HUIZHEN_SCREENSHOTS"] else { return }
        try await person.page.screenshot(to: "\(directory)/\(name).png")
    }
}

/// A visit made ready through the API.
private struct OpenVisit {
    let client: APIClient
    let path: String

    func act(_ place: String, _ body: JSONValue = [:]) async throws {
        let version = try await client.get(path).body["version"].int
        let answer = try await client.post(path + place, body, version: version)
        guard answer.status == 200 else {
            throw ServiceFault.unexpected(
                "\(place): \(answer.status) \(String(decoding: answer.bytes, as: UTF8.self))")
        }
    }

    func prepare(_ patient: JSONValue) async throws {
        let notice = try await client.get(path).body["notice"]["version"]
        try await act("/risk-notice", ["version": notice])
        try await act(
            "/consent",
            [
                "signerKind": "patient", "signerName": patient,
                "signatureImage": .string(ConsultationDriver.signature),
            ])
        let bytes = Data("门诊病历：原发性高血压".utf8)
        let sent = try await client.upload(
            path + "/files", bytes,
            headers: [
                "Content-Type": "text/plain", "X-File-Name": "record.txt", "X-Material-Group": "other",
                "Repr-Digest": "sha-256=:\(bytes.sha256.base64EncodedString()):",
            ])
        let day = String(
            ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: -20 * 86_400)).prefix(10))
        try await act(
            "/evidence",
            [
                "kind": "outpatientRecord", "institutionName": "长林县医院", "diagnosedOn": .string(day),
                "diagnoses": ["I10.x00"], "sha256": sent.body["sha256"], "fileName": "record.txt",
                "contentType": "text/plain",
            ])
        try await act("/follow-up")
        let all = try await client.get(path).body["excludable"]
        try await act("/exclusions", ["conditions": all])
        try await act("/record-review")
        try await act("/start")
    }
}
