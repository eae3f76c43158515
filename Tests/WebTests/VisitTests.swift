import ConsultationCore
import HTTPTypes
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

struct VisitTests {
    private static let evidence: JSON = [
        "kind": "outpatientRecord", "institutionName": "县医院", "diagnosedOn": "2025-02-20",
        "diagnoses": ["I10.x00"],
        "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]

    /// The county hospital is an internet hospital with a pharmacist who may review.
    private func service() async throws -> TestService {
        let service = try await TestService.make()
        var county = service.world.county
        county.holdsInternetHospitalLicence = true
        var physician = service.world.attending
        physician.title = .associateSenior
        physician.provincialRegistration = service.world.specialist.provincialRegistration
        var pharmacist = ConsultationWorld.physician(
            "doc-pharmacist", at: "inst-county", title: .junior, since: 2015)
        pharmacist.kind = .reviewingPharmacist
        let (hospital, doctor, reviewer) = (county, physician, pharmacist)
        try await service.database.write { transaction in
            try transaction.put(hospital)
            try transaction.put(doctor, home: hospital.id)
            try transaction.put(reviewer, home: hospital.id)
        }
        _ = try await service.signIn.addAccount(
            AccountDraft(
                username: "pharmacist", institution: county.id, displayName: "药师",
                practitioner: pharmacist.id,
                roles: []), password: TestService.password)
        return service
    }

    @Test(.requirement("NHC-ID-16a", "NHC-ID-18", "NHC-ID-19a", "NHC-SUP-18a", "NHC-SUP-9"))
    func `a physician sees a patient online, a pharmacist approves, and the prescription is handed out`()
        async throws
    {
        let service = try await service()
        try await service.test { client in
            let doctor = try await Browser.signedIn(.attending, client)
            let made = try await doctor.send(
                .post, "/api/v1/visits",
                ["patientId": "pat-1", "departmentCode": .string(ConsultationWorld.cardiology.text)])
            try #require(made.status == 201, "\(made.text)")
            let path = "/api/v1/visits/\(made.body["id"].string ?? "")"
            var version = 1
            func act(_ place: String, _ body: JSON = [:], by browser: Browser? = nil) async throws
                -> Browser.Answer
            {
                let answer = try await (browser ?? doctor).send(.post, path + place, body, version: version)
                if answer.status == 200 { version += 1 }
                return answer
            }
            let early = try await act("/start")
            #expect(early.code == "err.consent.riskNoticeMissing", "\(early.text)")
            #expect(early.body["article"].string?.contains("《互联网医院管理办法（试行）》") == true)
            #expect(try await act("/risk-notice", ["version": "2026-1"]).status == 200)
            #expect(try await act("/start").code == "err.visit.evidenceMissing")
            #expect(try await act("/evidence", Self.evidence).status == 200)
            #expect(try await act("/follow-up").status == 200)
            let all = JSON.array(VisitCondition.allCases.map { .string($0.rawValue) })
            #expect(try await act("/exclusions", ["conditions": all]).status == 200)
            #expect(try await act("/record-review").status == 200)
            #expect(try await act("/start").body["state"] == "open")
            #expect(try await act("/exchanges", ["medium": "text", "text": "血压控制如何？"]).status == 200)
            #expect(
                try await act("/diagnosis", ["code": "E11.900", "name": "糖尿病"]).code
                    == "err.visit.diagnosisNotSame")
            #expect(try await act("/diagnosis", ["code": "I10.x00", "name": "高血压"]).status == 200)

            func lines(_ code: String) -> JSON {
                ["lines": [["code": .string(code), "quantity": 1, "usage": "每日一次"]]]
            }
            let drugs = try await doctor.get("/api/v1/drugs?text=N05").body["items"].items
            #expect(drugs.count == 3 && drugs[0]["classes"] == ["psychotropic"])
            #expect(try await act("/prescriptions", lines("N05BA01")).status == 200)
            let password: JSON = ["password": .string(TestService.password)]
            let refused = try await act("/prescriptions/1/sign", password)
            #expect(refused.code == "err.prescription.forbiddenDrug")
            #expect(refused.body["detail"].string?.contains("第 1 行") == true)
            #expect(try await act("/prescriptions", lines("C08CA01")).status == 200)
            #expect(
                try await act("/prescriptions/2/route", ["route": "delivery"]).code
                    == "err.prescription.notEffective")
            #expect(try await act("/prescriptions/2/sign", password).status == 200)

            let reviewer = try await Browser.signedIn(named: "pharmacist", client)
            #expect(try await reviewer.get("/api/v1/visits").body["items"].items.count == 1)
            #expect(try await act("/prescriptions/2/approve", password).code == "err.prescription.selfReview")
            let approved = try await act("/prescriptions/2/approve", password, by: reviewer)
            #expect(approved.status == 200, "\(approved.text)")
            #expect(try await act("/prescriptions/2/route", ["route": "pickUp"]).status == 200)
            let handed = try await act("/prescriptions/2/deliver")
            #expect(handed.body["prescriptions"][1]["stateDisplay"] == "已取药", "\(handed.text)")

            // Nobody else's business.
            let foreign = try await Browser.signedIn(.foreignPhysician, client)
            #expect(try await foreign.get(path).status == 404)
            let finance = try await Browser.signedIn(.invitingFinance, client)
            #expect(try await finance.get(path).status == 404)
        }
    }

    @Test(.requirement("NHC-ID-9")) func `a hospital without the licence cannot open a visit`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let doctor = try await Browser.signedIn(.attending, client)
            let refused = try await doctor.send(
                .post, "/api/v1/visits",
                ["patientId": "pat-1", "departmentCode": .string(ConsultationWorld.cardiology.text)])
            #expect(refused.code == "err.institution.internetDiagnosisNotLicensed")
            #expect(try await doctor.get("/api/v1/session").body["account"]["onlineVisits"] == false)
        }
    }

    @Test func `a catalogue that is cut or names an unknown class is refused with its line`() throws {
        #expect(DrugCatalogue.shipped.drugs.count > 20)
        for text in ["code,name,specification,classes\nA,b,c", "h\nA,b,c,unheard", "h\nA,b,c,\nA,b,c,"] {
            #expect(throws: DrugCatalogue.Fault.self) { try DrugCatalogue(parsing: text) }
        }
    }
}
