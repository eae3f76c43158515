import ConsultationCore
import ForeignPrograms
import Foundation
import HospitalLines
import HTTPTypes
import HummingbirdTesting
import Logging
import Orchestration
import Simulation
import TestRequirements
import Testing

/// The hospital's own systems as real programs over sockets of this machine: HIS and LIS by somebody else's HL7
/// library, a PACS by Orthanc.
@Suite(.serialized, .timeLimit(.minutes(3)), .requirement("NHC-SUP-19b"))
struct ExchangePathTests {
    private static func lines(_ folder: URL) throws -> HospitalLines {
        try HospitalLines(
            LineSettings(
                hosts: ["127.0.0.1"], secrets: folder, authority: nil,
                retry: ExchangeRetry(attemptLimit: 3, firstPause: .seconds(1), longestPause: .seconds(4)),
                studyLimit: 1 << 20))
    }

    private static func place() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "exchange-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private static func settings(
        _ system: String, _ port: Int, _ more: [String: JSON] = [:]
    ) -> JSON {
        var all: [String: JSON] = [
            "system": .string(system), "name": .string(system.uppercased()), "host": "127.0.0.1",
            "port": .number(Double(port)), "encrypted": false, "qualityAttested": true,
        ]
        if system != "pacs" { all["application"] = .string(system.uppercased()); all["facility"] = "XYY" }
        return .object(all.merging(more) { _, new in new })
    }

    private static func result(
        _ control: String, order: String, status: String = "F", identity: String, application: String = "LIS"
    ) -> String {
        [
            "MSH|^~\\&|\(application)|XYY|HUIZHEN|XYY|20250310090000||ORU^R01^ORU_R01|\(control)|P|2.5||||||UNICODE UTF-8",
            "PID|1||M00012345^^^XYY^MR~\(identity)^^^^NNCHN||张三||19700101|F",
            "ORC|RE|\(order)|L-1",
            "OBR|1|\(order)|L-1|XCG^血常规^XYY|||20250310073000|||||||||||||||20250310074500|||\(status)|||||||王检验&王检验",
            "OBX|1|NM|6690-2^白细胞计数^LN||13.62|10*9/L|3.50-9.50|H|||\(status)|||||||XN-9000",
        ].joined(separator: "\n")
    }

    private static func identity(_ service: TestService) -> String {
        service.world.patient.identity.value.number
    }

    @Test
    func `a result comes in from the laboratory, twice is once, and what fits nobody waits for a person`()
        async throws
    {
        try HospitalPeer.check()
        let lines = try Self.lines(try Self.place())
        let service = try await TestService.make(hospitals: lines)
        let inbox = ExchangeInbox(orchestrator: service.orchestrator, link: lines)
        let port = try FreePorts.next()
        let listener = try MLLPListener(
            host: "127.0.0.1", port: port, certificate: nil, logger: Logger(label: "test"),
            take: { await inbox.take($0, from: $1) })
        let running = Task { try await listener.run() }
        defer { running.cancel() }
        while listener.listeningPort == nil { try await Task.sleep(for: .milliseconds(10)) }
        let identity = Self.identity(service)

        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let coordinator = try await Browser.signedIn(.invitingCoordinator, client)
            let opened = try await admin.send(
                .post, "/api/v1/exchange/connections", Self.settings("lis", 2575))
            try #require(opened.status == 201, "\(opened.text)")
            _ = try await admin.send(.post, "/api/v1/exchange/connections", Self.settings("his", 2576))

            // By the patient: there is one open case.
            let first = Self.result("R1", order: "SQ1", identity: identity)
            #expect(try HospitalPeer.send(first, to: port)?["code"] == "AA")
            #expect(try HospitalPeer.send(first, to: port)?["code"] == "AA")
            let items = try await journey.attending.get("/api/v1/consultations/\(journey.id)").body[
                "attachments"
            ]
            .items
            try #require(items.count == 1)
            #expect(items[0]["kind"] == "labReport" && items[0]["author"] == "王检验", "\(items)")
            #expect(items[0]["deviceId"] == "XN-9000" && items[0]["uploadedBy"] == "LIS")
            #expect(items[0]["acquiredAt"] == "2025-03-10T07:30:00.000+08:00")
            #expect(items[0]["sha256"].string?.count == 64)

            // An unknown patient: kept, shown without the patient, laid to the case by hand.
            let unknown = Self.result("R2", order: "SQ2", identity: "110101199003077774")
            #expect(try HospitalPeer.send(unknown, to: port)?["code"] == "AA")
            let waiting = try await admin.get("/api/v1/exchange/messages?state=unmatched").body["items"].items
            try #require(waiting.count == 1)
            #expect(waiting[0]["failure"] == "找不到该患者。" && waiting[0]["actions"] == [])
            let message = waiting[0]["id"].string ?? ""
            let path = "/api/v1/exchange/messages/\(message)"
            #expect(try await admin.send(.post, path + "/content").status == 403)
            let content = try await coordinator.send(.post, path + "/content").body
            #expect(content["patientName"] == "张三" && content["numbers"] == ["SQ2"])
            let number = try await journey.attending.get("/api/v1/consultations/\(journey.id)").body["number"]
            let matched = try await coordinator.send(.post, path + "/match", ["consultationNumber": number])
            #expect(matched.status == 204, "\(matched.text)")
            #expect(
                try await coordinator.send(.post, path + "/match", ["consultationNumber": number]).status
                    == 409)
            let now = try await journey.attending.get("/api/v1/consultations/\(journey.id)").body[
                "attachments"]
            #expect(now.items.count == 2)

            // Not final: a person decides; a stranger and a wrong type: refused with the code of table 0357.
            let early = Self.result("R3", order: "", status: "P", identity: identity)
            #expect(try HospitalPeer.send(early, to: port)?["code"] == "AA")
            let later = try await admin.get("/api/v1/exchange/messages?state=unmatched").body["items"].items
            #expect(later.first?["failure"] == "结果尚未审核。")
            let foreign = Self.result("R4", order: "", identity: identity, application: "NOBODY")
            let refused = try #require(try HospitalPeer.send(foreign, to: port))
            #expect(
                refused["code"] == "AE" && refused["error"].string?.hasPrefix("204") == true, "\(refused)")
            let wrong = first.replacing("ORU^R01^ORU_R01|R1", with: "ADT^A08^ADT_A01|R5")
            let notHere = try #require(try HospitalPeer.send(wrong, to: port))
            #expect(notHere["code"] == "AR" && notHere["answers"] == "R5")

            // The HIS tells who a record number is: the form of a new patient fills itself.
            let registration = """
                MSH|^~\\&|HIS|XYY|HUIZHEN|XYY|20250310080000||ADT^A04^ADT_A01|H1|P|2.5
                EVN|A04|20250310080000
                PID|1||M00099^^^XYY^MR~110101199003077774^^^^NNCHN||李^四||19900307|M|||长春||13900000000
                PV1|1|I|RESP
                """
            #expect(try HospitalPeer.send(registration, to: port)?["code"] == "AA")
            let known = try await coordinator.send(
                .post, "/api/v1/exchange/registrations/search", ["recordNumber": "M00099"]
            ).body
            #expect(known["name"] == "李四" && known["identityNumber"] == "110101199003077774", "\(known)")
            let stranger = try await Browser.signedIn(.foreignCoordinator, client)
            let nothing = try await stranger.send(
                .post, "/api/v1/exchange/registrations/search", ["recordNumber": "M00099"])
            #expect(nothing.status == 404)
            #expect(try await stranger.send(.post, path + "/content").status == 404)
        }
    }

    @Test
    func
        `a signed report reaches the hospital's record; refused or unheard, it waits, then is a dead letter`()
        async throws
    {
        let peer = try HospitalPeer()
        defer { peer.stop() }
        let lines = try Self.lines(try Self.place())
        let service = try await TestService.make(hospitals: lines)
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        let feeder = ExchangeFeeder(orchestrator: service.orchestrator, link: lines)
        let effects = EffectRunner(orchestrator: service.orchestrator, rooms: service.rooms)
        try await service.test { client in
            let keeper = try await Browser.signedIn(.invitingAdmin, client)
            let opened = try await keeper.send(
                .post, "/api/v1/exchange/connections",
                Self.settings("his", peer.port, ["sends": ["report", "diagnosisReport"]]))
            try #require(opened.status == 201, "\(opened.text)")
            let connection = opened.body["connections"][0]["id"].string ?? ""
            let journey = try await Journey.accepted(service, client)
            func delivery() async throws -> JSON {
                let reader = try await journey.again(.attending)
                return try await reader.get("/api/v1/consultations/\(journey.id)/record-delivery").body[
                    "state"]
            }
            #expect(try await delivery() == "notDue")
            try await journey.enterRoom()
            try await journey.report()
            while try await effects.runPending() > 0 {}
            // Hours have passed: everybody signs in again.
            let admin = try await journey.again(.invitingAdmin)
            #expect(try await delivery() == "waiting")

            // It says that it has trouble: tried again, three times at most, then dead with the reason.
            try peer.answer("AR")
            _ = try await feeder.sendDue()
            #expect(try await delivery() == "dead")
            let dead = try await admin.get("/api/v1/exchange/messages?state=dead").body["items"].items
            #expect(dead.first?["failure"] == "对方系统拒收（AR）。" && dead.first?["attempts"] == 1, "\(dead)")
            let refused = peer.taken(1)
            #expect(refused.first?["type"].string?.hasPrefix("MDM^T02") == true)

            // Tried again by the administrator, and taken: the same name, the patient, the words.
            try peer.answer("AA")
            let id = dead.first?["id"].string ?? ""
            let physician = try await journey.again(.attending)
            #expect(try await physician.send(.post, "/api/v1/exchange/messages/\(id)/retry").status == 403)
            #expect(try await admin.send(.post, "/api/v1/exchange/messages/\(id)/retry").status == 204)
            #expect(try await feeder.sendDue() == 1)
            #expect(try await delivery() == "delivered")
            let taken = peer.taken(1)
            #expect(taken.first?["control"] == refused.first?["control"])
            #expect(taken.first?["patient"].string?.contains(Self.identity(service)) == true)
            #expect(taken.first?["document"].string == journey.id)
            #expect(taken.first?["observations"].items.first?.string?.contains("会诊编号") == true, "\(taken)")
            let printed = try Self.printed(taken.first?["observations"].items.last?.string ?? "")
            #expect(printed.contains("诊疗意见报告") && printed.contains("姓名：张三"), "\(printed)")
            #expect(printed.contains("会诊编号") && printed.contains("签名："))
            #expect(try await feeder.sendDue() == 0)

            // Quality control sees it beside the record.
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let cases = try await quality.get("/api/v1/quality/cases").body["items"].items
            #expect(
                cases.first { $0["consultationId"].string == journey.id }?["recordDelivery"] == "delivered")

            // The line goes down: the test says so in words, what is owed waits and then is given up with a reason.
            peer.stop()
            let path = "/api/v1/exchange/connections/\(connection)"
            let test = try await admin.send(.post, path + "/test")
            #expect(test.code == "err.exchange.failed" && test.text.contains("对方系统无法连接"), "\(test.text)")
            let shown = try await admin.get("/api/v1/exchange").body["connections"][0]
            #expect(shown["failure"] == "对方系统无法连接。" && shown["succeededAt"].string != nil)
        }
    }

    /// The words of a PDF that came in OBX-5 (`^application^pdf^Base64^…`), as poppler reads them.
    private static func printed(_ field: String) throws -> String {
        let file = try #require(Data(base64Encoded: String(field.split(separator: "^").last ?? "")))
        let place = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pdf")
        try file.write(to: place)
        defer { try? FileManager.default.removeItem(at: place) }
        return try ForeignProgram.run("pdftotext", ["-layout", place.path, "-"]).text
    }

    @Test func `an unheard message is tried with longer pauses, and a stopped connection counts no attempt`()
        async throws
    {
        let lines = try Self.lines(try Self.place())
        let service = try await TestService.make(hospitals: lines)
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        let feeder = ExchangeFeeder(orchestrator: service.orchestrator, link: lines)
        let effects = EffectRunner(orchestrator: service.orchestrator, rooms: service.rooms)
        let port = try FreePorts.next()
        try await service.test { client in
            let keeper = try await Browser.signedIn(.invitingAdmin, client)
            let opened = try await keeper.send(
                .post, "/api/v1/exchange/connections", Self.settings("his", port, ["sends": ["report"]]))
            let path = "/api/v1/exchange/connections/\(opened.body["connections"][0]["id"].string ?? "")"
            let journey = try await Journey.accepted(service, client)
            try await journey.enterRoom()
            try await journey.report()
            while try await effects.runPending() > 0 {}
            let admin = try await journey.again(.invitingAdmin)
            func first(_ state: String) async throws -> JSON {
                try await admin.get("/api/v1/exchange/messages?state=\(state)").body["items"][0]
            }
            #expect(try await admin.send(.post, path + "/stop", ["reason": "检修"], version: 1).status == 200)
            _ = try await feeder.sendDue()
            #expect(try await first("waiting")["attempts"] == 0)
            #expect(try await admin.send(.post, path + "/start", [:], version: 2).status == 200)
            for attempt in 1...2 {
                _ = try await feeder.sendDue()
                #expect(try await first("waiting")["attempts"].number == Double(attempt))
                // Not before its pause is over.
                _ = try await feeder.sendDue()
                #expect(try await first("waiting")["attempts"].number == Double(attempt))
                service.advance(.seconds(5))
            }
            _ = try await feeder.sendDue()
            let dead = try await first("dead")
            #expect(dead["attempts"] == 3 && dead["failure"] == "对方系统无法连接。", "\(dead)")
            let id = dead["id"].string ?? ""
            let why: JSON = ["reason": "已人工归档"]
            #expect(try await admin.send(.post, "/api/v1/exchange/messages/\(id)/give-up", why).status == 204)
            #expect(try await first("givenUp")["reason"] == "已人工归档")
        }
    }
}

extension ExchangePathTests {
    @Test(.requirement("JL-5"))
    func
        `the cashier's lines split a fee into insurance and own part, and the two institutions' split stays whole`()
        async throws
    {
        let lines = try Self.lines(try Self.place())
        let service = try await TestService.make(hospitals: lines)
        let inbox = ExchangeInbox(orchestrator: service.orchestrator, link: lines)
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            _ = try await admin.send(.post, "/api/v1/exchange/connections", Self.settings("his", 2575))
            let journey = try await Journey.accepted(service, client)
            let number =
                try await journey.attending.get("/api/v1/consultations/\(journey.id)").body["number"].string
                ?? ""
            func book(_ name: String, _ kind: String, _ amount: String, _ insurance: String, _ order: String)
                async
                -> String
            {
                let message = [
                    "MSH|^~\\&|HIS|XYY|HUIZHEN|XYY|20250310080000||DFT^P03^DFT_P03|\(name)|P|2.5", "EVN|P03",
                    "PID|1||M00012345^^^XYY^MR",
                    "FT1|1|\(name)||20250310100000||\(kind)|110900002^远程会诊^CN||||\(amount)^CNY||||\(insurance)||||||||\(order)",
                ].joined(separator: "\r")
                return String(
                    decoding: await inbox.take(Array(message.utf8), from: "127.0.0.1"), as: UTF8.self)
            }
            #expect(await book("F1", "CG", "300.00", "210.50", number).contains("MSA|AA|F1"))
            // The same transaction of the cashier's in another message counts once; a line taken back counts against.
            #expect(await book("F2", "CG", "20.00", "20.00", number).contains("MSA|AA|F2"))
            #expect(await book("F3", "CD", "20.00", "20.00", number).contains("MSA|AA|F3"))
            #expect(await book("F4", "CG", "50.00", "60.00", number).contains("ERR||FT1^1^15|102"))
            #expect(await book("F5", "CG", "50.00", "0", "HZ-NOBODY").contains("MSA|AA|F5"))
            try await journey.enterRoom()
            try await journey.report()
            let finance = try await Browser.signedIn(.invitingFinance, client)
            let charge = try await finance.get("/api/v1/charges/\(journey.id)").body
            #expect(charge["feeFen"] == 30_000, "\(charge)")
            #expect(charge["insurancePartFen"] == 21_050 && charge["selfPayPartFen"] == 8_950)
            #expect(charge["invitingShareFen"] == 6_000 && charge["invitedShareFen"] == 24_000)
            let file = try await finance.get("/api/v1/settlements/export?period=2025-03&format=csv")
            #expect(file.text.contains("医保支付（元）") && file.text.contains("210.50"), "\(file.text.prefix(600))")
            // What fits no case waits for finance, who lay it to one.
            let waiting = try await finance.get("/api/v1/exchange/messages?state=unmatched").body["items"]
                .items
            #expect(waiting.first?["actions"] == ["match", "dismiss"], "\(waiting)")
            let message = waiting.first?["id"].string ?? ""
            let matched = try await finance.send(
                .post, "/api/v1/exchange/messages/\(message)/match", ["consultationNumber": .string(number)])
            #expect(matched.status == 204, "\(matched.text)")
        }
    }
}
