import ConsultationCore
import HTTPTypes
import Orchestration
import Simulation
import Storage
import Synchronization
import TestRequirements
import Testing

struct VisitTests {
    @Test(
        .requirement(
            "NHC-ID-16a", "NHC-ID-18", "NHC-ID-19a", "NHC-SUP-18a", "NHC-SUP-9", "SC-22", "NHC-SUP-20"))
    func `a physician sees a patient online, a pharmacist approves, and the prescription is handed out`()
        async throws
    {
        let service = try await VisitService.make()
        try await service.test { client in
            var visit = try await VisitDriver(service, client)
            let early = try await visit.act("/start")
            #expect(early.code == "err.consent.riskNoticeMissing", "\(early.text)")
            #expect(early.body["article"].string?.contains("《互联网医院管理办法（试行）》") == true)
            try await visit.readAndConsent()
            #expect(try await visit.act("/start").code == "err.visit.evidenceMissing")
            try await visit.prepare()
            #expect(try await visit.act("/start").body["state"] == "open")
            #expect(
                try await visit.act("/exchanges", ["medium": "text", "text": "血压控制如何？"]).status == 200)
            #expect(
                try await visit.act("/diagnosis", ["code": "E11.900", "name": "糖尿病"]).code
                    == "err.visit.diagnosisNotSame")
            #expect(try await visit.act("/diagnosis", ["code": "I10.x00", "name": "高血压"]).status == 200)

            let drugs = try await visit.doctor.get("/api/v1/drugs?text=N05").body["items"].items
            #expect(drugs.count == 3 && drugs[0]["classes"] == ["psychotropic"])
            #expect(try await visit.act("/prescriptions", VisitDriver.lines("N05BA01")).status == 200)
            let refused = try await visit.act("/prescriptions/1/sign", VisitDriver.password)
            #expect(refused.code == "err.prescription.forbiddenDrug")
            #expect(refused.body["detail"].string?.contains("第 1 行") == true)
            #expect(try await visit.act("/prescriptions", VisitDriver.lines("C08CA01")).status == 200)
            #expect(
                try await visit.act("/prescriptions/2/route", ["route": "delivery"]).code
                    == "err.prescription.notEffective")
            // The physician alone wrote.
            #expect(
                try await visit.act("/prescriptions/2/sign", VisitDriver.password).code
                    == "err.prescription.withoutExchange")
            let patient = try await visit.patient()
            #expect(try await patient.say("早晨一百四").status == 200)
            visit.version += 1
            let signed = try await visit.act("/prescriptions/2/sign", VisitDriver.password)
            #expect(signed.status == 200, "\(signed.text)")

            let reviewer = try await Browser.signedIn(named: "pharmacist", client)
            #expect(try await reviewer.get("/api/v1/visits?box=waiting").body["items"].items.count == 1)
            #expect(
                try await visit.act("/prescriptions/2/approve", VisitDriver.password).code
                    == "err.prescription.selfReview")
            let approved = try await visit.act("/prescriptions/2/approve", VisitDriver.password, by: reviewer)
            #expect(approved.status == 200, "\(approved.text)")
            #expect(try await visit.act("/prescriptions/2/route", ["route": "pickUp"]).status == 200)
            let handed = try await visit.act("/prescriptions/2/deliver")
            #expect(handed.body["prescriptions"][1]["stateDisplay"] == "已取药", "\(handed.text)")
            let evaluated = try await visit.act(
                "/prescriptions/2/evaluate", ["verdict": "reasonable"], by: reviewer)
            #expect(evaluated.status == 200, "\(evaluated.text)")
            let chain = try await visit.doctor.get(visit.path + "/timeline?prescription=2").body["items"]
                .items
            #expect(
                chain.map { $0["kind"].string } == [
                    "prescriptionDrafted", "prescriptionSigned", "prescriptionQueued",
                    "prescriptionReviewed", "prescriptionRouted", "prescriptionDelivered",
                    "prescriptionEvaluated",
                ])

            let incomplete = try await visit.act("/complete", VisitDriver.password)
            #expect(incomplete.code == "err.record.fieldMissing")
            #expect(incomplete.body["detail"].string?.contains("婚姻状况") == true, "\(incomplete.text)")
            #expect(try await visit.act("/record", VisitDriver.record).status == 200)
            let done = try await visit.act("/complete", VisitDriver.password)
            #expect(done.body["state"] == "completed", "\(done.text)")
            #expect(done.body["recordSigned"]["hash"].string?.count == 64)

            // Nobody else's business.
            let foreign = try await Browser.signedIn(.foreignPhysician, client)
            #expect(try await foreign.get(visit.path).status == 404)
            let finance = try await Browser.signedIn(.invitingFinance, client)
            #expect(try await finance.get(visit.path).status == 404)
        }
    }

    @Test(.requirement("NHC-SUP-18a", "SC-23b"))
    func `evidence is kept sealed and opened by the physician, and each reading is on record`() async throws {
        let service = try await VisitService.make()
        try await service.test { client in
            var visit = try await VisitDriver(service, client)
            try await visit.readAndConsent()
            // A digest of bytes that were never sent proves nothing.
            let absent = String(repeating: "ab", count: 32)
            #expect(try await visit.act("/evidence", VisitDriver.evidence(absent)).status == 422)
            let digest = try await visit.addEvidence()
            let back = try await visit.doctor.get(visit.path + "/files/" + digest + "?inline=1")
            #expect(back.status == 200 && back.bytes == VisitDriver.document)
            let foreign = try await Browser.signedIn(.foreignPhysician, client)
            #expect(try await foreign.get(visit.path + "/files/" + digest).status == 404)
            #expect(try await visit.doctor.get(visit.path + "/files/" + absent).status == 404)
            _ = try await visit.doctor.get(visit.path)
            _ = try await visit.doctor.get(visit.path)
            let kinds = try await visit.doctor.get(visit.path + "/timeline").body["items"].items
                .compactMap { $0["kind"].string }
            #expect(kinds.count { $0 == "read" } == 1, "one look is one row: \(kinds)")
            #expect(kinds.contains("view") && kinds.contains("evidenceAdded"))
        }
    }

    @Test(.requirement("NHC-IH-21b", "NHC-SUP-17", "SC-17"))
    func `a patient reads the own visit by the code, unless a relative signed, and sees the warning`()
        async throws
    {
        let service = try await VisitService.make()
        try await service.test { client in
            var visit = try await VisitDriver(service, client)
            try await visit.readAndConsent([
                "signerKind": "closeRelative", "signerName": "张小三", "reasonNotPatient": "notSuitableToInform",
                "relationship": "child", "identityNumber": "110101199003078814", "contact": "13900000000",
            ])
            try await visit.prepare()
            #expect(try await visit.act("/start").status == 200)
            let code = try await visit.code()
            let hidden = try await visit.view(code)
            #expect(hidden["visits"].items.isEmpty, "withheld")
            #expect(try await visit.act("/open-to-patient").status == 200)
            let shown = try await visit.view(code)
            #expect(shown["visits"][0]["state"] == "open")
            let patient = try await visit.patient()
            let stopped = try await visit.act("/stop-and-refer-offline")
            #expect(stopped.body["state"] == "terminated", "\(stopped.text)")
            #expect(stopped.body["ending"]["reason"] == "criticalIllness")
            let seen = try await patient.look()
            #expect(seen.body["ending"]["advice"].string?.contains("120") == true)
            #expect(try await patient.say("还在吗").code == "err.visit.terminated")
            // No token, a wrong one, and another's visit.
            let nobody = VisitDriver.Patient(browser: Browser(client), path: patient.path, token: "x")
            #expect(try await nobody.look().status == 401)
            #expect(
                try await VisitDriver.Patient(
                    browser: Browser(client), path: "/api/v1/public/visits/other", token: patient.token
                ).look().status == 404)
        }
    }

    @Test(.requirement("NHC-SUP-17"))
    func `nobody who was not verified by real name gets a code for the own visits`() async throws {
        let service = try await VisitService.make()
        var unverified = service.world.patient
        unverified.id = "pat-unverified"
        unverified.identity = Redacted(.passport("E00000001"))
        unverified.verification = nil
        let patient = unverified
        _ = try await service.database.write { try $0.insertOrFind(patient, at: ConsultationWorld.start) }
        try await service.test { client in
            let doctor = try await Browser.signedIn(.attending, client)
            let refused = try await doctor.send(.post, "/api/v1/patients/pat-unverified/access-code", [:])
            #expect(refused.code == "err.patient.identityUnverified", "\(refused.text)")
        }
    }

    @Test(.requirement("GX-28c", "NHC-SUP-17"))
    func `both sides meet in the room, recorded, and who is not the patient ends it`() async throws {
        let service = try await VisitService.make()
        try await service.test { client in
            var visit = try await VisitDriver(service, client)
            try await visit.readAndConsent()
            try await visit.prepare()
            #expect(
                try await visit.doctor.send(.post, visit.path + "/room/sessions", [:]).code
                    == "err.visit.stateNotAllowed")
            #expect(try await visit.act("/start").status == 200)
            let patient = try await visit.patient()
            let own = try await visit.doctor.send(.post, visit.path + "/room/sessions", [:])
            let other = try await patient.send(.post, "/room/sessions", [:])
            #expect(own.status == 201 && other.status == 201, "\(own.text) \(other.text)")
            let (mine, theirs) = (own.body["sessionId"].string ?? "", other.body["sessionId"].string ?? "")
            // Nobody answers for the other.
            let sdp: JSON = ["sdp": "v=0\r\n"]
            #expect(
                try await patient.send(.put, "/room/sessions/\(mine)/answer", sdp).status >= 400)
            #expect(
                try await visit.doctor.send(.put, visit.path + "/room/sessions/\(mine)/answer", sdp).status
                    == 204)
            #expect(try await patient.send(.put, "/room/sessions/\(theirs)/answer", sdp).status == 204)
            func slots(_ id: JSON) -> [MediaSlot] {
                [.microphone, .camera].map {
                    MediaSlot(
                        mid: $0 == .camera ? "4" : "3", kind: $0 == .camera ? .video : .audio,
                        participant: ParticipantName(id.string ?? ""), source: $0)
                }
            }
            let rooms = service.rooms
            await rooms.take(.connected(SessionName(mine), link: nil))
            await rooms.take(.connected(SessionName(theirs), link: nil))
            await rooms.take(.slotsChanged(SessionName(mine), slots(other.body["participantId"])))
            #expect(try await visit.doctor.get(visit.path).body["hasRealExchange"] == false, "one way")
            await rooms.take(.slotsChanged(SessionName(theirs), slots(own.body["participantId"])))
            let now = try await visit.doctor.get(visit.path).body
            #expect(now["hasRealExchange"] == true)
            #expect(now["exchanges"].items.map { $0["medium"].string } == ["voice", "video"])
            #expect(now["room"]["present"] == ["physician", "patient"])
            visit.version = Int(now["version"].number ?? 0)
            let ended = try await visit.act("/impersonation", ["text": "面容与证件不符"])
            #expect(ended.body["state"] == "terminated", "\(ended.text)")
            let kinds = try await visit.doctor.get(visit.path + "/timeline").body["items"].items
                .compactMap { $0["kind"].string }
            #expect(kinds.contains("recordingOpened") && kinds.contains("recordingSealed"), "\(kinds)")
            #expect(service.relay.memory.withLock { $0.rooms.isEmpty })
            let board = try await VisitService.board(of: service)
            #expect(board.contains("vio.patient.impersonationSuspected"))
        }
    }

    @Test(.requirement("SC-15", "NHC-ID-15", "NHC-ID-16d", "NHC-IH-A3.3"))
    func `an institution sets its notices and end conditions, and who is on duty is seen`() async throws {
        let service = try await VisitService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(named: "clinic-admin", client)
            let path = "/api/v1/online-clinic"
            let before = try await admin.get(path).body
            #expect(before["version"].number == 0 && before["endingIsOwn"] == false)
            let texts: JSON = ["technicalLimits": "甲", "falseInformationRisk": "乙"]
            let cut = try await admin.send(
                .post, path + "/notice", ["kind": "internetVisit", "texts": texts], version: 0)
            #expect(cut.code == "err.riskNotice.blockMissing", "\(cut.text)")
            #expect(cut.body["detail"].string?.contains("线下就诊途径") == true)
            let whole: JSON = [
                "technicalLimits": "甲", "falseInformationRisk": "乙", "offlineCareRoute": "丙",
            ]
            let published = try await admin.send(
                .post, path + "/notice", ["kind": "internetVisit", "texts": whole], version: 0)
            #expect(published.status == 200, "\(published.text)")
            let ending = try await admin.send(
                .post, path + "/ending",
                [
                    "warning": "请到急诊", "target": "县医院",
                    "conditions": [["reason": "criticalIllness", "text": "胸痛"]],
                ], version: 2)
            #expect(ending.body["endConditions"][0]["text"] == "胸痛", "\(ending.text)")
            let visit = try await VisitDriver(service, client)
            let shown = try await visit.doctor.get(visit.path).body
            #expect(shown["notice"]["blocks"][2]["text"] == "丙")
            #expect(shown["endConditions"][0]["text"] == "胸痛" && shown["stopTarget"] == "县医院")
            #expect(
                try await visit.doctor.send(.post, path + "/hours", ["hours": []], version: 3).code
                    == "err.auth.roleRequired")
            #expect(try await admin.get(path).body["onDuty"].items.isEmpty)
            _ = try await Browser.signedIn(named: "pharmacist", client)
            #expect(try await admin.get(path).body["onDuty"].items.count == 1)
        }
    }

    @Test(.requirement("NHC-IH-A3.3"))
    func `a prescription signed while no pharmacist is there queues, and the breach is on the board`()
        async throws
    {
        let service = try await VisitService.make()
        try await service.test { client in
            var visit = try await VisitDriver(service, client)
            try await visit.open()
            #expect(try await visit.act("/prescriptions", VisitDriver.lines("C08CA01")).status == 200)
            let signed = try await visit.act("/prescriptions/1/sign", VisitDriver.password)
            #expect(signed.body["prescriptions"][0]["queued"] == true, "\(signed.text)")
            #expect(try await VisitService.board(of: service) == ["vio.pharmacy.unattended"])
            let reviewer = try await Browser.signedIn(named: "pharmacist", client)
            try await service.orchestrator.watchPharmacies()
            #expect(try await reviewer.get("/api/v1/online-clinic").body["state"] == "attended")
            let approved = try await visit.act("/prescriptions/1/approve", VisitDriver.password, by: reviewer)
            #expect(approved.body["prescriptions"][0]["queued"] == false, "\(approved.text)")
        }
    }

    @Test(.requirement("GX-28a"))
    func `a receiving physician invites a physician of the internet hospital, who gives an opinion`()
        async throws
    {
        let service = try await VisitService.make()
        try await service.test { client in
            let reception = try await Browser.signedIn(.attending, client)
            let offered = try await reception.get("/api/v1/online-clinic/physicians").body["items"].items
            #expect(offered.map { $0["id"].string } == ["doc-consulted"])
            var body: JSON = [
                "patientId": "pat-1", "departmentCode": .string(ConsultationWorld.cardiology.text),
                "hospitalId": "inst-county",
            ]
            let unnamed = try await reception.send(.post, "/api/v1/visits", body)
            #expect(unnamed.status == 422, "\(unnamed.text)")
            body = [
                "patientId": "pat-1", "departmentCode": .string(ConsultationWorld.cardiology.text),
                "hospitalId": "inst-county", "physicianId": "doc-consulted",
            ]
            let made = try await reception.send(.post, "/api/v1/visits", body)
            try #require(made.status == 201, "\(made.text)")
            #expect(made.body["pathway"] == "internetHospitalConsultation")
            #expect(made.body["reception"]["physician"].string?.isEmpty == false)
            var visit = VisitDriver(made.body["id"].string ?? "", reception, client)
            try await visit.readAndConsent()
            let consulted = try await Browser.signedIn(named: "consulted", client)
            #expect(try await consulted.get("/api/v1/visits").body["items"].items.count == 1)
            // Who receives the patient does not act as the one who is consulted.
            #expect(try await visit.act("/start").status == 403)
            visit.doctor = consulted
            #expect(try await visit.act("/start").status == 200)
            #expect(
                try await visit.act("/exchanges", ["medium": "text", "text": "胸痛多久？"]).status == 200)
            #expect(
                try await visit.act("/exchanges", ["medium": "text", "text": "两小时"], by: reception).status
                    == 200)
            #expect(try await visit.act("/diagnosis", ["code": "I20.000", "name": "心绞痛"]).status == 200)
            #expect(try await visit.act("/record-review").status == 200)
            #expect(try await visit.act("/prescriptions", VisitDriver.lines("C08CA01")).status == 200)
            let signed = try await visit.act("/prescriptions/1/sign", VisitDriver.password)
            #expect(signed.status == 200, "\(signed.text)")
            #expect(try await visit.act("/record", VisitDriver.record).status == 200)
            #expect(try await visit.act("/complete", VisitDriver.password).status == 422)
            var opinion = VisitDriver.password
            opinion = ["text": "建议住院", "password": .string(TestService.password)]
            #expect(try await visit.act("/opinion", opinion).body["opinion"]["text"] == "建议住院")
            #expect(try await visit.act("/complete", VisitDriver.password).body["state"] == "completed")
        }
    }

    @Test(.requirement("NHC-ID-25"))
    func `the institution records that it agrees to a physician's online work`() async throws {
        let service = try await VisitService.make(agreed: false)
        try await service.test { client in
            let doctor = try await Browser.signedIn(.attending, client)
            let body: JSON = [
                "patientId": "pat-1", "departmentCode": .string(ConsultationWorld.cardiology.text),
            ]
            let refused = try await doctor.send(.post, "/api/v1/visits", body)
            #expect(refused.code == "err.practitioner.institutionConsentMissing", "\(refused.text)")
            let admin = try await Browser.signedIn(named: "clinic-admin", client)
            let paper: JSON = ["reference": "线上执业同意书 1 号", "from": "2024-01-01"]
            let kept = try await admin.send(
                .post, "/api/v1/practitioners/doc-attending/online-consent", paper, version: 0)
            #expect(kept.body["onlineConsent"]["from"] == "2024-01-01", "\(kept.text)")
            #expect(try await doctor.send(.post, "/api/v1/visits", body).status == 201)
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
