import ConsultationCore
import HTTPTypes
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

struct MoneyPathTests {
    @Test(.requirement("NHC-SUP-23", "JL-41", "NHC-TM-4.1.4"))
    func `finance publishes a price, enters a receipt and gives money back over HTTP`() async throws {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let journey = try await Journey.reported(service, client)
            let finance = try await Browser.signedIn(.invitingFinance, client)
            let path = "/api/v1/charges/\(journey.id)"
            #expect(try await finance.get(path).body["actions"] == ["issueReceipt", "reverse"])
            let wrong = try await finance.send(.post, path + "/receipt", ["code": "一", "number": "1"])
            #expect(wrong.status == 422 && wrong.body["errors"][0]["pointer"] == "/code")
            let paid = try await finance.send(.post, path + "/receipt", ["code": "A", "number": "1"])
            #expect(paid.body["state"] == "receipted", "\(paid.text)")
            let asked = try await finance.send(
                .post, path + "/refunds", ["amountFen": 3333, "reason": "患者申请"])
            #expect(asked.status == 201, "\(asked.text)")
            let approved = try await finance.send(.post, path + "/refunds/1/approve", [:])
            #expect(approved.body["netFen"] == 26_667 && approved.body["invitedShareFen"] == 21_334)
            let other = try await Browser.signedIn(.invitedFinance, client)
            let seen = try await other.get(path)
            #expect(seen.status == 200 && seen.body["actions"] == [])
            #expect(!seen.text.contains("患者申请"))
            let batches = try await finance.get("/api/v1/settlement-batches?period=2025-03").body["items"]
            #expect(batches[0]["ledger"]["balanced"] == true && batches[0]["nextAction"] == "close")
            let id = try #require(batches[0]["id"].string)
            let early = try await finance.send(.post, "/api/v1/settlement-batches/\(id)/close", [:])
            #expect(early.code == "err.settlement.periodRunning")
            let file = try await finance.get("/api/v1/settlements/export?period=2025-03&format=xlsx")
            // Who took the file stands in the journal, with its digest.
            let taken = try await service.database.read {
                try $0.entries(of: "settlement-export/inst-county/2025-03")
            }
            #expect(taken.map(\.kind) == ["exported"])
            #expect(file.status == 200 && file.bytes.starts(with: [0x50, 0x4B]))

            let draft: JSON = [
                "code": "YC-9", "name": "远程会诊", "unit": "次", "serviceKind": "remoteConsultation",
                "level": "county", "amountFen": 12_000, "authorityDocument": "吉价〔2025〕9号",
                "authorityDate": "2025-03-01", "validFrom": "2025-03-10",
            ]
            let price = try await finance.send(.post, "/api/v1/price-catalogue", draft)
            #expect(price.status == 201 && price.body["standing"] == "valid", "\(price.text)")
            let open = try await Browser(client).get("/api/v1/public/prices").body["items"].items
            #expect(open.contains { $0["code"] == "YC-9" && $0["validNow"] == true })
        }
    }
}
