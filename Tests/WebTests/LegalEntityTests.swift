import ConsultationCore
import HTTPTypes
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

/// Documents name who answers in law as it was printed when they were made, through the API and for everybody.
struct LegalEntityDocumentTests {
    private func change(
        _ id: InstitutionID, in service: TestService, _ edit: @escaping @Sendable (inout Institution) -> Void
    ) async throws {
        try await service.database.write { transaction in
            guard var institution = try transaction.reading.institution(id) else { return }
            edit(&institution)
            try transaction.put(institution)
        }
    }

    @Test(.requirement("NHC-IH-32"))
    func `report, receipt, dispute and complaint keep the name; what comes later has the new one`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let journey = try await Journey.reported(service, client)
            let finance = try await Browser.signedIn(.invitingFinance, client)
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let charge = "/api/v1/charges/\(journey.id)"
            _ = try await finance.send(.post, charge + "/receipt", ["code": "A", "number": "1"])
            let opened = try await admin.send(
                .post, "/api/v1/disputes", ["consultationId": .string(journey.id), "claim": "诊断有误"])
            try #require(opened.status == 201, "\(opened.text)")
            func complain() async throws -> JSON {
                let slip = try await Browser(client).send(
                    .post, "/api/v1/public/complaints",
                    ["institutionId": "inst-county", "subject": "fee", "text": "收费不清"])
                return try await Browser(client).send(
                    .post, "/api/v1/public/complaints/status",
                    ["receipt": slip.body["receipt"], "secret": slip.body["secret"]]
                ).body
            }
            let before = try await complain()
            #expect(before["entities"][0]["name"] == "医院 inst-county", "\(before)")
            #expect(before["entities"].items.count == 1)

            try await change("inst-county", in: service) {
                $0.name = "长林县中心医院"
                $0.licence?.authority = "长林县卫生健康局"
                $0.online = OnlineStanding(
                    verificationDue: nil, isReapplicationOverdue: false,
                    licence: OnlineLicence(
                        kind: .standalone, name: "益康互联网医院", number: "IH-1", authority: "省卫生健康委员会"))
            }
            let attending = try await Browser.signedIn(.attending, client)
            let page = try await attending.get("/api/v1/consultations/\(journey.id)")
            let report = page.body["report"]
            #expect(
                report["entities"].items.map { $0["printed"].string } == [
                    "医院 inst-county", "医院 inst-province",
                ], "\(page.text)")
            let receipt = try await finance.get(charge).body["receipt"]
            #expect(
                receipt["entity"]["name"] == "医院 inst-county" && receipt["entity"]["basis"] == "institution")
            let dispute = try await admin.get("/api/v1/disputes/\(opened.body["id"].string ?? "")").body
            #expect(dispute["entities"][0]["authority"] == "authority")
            #expect(dispute["entities"].items.count == 2)

            let after = try await complain()
            #expect(
                after["entities"].items.map { $0["name"].string } == ["长林县中心医院", "益康互联网医院"])
            #expect(
                after["entities"].items.map { $0["authority"].string } == ["长林县卫生健康局", "省卫生健康委员会"])
            let open = try await Browser(client).get("/api/v1/public/institutions").body["items"].items
            let county = try #require(open.first { $0["id"] == "inst-county" })
            #expect(county["entities"][1]["basis"] == "internetHospital")
            #expect(county["entities"][1]["licenceNumber"] == "IH-1")
        }
    }

    @Test(.requirement("NHC-IH-32"))
    func `a closed settlement names both sides in the list and in its files`() async throws {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let journey = try await Journey.reported(service, client)
            let path = "/api/v1/settlement-batches"
            let finance = try await Browser.signedIn(.invitingFinance, client)
            _ = try await finance.send(
                .post, "/api/v1/charges/\(journey.id)/receipt", ["code": "A", "number": "1"])
            let open = try await finance.get(path + "?period=2025-03").body["items"][0]
            #expect(open["parties"] == .null)
            let id = try #require(open["id"].string)
            service.setTime(ConsultationWorld.at(2025, 4, 1, 1))
            let again = try await Browser.signedIn(.invitingFinance, client)
            let closed = try await again.send(.post, path + "/\(id)/close", [:])
            try #require(closed.status == 200, "\(closed.text)")
            try await change("inst-province", in: service) { $0.name = "省立新医院" }
            let seen = try await again.get(path + "/\(id)").body
            #expect(
                seen["parties"].items.map { $0["printed"].string } == [
                    "医院 inst-county", "医院 inst-province",
                ])
            let file = try await again.send(.post, path + "/\(id)/export", ["format": "json"])
            #expect(file.text.contains(#""parties":["医院 inst-county","医院 inst-province"]"#), "\(file.text)")
        }
    }

    @Test(.requirement("NHC-IH-32", "SC-6"))
    func `an internet hospital's visit, its agreements and its licensing office are its own`() async throws {
        let service = try await VisitService.make()
        try await service.addOffice("office-c", .city, .jilin, "220100")
        try await change("inst-county", in: service) {
            $0.online = OnlineStanding(
                verificationDue: nil, isReapplicationOverdue: false,
                licence: OnlineLicence(
                    kind: .standalone, name: "益康互联网医院", number: "IH-1", authority: "省卫生健康委员会"))
        }
        try await service.test { client in
            let visit = try await VisitDriver(service, client)
            let seen = try await visit.doctor.get(visit.path).body
            #expect(seen["entity"]["name"] == "益康互联网医院" && seen["entity"]["authority"] == "省卫生健康委员会")

            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let clauses: [String: JSON] = Dictionary(
                uniqueKeysWithValues: [
                    "medicalService", "informationSecurity", "privacyProtection", "medicalRiskAndLiability",
                    "dataUse",
                ].map { ($0, "约定") })
            let draft = try await admin.send(
                .post, "/api/v1/support-agreements",
                [
                    "partner": "云联科技", "creditCode": "91350100M000100Y43", "service": "视频服务",
                    "validFrom": "2025-01-01", "validTo": "2025-12-31", "clauses": .object(clauses),
                ])
            #expect(draft.body["entity"] == .null)
            let concluded = try await admin.send(
                .post, "/api/v1/support-agreements/\(draft.body["id"].string ?? "")/conclude",
                ["document": .string(Digest(of: "scan").hexadecimal)], version: 1)
            #expect(concluded.body["entity"]["name"] == "益康互联网医院", "\(concluded.text)")

            let details: JSON = [
                "kind": "standalone", "name": "益康互联网医院", "licenceNumber": "IH-1", "authority": "市卫生健康委员会",
                "issuedOn": "2025-03-01", "partner": ["name": "益康公司", "agreementEndsOn": "2026-12-31"],
            ]
            let prepared = try await admin.send(.post, "/api/v1/internet-hospitals", details)
            try #require(prepared.status == 201, "\(prepared.text)")
            let place = "/api/v1/internet-hospitals/inst-county/licensing-office"
            let wrong = try await admin.send(.post, place, ["authorityId": "inst-province"], version: 1)
            #expect(wrong.code == "err.institution.licensingOfficeUnknown", "\(wrong.text)")
            let chosen = try await admin.send(.post, place, ["authorityId": "office-c"], version: 1)
            #expect(chosen.body["authorityId"] == "office-c", "\(chosen.text)")
        }
    }
}
