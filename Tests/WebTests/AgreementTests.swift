import ConsultationCore
import HTTPTypes
import Simulation
import TestRequirements
import Testing

struct AgreementTests {
    private static let clauses: JSON = .object(
        Dictionary(uniqueKeysWithValues: AgreementClause.always.map { ($0.rawValue, JSON.string("约定")) }))

    private static func text(_ clauses: JSON = clauses) -> JSON {
        [
            "partyIds": ["inst-county", "inst-foreign"], "validFrom": "2025-03-01", "validTo": "2027-02-28",
            "governingText": "JL", "clauses": clauses, "serviceKinds": ["remoteConsultation"],
        ]
    }

    @Test(.requirement("NHC-TM-3.1a", "NHC-TM-3.1b"))
    func `two hospitals draft, sign and amend an agreement, and the partner appears in the list`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let partner = try await Browser.signedIn(.foreignAdmin, client)
            let draft = try await admin.send(.post, "/api/v1/agreements", Self.text())
            try #require(draft.status == 201, "\(draft.text)")
            let path = "/api/v1/agreements/\(draft.body["id"].string ?? "")"
            #expect(draft.body["state"] == "draft" && draft.body["stateDisplay"] == "起草中")

            let sent = try await admin.send(.post, path + "/submit", [:], version: 1)
            #expect(sent.body["state"] == "inSignature", "\(sent.text)")
            let stale = try await partner.send(.post, path + "/sign", Self.signing, version: 1)
            #expect(stale.status == 412)
            let first = try await admin.send(.post, path + "/sign", Self.signing, version: 2)
            #expect(first.body["proposal"]["missingSignatures"].items.count == 1, "\(first.text)")
            let early = try await admin.send(.post, path + "/bring-into-force", [:], version: 3)
            #expect(early.code == "err.agreement.signatureMissing")
            let second = try await partner.send(.post, path + "/sign", Self.signing, version: 3)
            #expect(second.body["state"] == "inForce", "\(second.text)")
            #expect(second.body["signatures"].items.count == 2)
            #expect(second.body["signatures"][0]["entity"]["name"] == "医院 inst-county")

            let partners = try await admin.get("/api/v1/institutions").body["items"].items
            #expect(partners.contains { $0["id"] == "inst-foreign" })
        }
    }

    private static let signing: JSON = [
        "signatory": "王院长", "authority": "法定代表人", "password": .string(TestService.password),
    ]

    @Test(.requirement("NHC-TM-3.1a"))
    func `a missing clause is named beside its field, with the article`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let text = Self.text(["purpose": "提升能力"])
            let draft = try await admin.send(.post, "/api/v1/agreements", text)
            let path = "/api/v1/agreements/\(draft.body["id"].string ?? "")"
            let refused = try await admin.send(.post, path + "/submit", [:], version: 1)
            #expect(refused.status == 422 && refused.code == "err.agreement.clauseMissing")
            #expect(refused.body["errors"].items.map { $0["pointer"] }.contains("/clauses/workflow"))
            #expect(refused.body["article"].string?.contains("三（一）") == true)
        }
    }

    @Test func `an agreement is no business of strangers or of other offices`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let admin = try await Browser.signedIn(.invitingAdmin, client)
            let draft = try await admin.send(.post, "/api/v1/agreements", Self.text())
            let path = "/api/v1/agreements/\(draft.body["id"].string ?? "")"
            let other = try await Browser.signedIn(.invitedAdmin, client)
            #expect(try await other.get(path).status == 404)
            #expect(try await other.send(.post, path + "/submit", [:], version: 1).status == 404)
            let physician = try await Browser.signedIn(.attending, client)
            #expect(try await physician.get(path).status == 403)
            #expect(try await physician.send(.post, "/api/v1/agreements", Self.text()).status == 403)
            let foreign: JSON = [
                "partyIds": ["inst-province", "inst-foreign"], "validFrom": "2025-03-01",
                "validTo": "2027-02-28", "serviceKinds": ["remoteConsultation"],
            ]
            #expect(try await admin.send(.post, "/api/v1/agreements", foreign).status == 403)
        }
    }
}
