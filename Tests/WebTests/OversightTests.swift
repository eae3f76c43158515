import ConsultationCore
import HTTPTypes
import HummingbirdTesting
import Simulation
import TestRequirements
import Testing
import Web

/// Every route that a regulator reads, tried with an institution that the regulator's office did not approve.
struct OversightTests {
    /// What everybody may see of an institution, or is about one's own institution alone whatever is asked.
    private static let open: Set<String> = [
        "/api/v1/institutions", "/api/v1/agreement-partners", "/api/v1/prices",
    ]
    /// Records that the test does not make: their routes are tried with an id that there is not.
    private static let notMade: Set<String> = [
        "accounts", "patients", "agreements", "diagnosis-orders", "duty-rotas", "record-samples",
        "training-events", "inspections", "settlement-batches", "referrals", "visits", "charges",
        "staff-admissions", "contents", "expert-studios", "policy-versions", "platform-needs", "playbacks",
        "supervision", "code-systems", "family-doctor-contracts",
    ]

    /// The county hospital with a case and one record of most kinds; ids by the first part of the path.
    private func fill(_ service: TestService, _ client: any TestClientProtocol) async throws
        -> [String: String]
    {
        var journey = try await Journey(service, client)
        try await journey.create()
        try await journey.consent()
        try await journey.submit()
        try await journey.accept()
        var ids = ["consultations": journey.id, "quality/cases": journey.id]
        ids["network/rooms"] = journey.id
        let admin = try await Browser.signedIn(.invitingAdmin, client)
        func make(_ kind: String, by browser: Browser, _ body: JSON) async throws {
            let made = try await browser.send(.post, "/api/v1/\(kind)", body)
            try #require(made.status == 201, "\(kind): \(made.text)")
            ids[kind] = made.body["id"].string
        }
        try await make(
            "adverse-events", by: journey.attending,
            [
                "category": "other", "grade": "nearMiss", "occurredAt": "2025-03-10T07:00:00+08:00",
                "description": "资料传错", "consultationId": .string(journey.id),
            ])
        try await make(
            "data-breaches", by: admin,
            [
                "detectedAt": "2025-03-10T07:00:00+08:00", "patients": 1, "items": ["contact"],
                "description": "误发邮件",
            ])
        try await make("disputes", by: admin, ["consultationId": .string(journey.id), "claim": "诊断有误"])
        try await make(
            "internet-hospitals", by: admin,
            [
                "kind": "secondName", "name": "县医院互联网医院", "licenceNumber": "IH-1", "authority": "县卫健局",
                "issuedOn": "2025-03-01",
            ])
        try await make(
            "support-agreements", by: admin,
            [
                "partner": "云联科技", "creditCode": "91350100M000100Y43", "service": "视频服务",
                "validFrom": "2025-01-01", "validTo": "2025-12-31", "clauses": ["medicalService": "约定"],
            ])
        let keeper = try await admin.get("/api/v1/assets/staff").body["items"][0]["id"]
        try await make(
            "assets", by: admin,
            [
                "category": "device", "name": "摄像机", "place": "会诊室", "forConsultation": true,
                "keeper": keeper, "inServiceSince": "2024-01-01", "plan": [],
            ])
        let complained = try await Browser(client).send(
            .post, "/api/v1/public/complaints",
            ["institutionId": "inst-county", "subject": "fee", "text": "收费不清"])
        let receipt: String = try #require(complained.body["receipt"].string, "\(complained.text)")
        ids["complaints"] = receipt
        let province = try await Browser.signedIn(named: "office-p", client)
        try await make(
            "findings", by: province,
            ["institutionId": "inst-county", "text": "病历书写不规范", "dueOn": "2025-03-31"])
        for kind in ["standings", "profiles", "institutions"] { ids[kind] = "inst-county" }
        return ids
    }

    /// The path with ids of the county hospital, and what was left without one.
    private func filled(_ path: String, _ ids: [String: String]) -> (path: String, unknown: String?) {
        guard path.contains("{") else { return (path, nil) }
        let parts = path.split(separator: "/").dropFirst(2)
        let kind = parts.prefix { !$0.hasPrefix("{") }.joined(separator: "/")
        let id = ids[kind]
        var isFirst = true
        let whole = path.split(separator: "/").map { part -> String in
            guard part.hasPrefix("{") else { return String(part) }
            defer { isFirst = false }
            return isFirst ? id ?? "nothing" : "1"
        }.joined(separator: "/")
        let isKnown = id != nil || Self.notMade.contains(String(parts.first ?? ""))
        return ("/" + whole, isKnown ? nil : kind)
    }

    /// Answers that tell of the county hospital, by route; and routes whose ids the test does not know.
    private func leaks(
        to browser: Browser, _ service: TestService, _ ids: [String: String]
    ) async throws -> (leaking: [String], unknown: [String], tried: Int) {
        var (leaking, unknown, tried): ([String], [String], Int) = ([], [], 0)
        let secrets = Set(ids.values).union(["张三", "收费不清", "误发邮件"])
        for entry in service.server.table.entries where entry.method == .get && entry.access == .read {
            guard !Self.open.contains(entry.path), entry.path != "/api/v1/events" else { continue }
            let (path, missing) = filled(entry.path, ids)
            if let missing { unknown.append(missing) }
            let answer = try await browser.get(
                path + "?institution=inst-county&from=2025-03-01&to=2025-03-31&period=2025-03"
                    + "&year=2025&month=2025-03&dataClass=medicalRecord&province=jilin&direction=referralUp")
            tried += 1
            #expect(answer.status < 500, "\(entry.path): \(answer.text)")
            // What was asked for may stand in a refusal; never in an answer.
            if answer.status < 300, secrets.contains(where: answer.text.contains) {
                leaking.append(String(entry.path.dropFirst("/api/v1".count)))
            }
        }
        return (leaking.sorted(), unknown, tried)
    }

    @Test(.requirement("SC-6"))
    func `no route tells a regulator of an institution that another authority approved`() async throws {
        let service = try await TestService.make()
        try await service.addOffice("office-p", .province, .jilin, "220000")
        try await service.addOffice("office-c", .city, .jilin, "220100")
        // In the same place, and did not issue the licence.
        try await service.addOffice("office-x", .county, .jilin, "220122")
        try await service.addOffice("office-e", .city, .jilin, "220200")
        try await service.addOffice("office-s", .province, .sichuan, "510000")
        try await service.test { client in
            let ids = try await fill(service, client)
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let profile = "/api/v1/profiles/inst-county"
            let placed = try await admin.send(.put, profile + "/division", ["division": "220122"], version: 0)
            #expect(placed.body["licensingOfficeOpen"] == true, "\(placed.text)")
            let warned = placed.body["readiness"].items.first { $0["name"] == "licensingOffice" }
            #expect(warned?["state"] == "warning")
            #expect(warned?["findings"][0]["article"].string?.contains("第六条") == true)

            var people: [String: Browser] = [:]
            for office in ["p", "c", "x", "e", "s"] {
                people[office] = try await Browser.signedIn(named: "office-\(office)", client)
            }
            // Before anybody has chosen, the place decides, and the list says that it is open.
            let before = try #require(people["x"])
            let seen = try await leaks(to: before, service, ids)
            #expect(seen.unknown == [], "routes with ids that this test does not fill")
            #expect(seen.tried > 100)
            #expect(seen.leaking.contains("/quality/cases") && seen.leaking.contains("/standings"))
            let open = try await before.get("/api/v1/standings").body["items"].items
            #expect(open.first { $0["institutionId"] == "inst-county" }?["licensingOfficeOpen"] == true)

            let offices = try await admin.get(profile + "/licensing-offices").body["items"].items
            #expect(offices.map { $0["id"].string } == ["office-x", "office-c", "office-p"])
            func licence(_ office: String) -> JSON {
                [
                    "number": "1", "authority": "市卫生健康委员会", "scope": "内科", "validTo": "2030-01-01",
                    "authorityId": .string(office),
                ]
            }
            let version = placed.body["version"].number.map { Int($0) } ?? 0
            let wrong = try await admin.send(
                .put, profile + "/licence", licence("office-e"), version: version)
            #expect(wrong.code == "err.institution.licensingOfficeUnknown", "\(wrong.text)")
            let chosen = try await admin.send(
                .put, profile + "/licence", licence("office-c"), version: version)
            #expect(chosen.status == 200 && chosen.body["licensingOfficeOpen"] == false, "\(chosen.text)")
            #expect(chosen.body["licence"]["authorityId"] == "office-c")

            for office in ["x", "e", "s"] {
                let person = try #require(people[office])
                let seen = try await leaks(to: person, service, ids).leaking
                #expect(seen == [], "office-\(office)")
                try await acts(by: person, on: ids, areRefused: true)
            }
            for office in ["c", "p"] {
                let person = try #require(people[office])
                let seen = try await leaks(to: person, service, ids).leaking
                for path in [
                    "/quality/cases", "/quality/cases/{id}", "/standings", "/adverse-events/{id}",
                    "/complaints", "/data-breaches/{id}", "/disputes/{id}", "/internet-hospitals/{id}",
                    "/support-agreements", "/assets", "/assets/{id}", "/quality/institutions",
                    "/consultations/{id}/custody",
                ] { #expect(seen.contains(path), "office-\(office): \(path)") }
                // A regulator reads no patient's name without a purpose, and no page of the case itself.
                #expect(!seen.contains("/consultations/{id}"))
            }
            try await acts(by: try #require(people["c"]), on: ids, areRefused: false)
        }
    }

    /// What a regulator does about an institution.
    private func acts(by person: Browser, on ids: [String: String], areRefused: Bool) async throws {
        let found = try await person.send(
            .post, "/api/v1/findings",
            ["institutionId": "inst-county", "text": "知情同意书不规范", "dueOn": "2025-03-31"])
        #expect(found.status == (areRefused ? 403 : 201), "\(found.text)")
        let asked = try await person.send(
            .post, "/api/v1/consultations/\(ids["consultations"] ?? "")/custody/requests",
            ["kind": "access", "purpose": "supervision", "ground": "专项检查"])
        #expect(asked.status == (areRefused ? 404 : 200), "\(asked.text)")
        let stopped = try await person.send(
            .post, "/api/v1/standings/inst-county/suspend",
            ["cause": "safetyHazard", "reason": "专项检查"], version: 1)
        #expect((stopped.code == "err.access.denied") == areRefused, "\(stopped.text)")
    }

    @Test(.requirement("SC-6"))
    func `what a regulator was granted ends when another authority issues the licence`() async throws {
        let service = try await TestService.make()
        try await service.addOffice("office-c", .city, .jilin, "220100")
        try await service.addOffice("office-p", .province, .jilin, "220000")
        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let city = try await Browser.signedIn(named: "office-c", client)
            let licence = "/api/v1/profiles/inst-county/licence"
            func issued(by office: String, version: Int) async throws {
                let kept = try await admin.send(
                    .put, licence,
                    [
                        "number": "1", "authority": "卫健委", "scope": "内科", "validTo": "2030-01-01",
                        "authorityId": .string(office),
                    ], version: version)
                #expect(kept.status == 200, "\(kept.text)")
            }
            try await issued(by: "office-c", version: 0)
            let page = "/api/v1/consultations/\(journey.id)"
            #expect(try await city.get(page).status == 404)
            let asked = try await city.send(
                .post, page + "/custody/requests",
                ["kind": "access", "purpose": "supervision", "ground": "专项检查"])
            #expect(asked.status == 200, "\(asked.text)")
            let approved = try await quality.send(.post, page + "/custody/requests/1/approve", [:])
            #expect(approved.status == 200, "\(approved.text)")
            let read = try await city.get(page)
            #expect(read.status == 200 && read.text.contains("胸痛"), "\(read.text)")

            let version = try await admin.get("/api/v1/profiles/inst-county").body["version"].number
            try await issued(by: "office-p", version: version.map { Int($0) } ?? 0)
            #expect(try await city.get(page).status == 404)
            #expect(try await city.get(page + "/custody").status == 404)
        }
    }
}
