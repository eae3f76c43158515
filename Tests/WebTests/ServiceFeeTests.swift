import ConsultationCore
import HTTPTypes
import HummingbirdTesting
import Orchestration
import Simulation
import Storage
import TestRequirements
import Testing

struct ServiceFeeTests {
    private static let signing: JSON = [
        "signatory": "王院长", "authority": "法定代表人", "password": .string(TestService.password),
    ]

    @Test(.requirement("NHC-TM-4.1.5"))
    func
        `the operator bills the side that the agreement names, and no fee of a consultation is smaller for it`()
        async throws
    {
        let service = try await TestService.make()
        let keeper = Task { try await service.rooms.run() }
        defer { keeper.cancel() }
        try await service.test { client in
            _ = try await Journey.reported(service, client)

            let agreement = try await agree(client, bearer: "inst-county")
            service.setTime(ConsultationWorld.at(2025, 4, 2, 9))
            let platform = try await Browser.signedIn(.platformFinance, client)
            let bill: JSON = ["agreementId": .string(agreement), "period": "2025-03", "amountFen": 50_000]
            let charged = try await platform.send(.post, "/api/v1/service-fees", bill)
            try #require(charged.status == 201, "\(charged.text)")
            let path = "/api/v1/service-fees/\(charged.body["id"].string ?? "")"

            let county = try await Browser.signedIn(.invitingFinance, client)
            #expect(try await county.get("/api/v1/service-fees").body["items"].items.count == 1)
            let slip: JSON = ["reference": "20250402-1", "day": "2025-04-02"]
            #expect(
                try await county.send(.post, path + "/pay", slip, version: 1).code
                    == "err.serviceFee.stateNotAllowed")
            #expect(try await county.send(.post, path + "/accept", [:], version: 1).status == 200)
            #expect(try await county.send(.post, path + "/pay", slip, version: 2).status == 200)
            let done = try await platform.send(.post, path + "/confirm", slip, version: 3)
            #expect(done.body["state"] == "received" && done.body["stateDisplay"] == "已到账", "\(done.text)")

            // Neither the shares of the month nor the base of the staff subsidy know of it.
            let month = try await county.get("/api/v1/settlements?period=2025-03").body
            #expect(month["totals"]["feeFen"] == 30_000 && month["totals"]["invitingFen"] == 6_000)
            #expect(month["ledger"]["balanced"] == true)
            let subsidy = try await county.get("/api/v1/staff-subsidy?period=2025-03").body
            #expect(subsidy["retainedFen"] == 6_000)
            let balance = try await service.database.read {
                try $0.ledgerBalance(
                    from: ConsultationWorld.at(2025, 1, 1, 0), to: ConsultationWorld.at(2026, 1, 1, 0))
            }
            #expect(balance.isBalanced && balance.postings > 8)
        }
    }

    @Test(.requirement("NHC-TM-4.1.5"))
    func `without the clause the bill is refused with the article, and strangers see nothing`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let agreement = try await agree(client, bearer: nil)
            service.setTime(ConsultationWorld.at(2025, 4, 2, 9))
            let platform = try await Browser.signedIn(.platformFinance, client)
            let bill: JSON = ["agreementId": .string(agreement), "period": "2025-03", "amountFen": 50_000]
            let refused = try await platform.send(.post, "/api/v1/service-fees", bill)
            #expect(refused.code == "err.serviceFee.notAgreed")
            #expect(refused.body["article"].string?.contains("《远程医疗服务管理规范（试行）》") == true)
            let foreign = try await Browser.signedIn(.foreignFinance, client)
            #expect(try await foreign.get("/api/v1/service-fees").body["items"].items.isEmpty)
            #expect(try await foreign.send(.post, "/api/v1/service-fees", bill).status == 404)
            let physician = try await Browser.signedIn(.attending, client)
            #expect(try await physician.get("/api/v1/service-fees").status == 403)
        }
    }

    /// A three-party agreement in force.
    private func agree(_ client: any TestClientProtocol, bearer: String?) async throws -> String {
        let clauses = AgreementClause.allCases.map { ($0.rawValue, JSON.string("约定")) }
        var text: [String: JSON] = [
            "partyIds": ["inst-county", "inst-province"], "platformOperatorId": "inst-platform",
            "validFrom": "2025-03-01", "validTo": "2027-02-28", "governingText": "JL",
            "clauses": .object(Dictionary(uniqueKeysWithValues: clauses)),
            "serviceKinds": ["remoteConsultation"],
        ]
        if let bearer { text["serviceFeeBearerId"] = .string(bearer) }
        let admin = try await Browser.signedIn(.invitingAdmin, client)
        let draft = try await admin.send(.post, "/api/v1/agreements", .object(text))
        try #require(draft.status == 201, "\(draft.text)")
        let id = try #require(draft.body["id"].string)
        let path = "/api/v1/agreements/\(id)"
        _ = try await admin.send(.post, path + "/submit", [:], version: 1)
        _ = try await admin.send(.post, path + "/sign", Self.signing, version: 2)
        let partner = try await Browser.signedIn(.invitedAdmin, client)
        _ = try await partner.send(.post, path + "/sign", Self.signing, version: 3)
        let platform = try await Browser.signedIn(.platformOperator, client)
        let last = try await platform.send(.post, path + "/sign", Self.signing, version: 4)
        try #require(last.body["state"] == "inForce", "\(last.text)")
        return id
    }
}
