import ConsultationCore
import Foundation
import HTTPTypes
import Orchestration
import Simulation
import TestRequirements
import Testing

@testable import Web

struct ComplianceTests {
    @Test func `every requirement has words, a group, and known places, parameters and codes`() throws {
        let presenter = try CompliancePresenter.read()
        #expect(presenter.catalogue.rows.count == 235)
        #expect(Set(presenter.catalogue.rows.map(\.group)) == Set(1...29))
        for row in presenter.catalogue.rows {
            #expect(row.text.count >= 8, "\(row.id)")
            #expect(!presenter.words.group(row.group).isEmpty)
            for path in row.enforced {
                #expect(presenter.words.place(path) != nil, "compliance-zh.csv has no words for \(path)")
            }
            for name in row.parameters { #expect(PolicyParameter.named(name) != nil, "\(row.id): \(name)") }
            for code in row.codes {
                #expect(code.hasPrefix("err.") || code.hasPrefix("vio."), "\(row.id): \(code)")
            }
        }
        for parameter in PolicyParameter.all {
            #expect(presenter.words.knows(parameter: parameter.name), "no words for \(parameter.name)")
        }
    }

    @Test func `a table that is cut or lacks words is refused with file and line`() {
        let table = "requirement,article,priority,status,enforced,tests\nA-1,A 1,core,open,,\nA-2,A 2,core\n"
        #expect(throws: RequirementCatalogue.Fault.self) {
            try RequirementCatalogue(
                table: table, words: "requirement,group,parameters,codes,text\n", readings: "")
        }
        do {
            _ = try RequirementCatalogue(
                table: table, words: "requirement,group,parameters,codes,text\nA-1,1,,,words\n", readings: "")
        } catch {
            #expect("\(error)" == "requirements.csv:3: not a row of this table")
        }
    }

    @Test func `values read as people say them`() throws {
        let words = try ComplianceWords.read()
        func said(_ value: PolicyValue, _ name: String) throws -> String {
            words.value(value, of: try #require(PolicyParameter.named(name)))
        }
        #expect(try said(.span(.hours(24)), "upload.deadline") == "24 小时")
        #expect(try said(.span(.seconds(120)), "attendance.gapTolerance") == "2 分钟")
        #expect(try said(.count(15), "retention.media") == "15 年")
        #expect(try said(.word("associateSenior"), "practitioner.consultantMinTitle") == "副高级")
        #expect(try said(.flag(false), "attendance.primaryCareSubstituteAllowed") == "否")
        #expect(try said(.none, "fee.consultationSplit") == "无此要求")
        #expect(try said(.pair(2, 8), "fee.consultationSplit") == "2:8")
    }

    @Test(.requirement("NHC-SUP-39"))
    func `a case says under which rules it stands, and which of them are only drafts`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            let one = try await journey.attending.get("/api/v1/consultations/\(journey.id)").body
            let version = try #require(one["policyVersionId"].string)
            let rules = try await journey.attending.get("/api/v1/policy-versions/\(version)")
            #expect(rules.status == 200 && rules.body["id"] == .string(version))
            let loose = rules.body["parameters"].items.prefix {
                $0["standing"] != "inForce" || $0["weight"] == "baseline"
            }
            #expect(.number(Double(loose.count)) == rules.body["notBinding"] && !loose.isEmpty)
            // Recordings are kept for 15 years after a draft: the name of the text and its article stand beside it.
            let media = try #require(loose.first { $0["name"] == "retention.media" })
            #expect(media["weight"] == "baseline")
            #expect(media["article"].string?.contains("《互联网诊疗监管细则》（征求意见稿）") == true)
            #expect(try await journey.attending.get("/api/v1/policy-versions/none-such").status == 404)
        }
    }

    @Test(.requirement("NHC-SUP-39", "NHC-TM-4.1.2c"))
    func `the page shows rules with their source, marks drafts, and counts what was refused`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            // Without a consent the case cannot be sent: twice refused.
            for _ in 0..<2 {
                let answer = try await journey.attending.change(.post, journey.id, "submit")
                #expect(answer.code == "err.consent.missing")
            }
            let quality = try await Browser.signedIn(.invitingQuality, client)
            let answer = try await quality.get("/api/v1/compliance")
            #expect(answer.status == 200)
            let page = answer.body
            #expect(page["items"].items.count == 235 && page["scope"] == "own")
            #expect(page["core"]["total"] == 142)
            // AMB-13 and the others stand beside the rows that they explain.
            let split = try #require(page["items"].items.first { $0["id"] == "JL-44a" })
            #expect(split["readings"].items.contains { $0["id"] == "AMB-13" })
            func row(_ id: String) throws -> JSON {
                try #require(page["items"].items.first { $0["id"].string == id })
            }
            let consent = try row("NHC-TM-3.2a")
            #expect(consent["article"].string?.hasPrefix("《远程医疗服务管理规范（试行）》") == true)
            #expect(consent["refusals"].items.first?["count"] == 2)
            #expect(consent["standing"] == "inForce")
            let upload = try #require(
                try row("JL-22")["parameters"].items.first { $0["name"] == "upload.deadline" })
            #expect(upload["value"] == "24 小时" && upload["source"] == "《吉林省远程医疗服务管理办法（试行）》")
            #expect(try row("NHC-SUP-19a")["standing"] == "draft")
            #expect(try row("SC-23c")["standing"] == "lapsed")
            #expect(!answer.text.contains("张三") && !answer.text.contains("胸痛"))

            // A hospital that had no part in it counts nothing; the page is not for everybody.
            let foreign = try await Browser.signedIn(.foreignQuality, client)
            let other = try await foreign.get("/api/v1/compliance").body
            #expect(other["items"].items.allSatisfy { $0["refusals"].items.isEmpty })
            #expect(try await journey.attending.get("/api/v1/compliance").code == "err.auth.roleRequired")
        }
    }

    @Test(.requirement("NHC-TM-4.1.2c"))
    func `a breach is on the board of both sides until each takes note of it, and no one else's`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            try await service.orchestrator.raise(
                .attendanceGap(side: .invited, since: service.now), on: ConsultationID(journey.id))

            let quality = try await Browser.signedIn(.invitingQuality, client)
            let board = try await quality.get("/api/v1/violations?state=open").body["items"].items
            let line = try #require(board.first)
            #expect(board.count == 1 && line["code"] == "vio.attendance.gap")
            #expect(line["article"] == "《远程医疗服务管理规范（试行）》三（三）3")
            #expect(line["consultationId"].string == journey.id && line["parties"].items.count == 2)
            let id = try #require(line["id"].string)
            let path = "/api/v1/violations/\(id)/acknowledge"

            #expect(try await quality.send(.post, path, [:]).status == 422)
            let done = try await quality.send(.post, path, ["reason": "网络故障，已更换线路"])
            #expect(done.status == 200 && done.body["state"] == "acknowledged")
            #expect(done.body["acknowledgement"]["reason"] == "网络故障，已更换线路")
            let again = try await quality.send(.post, path, ["reason": "另一种说法"])
            #expect(again.body["acknowledgement"]["reason"] == "网络故障，已更换线路")
            #expect(try await quality.get("/api/v1/violations?state=open").body["items"].items.isEmpty)
            #expect(
                try await quality.get("/api/v1/violations?code=vio.attendance.gap").body["items"].items.count
                    == 1)
            #expect(try await quality.get("/api/v1/violations?from=2025-03-11").body["items"].items.isEmpty)
            #expect(try await quality.get("/api/v1/violations?code=vio.nothing").status == 422)
            #expect(try await quality.get("/api/v1/violations?from=yesterday").status == 422)

            let foreign = try await Browser.signedIn(.foreignQuality, client)
            #expect(try await foreign.get("/api/v1/violations").body["items"].items.isEmpty)
            #expect(try await foreign.send(.post, path, ["reason": "x"]).status == 404)
            let asked = try await foreign.get("/api/v1/violations?institution=inst-county").body
            #expect(asked["items"].items.isEmpty, "only the authority may ask for another's board")
            #expect(try await journey.attending.get("/api/v1/violations").status == 403)
        }
    }

    @Test(.requirement("SC-23b"))
    func `who saw a case is told to quality control and its own physicians, one row a look`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            let path = "/api/v1/consultations/\(journey.id)"
            let quality = try await Browser.signedIn(.invitingQuality, client)
            func readers() async throws -> [String] {
                try await quality.get(path + "/accesses").body["items"].items.compactMap {
                    $0["name"].string
                }
            }
            let before = try await readers().count
            for _ in 0..<3 { #expect(try await journey.specialist.get(path).status == 200) }
            #expect(try await readers().count == before + 1)
            service.advance(.minutes(6))
            #expect(try await journey.specialist.get(path).status == 200)
            #expect(try await readers().count == before + 2)
            #expect(try await journey.specialist.get(path + "/accesses").status == 200)
            let coordinator = try await journey.coordinator.get(path + "/accesses")
            #expect(coordinator.code == "err.auth.roleRequired")
            #expect(
                try await Browser.signedIn(.foreignQuality, client).get(path + "/accesses").status == 404)
        }
    }
}
