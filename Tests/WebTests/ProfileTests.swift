import ConsultationCore
import HTTPTypes
import TestRequirements
import Testing

struct ProfileTests {
    @Test(.requirement("JL-13b", "JL-13c", "JL-13e", "NHC-TM-2.3.3", "NHC-IH-A4.2", "NHC-ID-13"))
    func `an administrator completes the profile and reads what is missing and whom to ask`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let path = "/api/v1/profiles/inst-county"
            let empty = try await admin.get(path)
            #expect(empty.status == 200, "\(empty.text)")
            func check(_ answer: Browser.Answer, _ name: String) -> JSON {
                answer.body["readiness"].items.first { $0["name"].string == name } ?? .null
            }
            #expect(check(empty, "dedicatedManager")["state"] == "missing")
            #expect(check(empty, "dedicatedManager")["ask"] == "institutionAdmin")
            let finding = check(empty, "dedicatedManager")["findings"][0]
            #expect(finding["code"] == "err.institution.profileIncomplete")
            #expect(finding["article"].string?.contains("第十三条") == true)

            for wrong in ["2206", "22062A", "450100"] {
                let refused = try await admin.send(
                    .put, path + "/division", ["division": .string(wrong)], version: 0)
                #expect(refused.status == 422, "\(wrong)")
                #expect(refused.body["errors"][0]["pointer"] == "/division", "\(refused.text)")
            }
            let site: JSON = [
                "name": "会诊中心", "region": "jilin",
                "links": [
                    ["provider": "电信", "kind": "dedicatedLine", "megabits": 100],
                    ["provider": "联通", "kind": "internet"],
                ], "access": ["kind": "dedicatedLine", "number": "CTC-1"],
                "systems": [["name": "一"], ["name": "二"]],
                "nodes": [["name": "网关", "kind": "relay", "ups": true, "testedOn": "2025-01-05"]],
            ]
            var version = 0
            func put(_ part: String, _ json: JSON) async throws -> Browser.Answer {
                let answer = try await admin.send(.put, path + part, json, version: version)
                #expect(answer.status == 200, "\(part): \(answer.text)")
                version = answer.body["version"].number.map { Int($0) } ?? -1
                return answer
            }
            _ = try await put(
                "/staff",
                [
                    "managers": [["name": "王"]],
                    "technicians": [["name": "张", "trainedOn": "2024-05-20"]],
                ])
            _ = try await put("/security", ["level": 3, "number": "22", "validTo": "2030-01-01"])
            let after = try await put("/sites/s-1", site)
            for name in [
                "dedicatedManager", "networkTechnician", "sites", "providers", "accessKind", "avSystems",
                "uninterruptiblePower", "mlpsEvidence",
            ] {
                #expect(check(after, name)["state"] == "passed", "\(name): \(after.text)")
            }
            #expect(check(after, "bandwidth")["state"] == "warning")
            #expect(after.body["sites"][0]["access"]["kindDisplay"] == "数据专线")
            #expect(after.body["sites"][0]["providers"] == 2)
            var journey = try await Journey(service, client)
            try await journey.create()
            let lines = try await journey.attending.get("/api/v1/consultations/\(journey.id)/access-links")
            #expect(lines.body["items"][0]["kinds"] == ["dedicatedLine"], "\(lines.text)")
            #expect(lines.body["items"][0]["display"] == "数据专线")
            let stale = try await admin.send(.put, path + "/sites/s-1", site, version: 1)
            #expect(stale.status == 412)
            let wrong = try await admin.send(
                .put, path + "/sites/s-2", ["name": "", "region": "mars"], version: version)
            #expect(wrong.status == 422)
        }
    }

    @Test(.requirement("NHC-IH-A4.3"))
    func `the bandwidth test moves bytes both ways, and its result is kept and judged`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let path = "/api/v1/profiles/inst-county"
            _ = try await admin.send(
                .put, path + "/sites/s-1", ["name": "中心", "region": "jilin", "internetHospital": true],
                version: 0)
            let down = try await admin.get("/api/v1/bandwidth-test?bytes=200000")
            #expect(down.status == 200 && down.bytes.count == 200_000)
            #expect(down.headers[.cacheControl]?.contains("no-store") == true)
            #expect(down.headers[.contentEncoding] == nil, "nothing on the way may make it smaller")
            let up = try await admin.send(.post, "/api/v1/bandwidth-test", bytes: down.bytes)
            #expect(up.body["bytes"] == 200_000, "\(up.text)")
            #expect(try await admin.get("/api/v1/bandwidth-test?bytes=99999999").status == 422)
            let large = [UInt8](repeating: 0, count: (4 << 20) + 1)
            #expect(try await admin.send(.post, "/api/v1/bandwidth-test", bytes: large).status == 413)

            var version = 2
            for (rate, state) in [(9_900, "missing"), (10_000, "passed")] {
                let kept = try await admin.send(
                    .post, path + "/sites/s-1/bandwidth", ["down": .number(Double(rate)), "up": 50_000],
                    version: version)
                version = kept.body["version"].number.map { Int($0) } ?? 0
                let check = kept.body["readiness"].items.first { $0["name"] == "bandwidth" }
                #expect(check?["state"].string == state, "AT-32: \(kept.text)")
            }
        }
    }
}
