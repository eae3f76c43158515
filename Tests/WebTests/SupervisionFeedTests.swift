import ConsultationCore
import Foundation
import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

/// The province's program is one of its own (Tests/SupervisionConsumer), with the province's keys, over a socket.
@Suite(.timeLimit(.minutes(3)))
struct SupervisionFeedTests {
    /// RFC 8032 §7.1, test 1.
    private static let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    private static let publicKey = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private struct Reader {
        let service: TestService
        let port: Int

        /// What the program says; `null` when it gave up.
        func run(_ day: String, secret: String = SupervisionFeedTests.secret, lose: String? = nil) throws
            -> JSON
        {
            let python = root.appending(path: ".build/money-tools/bin/python").path
            try #require(
                FileManager.default.isExecutableFile(atPath: python), "run scripts/install-money-tools")
            let process = Process()
            process.executableURL = URL(filePath: python)
            process.arguments =
                [
                    root.appending(path: "Tests/SupervisionConsumer/consumer.py").path,
                    "http://127.0.0.1:\(port)", "jilin", secret, service.feedKey.publicKey, day, "--at",
                    "\(service.now.milliseconds)",
                ] + (lose.map { ["--lose", $0] } ?? [])
            let output = Pipe()
            process.standardOutput = output
            process.standardError = secret == SupervisionFeedTests.secret ? nil : FileHandle.nullDevice
            try process.run()
            let bytes = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return process.terminationStatus == 0 ? JSON.parse(bytes) : .null
        }
    }

    /// A visit with a prescription that was sent back, approved, handed out and looked at again.
    private func visit(on service: TestService, _ client: any TestClientProtocol) async throws {
        var visit = try await VisitDriver(service, client)
        try await visit.readAndConsent()
        try await visit.prepare()
        func act(_ place: String, _ body: JSON = [:], by browser: Browser? = nil) async throws {
            let answer = try await visit.act(place, body, by: browser)
            try #require(answer.status == 200, "\(place) \(answer.text)")
        }
        try await act("/start")
        for words in 1...9 {
            try await act("/exchanges", ["medium": "text", "text": .string("第 \(words) 句")])
        }
        let patient = try await visit.patient()
        #expect(try await patient.say("早晨一百四").status == 200)
        visit.version += 1
        try await act("/diagnosis", ["code": "I10.x00", "name": "高血压"])
        let reviewer = try await Browser.signedIn(named: "pharmacist", client)
        try await act("/prescriptions", VisitDriver.lines("C08CA01"))
        let place = "/prescriptions/1"
        try await act(place + "/sign", VisitDriver.password)
        try await act(
            place + "/reject", ["reason": "剂量", "password": .string(TestService.password)], by: reviewer)
        try await act(place + "/sign", VisitDriver.password)
        try await act(place + "/approve", VisitDriver.password, by: reviewer)
        try await act(place + "/route", ["route": "pickUp"])
        try await act(place + "/deliver")
        try await act(place + "/evaluate", ["verdict": "reasonable"], by: reviewer)
        try await act("/record", VisitDriver.record)
        try await act("/complete", VisitDriver.password)
    }

    @Test(.requirement("NHC-ID-24b", "NHC-SUP-25a", "NHC-SUP-20", "NHC-SUP-4", "NHC-SUP-14"))
    func `a province's own program reads every class, verifies every signature and counts the same`()
        async throws
    {
        let service = try await VisitService.make()
        try await service.testOverSocket { client, port in
            try await visit(on: service, client)
            let reader = Reader(service: service, port: port)
            let person = try await Browser.signedIn(.platformOperator, client)
            let path = "/api/v1/supervision/connectors"
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let request: JSON = [
                "province": "jilin", "consumer": "吉林省监管平台", "publicKey": .string(Self.publicKey),
            ]
            #expect(try await admin.send(.post, path, request).status == 403)
            let made = try await person.send(.post, path, request)
            try #require(made.status == 201, "\(made.text)")
            #expect(try reader.run("2025-03-10") == .null, "not connected")
            let tested = try await person.send(.post, path + "/jilin/test", [:], version: 1)
            #expect(tested.body["state"] == "testing", "\(tested.text)")
            let early = try await person.send(.post, path + "/jilin/confirm", [:], version: 2)
            #expect(early.code == "err.supervision.testMissing")
            #expect(
                try reader.run("2025-03-10", secret: String(Self.secret.reversed())) == .null, "another key")

            let read = try reader.run("2025-03-10")
            #expect(read["classes"].number == Double(FeedClass.allCases.count))
            #expect(read["agree"] == true, "\(read["counts"]) \(read["service"])")
            #expect(read["old"].number == 401, "an old question")
            #expect(read["reconciliation"] == "err.request.fieldInvalid", "today is not over")
            // 10 dialogues in pages of 7, and one page each of what else there is.
            let counts = read["counts"]
            #expect(counts["dialogues"].number == 10 && counts["encounters"].number == 1)
            #expect(counts["prescriptions"].number == 1 && counts["reviews"].number == 2)
            #expect(counts["routings"].number == 2 && counts["drugUse"].number == 1)
            #expect(counts["diseases"].number == 1 && counts["evaluations"].number == 1)
            #expect(read["verified"].number ?? 0 > 20)
            #expect(
                read["chains"][0] == [
                    "drafted", "signed", "sentBack", "signed", "reviewed", "routed", "delivered",
                    "evaluated",
                ])
            let text = read["text"].string ?? ""
            #expect(text.contains("第 9 句") && text.contains("I10.x00"))
            for secret in ["张三", "220102198001010012", "pat-1"] { #expect(!text.contains(secret)) }

            let confirmed = try await person.send(.post, path + "/jilin/confirm", [:], version: 3)
            #expect(confirmed.body["state"] == "connected", "\(confirmed.text)")
            service.advance(.days(1))
            let next = try reader.run("2025-03-10")
            #expect(next["differences"].items.isEmpty && next["agree"] == true)
            let lost = try reader.run("2025-03-10", lose: "reviews")
            #expect(
                lost["differences"] == [["class": "reviews", "ours": 2, "theirs": 1]],
                "\(lost["differences"])")
            // A fresh browser: the session of yesterday has ended.
            let later = try await Browser.signedIn(.platformOperator, client)
            let shown = try await later.get(path).body["items"][0]
            #expect(shown["reconciliation"]["differences"].items.count == 1)
            #expect(shown["today"].items.count == FeedClass.allCases.count)
            let board = try await service.database.read {
                try $0.violations(on: .authority, ViolationFilter(), before: nil, limit: 10)
            }
            #expect(board.map(\.stored.violation.code) == ["vio.supervision.mismatch"])
        }
    }

    @Test(.requirement("NHC-SUP-14", "NHC-SUP-16", "NHC-IH-24", "GX-5a"))
    func `staff are recorded, admitted and let go over the API, and the register follows`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let path = "/api/v1/staff-admissions"
            let data: JSON = [
                "practitionerId": "doc-attending", "identityNumber": "220102198001010012",
                "practicePlaces": ["县医院"], "clinicalSince": "2010-07-01",
            ]
            let made = try await admin.send(.post, path, data)
            try #require(made.status == 201, "\(made.text)")
            #expect(made.body["state"] == "candidate" && made.body["missing"] == ["photo"])
            #expect(
                made.body["identityMasked"] == "220***********0012" && !made.text.contains("220102198001"))
            let one = path + "/doc-attending"
            let refused = try await admin.send(.post, one + "/admit", [:], version: 1)
            #expect(refused.code == "err.request.fieldInvalid")
            let kept = try await admin.send(
                .post, one + "/data",
                [
                    "identityNumber": "220102198001010012", "practicePlaces": ["县医院"],
                    "clinicalSince": "2010-07-01",
                    "photo": "data:image/jpeg;base64,/9j/4AAQSkZJRg==",
                ], version: 1)
            #expect(kept.body["missing"].items.isEmpty, "\(kept.text)")
            let admitted = try await admin.send(.post, one + "/admit", [:], version: 2)
            #expect(admitted.body["state"] == "admitted", "\(admitted.text)")
            let insured = try await admin.send(
                .post, one + "/insurance",
                ["insurer": "人保财险", "policyNumber": "YL-1", "validTo": "2026-03-01"], version: 3)
            #expect(insured.body["insurance"]["policyNumber"] == "YL-1")
            let left = try await admin.send(.post, one + "/exit", ["reason": "调离"], version: 4)
            #expect(left.body["stateDisplay"] == "已退出")
            let person = try await service.database.read { try $0.practitioner("doc-attending") }
            #expect(person?.employment == .exited && person?.insurance?.policyNumber == "YL-1")
            let foreign = try await Browser.signedIn(.foreignAdmin, client)
            #expect(try await foreign.get(one).status == 404)
            #expect(try await foreign.send(.post, path, data).status != 201, "another hospital's physician")
        }
    }

    @Test(.requirement("NHC-IH-28", "GX-43", "NHC-ID-10", "NHC-IH-A3.1", "NHC-SUP-4", "GX-34"))
    func `a text is published by another, an agreement waits for its clauses, a hospital for its province`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let text: JSON = ["topic": "healthEducation", "title": "高血压", "body": "按时服药"]
            let made = try await admin.send(.post, "/api/v1/contents", text)
            try #require(made.status == 201, "\(made.text)")
            let content = "/api/v1/contents/\(made.body["id"].string ?? "")"
            _ = try await admin.send(.post, content + "/submit", [:], version: 1)
            let own = try await admin.send(.post, content + "/approve", [:], version: 2)
            #expect(own.code == "err.content.reviewRequired")
            let open = Browser(client)
            #expect(try await open.get("/api/v1/public/contents").body["items"].items.isEmpty)
            let approved = try await quality.send(.post, content + "/approve", [:], version: 2)
            #expect(approved.body["state"] == "published", "\(approved.text)")
            #expect(try await open.get("/api/v1/public/contents").body["items"][0]["title"] == "高血压")

            let terms: JSON = [
                "partner": "云联科技", "creditCode": "91220101MA0Y123458", "service": "视频服务",
                "validFrom": "2025-01-01", "validTo": "2025-12-31", "clauses": ["medicalService": "约定"],
            ]
            let draft = try await admin.send(.post, "/api/v1/support-agreements", terms)
            let agreement = "/api/v1/support-agreements/\(draft.body["id"].string ?? "")"
            let digest = JSON.string(Digest(of: "scan").hexadecimal)
            let concluded = try await admin.send(
                .post, agreement + "/conclude", ["document": digest], version: 1)
            #expect(concluded.code == "err.agreement.clauseMissing")
            #expect(concluded.body["detail"].string?.contains("隐私保护") == true, "\(concluded.text)")

            let details: JSON = [
                "kind": "secondName", "name": "网络医院", "licenceNumber": "IH-1", "authority": "省卫健委",
                "issuedOn": "2025-03-01",
            ]
            let hospital = try await admin.send(.post, "/api/v1/internet-hospitals", details)
            try #require(hospital.status == 201, "\(hospital.text)")
            #expect(hospital.body["nameWarnings"][0]["code"] == "ending")
            let place = "/api/v1/internet-hospitals/inst-county"
            let department: JSON = ["departmentCode": .string(ConsultationWorld.cardiology.text)]
            let staffed = try await admin.send(.post, place + "/departments", department, version: 1)
            #expect(staffed.code == "err.institution.departmentStaffingInsufficient")
            let active = try await admin.send(.post, place + "/activate", [:], version: 1)
            #expect(active.code == "err.institution.supervisionNotConnected")
            let studio = try await admin.send(
                .post, "/api/v1/expert-studios",
                ["name": "心血管工作室", "headId": "doc-attending", "memberIds": ["doc-attending"]])
            #expect(studio.status == 201, "\(studio.text)")
        }
    }
}
