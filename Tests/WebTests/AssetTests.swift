import ConsultationCore
import Foundation
import HTTPTypes
import Orchestration
import Simulation
import TestRequirements
import Testing

/// The equipment register over HTTP: entry, plan, works with their files, what is due, and who is told.
struct AssetTests {
    private static func camera(
        keeper: String, name: String = "会诊摄像机", firstDueOn: String = "2025-03-12"
    ) -> JSON {
        [
            "category": "device", "name": .string(name), "maker": "演示视讯", "serial": "SN-1", "place": "会诊室一",
            "forConsultation": true, "keeper": .string(keeper), "inServiceSince": "2024-03-01",
            "plan": [
                ["work": "inspection", "everyMonths": 12, "firstDueOn": .string(firstDueOn)],
                ["work": "maintenance", "everyMonths": 6, "firstDueOn": "2025-09-01"],
            ],
        ]
    }

    private static func keeper(named name: String, _ browser: Browser) async throws -> String {
        let staff = try await browser.get("/api/v1/assets/staff")
        let found = staff.body["items"].items.first { $0["name"].string == name }
        return try #require(found?["id"].string, "\(staff.text)")
    }

    /// Entered by the head of the inviting hospital, kept by its coordinator.
    private static func registered(_ admin: Browser) async throws -> JSON {
        let keeper = try await keeper(named: "用户 invitingCoordinator", admin)
        let made = try await admin.send(.post, "/api/v1/assets", camera(keeper: keeper))
        try #require(made.status == 201, "\(made.text)")
        return made.body
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `a camera is entered, its keeper records a test with its sheet, and the register tells what is due`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let keeper = try await Browser.signedIn(.invitingCoordinator, client)
            let physician = try await Browser.signedIn(.attending, client)
            let before = try await admin.get("/api/v1/assets").body
            #expect(before["items"].items.isEmpty && before["mayRegister"] == true)
            #expect(try await physician.get("/api/v1/assets/staff").code == "err.auth.roleRequired")
            let one = try await Self.registered(admin)
            let path = "/api/v1/assets/\(one["id"].string ?? "")"
            #expect(one["nextDueOn"] == "2025-03-12" && one["overdue"] == false)
            #expect(one["keeperName"] == "用户 invitingCoordinator" && one["stateDisplay"] == "在用")
            let soon = try await admin.get("/api/v1/assets?view=soon").body
            #expect(soon["counts"]["soon"] == 1 && soon["items"][0]["id"] == one["id"])
            #expect(try await admin.get("/api/v1/assets?view=overdue").body["items"].items.isEmpty)
            #expect(try await admin.get("/api/v1/assets?view=gone").status == 422)

            for (person, has) in [(admin, true), (keeper, true), (physician, false)] {
                let session = try await person.get("/api/v1/session").body["account"]
                #expect(session["equipment"] == .bool(has))
            }
            let mine = try await keeper.get("/api/v1/assets").body
            #expect(mine["ownOnly"] == true && mine["items"].items.count == 1)
            #expect(mine["items"][0]["actions"] == ["record"])
            #expect(try await physician.get("/api/v1/assets").body["items"].items.isEmpty)
            let sheet = try await keeper.send(
                .post, path + "/files", headers: MaterialTests.headers(MaterialTests.bytes),
                bytes: MaterialTests.bytes)
            try #require(sheet.status == 201, "\(sheet.text)")
            var work: JSON = [
                "work": "inspection", "doneOn": "2025-03-10", "by": "演示视讯售后", "passed": true,
                "sha256": sheet.body["sha256"], "fileName": "检测报告.pdf", "contentType": "application/pdf",
            ]
            let refused = try await physician.send(.post, path + "/works", work, version: 1)
            #expect(refused.code == "err.access.denied", "\(refused.text)")
            let done = try await keeper.send(.post, path + "/works", work, version: 1)
            try #require(done.status == 200, "\(done.text)")
            #expect(done.body["nextDueOn"] == "2025-09-01" && done.body["plan"][0]["dueOn"] == "2026-03-10")
            #expect(done.body["works"][0]["recordedBy"] == "用户 invitingCoordinator")
            #expect(done.body["history"].items.map { $0["display"].string } == ["检测合格", "登记"])
            let file = try await admin.get(path + "/files/\(sheet.body["sha256"].string ?? "")")
            #expect(file.status == 200 && file.bytes == MaterialTests.bytes)
            work = [
                "work": "maintenance", "doneOn": "2025-03-10", "by": "设备科", "passed": false, "sha256": "00",
            ]
            #expect(try await keeper.send(.post, path + "/works", work, version: 2).status == 422)

            let csv = try await admin.get("/api/v1/assets/export?format=csv")
            let lines = csv.text.split(separator: "\r\n")
            #expect(lines[0].hasPrefix("\u{FEFF}类别,名称,生产厂家,型号,序列号,地点,用于会诊,责任人"))
            #expect(
                lines[1]
                    == "设备,会诊摄像机,演示视讯,,SN-1,会诊室一,是,用户 invitingCoordinator,2024-03-01,在用,检测：每 12 个月；维护：每 6 个月,2025-03-10 检测 合格（演示视讯售后）,2025-09-01,否,"
            )
            let book = try await admin.get("/api/v1/assets/export")
            #expect(book.status == 200 && book.bytes.prefix(2) == [0x50, 0x4B])
            let foreign = try await Browser.signedIn(.foreignAdmin, client)
            #expect(try await foreign.get(path).status == 404)
            #expect(try await foreign.get("/api/v1/assets").body["items"].items.isEmpty)
            let taken = try await foreign.send(
                .post, "/api/v1/assets", Self.camera(keeper: one["keeper"].string ?? ""))
            #expect(taken.status == 422, "a keeper of another hospital: \(taken.text)")
        }
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `what is overdue is on the board, its keeper is told, and whoever schedules a session is warned`()
        async throws
    {
        let service = try await TestService.make()
        let limits = DeadlineKeeper(orchestrator: service.orchestrator, signIn: nil)
        let effects = EffectRunner(orchestrator: service.orchestrator, rooms: service.rooms)
        try await service.test { client in
            var admin = try await Browser.signedIn(.invitingAdmin, client)
            let one = try await Self.registered(admin)
            let path = "/api/v1/assets/\(one["id"].string ?? "")"
            var physician = try await Browser.signedIn(.attending, client)
            let calm = try await physician.get("/api/v1/assets/warnings?on=2025-03-12").body
            #expect(calm["items"].items.isEmpty, "the due day itself still counts")
            let ahead = try await physician.get("/api/v1/assets/warnings?on=2025-03-13").body["items"]
            #expect(ahead[0]["name"] == "会诊摄像机" && ahead[0]["overdue"][0]["dueOn"] == "2025-03-12")
            #expect(try await physician.get("/api/v1/assets/warnings?on=soon").status == 422)

            // A session on a day on which nothing is overdue warns nobody.
            _ = try await Journey.accepted(service, client)
            while try await effects.runPending() > 0 {}
            func told(_ browser: Browser) async throws -> [String] {
                try await browser.get("/api/v1/notices").body["items"].items.compactMap {
                    $0["kind"].string
                }
            }
            #expect(try await !told(admin).contains("equipmentOverdueAtSession"))

            service.setTime(ConsultationWorld.at(2025, 3, 13, 0))
            try await limits.scan()
            service.advance(TimeSpan(milliseconds: 2))
            try await limits.scan()
            try await limits.scan()
            while try await effects.runPending() > 0 {}
            admin = try await Browser.signedIn(.invitingAdmin, client)
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let keeper = try await Browser.signedIn(.invitingCoordinator, client)
            let board = try await quality.get("/api/v1/violations").body["items"].items
            #expect(board.filter { $0["code"] == "vio.asset.maintenanceOverdue" }.count == 1)
            let notices = try await keeper.get("/api/v1/notices").body["items"].items
            let own = notices.filter { $0["kind"] == "maintenanceOverdue" }
            #expect(own.count == 1 && own.first?["assetId"] == one["id"], "once, to the keeper")
            #expect(notices.contains { $0["kind"] == "maintenanceComing" })
            #expect(try await told(admin).contains("maintenanceOverdue"))
            let overdue = try await admin.get("/api/v1/assets?view=overdue").body
            #expect(overdue["counts"]["overdue"] == 1 && overdue["items"][0]["overdue"] == true)
            physician = try await Browser.signedIn(.attending, client)
            #expect(
                try await physician.get("/api/v1/assets/warnings").body["items"].items.count == 1, "today")

            // Out of service it is no longer part of the room.
            let current = try await admin.get(path).body["version"].number.map { Int($0) }
            let out = try await admin.send(
                .post, path + "/take-out", ["reason": "送修"], version: current)
            try #require(out.status == 200, "\(out.text)")
            #expect(out.body["state"] == "outOfService" && out.body["nextDueOn"] == .null)
            #expect(
                try await physician.get("/api/v1/assets/warnings").body["items"].items.isEmpty)
            #expect(
                try await admin.get("/api/v1/assets?view=outOfService").body["items"].items.count == 1)
        }
    }

    @Test(.requirement("NHC-TM-2.2f"))
    func `a time accepted while the camera has failed is told to both who prepare and who mend`() async throws
    {
        let service = try await TestService.make()
        let effects = EffectRunner(orchestrator: service.orchestrator, rooms: service.rooms)
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let one = try await Self.registered(admin)
            let path = "/api/v1/assets/\(one["id"].string ?? "")"
            let failed: JSON = [
                "work": "inspection", "doneOn": "2025-03-10", "by": "设备科", "passed": false, "note": "画面闪烁",
            ]
            let kept = try await admin.send(.post, path + "/works", failed, version: 1)
            try #require(kept.status == 200 && kept.body["state"] == "defective", "\(kept.text)")
            let out = try await admin.send(.post, path + "/take-out", ["reason": "送修"], version: 2)
            #expect(out.body["actions"] == ["amend", "plan", "record", "retire"])
            let back = try await admin.send(.post, path + "/put-back", ["reason": "已修"], version: 3)
            #expect(back.code == "err.asset.workFailed", "\(back.text)")
            let other = try await Self.registered(admin)
            let second = try await admin.send(
                .post, "/api/v1/assets/\(other["id"].string ?? "")/works", failed, version: 1)
            try #require(second.status == 200, "\(second.text)")
            let journey = try await Journey.accepted(service, client)
            #expect(try await journey.state() == "scheduled", "it warns and refuses nothing")
            while try await effects.runPending() > 0 {}
            for person in [TestService.Person.invitingCoordinator, .invitingQuality] {
                let browser = try await Browser.signedIn(person, client)
                let notices = try await browser.get("/api/v1/notices").body["items"].items
                let told = notices.filter { $0["kind"] == "equipmentOverdueAtSession" }
                #expect(told.count == 1 && told.first?["consultationId"].string == journey.id)
            }
            let invited = try await journey.coordinator.get("/api/v1/notices").body["items"].items
            #expect(!invited.contains { $0["kind"] == "equipmentOverdueAtSession" }, "not theirs")
        }
    }

    @Test func `a long register is read page by page in the order of what is due`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let keeper = try await Self.keeper(named: "用户 invitingCoordinator", admin)
            for number in 0..<7 {
                let thing = Self.camera(
                    keeper: keeper, name: "摄像机 \(number)",
                    firstDueOn: "2025-04-\(20 - number / 2)")
                try #require(try await admin.send(.post, "/api/v1/assets", thing).status == 201)
            }
            var seen: [String] = []
            var path = "/api/v1/assets?limit=3"
            for _ in 0..<3 {
                let page = try await admin.get(path).body
                seen += page["items"].items.compactMap { $0["name"].string }
                guard let next = page["next"].string else { break }
                path = "/api/v1/assets?limit=3&cursor=\(next)"
            }
            #expect(Set(seen).count == 7 && seen.count == 7)
            #expect(seen.first == "摄像机 6" && Set(seen.suffix(2)) == ["摄像机 0", "摄像机 1"])
        }
    }
}
