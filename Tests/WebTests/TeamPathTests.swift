import ConsultationCore
import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

/// Several institutions in one case over HTTP, and what people read beside the case.
struct TeamPathTests {
    /// A second institution with a neurologist, an agreement with it, and a price for a team.
    private func furnish(_ service: TestService) async throws {
        var world = ConsultationWorld.team
        world.price.id = "price-team"
        world.price.amount = Money(fen: 10_000)
        var foreign = ConsultationWorld.institution(
            "inst-foreign", jurisdiction: .jilin, level: .city, grade: .tertiary)
        foreign.departments = [Department(code: ConsultationWorld.neurology, name: "神经内科")]
        var neurologist = world.neurologist
        neurologist.id = "doc-foreign"
        neurologist.registrations = [Registration(institution: "inst-foreign")]
        var agreement = world.universityAgreement
        agreement.parties = ["inst-county", "inst-foreign"]
        let price = world.price
        let (house, doctor, paper) = (foreign, neurologist, agreement)
        try await service.database.write { transaction in
            try transaction.put(house)
            try transaction.put(doctor, home: "inst-foreign")
            try transaction.put(paper)
            try transaction.add(price)
        }
    }

    private static var draft: JSON {
        [
            "invitationReason": "胸痛伴头晕", "invitationPurpose": "明确诊断",
            "proposedSchedule": [Journey.slot], "caseSummary": "患者反复胸痛三天",
            "requestedTitle": "associateSenior", "priceId": "price-team",
            "questions": .array(Journey.questions.map(JSON.string)),
            "team": [
                ["institutionId": "inst-province", "specialties": ["03.04"]],
                ["institutionId": "inst-foreign", "specialties": ["03.05"], "weight": 1],
            ],
        ]
    }

    private func must(_ answer: Browser.Answer) throws {
        try #require((200...299).contains(answer.status), "\(answer.status) \(answer.text)")
    }

    @Test(.requirement("NHC-TM-2.2e", "JL-44a"))
    func `a team meets over HTTP: two answers, two opinions, one summary, one receipt and two books`()
        async throws
    {
        let service = try await TestService.make()
        try await furnish(service)
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            var journey = try await Journey(service, client)
            let created = try await journey.attending.send(
                .post, "/api/v1/consultations",
                ["patientId": "pat-1", "serviceKind": "remoteMultidisciplinaryTeam"])
            journey.id = try #require(created.body["id"].string)
            let path = "/api/v1/consultations/\(journey.id)"
            try must(await journey.attending.change(.put, journey.id, "draft", Self.draft))
            try await journey.consent()
            try await journey.submit()
            let other = try await Browser.signedIn(.foreignCoordinator, client)
            #expect(try await other.get("/api/v1/consultations").body["items"].items.count == 1)
            #expect(
                try await other.get("/api/v1/worklist").body["items"][0]["action"]["code"]
                    == "answerInvitation")
            try await journey.accept()
            #expect(try await journey.state() == "inviting")
            #expect(try await other.get(path).body["team"].items.map { $0["state"] } == ["accepted", "sent"])
            try must(
                await other.change(
                    .post, journey.id, "accept",
                    ["physicianIds": ["doc-foreign"], "slot": Journey.slot, "preparationConfirmed": true]))
            #expect(try await journey.state() == "scheduled")

            service.setTime(ConsultationWorld.at(2025, 3, 10, 15))
            let third = try await Browser.signedIn(.foreignPhysician, client)
            let seat = try await third.send(.post, path + "/room/sessions", [:])
            let session = try #require(seat.body["sessionId"].string, "\(seat.text)")
            try must(
                await third.send(
                    .put, path + "/room/sessions/\(session)/answer", ["sdp": "v=0\r\n"]))
            try await journey.enterRoom()
            let (attending, specialist) = (
                try await journey.again(.attending), try await journey.again(.specialist)
            )
            let neurologist = try await journey.again(.foreignPhysician)
            let refused = try await specialist.change(.post, journey.id, "prescriptions")
            #expect(refused.code == "err.prescription.pathwayNotPermitted", "AT-49")
            try must(await specialist.change(.post, journey.id, "note", ["text": "双方讨论病情"]))
            try must(await attending.change(.post, journey.id, "end"))
            let password = JSON.string(TestService.password)
            let sections = Journey.questions.map { ["question": .string($0), "answer": "见意见"] as JSON }
            for person in [specialist, neurologist] {
                try must(
                    await person.change(.put, journey.id, "report/draft", ["sections": .array(sections)]))
                try must(await person.change(.post, journey.id, "report/sign", ["password": password]))
            }
            #expect(try await attending.get(path).body["opinions"].items == [], "not issued yet")
            #expect(try await specialist.get(path).body["opinions"].items.count == 2)
            try must(await attending.change(.put, journey.id, "summary", ["text": "建议择期造影"]))
            for person in [attending, specialist, neurologist] {
                try must(await person.change(.post, journey.id, "summary/sign", ["password": password]))
            }
            let issued = try await attending.get(path).body
            #expect(issued["state"] == "reported" && issued["opinions"].items.count == 2)
            #expect(issued["team"].items.map { $0["shareFen"] } == [4_000, 4_000])
            #expect(issued["summary"]["waitsFor"] == [])
            try await settle(journey, client)
        }
    }

    /// One receipt and one refund; each pair of institutions has its own balanced batch (AT-41, AT-42).
    private func settle(_ journey: Journey, _ client: any TestClientProtocol) async throws {
        let finance = try await Browser.signedIn(.invitingFinance, client)
        let charge = "/api/v1/charges/\(journey.id)"
        try must(await finance.send(.post, charge + "/receipt", ["code": "A", "number": "1"]))
        try must(await finance.send(.post, charge + "/refunds", ["amountFen": 3333, "reason": "患者申请"]))
        let approved = try await finance.send(.post, charge + "/refunds/1/approve", [:])
        #expect(approved.body["netFen"] == 6_667 && approved.body["invitedShareFen"] == 5_334)
        let batches = try await finance.get("/api/v1/settlement-batches?period=2025-03").body["items"].items
        #expect(batches.count == 2)
        #expect(batches.allSatisfy { $0["ledger"]["balanced"] == true }, "\(batches)")
        let partner = try await Browser.signedIn(.foreignFinance, client)
        #expect(try await partner.get(charge).status == 200)
        let own = try await partner.get("/api/v1/settlement-batches?period=2025-03").body["items"].items
        #expect(own.count == 1)
    }

    @Test(.requirement("NHC-TM-3.2b", "JL-21"))
    func `AT-27 the patient's view shows own cases by a code, and hides what a physician keeps back`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try must(
                await journey.attending.change(
                    .post, journey.id, "consent/present",
                    [
                        "serviceDescription": "远程会诊一次", "feeFen": 30_000, "payer": "patient",
                        "recordingStatement": true, "truthfulnessStatement": true,
                    ]))
            try must(
                await journey.attending.change(
                    .post, journey.id, "consent/sign",
                    [
                        "signerKind": "closeRelative", "signerName": "张小明",
                        "reasonNotPatient": "notSuitableToInform", "relationship": "child",
                        "identityNumber": "220102200001010010", "contact": "0431-1",
                        "signatureImage": .string(Journey.signature),
                    ]))
            try await journey.submit()
            let made = try await journey.attending.send(.post, "/api/v1/patients/pat-1/access-code", [:])
            let code = try #require(made.body["code"].string)
            let anybody = Browser(client)
            func cases(_ code: String) async throws -> Browser.Answer {
                try await anybody.send(.post, "/api/v1/public/patient-view", ["code": .string(code)])
            }
            #expect(try await cases(code).body["cases"] == [], "not suitable to inform")
            #expect(try await cases("AAAA-BBBB-CCCC-DDDD").status == 404)
            try must(await journey.attending.change(.post, journey.id, "open-to-patient"))
            let shown = try await cases(code.lowercased().filter { $0 != "-" })
            #expect(shown.body["cases"][0]["feeFen"] == 30_000 && shown.body["nameMasked"] == "张*")
            #expect(!shown.text.contains("220102198001010012") && !shown.text.contains("胸痛三天"))
            let again = try await journey.attending.send(.post, "/api/v1/patients/pat-1/access-code", [:])
            #expect(again.status == 201)
            #expect(try await cases(code).status == 404, "a new code voids the old one")
            let stranger = try await Browser.signedIn(.foreignPhysician, client)
            #expect(try await stranger.send(.post, "/api/v1/patients/pat-1/access-code", [:]).status == 404)
        }
    }

    @Test(.requirement("NHC-SUP-13"))
    func `who signed in long ago proves the identity again before entering`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            service.setTime(ConsultationWorld.at(2025, 3, 10, 14))
            let browser = try await journey.again(.attending)
            service.advance(.minutes(11))
            let path = "/api/v1/consultations/\(journey.id)/room/sessions"
            #expect(try await browser.send(.post, path, [:]).code == "err.attendance.identityProofRequired")
            let wrong = try await browser.send(.post, "/api/v1/session/proof", ["password": "falsch"])
            #expect(wrong.status >= 400)
            let right = try await browser.send(
                .post, "/api/v1/session/proof", ["password": .string(TestService.password)])
            #expect(right.status == 204, "\(right.text)")
            #expect(try await browser.send(.post, path, [:]).status == 201)
        }
    }

    @Test(.requirement("JL-29a", "NHC-TM-2.3.1a", "NHC-TM-3.5b"))
    func `an upload tells its source, is sent back with a reason, and is replaced`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            let path = "/api/v1/consultations/\(journey.id)/attachments"
            var headers = MaterialTests.headers(MaterialTests.bytes, group: "examinationMaterial")
            headers[Browser.header("X-Material-Kind")] = "waveform"
            let bare = try await journey.attending.send(
                .post, path, headers: headers, bytes: MaterialTests.bytes)
            #expect(bare.status == 422 || bare.status == 409, "\(bare.text)")
            headers[Browser.header("X-Material-Author")] = "%E7%8E%8B%E6%8A%80%E5%B8%88"
            headers[Browser.header("X-Acquired-At")] = "2025-03-10T07:00:00+08:00"
            headers[Browser.header("X-Device-Id")] = "ECG-07"
            headers[Browser.header("X-Quality-Attested")] = "true"
            headers[Browser.header("X-Capture-Method")] = "scan"
            headers[Browser.header("X-Captured-By")] = "a"
            headers[Browser.header("X-Original-Keeper")] = "b"
            let stored = try await journey.attending.send(
                .post, path, headers: headers, bytes: MaterialTests.bytes)
            #expect(stored.status == 201 && stored.body["author"] == "王技师", "\(stored.text)")
            #expect(stored.body["deviceId"] == "ECG-07" && stored.body["captureMethod"] == "scan")
            try await journey.consent()
            try await journey.submit()
            let id = try #require(stored.body["id"].string)
            try must(
                await journey.coordinator.change(
                    .post, journey.id, "reject-material",
                    ["attachmentId": .string(id), "reason": "基线漂移"]))
            let seen = try await journey.attending.get("/api/v1/consultations/\(journey.id)").body
            #expect(seen["attachments"][0]["rejection"]["reason"] == "基线漂移")
            let task = try await journey.attending.get("/api/v1/worklist").body["items"][0]["action"]["code"]
            #expect(task == "attachMaterial")
            headers[Browser.header("X-Replaces")] = id
            let fresh = try await journey.attending.send(
                .post, path, headers: headers, bytes: MaterialTests.bytes)
            #expect(fresh.status == 201, "\(fresh.text)")
            let after = try await journey.attending.get("/api/v1/consultations/\(journey.id)").body
            #expect(after["attachments"][0]["rejection"]["replacedBy"] == fresh.body["id"])
            #expect(try await journey.attending.get("/api/v1/worklist").body["items"].items == [])
        }
    }

    @Test(.requirement("NHC-TM-3.3.2a", "NHC-TM-3.3.2c", "NHC-TM-3.3.3c"))
    func `notices reach the roles they are for, reasons are counted, and open decisions are listed`()
        async throws
    {
        let service = try await TestService.make()
        let effects = EffectRunner(orchestrator: service.orchestrator, rooms: service.rooms)
        let limits = DeadlineKeeper(orchestrator: service.orchestrator, signIn: nil)
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await journey.consent()
            try await journey.submit()
            service.advance(.hours(12) + TimeSpan(milliseconds: 1))
            try await limits.scan()
            _ = try await effects.runPending()
            func kinds(_ person: TestService.Person) async throws -> [String] {
                let browser = try await journey.again(person)
                return try await browser.get("/api/v1/notices").body["items"].items.compactMap {
                    $0["kind"].string
                }
            }
            #expect(try await kinds(.invitedCoordinator).contains("invitationReminder"))
            #expect(try await kinds(.invitedCoordinator).contains("invitationReceived"))
            #expect(try await kinds(.foreignCoordinator) == [])
            let coordinator = try await journey.again(.invitedCoordinator)
            let declined = try await coordinator.change(
                .post, journey.id, "decline", ["reasonCode": "noSpecialist", "reasonText": "专家外出"])
            #expect(declined.status == 204, "\(declined.text)")
            let tallies = try await service.database.read {
                try $0.tallies(of: .institution("inst-province"), from: CivilDate(ConsultationWorld.start))
            }
            #expect(tallies[.decline] == ["noSpecialist": 1])
            let returned = try await journey.again(.attending).get("/api/v1/consultations/\(journey.id)").body
            #expect(returned["invitation"]["declineReason"]["text"] == "专家外出")
        }
    }

    @Test(.requirement("NHC-TM-3.3.3c"))
    func `a report without a decision is listed to quality control after seven days, and not before`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let journey = try await Journey.reported(service, client)
            func open() async throws -> [JSON] {
                try await journey.again(.invitingQuality).get("/api/v1/open-decisions").body["items"].items
            }
            service.advance(.days(7))
            #expect(try await open() == [])
            service.advance(TimeSpan(milliseconds: 1))
            #expect(try await open().map { $0["consultationId"].string } == [journey.id])
            let physician = try await journey.again(.attending).get("/api/v1/open-decisions")
            #expect(physician.code == "err.auth.roleRequired")
            try await journey.decide()
            #expect(try await open() == [])
        }
    }
}
