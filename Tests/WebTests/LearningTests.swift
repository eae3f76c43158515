import ConsultationCore
import Foundation
import HTTPTypes
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

struct LearningTests {
    private static let plan: JSON = [
        "items": [
            ["topic": "laws", "mandatory": true, "dueOn": "2025-03-31", "validMonths": 12],
            ["topic": "policies", "mandatory": false, "dueOn": "2025-06-30"],
        ]
    ]
    private static let lecture: JSON = [
        "title": "远程医疗法规", "form": "lecture", "topics": ["laws"], "start": "2025-03-10T08:10:00+08:00",
        "end": "2025-03-10T09:40:00+08:00", "projectNumber": "2025-03-08-001", "creditTenths": 10,
        "minimumMinutes": 60,
    ]

    @Test(.requirement("NHC-TM-4.2.1", "JL-46c"))
    func `a plan, a lecture signed into, hours and credits, and the file for the office`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            var quality = try await Browser.signedIn(.invitingQuality, client)
            var physician = try await Browser.signedIn(.attending, client)
            #expect(
                try await physician.send(.post, "/api/v1/training/plan", Self.plan, version: 0).code
                    == "err.auth.roleRequired")
            let adopted = try await quality.send(.post, "/api/v1/training/plan", Self.plan, version: 0)
            try #require(adopted.status == 200, "\(adopted.text)")
            #expect(adopted.body["version"] == 1)
            #expect(adopted.body["items"][0]["missing"] == 1)
            let stale = try await quality.send(.post, "/api/v1/training/plan", Self.plan, version: 0)
            #expect(stale.status == 412, "\(stale.text)")
            let before = try await physician.get("/api/v1/training/mine").body
            #expect(before["lines"][0]["missing"] == true && before["lines"][0]["topicDisplay"] == "法律法规")

            let sent = try await quality.send(.post, "/api/v1/training-events", Self.lecture)
            try #require(sent.status == 201, "\(sent.text)")
            let path = "/api/v1/training-events/\(sent.body["id"].string ?? "")"
            #expect(try await physician.get("/api/v1/training/mine").body["open"][0]["maySignIn"] == true)
            let signed = try await physician.send(.post, path + "/sign-in", [:])
            try #require(signed.status == 200, "\(signed.text)")
            #expect(
                try await physician.send(.post, path + "/sign-in", [:]).code == "err.training.signInClosed")
            let foreign = try await Browser.signedIn(.foreignPhysician, client)
            #expect(try await foreign.send(.post, path + "/sign-in", [:]).status == 404)
            let wrong: JSON = [
                "practitionerId": "doc-foreign", "institutionId": "inst-county", "minutes": 30,
            ]
            #expect(try await quality.send(.post, path + "/enter", wrong, version: 2).status == 422)
            #expect(
                try await quality.send(.post, path + "/confirm", [:], version: 2).code
                    == "err.training.notOver")
            service.advance(.hours(2))
            // The clock has moved past the idle limit.
            quality = try await Browser.signedIn(.invitingQuality, client)
            physician = try await Browser.signedIn(.attending, client)
            let confirmed = try await quality.send(.post, path + "/confirm", [:], version: 2)
            try #require(confirmed.status == 200, "\(confirmed.text)")
            #expect(confirmed.body["people"][0]["minutes"] == 90)
            #expect(confirmed.body["people"][0]["creditTenths"] == 10)

            let after = try await physician.get("/api/v1/training/mine").body
            #expect(after["lines"][0]["standing"] == "done" && after["creditTenths"] == 10)
            #expect(after["lines"][0]["validTo"] == "2026-03-10")
            let credits = try await quality.get("/api/v1/training/credits?period=2025-03").body
            #expect(credits["items"][0]["projectNumber"] == "2025-03-08-001")
            #expect(
                try await physician.get("/api/v1/training/credits?period=2025-03").status == 403)
            let file = try await quality.get(
                "/api/v1/training/credits/export?from=2025-01-01&to=2025-12-31&format=csv")
            let lines = file.text.split(separator: "\r\n")
            #expect(lines[0].hasPrefix("\u{FEFF}姓名,人员编号,日期,培训名称,项目编号"))
            #expect(
                lines[1] == "医师 doc-attending,doc-attending,2025-03-10,远程医疗法规,2025-03-08-001,90,1.5,1.0,")
            let book = try await quality.get("/api/v1/training/credits/export?period=2025-03")
            #expect(book.status == 200 && book.bytes.prefix(2) == [0x50, 0x4B])
            let other = try await Browser.signedIn(.foreignQuality, client)
            #expect(
                try await other.get("/api/v1/training/credits?period=2025-03").body["items"].items.isEmpty)
        }
    }

    @Test(.requirement("NHC-TM-4.2.1"))
    func `whoever assigns sees what training is missing, and the case goes on with a notice`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            _ = try await service.signIn.addAccount(
                AccountDraft(
                    username: "zhi.kong", institution: "inst-province", displayName: "质控员", practitioner: nil,
                    roles: [.qualityController]), password: TestService.password)
            let quality = try await Browser.signedIn(named: "zhi.kong", client)
            #expect(
                try await quality.send(.post, "/api/v1/training/plan", Self.plan, version: 0).status == 200)
            let journey = try await Journey.accepted(service, client)
            let staff = try await journey.coordinator.get("/api/v1/institutions/inst-province/practitioners")
            let one = staff.body["items"].items.first { $0["id"] == "doc-specialist" }
            #expect(one?["missingTraining"] == ["laws"], "\(staff.text)")
            #expect(try await journey.state() == "scheduled")
        }
    }

    @Test(.requirement("NHC-TM-4.1.2a", "NHC-TM-4.3.3", "NHC-TM-4.3.1b"))
    func `the service plans the round, quality control holds it, and a finding goes its whole loop`()
        async throws
    {
        let service = try await TestService.make()
        try await service.orchestrator.followInspections()
        try await service.orchestrator.followInspections()
        try await service.test { client in
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let owner = try await Browser.signedIn(.attending, client)
            let planned = try await quality.get("/api/v1/inspections?state=open").body["items"]
            #expect(planned.items.count == 1, "planned once")
            let round = planned[0]
            #expect(round["dueOn"] == "2025-04-10" && round["limits"][0]["display"] == "质控巡视")
            let path = "/api/v1/inspections/\(round["id"].string ?? "")"
            var items = ["rules", "technicalNorms", "medicalQuality"].map { area -> JSON in
                ["area": .string(area), "subject": "常规检查", "result": "satisfactory"]
            }
            items.append(
                ["area": "equipment", "subject": "摄像机", "result": "deficient", "finding": "画面抖动"])
            let held = try await quality.send(
                .post, path + "/record", ["inspectedOn": "2025-03-10", "items": .array(items)], version: 1)
            try #require(held.status == 200, "\(held.text)")
            #expect(held.body["state"] == "inRectification" && held.body["items"][3]["waitsFor"] == "plan")
            let account = held.body["staff"].items.first { $0["name"] == "用户 attending" }?["id"].string
            let plan: JSON = [
                "item": 3, "text": "更换支架", "owner": .string(account ?? ""), "dueOn": "2025-03-20",
            ]
            let unknown: JSON = ["item": 3, "text": "x", "owner": "acc-nobody", "dueOn": "2025-03-20"]
            #expect(try await quality.send(.post, path + "/plan", unknown, version: 2).status == 422)
            let done = try await quality.send(.post, path + "/plan", plan, version: 2)
            try #require(done.status == 200, "\(done.text)")
            #expect(try await owner.get(path).status == 403)
            let mine = try await owner.get("/api/v1/training/mine").body["actions"]
            #expect(mine[0]["action"] == "更换支架" && mine[0]["dueOn"] == "2025-03-20")
            let complete = try await owner.send(
                .post, "/api/v1/my-actions/\(round["id"].string ?? "")/complete",
                ["item": 3, "text": "已更换"])
            try #require(complete.status == 200, "\(complete.text)")
            #expect(complete.body["actions"].items.isEmpty)
            let checked = try await quality.send(
                .post, path + "/check", ["item": 3, "effective": true, "text": "画面稳定"], version: 4)
            #expect(checked.body["state"] == "closed", "\(checked.text)")
            let action = checked.body["items"][3]["actions"][0]
            #expect(action["owner"] == "用户 attending" && action["check"]["effective"] == true)
        }
        try await service.orchestrator.followInspections()
        try await service.test { client in
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let next = try await quality.get("/api/v1/inspections?state=open").body["items"]
            #expect(next.items.count == 1 && next[0]["dueOn"] == "2025-04-10")
        }
    }

    @Test(.requirement("JL-46", "JL-46a", "JL-47c"))
    func `what practitioners did is counted by the report, rated, scored and credited by the year`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let journey = try await Journey.reported(service, client)
            try await journey.decide()

            let quality = try await Browser.signedIn(.invitingQuality, client)
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let activity = try await quality.get("/api/v1/activity?period=2025-03").body
            let line = activity["lines"][0]
            #expect(line["practitionerId"] == "doc-attending" && line["cases"] == 1, "\(activity)")
            let minutes = line["minutes"].number ?? 0
            #expect(minutes == 20)
            #expect(line["reports"] == 0, "the inviting side owes no report")
            let specialist = try await journey.again(.specialist).get("/api/v1/activity?period=2025-03").body
            #expect(specialist["lines"].items.count == 1 && specialist["lines"][0]["reports"] == 1)
            #expect(specialist["lines"][0]["onTime"] == 1)

            let path = "/api/v1/stationed-time"
            let silent = try await journey.again(.attending).get(path + "?year=2025").body["lines"][0]
            #expect(silent["ineligibility"] == "ownershipUnknown" && silent["creditedMinutes"] == 0)
            #expect(
                try await quality.send(.post, path + "/terms", ["isPublic": true], version: 0).status == 403)
            let entered = try await admin.send(
                .post, path + "/terms?year=2025", ["isPublic": true, "requiredHours": 1], version: 0)
            try #require(entered.status == 200, "\(entered.text)")
            let credited = entered.body["lines"][0]
            #expect(credited["rawMinutes"].number == minutes)
            #expect(credited["creditedMinutes"].number == ((minutes * 25 + 50) / 100).rounded(.down))
            #expect(entered.body["ratePercent"] == 25 && entered.body["version"] == 1)
            let privately = try await admin.send(
                .post, path + "/terms?year=2025", ["isPublic": false], version: 1)
            #expect(privately.body["lines"][0]["ineligibility"] == "privateInstitution")

            for file in [
                "activity/export?period=2025-03", "stationed-time/export?year=2025",
                "statistics/export?period=2025-03",
            ] {
                let table = try await quality.get("/api/v1/\(file)&format=csv")
                #expect(table.status == 200 && table.text.hasPrefix("\u{FEFF}"), "\(table.text)")
                let book = try await quality.get("/api/v1/\(file)")
                #expect(book.status == 200 && book.bytes.prefix(2) == [0x50, 0x4B])
            }
            let volume = try await quality.get("/api/v1/statistics/export?period=2025-03&format=csv").text
            #expect(volume.contains("邀请方,远程会诊,1,1,0,0,1"), "\(volume)")
            #expect(
                try await quality.get("/api/v1/statistics/export?period=2025-03&institution=inst-province")
                    .status == 403)
        }
    }

    @Test(.requirement("JL-47c"))
    func `ratings and scores reach the people of the case`() async throws {
        let database = try ServiceDatabase.inMemory()
        try await database.write { transaction in
            try transaction.add([
                ServiceActivity(
                    institution: "a", practitioner: "doc-1", subject: "case-1", side: .inviting,
                    kind: .remoteConsultation, day: CivilDate("2025-03-10")!, minutes: 30, isOnTime: nil),
                ServiceActivity(
                    institution: "b", practitioner: "doc-2", subject: "case-1", side: .invited,
                    kind: .remoteConsultation, day: CivilDate("2025-03-10")!, minutes: 25, isOnTime: false),
            ])
            try transaction.rate("case-1", .patient, score: 5)
            try transaction.rate("case-1", .invitingPhysician, score: 2)
            try transaction.score("case-1", at: "b", points: 91)
        }
        let (first, second) = try await database.read { transaction in
            let day = CivilDate("2025-03-10")!
            return (
                try transaction.activity(of: "a", from: day, to: day),
                try transaction.activity(of: "b", from: day, to: day)
            )
        }
        #expect(first.map(\.ratings) == [1] && first.map(\.ratingPoints) == [5] && first[0].scored == 0)
        #expect(second.map(\.ratings) == [2] && second.map(\.ratingPoints) == [7])
        #expect(second[0].reports == 1 && second[0].onTime == 0 && second[0].qualityPoints == 91)
        #expect(second[0].meanRatingHundredths(shownFrom: 2) == 350)
        #expect(second[0].meanRatingHundredths(shownFrom: 3) == nil)
        #expect(second[0].meanQualityTenths == 910)
    }
}
