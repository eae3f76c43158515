import ConsultationCore
import HTTPTypes
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

struct PayoutTests {
    private static func key(_ percent: Double, from day: String = "2025-03-01", staff: [JSON] = []) -> JSON {
        let rule: JSON = ["percent": .number(percent), "physicianParts": 8, "staff": .array(staff)]
        return [
            "effectiveFrom": .string(day), "basis": "院发〔2025〕3号", "inviting": rule, "invited": rule,
        ]
    }

    @Test(.requirement("JL-43", "JL-44c"))
    func
        `finance makes the sheet of a month, the specialist sees the own line, and a refund is taken back later`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            let journey = try await Journey.reported(service, client)
            let county = try await Browser.signedIn(.invitingFinance, client)
            let charge = "/api/v1/charges/\(journey.id)"
            _ = try await county.send(.post, charge + "/receipt", ["code": "A", "number": "1"])

            service.setTime(ConsultationWorld.at(2025, 4, 2, 9))
            let finance = try await Browser.signedIn(.invitedFinance, client)
            let march = "/api/v1/payouts?period=2025-03"
            let early = try await finance.send(.post, "/api/v1/payouts", ["period": "2025-03"])
            #expect(early.code == "err.payout.keyMissing", "\(early.text)")
            let low = try await finance.send(.post, "/api/v1/payout-keys", Self.key(59))
            #expect(low.code == "err.payout.rateBelowMinimum")
            let published = try await finance.send(.post, "/api/v1/payout-keys", Self.key(75))
            try #require(published.status == 201, "\(published.text)")

            let preview = try await finance.get(march).body
            #expect(preview["retainedFen"] == 24_000 && preview["totalFen"] == 18_000, "\(preview)")
            #expect(preview["differenceFen"] == 0 && preview["mayIssue"] == true)
            #expect(preview["people"][0]["practitionerId"] == "doc-specialist")
            let issued = try await finance.send(.post, "/api/v1/payouts", ["period": "2025-03"])
            try #require(issued.status == 201, "\(issued.text)")
            #expect(issued.body["sheet"]["state"] == "issued" && issued.body["people"] == preview["people"])
            let subsidy = try await finance.get("/api/v1/staff-subsidy?period=2025-03").body
            #expect(subsidy["declaredFen"] == 18_000 && subsidy["requiredFen"] == 14_400)
            let byHand = try await finance.send(
                .post, "/api/v1/staff-subsidy", ["period": "2025-03", "amountFen": 20_000])
            #expect(byHand.code == "err.payout.monthIssued")
            let again = try await finance.send(.post, "/api/v1/payouts", ["period": "2025-03"])
            #expect(again.code == "err.payout.monthIssued")

            let specialist = try await Browser.signedIn(.specialist, client)
            let mine = try await specialist.get("/api/v1/payouts/mine").body["items"].items
            #expect(
                mine.count == 1 && mine.first?["amountFen"] == 18_000 && mine.first?["period"] == "2025-03")
            #expect(try await specialist.get(march).status == 403)
            let payer = try await Browser.signedIn(.invitingFinance, client)
            #expect(try await payer.get("/api/v1/payouts/lines?period=2025-03").body["items"].items.isEmpty)

            // 10,000 of the fee go back in April: of what was kept, and so of what was paid.
            _ = try await payer.send(.post, charge + "/refunds", ["amountFen": 10_000, "reason": "x"])
            let approved = try await payer.send(.post, charge + "/refunds/1/approve", [:])
            #expect(approved.status == 200, "\(approved.text)")
            let april = try await finance.get("/api/v1/payouts?period=2025-04").body
            #expect(april["retainedFen"] == -8_000 && april["totalFen"] == -6_000, "\(april)")
            #expect(april["people"][0]["takenBackFen"] == -6_000 && april["mayIssue"] == false)

            let id = try #require(issued.body["sheet"]["id"].string)
            let slip: JSON = ["reference": "工资-2025-04", "day": "2025-04-02"]
            let paid = try await finance.send(.post, "/api/v1/payouts/\(id)/payment", slip, version: 1)
            #expect(paid.body["sheet"]["state"] == "paid", "\(paid.text)")
            let back = try await finance.send(
                .post, "/api/v1/payouts/\(id)/withdraw", ["reason": "x"], version: 2)
            #expect(back.code == "err.payout.stateNotAllowed")
            // No entry of the ledger knows of any of it: the platform moves no money of persons.
            let accounts = try await service.database.read { try $0.postings(of: ConsultationID(journey.id)) }
            #expect(Set(accounts.map(\.line.institution)) == ["inst-county", "inst-province"])
            for format in ["xlsx", "csv"] {
                let file = try await finance.get("/api/v1/payouts/export?period=2025-03&format=\(format)")
                #expect(file.status == 200)
                if format == "csv" {
                    #expect(file.text.contains("财务负责人：") && file.text.contains("180.00"))
                }
            }
        }
    }

    @Test(.requirement("JL-43"))
    func `a sheet that is withdrawn leaves the month without its subsidy, until there is another`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            _ = try await Journey.reported(service, client)
            service.setTime(ConsultationWorld.at(2025, 4, 2, 9))
            let finance = try await Browser.signedIn(.invitingFinance, client)
            _ = try await finance.send(.post, "/api/v1/payout-keys", Self.key(60))
            let issued = try await finance.send(.post, "/api/v1/payouts", ["period": "2025-03"])
            #expect(issued.body["people"][0]["practitionerId"] == "doc-attending", "\(issued.text)")
            let id = try #require(issued.body["sheet"]["id"].string)
            let back = try await finance.send(
                .post, "/api/v1/payouts/\(id)/withdraw", ["reason": "办法有误"], version: 1)
            #expect(back.body["withdrawn"][0]["reason"] == "办法有误" && back.body["mayIssue"] == true)
            let subsidy = try await finance.get("/api/v1/staff-subsidy?period=2025-03").body
            #expect(subsidy["declaredFen"] == 0 && subsidy["requiredFen"] == 3_600)
            _ = try await finance.send(.post, "/api/v1/payout-keys", Self.key(80))
            let next = try await finance.send(.post, "/api/v1/payouts", ["period": "2025-03"])
            #expect(next.body["totalFen"] == 4_800 && next.body["keyVersions"] == [2], "\(next.text)")
            let attending = try await Browser.signedIn(.attending, client)
            let mine = try await attending.get("/api/v1/payouts/mine").body["items"].items
            #expect(mine.map { $0["amountFen"] } == [4_800])
        }
    }

    @Test(.requirement("JL-40"))
    func `costs stand in a ledger of their own, and no split or subsidy is smaller for them`() async throws {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            _ = try await Journey.reported(service, client)
            let finance = try await Browser.signedIn(.invitingFinance, client)
            let cost: JSON = [
                "day": "2025-03-10", "account": "network", "amountFen": 120_000, "voucher": "记-0031",
            ]
            let entered = try await finance.send(.post, "/api/v1/costs", cost)
            try #require(entered.status == 201, "\(entered.text)")
            for number in 1...101 {
                let more: JSON = [
                    "day": "2025-03-10", "account": "iotDataCollection", "voucher": "记-0032",
                    "amountFen": .number(Double(number)),
                ]
                #expect(try await finance.send(.post, "/api/v1/costs", more).status == 201)
            }
            let page = try await finance.get("/api/v1/costs?period=2025-03").body
            #expect(page["totalFen"] == 125_151 && page["items"].items.count == 100)
            #expect(page["groups"].items.map { $0["totalFen"] } == [0, 120_000, 0, 5_151])
            let next = try #require(page["next"].string)
            let rest = try await finance.get("/api/v1/costs?period=2025-03&cursor=\(next)").body
            #expect(rest["items"].items.count == 2 && rest["next"] == .null)

            let month = try await finance.get("/api/v1/settlements?period=2025-03").body
            #expect(month["totals"]["invitingFen"] == 6_000 && month["ledger"]["balanced"] == true)
            let subsidy = try await finance.get("/api/v1/staff-subsidy?period=2025-03").body
            #expect(subsidy["retainedFen"] == 6_000)

            let path = "/api/v1/costs/\(entered.body["id"].string ?? "")/reverse"
            #expect(try await finance.send(.post, path, ["reason": "重复"]).body["amountFen"] == -120_000)
            #expect(
                try await finance.send(.post, path, ["reason": "重复"]).code == "err.cost.alreadyReversed")
            #expect(
                try await finance.get("/api/v1/costs?period=2025-03").body["totalFen"] == 5_151)
            let other = try await Browser.signedIn(.invitedFinance, client)
            #expect(try await other.send(.post, path, ["reason": "x"]).status == 404)
            #expect(try await other.get("/api/v1/costs?period=2025-03").body["totalFen"] == 0)
            let physician = try await Browser.signedIn(.attending, client)
            #expect(try await physician.get("/api/v1/costs?period=2025-03").status == 403)
        }
    }
}
