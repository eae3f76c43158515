import ConsultationCore
import ForeignPrograms
import Foundation
import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

struct SampleRouteTests {
    /// Cases of the month, each with its report issued.
    private func served(_ service: TestService, _ client: any TestClientProtocol) async throws -> Journey {
        var journey = try await Journey(service, client)
        try await journey.create()
        try await journey.consent()
        try await journey.submit()
        try await journey.accept()
        try await journey.enterRoom()
        try await journey.report()
        return journey
    }

    @Test(.requirement("JL-27"))
    func
        `a sample is drawn once after its month, scored, fed back, acknowledged, and repeated by a stranger`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let journey = try await served(service, client)
            var quality = try await Browser.signedIn(.invitingQuality, client)
            let early = try await quality.send(.post, "/api/v1/record-samples", ["period": "2025-03"])
            #expect(early.code == "err.quality.periodRunning")
            service.setTime(ConsultationWorld.at(2025, 4, 1, 9))
            quality = try await Browser.signedIn(.invitingQuality, client)
            let empty = try await quality.send(.post, "/api/v1/record-samples", ["period": "2025-02"])
            #expect(empty.code == "err.quality.noCases")
            let drawn = try await quality.send(.post, "/api/v1/record-samples", ["period": "2025-03"])
            try #require(drawn.status == 201, "\(drawn.text)")
            #expect(drawn.body["population"] == 1 && drawn.body["seed"].string?.count == 64)
            let second = try await quality.send(.post, "/api/v1/record-samples", ["period": "2025-03"])
            #expect(second.code == "err.quality.stateNotAllowed", "nobody draws until it pleases")

            let path = "/api/v1/record-samples/\(try #require(drawn.body["id"].string))"
            let number = try #require(drawn.body["cases"][0]["number"].string)
            let points = JSON.object(
                Dictionary(
                    uniqueKeysWithValues: ScoreSheet.Item.allCases.map {
                        ($0.rawValue, JSON.number(Double($0.most)))
                    }))
            let scored = try await quality.send(
                .post, path + "/score", ["number": .string(number), "points": points, "remark": "书写规范"],
                version: 1)
            #expect(scored.body["state"] == "scored" && scored.body["cases"][0]["sheet"]["total"] == 100)
            _ = try await quality.send(.post, path + "/feedback", ["text": "总体良好"], version: 2)
            #expect(
                try await quality.send(.post, path + "/acknowledge", ["text": "x"], version: 3).status == 403)
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let done = try await admin.send(.post, path + "/acknowledge", ["text": "已传达"], version: 3)
            #expect(done.body["state"] == "acknowledged", "\(done.text)")

            let published = try await Browser(client).get("/api/v1/public/record-samples?period=2025-03")
            let draw = published.body["items"][0]
            #expect(draw["seed"] == drawn.body["seed"] && draw["sample"][0].string == number)
            #expect(!published.text.contains(journey.id) && !published.text.contains("张"))
            try repeatByStranger(draw)
        }
    }

    /// Protocols/verify_sample.py knows nothing of ours.
    private func repeatByStranger(_ draw: JSON) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "draw-\(UUID().uuidString).json")
        try Data(draw.bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let answer = try ForeignProgram.run(
            "python3", [TestService.protocols + "/verify_sample.py", file.path])
        #expect(answer.status == 0, "\(answer.text)")
    }
}

struct RatingRouteTests {
    @Test(.requirement("NHC-SUP-25c", "JL-46b"))
    func `patient and physician rate, the rated side reads no score, and few ratings show no mean`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await journey.consent()
            try await journey.submit()
            try await journey.accept()
            try await journey.enterRoom()
            let path = "/api/v1/consultations/\(journey.id)/rating"
            #expect(
                try await journey.again(.attending).send(.post, path, ["score": 5]).code
                    == "err.quality.stateNotAllowed")
            try await journey.report()
            let attending = try await journey.again(.attending)
            #expect(try await attending.send(.post, path, ["score": 6]).status == 422)
            let rated = try await attending.send(.post, path, ["score": 2, "comment": "答复过于简单"])
            #expect(rated.body["physicianRated"] == true && rated.body["mayRate"] == false, "\(rated.text)")
            #expect(try await attending.send(.post, path, ["score": 5]).code == "err.quality.stateNotAllowed")

            let slip = try await attending.send(.post, path + "/slip", [:])
            let secret = try #require(slip.body["secret"].string)
            let number = try #require(slip.body["receipt"].string)
            let patient = Browser(client)
            func rate(_ secret: String) async throws -> Int {
                try await patient.send(
                    .post, "/api/v1/public/ratings",
                    ["number": .string(number), "secret": .string(secret), "score": 4]
                ).status
            }
            #expect(try await rate("AAAAAAAAAAAAAAAA") == 404)
            #expect(try await rate(secret) == 204)
            #expect(try await rate(secret) == 404, "a used slip is void")

            let specialist = try await journey.again(.specialist)
            let seen = try await specialist.get(path)
            #expect(seen.body["physicianRated"] == true)
            #expect(!seen.text.contains("答复过于简单") && !seen.text.contains("score"))
            let timeline = try await specialist.get("/api/v1/consultations/\(journey.id)/timeline")
            #expect(!timeline.text.contains("rating") && !timeline.text.contains("答复过于简单"))
            let head = try await journey.again(.invitedCoordinator)
            let figures = try await head.get("/api/v1/statistics?period=2025-03").body
            let line = try #require(figures["lines"].items.first { $0["side"] == "invited" })
            #expect(line["ratingsHidden"] == true && line["meanRatingHundredths"].number == nil)
            #expect(line["counts"]["ratings"].number == nil && line["counts"]["completed"] == 1)
        }
    }

    @Test(.requirement("JL-46b", "JL-35e"))
    func `figures carry their formulas, version and instant, and the journal alone gives the same`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            for round in 0..<4 {
                var journey = try await Journey(service, client)
                try await journey.create()
                try await journey.consent()
                try await journey.submit()
                if round == 3 {
                    _ = try await journey.coordinator.change(
                        .post, journey.id, "decline",
                        ["reasonCode": "noSpecialist", "reasonText": "无相应专业"])
                    continue
                }
                try await journey.accept()
                try await journey.enterRoom()
                try await journey.report()
                let rated = try await journey.again(.attending).send(
                    .post, "/api/v1/consultations/\(journey.id)/rating",
                    ["score": .number(Double(3 + round % 2))])
                #expect(rated.status == 200, "\(rated.text)")
                // The room closes, and both physicians are free for the next case.
                try await EffectRunner(orchestrator: service.orchestrator, rooms: service.rooms).runPending()
                service.setTime(ConsultationWorld.start)
            }
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let own = try await quality.get("/api/v1/statistics?period=2025-03").body
            let line = try #require(own["lines"].items.first { $0["side"] == "inviting" })
            #expect(line["counts"]["sent"] == 4 && line["counts"]["accepted"] == 3)
            #expect(line["counts"]["declined"] == 1 && line["counts"]["completed"] == 3)
            #expect(line["counts"]["reportedOnTime"] == 3 && line["counts"]["reportedLate"] == 0)
            #expect(own["definitionsVersion"] == "1" && own["queriedAt"].string?.hasSuffix("+08:00") == true)
            #expect(own["definitions"].items.count == 11)
            #expect(own["definitions"].items.allSatisfy { $0["formula"].string?.isEmpty == false })
            let head = try await Browser.signedIn(.invitedCoordinator, client)
            let theirs = try await head.get("/api/v1/statistics?from=2025-03-01&to=2025-03-31").body
            let rated = try #require(theirs["lines"].items.first { $0["side"] == "invited" })
            #expect(rated["meanRatingHundredths"] == 333, "(3 + 4 + 3) / 3")
            #expect(try await quality.get("/api/v1/statistics?period=2025-02").body["lines"].items.isEmpty)
            for query in [
                "", "period=2025-3", "from=2025-03-02&to=2025-03-01", "from=2000-01-01&to=2025-01-01",
            ] {
                #expect(try await quality.get("/api/v1/statistics?\(query)").status == 422, "\(query)")
            }

            let (kept, recounted) = try await service.database.read { transaction in
                (try transaction.keptServiceCounters(), try transaction.recountedServiceCounters())
            }
            #expect(!kept.isEmpty && kept == recounted)
        }
    }
}

struct SupervisionRouteTests {
    private func signedIn(_ username: String, _ client: any TestClientProtocol) async throws -> Browser {
        var browser = Browser(client)
        let answer = try await browser.send(
            .post, "/api/v1/session",
            ["username": .string(username), "password": .string(TestService.password)])
        browser.cookie = String(try #require(answer.headers[.setCookie]).prefix { $0 != ";" })
        browser.csrf = answer.body["csrfToken"].string
        return browser
    }

    @Test(.requirement("NHC-TM-4.3.2", "NHC-TM-4.1.2d"))
    func `AT-62 an office reads its own place without names, and a name only for a purpose about the case`()
        async throws
    {
        let service = try await TestService.make()
        try await service.addOffice("qc-jilin", .province, .jilin, "220000", role: .qualityController)
        try await service.addOffice("qc-changchun", .city, .jilin, "220100", role: .qualityController)
        try await service.addOffice("qc-sichuan", .province, .sichuan, "510000", role: .qualityController)
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await journey.consent()
            try await journey.submit()
            try await journey.accept()
            let jilin = try await signedIn("qc-jilin", client)
            let path = "/api/v1/quality/cases/\(journey.id)"
            let list = try await jilin.get("/api/v1/quality/cases?institution=inst-county")
            #expect(list.body["items"][0]["consultationId"].string == journey.id, "\(list.text)")
            for answer in [list, try await jilin.get(path)] {
                #expect(!answer.text.contains("张") && !answer.text.contains("胸痛"))
            }
            #expect(try await jilin.get("/api/v1/consultations/\(journey.id)").status == 404)
            // A city office, whose territory the hospital's master data does not show, sees nothing.
            let changchun = try await signedIn("qc-changchun", client)
            let sichuan = try await signedIn("qc-sichuan", client)
            for stranger in [changchun, sichuan] {
                #expect(try await stranger.get(path).code == "err.access.territory")
                let places = try await stranger.get("/api/v1/quality/institutions").body["items"].items
                #expect(places.isEmpty)
                let refused = try await stranger.get("/api/v1/complaints?institution=inst-county")
                #expect(refused.status == 403 && refused.code == "err.access.territory")
            }
            let hospital = try await Browser.signedIn(.foreignQuality, client)
            #expect(try await hospital.get(path).status == 404)
            #expect(try await hospital.get("/api/v1/quality/cases?institution=inst-county").status == 403)

            // Without a record about the case no name is shown, and the attempt leaves no reading.
            let purpose: JSON = ["purpose": "adverseEvent", "reference": "nothing"]
            let unbound = try await jilin.send(.post, path + "/identified", purpose)
            #expect(unbound.status == 422 && unbound.code == "err.access.purposeNotCaseBound")
            let event = try await journey.attending.send(
                .post, "/api/v1/adverse-events",
                [
                    "category": "other", "grade": "nearMiss", "occurredAt": "2025-03-10T07:00:00+08:00",
                    "description": "资料传错", "consultationId": .string(journey.id),
                ])
            let bound: JSON = [
                "purpose": "adverseEvent", "reference": .string(event.body["id"].string ?? ""),
            ]
            let opened = try await jilin.send(.post, path + "/identified", bound)
            #expect(opened.body["patientName"] == "张三" && opened.body["caseSummary"].string?.isEmpty == false)
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let seen = try await quality.get("/api/v1/consultations/\(journey.id)/accesses").body["items"]
                .items
            #expect(seen.contains { $0["name"] == "监管 qc-jilin" })
            #expect(try await sichuan.send(.post, path + "/identified", bound).code == "err.access.territory")
            // Read-only: an office changes nothing of a hospital's records.
            let act = try await jilin.send(
                .post, "/api/v1/adverse-events/\(event.body["id"].string ?? "")/assess",
                ["grade": "harm", "cause": "x", "measures": "y"], version: 1)
            #expect(act.status == 404)
        }
    }

    @Test(.requirement("NHC-SUP-8"))
    func `anybody reads who serves, under which licence, and with which physicians`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let open = try await Browser(client).get("/api/v1/public/institutions")
            let county = try #require(open.body["items"].items.first { $0["id"] == "inst-county" })
            #expect(county["licenceNumber"] == "licence-inst-county" && county["serving"] == true)
            #expect(county["people"][0]["licenceNumber"] == "licence-doc-attending")
            #expect(!open.text.contains("6222") && !open.text.contains("acc-"))
        }
    }
}
