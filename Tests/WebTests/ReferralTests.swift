import ConsultationCore
import HTTPTypes
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

struct ReferralTests {
    private static let signature: JSON = [
        "signerKind": "patient", "signerName": "张三", "signatureImage": .string(Journey.signature),
    ]

    @Test(.requirement("JL-9b", "NHC-ID-22"))
    func `a referral opened from a report travels with its record after the patient signed, and is answered`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let journey = try await Journey.reported(service, client)
            let attending = try await Browser.signedIn(.attending, client)
            let made = try await attending.send(
                .post, "/api/v1/referrals",
                [
                    "patientId": "pat-1", "consultationId": .string(journey.id), "direction": "referralUp",
                    "toInstitutionId": "inst-province", "reason": "需行介入", "summary": "反复胸痛三天",
                ])
            try #require(made.status == 201, "\(made.text)")
            let path = "/api/v1/referrals/\(made.body["id"].string ?? "")"
            let unsigned = try await attending.send(.post, path + "/send", [:], version: 1)
            #expect(unsigned.code == "err.referral.consentMissing", "\(unsigned.text)")
            // Nothing of it can be seen on the other side before it is sent.
            let specialist = try await Browser.signedIn(.specialist, client)
            #expect(try await specialist.get(path).status == 404)
            #expect(try await specialist.get("/api/v1/referrals?box=received").body["items"].items.isEmpty)

            let signed = try await attending.send(.post, path + "/consent", Self.signature, version: 1)
            #expect(signed.body["consented"] == true, "\(signed.text)")
            let sent = try await attending.send(.post, path + "/send", [:], version: 2)
            #expect(sent.body["state"] == "sent" && sent.body["actions"] == ["withdraw"], "\(sent.text)")

            let coordinator = try await Browser.signedIn(.invitedCoordinator, client)
            let received = try await coordinator.get("/api/v1/referrals?box=received").body["items"][0]
            #expect(received["patient"]["name"] == "张三" && received["side"] == "invited")
            let report = try await coordinator.get(path + "/documents/1")
            #expect(report.status == 200 && report.text.contains("建议行冠脉造影"), "\(report.text)")
            #expect(try await coordinator.get(path + "/documents/99").status == 404)
            let notes = try await service.database.read {
                try $0.entries(of: "referral-access/\(made.body["id"].string ?? "")")
            }
            #expect(notes.map(\.kind) == ["copyOut"])
            let accepted = try await coordinator.send(
                .post, path + "/accept", ["expectedOn": "2025-03-12", "note": "心内科住院"], version: 3)
            #expect(accepted.body["answer"]["expectedOn"] == "2025-03-12", "\(accepted.text)")
            let arrived = try await coordinator.send(.post, path + "/arrival", [:], version: 4)
            #expect(arrived.body["state"] == "arrived" && arrived.body["stateDisplay"] == "患者已到达")

            let counts = try await attending.get("/api/v1/referrals/statistics?period=2025-03").body["items"]
            #expect(
                counts.items == [
                    ["side": "inviting", "direction": "referralUp", "state": "arrived", "count": 1]
                ])
            let foreign = try await Browser.signedIn(.foreignPhysician, client)
            #expect(try await foreign.get(path).status == 404)
            let finance = try await Browser.signedIn(.invitingFinance, client)
            #expect(try await finance.get("/api/v1/referrals").status == 403)
        }
    }

    @Test(.requirement("NHC-ID-22"))
    func `members of the own consortium come first among those a patient may go down to`() async throws {
        let service = try await TestService.make()
        var agreement = service.world.agreement
        agreement.relation = CooperationRelation(kind: .medicalConsortium)
        var other = service.world.county
        other.id = "inst-another"
        other.name = "A 县医院"
        other.shortName = "A"
        let (changed, added) = (agreement, other)
        try await service.database.write { transaction in
            try transaction.put(added)
            try transaction.put(changed)
        }
        try await service.test { client in
            let specialist = try await Browser.signedIn(.specialist, client)
            let down = try await specialist.get("/api/v1/referrals/targets?direction=referralDown")
            let found = down.body["items"].items
            #expect(found.first?["id"] == "inst-county" && found.first?["consortium"] == true, "\(down.text)")
            #expect(found.contains { $0["id"] == "inst-another" && $0["consortium"] == false })
            let up = try await specialist.get("/api/v1/referrals/targets?direction=referralUp").body["items"]
            #expect(!up.items.contains { $0["id"] == "inst-county" })
            #expect(try await specialist.get("/api/v1/referrals/targets?direction=x").status == 422)
        }
    }

    @Test(.requirement("NHC-ID-16c", "SC-17"))
    func `a visit that is stopped leaves the draft of a referral to a physical institution`() async throws {
        let service = try await VisitService.make()
        try await service.test { client in
            var visit = try await VisitDriver(service, client)
            let stopped = try await visit.act(
                "/stop-and-refer-offline",
                ["reason": "criticalIllness", "target": .string(service.world.province.name)])
            #expect(stopped.body["state"] == "terminated", "\(stopped.text)")
            let draft = try await visit.doctor.get("/api/v1/referrals").body["items"][0]
            #expect(draft["state"] == "draft" && draft["visitId"] == stopped.body["id"], "\(draft)")
            #expect(draft["to"]["id"] == "inst-province")
            #expect(draft["reason"].string?.contains("120") == true && draft["consented"] == false)
            let path = "/api/v1/referrals/\(draft["id"].string ?? "")"
            let edited = try await visit.doctor.send(
                .post, path + "/edit",
                [
                    "direction": "referralUp", "toInstitutionId": "inst-province", "reason": "病情危重",
                    "summary": "突发胸痛",
                ], version: 1)
            #expect(edited.body["to"]["id"] == "inst-province", "\(edited.text)")
        }
    }
}
