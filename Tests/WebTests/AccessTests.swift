import ConsultationCore
import Foundation
import HTTPTypes
import Simulation
import TestRequirements
import Testing
import Web

struct AccessTests {
    @Test func `nothing but the open routes answers without signing in`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            for entry in service.server.table.entries where entry.access != .open {
                let answer = try await Browser(client).send(
                    entry.method, Self.path(entry.path, id: "x"), [:], version: 1)
                #expect(answer.status == 401, "\(entry.method) \(entry.path): \(answer.status)")
                #expect(answer.code == "err.auth.required")
            }
        }
    }

    @Test func `every unsafe route refuses a cookie without its CSRF token`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            for token in [nil, "wrong"] as [String?] {
                var browser = try await Browser.signedIn(.attending, client)
                browser.csrf = token
                for entry in service.server.table.entries where entry.access != .open && entry.access != .read
                {
                    let answer = try await browser.send(
                        entry.method, Self.path(entry.path, id: "x"), [:], version: 1)
                    #expect(answer.status == 403, "\(entry.method) \(entry.path): \(answer.status)")
                    #expect(answer.code == "err.auth.csrf")
                }
            }
        }
    }

    @Test(
        .requirement("NHC-IH-A4.4", "NHC-TM-1e", "JL-35d"),
        arguments: TestService.Person.allCases.filter(\.isForeign))
    func `no route tells a foreign institution anything about a case`(_ person: TestService.Person)
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await journey.consent()
            let stored = try await journey.attending.send(
                .post, "/api/v1/consultations/\(journey.id)/attachments",
                headers: MaterialTests.headers(MaterialTests.bytes), bytes: MaterialTests.bytes)
            let attachment = try #require(stored.body["id"].string)
            try await journey.submit()
            let stranger = try await Browser.signedIn(person, client)
            // A preflight answers the same to everybody and about every name, so it is no answer about a case.
            for entry in service.server.table.entries
            where entry.path.contains("{id}") && entry.method != .options {
                let path = Self.path(entry.path, id: journey.id)
                    .replacingOccurrences(of: "{attachment}", with: attachment)
                    .replacingOccurrences(of: "{session}", with: "x")
                    .replacingOccurrences(of: "{request}", with: "1")
                    .replacingOccurrences(of: "{hold}", with: "1")
                let sent: (headers: HTTPFields, bytes: [UInt8]?) =
                    switch entry.access {
                    case .upload: (MaterialTests.headers(MaterialTests.bytes), MaterialTests.bytes)
                    case .device: ([.contentType: "application/sdp"], Array("v=0\r\n".utf8))
                    default: ([:], nil)
                    }
                let answer = try await stranger.send(
                    entry.method, path + "?purpose=care", Self.body(entry.path), version: 1,
                    headers: sent.headers, bytes: sent.bytes)
                let saysNothing = Self.saysNothing(answer.status, answer.code, about: entry.path, to: person)
                #expect(saysNothing, "\(entry.method) \(entry.path): \(answer.status) \(answer.text)")
                for secret in ["张三", "胸痛", "inst-county", "220102198001010012"] {
                    #expect(!answer.text.contains(secret), "\(entry.method) \(entry.path) tells \(secret)")
                }
            }
            for list in [
                "/worklist", "/consultations", "/upload-duties", "/worklist?box=mine", "/worklist?box=cc",
            ] {
                let answer = try await stranger.get("/api/v1" + list)
                #expect(answer.body["items"] == [], "\(list): \(answer.text)")
            }
            let events = try await stranger.get("/api/v1/settlements?period=2025-03")
            #expect(events.status == 403 || events.body["lines"] == [])
        }
    }

    @Test(.requirement("NHC-TM-2.3.3"))
    func `the operator sees every line, and that one is alone`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let answer = try await Browser.signedIn(.platformOperator, client).get("/api/v1/network")
            #expect(answer.status == 200)
            #expect(
                answer.body["links"] == [["name": "telecom", "state": "up", "sessions": 0, "alone": true]])
            #expect(answer.body["rooms"] == [])
        }
    }

    @Test(arguments: [
        (TestService.Person.invitingFinance, "/api/v1/patients"), (.platformOperator, "/api/v1/patients"),
        (.attending, "/api/v1/settlements?period=2025-03"), (.attending, "/api/v1/network"),
        (.specialist, "/api/v1/network"),
        (.specialist, "/api/v1/settlements?period=2025-03"),
    ])
    func `a role without business there is refused with the roles that have`(
        _ person: TestService.Person, _ path: String
    ) async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let answer = try await Browser.signedIn(person, client).get(path)
            #expect(answer.status == 403)
            #expect(answer.code == "err.auth.roleRequired")
            #expect(answer.body["detail"].string?.contains("需要岗位") == true)
        }
    }

    /// Unknown, or about something of one's own; the operator's staff are told that they may not (JL-36).
    private static func saysNothing(
        _ status: Int, _ code: String?, about path: String, to person: TestService.Person
    ) -> Bool {
        if status == 404 { return true }
        // The patient's side asks for the patient's own proof, whoever is signed in.
        if ["/public/visits/", "/public/family-doctor-contracts/"].contains(where: path.contains),
            status == 401
        {
            return true
        }
        if person == .platformOperator, code == "err.access.operatorForbidden" { return true }
        let own = [
            "/institutions/", "/patients/", "/upload-duties/", "/agreements/", "/standings/",
            "/platform-needs/", "/service-fees/", "/profiles/", "/practitioners/", "/duty-rotas/",
            "/diagnosis-orders/", "/incidents/", "/visits/", "/accounts/", "/network/",
            "/exchange/", "/supervision/", "/staff-admissions/", "/referrals/",
            "/family-doctor-contracts/",
        ].contains { path.contains($0) }
        return own && [403, 422].contains(status)
    }

    private static func path(_ template: String, id: String) -> String {
        template.replacingOccurrences(of: "{id}", with: id).replacingOccurrences(of: "{code}", with: "x")
    }

    /// A body that is right, so that only the right to do it is in question.
    private static func body(_ path: String) -> JSON? {
        let password = JSON.string(TestService.password)
        let reason: JSON = ["reason": "理由"]
        let bodies: [String: JSON] = [
            "draft": Journey.draft,
            "present": [
                "serviceDescription": "x", "feeFen": 1, "payer": "patient", "recordingStatement": true,
                "truthfulnessStatement": true,
            ],
            "sign": [
                "signerKind": "patient", "signerName": "x", "signatureImage": .string(Journey.signature),
            ],
            "refuse": reason, "withdraw": reason, "cancel": reason, "hand-over": reason,
            "accept": ["physicianIds": ["d"], "slot": Journey.slot, "preparationConfirmed": true],
            "decline": ["reasonCode": "other", "reasonText": "x"],
            "replace-physician": ["from": "a", "to": "b"],
            "diagnosis": ["at": "2025-03-10T08:00:00+08:00"],
            "note": ["text": "x"], "messages": ["text": "x"], "report/draft": ["sections": []],
            "report/sign": ["password": password], "addenda": ["text": "x", "password": password],
            "decision": ["outcome": "adopted", "plan": "x", "password": password],
            "patient-attendance": ["present": true], "summary": ["text": "x"],
            "reject-material": ["attachmentId": "a", "reason": "x"], "summary/sign": ["password": password],
            "evidence": [
                "since": "2025-03-10T08:00:00+08:00", "until": "2025-03-10T09:00:00+08:00", "text": "x",
            ],
            "answer": ["sdp": "v=0"], "close": ["reason": "deceased", "password": password],
            "receipt": ["code": "A", "number": "1"], "complete": ["code": "A", "number": "1"],
            "void-receipt": reason, "reverse": reason, "reject": reason,
            "refunds": ["amountFen": 1, "reason": "理由"], "export": ["format": "csv"],
            "settlement-batches/{id}/close": [:],
            "dispute": reason, "confirm": ["reference": "x", "day": "2025-03-10"],
            "custody/requests": ["kind": "access", "purpose": "care", "ground": "x"],
            "playbacks": ["purpose": "care", "reason": "x"], "custody/holds": ["ground": "x"], "lift": reason,
            "pay": ["reference": "x", "day": "2025-03-10"],
            "reconcile": ["reference": "x", "day": "2025-03-10"],
            "payment": ["reference": "x", "day": "2025-03-10"],
            "imaging/imports": ["studyUid": "1.2", "qualityAttested": true],
            "my-actions/{id}/complete": ["item": 0, "text": "x"],
            "state": ["audioMuted": true, "videoMuted": true, "screenSharing": false],
        ]
        let found = bodies.keys.filter { path.hasSuffix("/" + $0) }.max { $0.count < $1.count }
        return found.flatMap { bodies[$0] } ?? [:]
    }
}
