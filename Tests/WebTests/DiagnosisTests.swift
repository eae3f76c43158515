import ConsultationCore
import HTTPTypes
import Simulation
import Storage
import TestRequirements
import Testing

/// Remote diagnosis, duty and register as pages and programs meet them.
struct DiagnosisTests {
    /// The nutshell province with an agreement that names ECG and a price for it.
    private func service() async throws -> TestService {
        let service = try await TestService.make()
        let prepared = DiagnosisJourney()
        var agreement = prepared.world.agreement
        agreement.platformOperator = nil
        let text = AgreementText(
            parties: agreement.parties, validFrom: agreement.validFrom, validTo: agreement.validTo,
            serviceKinds: [DiagnosisJourney.kind], relation: agreement.relation,
            diagnosisWorkflows: agreement.diagnosisWorkflows ?? [],
            negotiatedSplits: agreement.negotiatedSplits)
        let (stored, price) = (agreement, prepared.world.price)
        try await service.database.write { transaction in
            try transaction.put(stored)
            try transaction.add(price)
            let events: [RecordEvent<AgreementChange>] = [
                .drafted(stored.id, text, by: "inst-county"),
                .submitted(contentHash: text.content(of: stored.id).digest), .enteredIntoForce,
            ].map { RecordEvent(at: ConsultationWorld.start, by: .system, policyVersion: "test", change: $0) }
            let agreement = try #require(CooperationAgreement.replay(events))
            try transaction.save(agreement, at: ConsultationWorld.start)
        }
        return service
    }

    private static let order: JSON = [
        "patientId": "pat-1", "serviceKind": "remoteEcgDiagnosis", "invitedInstitutionId": "inst-province",
        "priceId": "price-ecg", "examination": "十二导联心电图", "examinedAt": "2025-03-10T07:30:00+08:00",
        "clinicalSummary": "胸闷两小时", "question": "有无缺血？",
    ]

    /// A shift of the one physician from hour to hour of a day.
    private static func shift(_ from: String, _ to: String) -> JSON {
        ["start": .string(from), "end": .string(to), "practitionerIds": ["doc-specialist"]]
    }

    private static func plan(_ shifts: [JSON]) -> JSON {
        [
            "agreementId": "agr-1", "serviceKind": "remoteEcgDiagnosis", "from": "2025-03-10",
            "to": "2025-03-10", "shifts": .array(shifts),
        ]
    }

    @Test(.requirement("JL-24", "JL-24b", "JL-29c", "JL-29b", "NHC-TM-3.4b", "NHC-IH-A4.5"))
    func `an order is sent, taken up by who is on duty, reported over its data, and closed`() async throws {
        let service = try await service()
        try await service.test { client in
            let coordinator = try await Browser.signedIn(.invitedCoordinator, client)
            let rota = try await coordinator.send(
                .post, "/api/v1/duty-rotas",
                Self.plan([Self.shift("2025-03-10T00:00:00+08:00", "2025-03-11T00:00:00+08:00")]))
            try #require(rota.status == 201, "\(rota.text)")
            let rotaPath = "/api/v1/duty-rotas/\(rota.body["id"].string ?? "")"
            let published = try await coordinator.send(.post, rotaPath + "/publish", [:], version: 1)
            #expect(published.body["state"] == "published", "\(published.text)")

            let attending = try await Browser.signedIn(.attending, client)
            let draft = try await attending.send(.post, "/api/v1/diagnosis-orders", Self.order)
            try #require(draft.status == 201, "\(draft.text)")
            let path = "/api/v1/diagnosis-orders/\(draft.body["id"].string ?? "")"
            let early = try await attending.send(.post, path + "/submit", [:], version: 1)
            #expect(early.code == "err.diagnosis.dataMissing")
            let item = try await attending.send(
                .post, path + "/items", headers: MaterialTests.headers(MaterialTests.bytes),
                bytes: MaterialTests.bytes)
            try #require(item.status == 201, "\(item.text)")
            let itemID = try #require(item.body["id"].string)
            let presented = try await attending.send(
                .post, path + "/consent/present",
                [
                    "serviceDescription": "远程心电诊断", "feeFen": 5_000, "payer": "patient",
                    "recordingStatement": false,
                ], version: 2)
            #expect(presented.status == 200, "\(presented.text)")
            let signed = try await attending.send(
                .post, path + "/consent/sign",
                [
                    "signerKind": "patient", "signerName": "张三",
                    "signatureImage": .string(Journey.signature),
                ], version: 3)
            #expect(signed.body["consent"]["state"] == "signed", "\(signed.text)")
            let sent = try await attending.send(.post, path + "/submit", [:], version: 4)
            #expect(sent.body["state"] == "assigned", "\(sent.text)")
            #expect(sent.body["assignment"]["reader"]["practitionerId"] == "doc-specialist")
            #expect(sent.body["charge"]["invitedShareFen"] == 3_500)

            let specialist = try await Browser.signedIn(.specialist, client)
            let list = try await specialist.get("/api/v1/worklist").body
            #expect(list["counts"] == ["todo": 1, "overdue": 0])
            #expect(list["diagnoses"][0]["patientMasked"] == "张*")
            let taken = try await specialist.send(.post, path + "/take-up", [:], version: 6)
            #expect(taken.body["state"] == "reading", "\(taken.text)")
            let bytes = try await specialist.get(path + "/items/\(itemID)")
            #expect(bytes.bytes == MaterialTests.bytes)
            let reported = try await specialist.send(
                .post, path + "/report",
                [
                    "findings": "窦性心律", "conclusion": "正常心电图", "items": .array([.string(itemID)]),
                    "password": .string(TestService.password),
                ], version: 7)
            #expect(reported.body["state"] == "reported", "\(reported.text)")
            #expect(reported.body["report"]["read"][0]["sha256"] == item.body["sha256"])
            #expect(reported.body["report"]["liability"] == "splitByDataAndReport")
            #expect(reported.body["report"]["entities"].items.count == 2)
            let version = Int(reported.body["version"].number ?? 0)
            let closed = try await attending.send(.post, path + "/close", [:], version: version)
            #expect(closed.body["state"] == "closed", "\(closed.text)")
            let kinds = try await attending.get(path + "/timeline").body["items"].items.map { $0["kind"] }
            #expect(kinds.first == "drafted" && kinds.last == "closed")

            let stranger = try await Browser.signedIn(.foreignPhysician, client)
            for tail in ["", "/timeline", "/items/\(itemID)"] {
                #expect(try await stranger.get(path + tail).status == 404)
            }
        }
    }

    @Test(.requirement("JL-24"))
    func `AT-55 a gap is refused with the time it lies in, in both languages`() async throws {
        let service = try await service()
        try await service.test { client in
            let coordinator = try await Browser.signedIn(.invitedCoordinator, client)
            let rota = try await coordinator.send(
                .post, "/api/v1/duty-rotas",
                Self.plan([
                    Self.shift("2025-03-10T00:00:00+08:00", "2025-03-10T08:00:00+08:00"),
                    Self.shift("2025-03-10T08:00:00+08:00", "2025-03-10T16:00:00+08:00"),
                    Self.shift("2025-03-10T16:30:00+08:00", "2025-03-11T00:00:00+08:00"),
                ]))
            #expect(
                rota.body["gaps"] == [
                    ["from": "2025-03-10T16:00:00.000+08:00", "to": "2025-03-10T16:30:00.000+08:00"]
                ])
            let path = "/api/v1/duty-rotas/\(rota.body["id"].string ?? "")"
            let refused = try await coordinator.send(.post, path + "/publish", [:], version: 1)
            #expect(refused.status == 422 && refused.code == "err.rota.coverageGap")
            #expect(refused.body["detail"].string?.contains("2025-03-10 16:00 至 2025-03-10 16:30") == true)
            #expect(refused.body["article"].string?.contains("第二十四条") == true)
            let physician = try await Browser.signedIn(.specialist, client)
            #expect(try await physician.send(.post, path + "/publish", [:], version: 1).status == 403)
            let other = try await Browser.signedIn(.invitingCoordinator, client)
            #expect(try await other.get(path).status == 404)
        }
    }

    @Test(.requirement("NHC-ID-14"))
    func `the register shows each practitioner's checks, and the administrator records them`() async throws {
        let service = try await service()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitedAdmin, client)
            let list = try await admin.get("/api/v1/practitioners").body["items"]
            #expect(list.items.count == 2)
            #expect(list[0]["diagnosisKinds"] == ["remoteEcgDiagnosis"])
            #expect(list[0]["validTo"] == "2026-01-01" && list[0]["mayRecord"] == true)
            let id = try #require(list[0]["practitionerId"].string)
            let path = "/api/v1/practitioners/\(id)"
            let check: JSON = ["source": "国家医师电子注册系统", "result": "mismatch", "checkedOn": "2025-03-10"]
            let recorded = try await admin.send(.post, path + "/registry-check", check, version: 0)
            #expect(recorded.body["state"] == "unverified", "\(recorded.text)")
            #expect(recorded.body["reasons"][0]["code"] == "err.practitioner.identityUnverified")
            let version = Int(recorded.body["version"].number ?? 0)
            let good: JSON = ["source": "国家医师电子注册系统", "result": "confirmed", "checkedOn": "2025-03-10"]
            let renewed = try await admin.send(.post, path + "/registry-check", good, version: version)
            #expect(renewed.body["state"] == "verified", "\(renewed.text)")
            let stranger = try await Browser.signedIn(.invitingAdmin, client)
            #expect(try await stranger.send(.post, path + "/registry-check", good, version: 9).status == 404)
            let physician = try await Browser.signedIn(.specialist, client)
            #expect(try await physician.get("/api/v1/practitioners").status == 403)
        }
    }
}
