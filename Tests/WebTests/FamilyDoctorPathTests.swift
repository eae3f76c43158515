import ConsultationCore
import HTTPTypes
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

/// NHC-ID 2, NHC-ID 15 over HTTP: signed, seen, counted, left.
@Suite(.requirement("NHC-ID-2", "NHC-ID-15"))
struct FamilyDoctorPathTests {
    private static let path = "/api/v1/family-doctor-contracts"
    private static let terms: [String: JSON] = [
        "departmentCode": .string(ConsultationWorld.cardiology.text),
        "items": ["basicMedicalCare", "healthManagement", "longPrescription"], "memberIds": ["doc-consulted"],
    ]
    private static let signature: [String: JSON] = [
        "signerKind": "patient", "signerName": "张三", "signatureImage": .string(Journey.signature),
    ]

    private static func make(registered: Bool = true) async throws -> TestService {
        let service = try await VisitService.make()
        guard registered else { return service }
        try await service.database.write { transaction in
            guard var county = try transaction.reading.institution("inst-county") else { return }
            county.licence?.scope = "互联网诊疗；家庭医生签约服务"
            try transaction.put(county)
        }
        return service
    }

    private static func drafted(_ doctor: Browser) async throws -> Browser.Answer {
        var body = terms
        body["patientId"] = "pat-1"
        return try await doctor.send(.post, path, .object(body))
    }

    private static func signed(_ doctor: Browser) async throws -> JSON {
        let draft = try await drafted(doctor)
        try #require(draft.status == 201, "\(draft.text)")
        var body = signature
        body["noticeVersion"] = draft.body["notice"]["version"]
        let answer = try await doctor.send(
            .post, "\(path)/\(draft.body["id"].string ?? "")/sign", .object(body), version: 1)
        try #require(answer.status == 200, "\(answer.text)")
        return answer.body
    }

    private static func openVisit(_ doctor: Browser) async throws -> Browser.Answer {
        try await doctor.send(
            .post, "/api/v1/visits",
            [
                "patientId": "pat-1", "departmentCode": .string(ConsultationWorld.cardiology.text),
                "serviceKind": "familyDoctorService",
            ])
    }

    @Test func `a resident signs, is seen under the contract, and leaves it from the own page`() async throws
    {
        let service = try await Self.make()
        try await service.test { client in
            let doctor = try await Browser.signedIn(.attending, client)
            let before = try await Self.openVisit(doctor)
            #expect(before.code == "err.familyDoctor.contractMissing" && before.status == 409)
            #expect(before.body["article"].string?.contains("《互联网诊疗管理办法（试行）》") == true, "\(before.text)")

            let contract = try await Self.signed(doctor)
            #expect(contract["state"] == "inForce" && contract["stateDisplay"] == "签约中")
            #expect(contract["members"].items.first?["id"] == "doc-consulted")
            #expect(contract["items"].items.last?["display"] == "长期处方")
            #expect(contract["notice"]["blocks"].items.count == 4)
            let id = try #require(contract["id"].string)

            let visit = try await Self.openVisit(doctor)
            #expect(
                visit.status == 201 && visit.body["serviceKind"] == "familyDoctorService", "\(visit.text)")
            #expect(visit.body["contractId"].string == id)
            let plain = try await VisitDriver(service, client)
            #expect(try await doctor.get(plain.path).body["serviceKind"] == .null)

            let counted = try await doctor.get("/api/v1/family-doctor-statistics?period=2025-03").body
            #expect(counted["contracts"].items.map { $0["name"] } == ["inForce"])
            let kinds = Dictionary(
                counted["visits"].items.map { ($0["name"].string ?? "", $0["count"]) }
            ) { first, _ in first }
            #expect(kinds == ["familyDoctorService": 1, "internetFollowUp": 1])

            // The patient sees it by the code, and leaves.
            let code = try await doctor.send(.post, "/api/v1/patients/pat-1/access-code", [:])
            let view = try await Browser(client).send(
                .post, "/api/v1/public/patient-view", ["code": code.body["code"]])
            let own = try #require(view.body["familyDoctors"].items.first)
            #expect(own["id"].string == id && own["team"].items.count == 2 && own["feeFen"] == 0)
            let leave = "/api/v1/public/family-doctor-contracts/\(id)/withdraw"
            #expect(try await Browser(client).send(.post, leave, ["reason": "搬迁"]).status == 401)
            let token = view.body["token"].string ?? ""
            let left = try await Browser(client).send(
                .post, leave, ["reason": "搬迁"], headers: [.authorization: "Patient " + token])
            #expect(left.status == 200 && left.body["state"] == "withdrawn", "\(left.text)")
            #expect(try await Self.openVisit(doctor).code == "err.familyDoctor.contractMissing")
        }
    }

    @Test func `an institution whose licence does not name the service signs nobody`() async throws {
        let service = try await Self.make(registered: false)
        try await service.test { client in
            let doctor = try await Browser.signedIn(.attending, client)
            let refused = try await Self.drafted(doctor)
            #expect(refused.code == "err.familyDoctor.notRegistered")
        }
    }

    @Test func `contracts are read in the own institution by who has to do with them, and ended there`()
        async throws
    {
        let service = try await Self.make()
        try await service.test { client in
            let doctor = try await Browser.signedIn(.attending, client)
            let contract = try await Self.signed(doctor)
            let id = try #require(contract["id"].string)
            let again = try await Self.drafted(doctor)
            var body = Self.signature
            body["noticeVersion"] = again.body["notice"]["version"]
            let twice = try await doctor.send(
                .post, "\(Self.path)/\(again.body["id"].string ?? "")/sign", .object(body), version: 1)
            #expect(twice.code == "err.familyDoctor.alreadySigned")
            #expect(try await doctor.get(Self.path).body["items"].items.count == 2)

            let member = try await Browser.signedIn(named: "consulted", client)
            #expect(try await member.get("\(Self.path)/\(id)").status == 200)
            #expect(try await member.get(Self.path).body["items"].items.isEmpty)
            let foreign = try await Browser.signedIn(.foreignQuality, client)
            #expect(try await foreign.get("\(Self.path)/\(id)").status == 404)
            #expect(try await Browser.signedIn(.invitingCoordinator, client).get(Self.path).status == 403)

            let admin = try await Browser.signedIn(named: "clinic-admin", client)
            let early = try await doctor.send(.post, "\(Self.path)/\(id)/renew", .object(body), version: 2)
            #expect(early.code == "err.familyDoctor.renewalTooEarly", "\(early.text)")
            let ended = try await admin.send(
                .post, "\(Self.path)/\(id)/end", ["reason": "医师调离"], version: 2)
            #expect(ended.body["state"] == "ended" && ended.body["reason"] == "医师调离", "\(ended.text)")
        }
    }

    @Test func `the term's end is found by the scan, and the contract has expired`() async throws {
        let service = try await Self.make()
        try await service.test { client in
            let doctor = try await Browser.signedIn(.attending, client)
            let id = try await Self.signed(doctor)["id"].string ?? ""
            let last = CivilDate(service.now).adding(months: 12)
            service.advance(last.start - service.now + .hours(1))
            try await DeadlineKeeper(orchestrator: service.orchestrator, signIn: nil).scan()
            let record = try await service.database.read {
                try $0.system.record(FamilyDoctorContract.self, id)
            }
            #expect(record?.state == .expired)
        }
    }
}
