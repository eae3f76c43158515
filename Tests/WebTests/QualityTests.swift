import ConsultationCore
import Foundation
import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

@testable import Web

extension Browser {
    /// Somebody whom the test itself has added.
    fileprivate static func signedIn(username: String, _ client: any TestClientProtocol) async throws
        -> Browser
    {
        var browser = Browser(client)
        let answer = try await browser.send(
            .post, "/api/v1/session",
            ["username": .string(username), "password": .string(TestService.password)])
        try #require(answer.status == 200, "\(answer.text)")
        browser.cookie = String(try #require(answer.headers[.setCookie]).prefix { $0 != ";" })
        browser.csrf = answer.body["csrfToken"].string
        return browser
    }
}

extension TestService {
    fileprivate func move(_ id: InstitutionID, to division: String) async throws {
        try await database.write { transaction in
            guard var institution = try transaction.reading.institution(id) else { return }
            institution.division = AdministrativeDivision(division)
            try transaction.put(institution)
        }
    }

    fileprivate func journal() async throws -> [JournalEntry] {
        try await database.read { transaction in
            var all: [JournalEntry] = []
            for stream in try transaction.streams() { all += try transaction.entries(of: stream) }
            return all.sorted { $0.seq < $1.seq }
        }
    }
}

struct AdverseEventRouteTests {
    private static let drugReaction: JSON = [
        "reaction": "皮疹", "sex": "female", "ageYears": 45, "outcome": "improving", "receded": "yes",
        "recurred": "notDone", "association": "probable", "isNew": false,
        "drugs": [
            [
                "suspected": true, "name": "阿莫西林胶囊", "batch": "20250101", "dosage": "0.5 g，每日三次",
                "startedOn": "2025-03-08", "stoppedOn": "2025-03-10",
            ]
        ],
    ]
    private static let event: JSON = [
        "category": "adverseDrugReaction", "drugReaction": drugReaction, "grade": "harm",
        "occurredAt": "2025-03-10T07:30:00+08:00",
        "description": "用药后皮疹", "measures": "停药",
    ]

    @Test(.requirement("NHC-SUP-27"))
    func `an anonymous reporter is in no answer, no journal entry and no stored key`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let physician = try await Browser.signedIn(.attending, client)
            let before = try await service.journal().count
            guard case .object(var members) = Self.event else { return }
            members["anonymous"] = true
            // The very same bytes, as a browser repeats them.
            let bytes = JSON.object(members).bytes
            func send() async throws -> Browser.Answer {
                try await physician.send(
                    .post, "/api/v1/adverse-events", [:], key: "fixed-key-1", bytes: bytes)
            }
            let sent = try await send()
            try #require(sent.status == 201, "\(sent.text)")
            #expect(sent.body["anonymous"] == true)
            let again = try await send()
            #expect(again.body["id"] == sent.body["id"], "a repeated request is the same report")

            let account = try await service.database.read { try $0.account(username: "attending") }
            let id = try #require(account?.id.text)
            let entries = try await service.journal().dropFirst(before)
            #expect(entries.count == 1 && entries.first?.actor == "system")
            #expect(entries.allSatisfy { !$0.payload.contains(id) && $0.actorName == "系统" })
            let kept = try await service.database.read { try $0.rememberedAnswers() }
            #expect(kept.allSatisfy { !$0.contains(sent.body["id"].string ?? "?") })

            let quality = try await Browser.signedIn(.invitingQuality, client)
            let shown = try await quality.get("/api/v1/adverse-events").body["items"][0]
            #expect(shown["anonymous"] == true && shown["reporter"].string == nil)
            #expect(!"\(shown)".contains("attending"))
        }
    }

    @Test(.requirement("NHC-SUP-27"))
    func `an event is assessed, reported to the authority and closed by quality control alone`() async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let physician = try await Browser.signedIn(.attending, client)
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let sent = try await physician.send(.post, "/api/v1/adverse-events", Self.event)
            let path = "/api/v1/adverse-events/\(try #require(sent.body["id"].string))"
            #expect(try await physician.get(path).status == 403)
            let named = try await quality.get(path).body
            #expect(named["reporter"] == "用户 attending" && named["categoryDisplay"] == "药品不良反应")
            let steps: [(String, JSON, String)] = [
                ("assess", ["grade": "noHarm", "cause": "过敏", "measures": "登记过敏史"], "assessed"),
                (
                    "report",
                    [
                        "number": "3", "authority": "药监局", "filedOn": "2025-03-10",
                        "target": "drugReactionMonitoring",
                    ],
                    "reportedToAuthority"
                ), ("close", ["summary": "已完成"], "closed"),
            ]
            for (index, (act, body, state)) in steps.enumerated() {
                if index == 2 { break }
                let early = try await quality.send(
                    .post, path + "/close", ["summary": "x"], version: index + 1)
                #expect(early.code == "err.quality.stateNotAllowed")
                #expect(early.body["article"].string?.contains("监管细则") == true)
                let done = try await quality.send(.post, path + "/" + act, body, version: index + 1)
                #expect(done.body["state"].string == state, "\(done.text)")
            }
            let last = try await quality.send(.post, path + "/close", steps[2].1, version: 3)
            #expect(last.body["state"] == "closed" && last.body["actions"].items.isEmpty)
            let foreign = try await Browser.signedIn(.foreignQuality, client)
            #expect(try await foreign.get(path).status == 404)
            #expect(try await foreign.get("/api/v1/adverse-events").body["items"].items.isEmpty)
        }
    }
}

struct ComplaintRouteTests {
    private static let complaint: JSON = [
        "institutionId": "inst-county", "subject": "fee", "text": "收费与公示不符", "contact": "13800000000",
    ]

    @Test(.requirement("NHC-SUP-36"))
    func `somebody without an account complains, and reads the answer with receipt and secret alone`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let anybody = Browser(client)
            let slip = try await anybody.send(.post, "/api/v1/public/complaints", Self.complaint)
            try #require(slip.status == 201, "\(slip.text)")
            let receipt = try #require(slip.body["receipt"].string)
            let secret = try #require(slip.body["secret"].string)
            #expect(slip.body["dueAt"] == "2025-03-18T00:00:00.000+08:00", "five working days after the 10th")
            #expect(slip.headers[.cacheControl]?.contains("no-store") == true)

            func status(_ receipt: String, _ secret: String) async throws -> Browser.Answer {
                try await anybody.send(
                    .post, "/api/v1/public/complaints/status",
                    ["receipt": .string(receipt), "secret": .string(secret)])
            }
            #expect(try await status(receipt, "0000000000000000").status == 404)
            #expect(try await status("TS20250310-00000000", secret).status == 404)
            let typed = secret.lowercased().prefix(8) + "-" + secret.lowercased().dropFirst(8)
            #expect(try await status(receipt.lowercased(), String(typed)).body["state"] == "received")

            let quality = try await Browser.signedIn(.invitingQuality, client)
            let path = "/api/v1/complaints/\(receipt)"
            _ = try await quality.send(.post, path + "/take", [:], version: 1)
            let answered = try await quality.send(
                .post, path + "/answer", ["text": "已核实并退还"], version: 2)
            #expect(answered.body["handler"] == "用户 invitingQuality", "\(answered.text)")
            let read = try await status(receipt, secret)
            #expect(read.body["answers"][0]["text"] == "已核实并退还" && !read.text.contains("13800000000"))
            let closed = try await quality.send(.post, path + "/close", ["outcome": "投诉人认可"], version: 3)
            #expect(closed.body["state"] == "closed")
            #expect(try await quality.get("/api/v1/complaints?state=open").body["items"].items.isEmpty)
            let entries = try await service.journal()
            #expect(entries.allSatisfy { !$0.payload.contains(secret) }, "only a digest is kept")
        }
    }

    @Test(.requirement("NHC-SUP-36"))
    func `complaints of one address are limited, and those about nobody refused`() async throws {
        let service = try await TestService.make { $0.publicAttemptsPerMinute = 3 }
        try await service.test { client in
            let anybody = Browser(client)
            let unknown = try await anybody.send(
                .post, "/api/v1/public/complaints",
                ["institutionId": "inst-none", "subject": "fee", "text": "x"])
            #expect(unknown.status == 404)
            for _ in 0..<2 {
                #expect(
                    try await anybody.send(.post, "/api/v1/public/complaints", Self.complaint).status == 201)
            }
            let flooded = try await anybody.send(.post, "/api/v1/public/complaints", Self.complaint)
            #expect(flooded.status == 429 && flooded.body["retryAfterSeconds"].number != nil)
        }
    }

    @Test(.requirement("NHC-SUP-36"))
    func `a complaint without an answer in five working days is on the board`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            _ = try await Browser(client).send(.post, "/api/v1/public/complaints", Self.complaint)
            let keeper = DeadlineKeeper(orchestrator: service.orchestrator, signIn: nil)
            service.setTime(ConsultationWorld.at(2025, 3, 18, 0))
            try await keeper.scan()
            var quality = try await Browser.signedIn(.invitingQuality, client)
            #expect(try await quality.get("/api/v1/violations").body["items"].items.isEmpty)
            service.advance(TimeSpan(milliseconds: 2))
            try await keeper.scan()
            quality = try await Browser.signedIn(.invitingQuality, client)
            let board = try await quality.get("/api/v1/violations").body["items"].items
            #expect(board.map { $0["code"].string } == ["vio.complaint.answerLate"])
            let late = try await quality.get("/api/v1/complaints?state=open").body["items"][0]
            #expect(late["late"] == true && late["limits"][0]["overdue"] == true)
        }
    }
}

struct BreachAndDisputeRouteTests {
    @Test(.requirement("NHC-ID-20"))
    func `a breach is contained and reported to the authority of the place`() async throws {
        let service = try await TestService.make()
        try await service.addOffice("office-city", .city, .jilin, "220100")
        try await service.move("inst-county", to: "220122")
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let opened = try await admin.send(
                .post, "/api/v1/data-breaches",
                [
                    "detectedAt": "2025-03-10T07:00:00+08:00", "patients": 12,
                    "items": ["identity", "clinicalRecord"], "description": "笔记本电脑失窃",
                ])
            try #require(opened.status == 201, "\(opened.text)")
            #expect(opened.body["addresseeDisplay"] == "卫生健康委员会 office-city")
            #expect(opened.body["dueAt"] == "2025-03-11T07:00:00.000+08:00")
            let path = "/api/v1/data-breaches/\(opened.body["id"].string ?? "")"
            let filed: JSON = ["number": "1", "authority": "市卫健委", "filedOn": "2025-03-10"]
            _ = try await admin.send(.post, path + "/contain", ["measures": "远程擦除"], version: 1)
            let reported = try await admin.send(.post, path + "/report", filed, version: 2)
            #expect(reported.body["state"] == "containedAndReported" && reported.body["late"] == false)
            let physician = try await Browser.signedIn(.attending, client)
            #expect(try await physician.get("/api/v1/data-breaches").status == 403)
        }
    }

    @Test(.requirement("NHC-ID-20"))
    func `a breach that nobody reports in a day is on the board`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            _ = try await admin.send(
                .post, "/api/v1/data-breaches",
                [
                    "detectedAt": "2025-03-10T08:00:00+08:00", "patients": 1, "items": ["contact"],
                    "description": "误发邮件",
                ])
            service.advance(.hours(24) + TimeSpan(milliseconds: 2))
            try await DeadlineKeeper(orchestrator: service.orchestrator, signIn: nil).scan()
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let board = try await quality.get("/api/v1/violations").body["items"].items
            #expect(board.map { $0["code"].string } == ["vio.breach.reportLate"])
        }
    }

    @Test(.requirement("NHC-TM-5.2", "JL-32"))
    func `a dispute holds its case and gives the evidence with the agreement of the day of service`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.addOffice("office-city", .city, .jilin, "220100")
        try await service.move("inst-county", to: "220122")
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await journey.consent()
            try await journey.submit()
            try await journey.accept()
            try await journey.enterRoom()
            try await journey.report()
            let admin = try await Browser.signedIn(.invitedAdmin, client)
            let opened = try await admin.send(
                .post, "/api/v1/disputes", ["consultationId": .string(journey.id), "claim": "诊断有误"])
            try #require(opened.status == 201, "\(opened.text)")
            // The specialists' hospital registered it; the place is still the inviting one's.
            #expect(opened.body["authority"] == "卫生健康委员会 office-city")
            let id = try #require(opened.body["id"].string)
            let key = journey.id
            let hold = try await service.database.read { try $0.system.record(CaseCustody.self, key) }
            #expect(hold?.openHolds.map(\.reference) == ["dispute/\(id)"])
            let inviting = try await Browser.signedIn(.invitingQuality, client)
            #expect(try await inviting.get("/api/v1/disputes").body["items"][0]["id"].string == id)
            let foreign = try await Browser.signedIn(.foreignQuality, client)
            #expect(try await foreign.get("/api/v1/disputes/\(id)").status == 404)
            #expect(try await foreign.send(.post, "/api/v1/disputes/\(id)/evidence", [:]).status == 404)

            let package = try await admin.send(.post, "/api/v1/disputes/\(id)/evidence", [:])
            try #require(package.status == 200, "\(package.text.prefix(300))")
            let files = try Tar.files(package.bytes)
            let manifest = JSON.parse(try #require(files["manifest.json"]))
            for line in manifest["files"].items {
                let name = try #require(line["name"].string)
                let bytes = try #require(files[name], "\(name)")
                #expect(line["sha256"].string == Digests.hex(SHA256.hash(bytes)), "\(name)")
            }
            #expect(manifest["agreement"] == "agr-1" && manifest["authority"]["jurisdiction"] == "jilin")
            let agreement = String(decoding: try #require(files["agreement.json"]), as: UTF8.self)
            #expect(agreement.contains("inst-province") && agreement.contains("2026-12-31"))
            let journal = String(decoding: try #require(files["journal.jsonl"]), as: UTF8.self)
            #expect(journal.contains("reportIssued") && journal.contains("previousHash"))
            let shown = try await admin.get("/api/v1/disputes/\(id)").body
            #expect(shown["exports"].items.count == 1)
            let manifestText = String(decoding: try #require(files["manifest.json"]), as: UTF8.self)
            #expect(shown["exports"][0]["manifest"].string == Digest(of: manifestText).hexadecimal)

            let closed = try await admin.send(
                .post, "/api/v1/disputes/\(id)/close", ["outcome": "和解"], version: 2)
            #expect(closed.body["state"] == "closed", "\(closed.text)")
            let lifted = try await service.database.read { try $0.system.record(CaseCustody.self, key) }
            #expect(lifted?.holds.count == 1 && lifted?.openHolds.isEmpty == true)
        }
    }
}

/// A reader of tar archives of its own, for the package that ours has written.
enum Tar {
    struct Broken: Error {}

    static func files(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        var offset = 0
        while offset + 512 <= bytes.count, bytes[offset] != 0 {
            let header = Array(bytes[offset..<offset + 512])
            func text(_ range: Range<Int>) -> String {
                String(decoding: header[range].prefix { $0 != 0 }, as: UTF8.self)
            }
            let blank = header.enumerated().map { (148..<156).contains($0.offset) ? 32 : Int($0.element) }
            guard let size = Int(text(124..<135), radix: 8),
                Int(text(148..<154), radix: 8) == blank.reduce(0, +), offset + 512 + size <= bytes.count
            else { throw Broken() }
            found[text(0..<100)] = Array(bytes[offset + 512..<offset + 512 + size])
            offset += 512 + (size + 511) / 512 * 512
        }
        return found
    }
}
