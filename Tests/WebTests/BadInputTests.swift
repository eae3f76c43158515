import Foundation
import HTTPTypes
import Testing

/// Whatever is sent, the answer is a problem with a stable code, and all mistakes at once.
struct BadInputTests {
    private func withDraft(
        _ body: @escaping @Sendable (Journey) async throws -> Void
    ) async throws {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await body(journey)
        }
    }

    @Test(arguments: [
        "{", "[1,2", "nul", "{\"a\":1}}", "\u{0}", "{\"a\":\u{7}}", String(repeating: "[", count: 5000),
    ])
    func `malformed JSON is 400`(_ text: String) async throws {
        try await withDraft { journey in
            let answer = try await journey.attending.send(
                .put, "/api/v1/consultations/\(journey.id)/draft", version: 2,
                headers: [.contentType: "application/json"], bytes: Array(text.utf8))
            #expect(answer.status == 400)
            #expect(answer.code == "err.request.malformed")
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func `every mistake of a body is reported at once with its pointer`() async throws {
        try await withDraft { journey in
            let answer = try await journey.attending.send(
                .put, "/api/v1/consultations/\(journey.id)/draft",
                [
                    "invitationReason": .string(String(repeating: "长", count: 501)),
                    "requestedTitle": "professor",
                    "proposedSchedule": [["start": "tomorrow", "end": "2025-03-10T16:00:00+08:00"]],
                    "questions": ["ok", 7],
                    "caseSummary": "a\u{1}b",
                    "surprise": true,
                ], version: 2)
            #expect(answer.status == 422)
            #expect(answer.code == "err.request.fields")
            let found = answer.body["errors"].items.map { error in
                (error["pointer"].string ?? "") + " " + (error["code"].string ?? "")
            }
            #expect(
                Set(found) == [
                    "/invitationReason err.field.tooLong", "/requestedTitle err.field.unknownValue",
                    "/proposedSchedule/0/start err.field.invalid", "/questions/1 err.field.wrongType",
                    "/caseSummary err.field.forbiddenCharacter", "/surprise err.field.unknown",
                ])
            #expect(answer.body["errors"].items.allSatisfy { $0["message"].string?.isEmpty == false })
        }
    }

    @Test func `a wrong resident id is reported beside the other fields`() async throws {
        try await withDraft { journey in
            let answer = try await journey.attending.send(
                .post, "/api/v1/patients",
                [
                    "name": "", "identityDocument": ["type": "residentId", "number": "220102198001010011"],
                    "verification": ["method": "documentSeen"],
                ])
            #expect(answer.status == 422)
            let codes = answer.body["errors"].items.compactMap { $0["code"].string }
            #expect(Set(codes) == ["err.field.required", "err.patient.identityUnverified"])
            // The number itself must not come back.
            #expect(!answer.text.contains("220102198001010011"))
        }
    }

    @Test(arguments: [
        "/consultations/nope", "/patients/nope?purpose=care", "/institutions/nope/practitioners",
    ])
    func `an unknown id is 404`(_ path: String) async throws {
        try await withDraft { journey in
            let answer = try await journey.attending.get("/api/v1" + path)
            #expect(answer.status == 404)
            #expect(answer.code == "err.notFound")
        }
    }

    @Test func `a repeated key gives the same answer, and another body under it is refused`() async throws {
        try await withDraft { journey in
            let path = "/api/v1/consultations"
            let first = try await journey.attending.send(.post, path, ["patientId": "pat-1"], key: "k-1")
            let again = try await journey.attending.send(.post, path, ["patientId": "pat-1"], key: "k-1")
            #expect(first.status == 201 && again.status == 201)
            #expect(first.body["id"] == again.body["id"])
            #expect(again.headers[Browser.header("Idempotency-Replayed")] == "true")
            let other = try await journey.attending.send(
                .post, path, ["patientId": "pat-1", "priority": "urgent"], key: "k-1")
            #expect(other.status == 422)
            #expect(other.code == "err.idempotency.bodyMismatch")
        }
    }

    @Test(arguments: ["", "with space", String(repeating: "k", count: 129)])
    func `a changing request needs a usable idempotency key`(_ key: String) async throws {
        try await withDraft { journey in
            let answer = try await journey.attending.send(
                .post, "/api/v1/consultations", ["patientId": "pat-1"],
                headers: [Browser.keyHeader: key])
            #expect(answer.status == 400)
            #expect(answer.code == "err.idempotency.keyRequired")
        }
    }

    @Test func `a change without a version is 428 and on a stale one 412 with the current version`()
        async throws
    {
        try await withDraft { journey in
            let path = "/api/v1/consultations/\(journey.id)/draft"
            let missing = try await journey.attending.send(.put, path, ["invitationReason": "x"])
            #expect(missing.status == 428)
            #expect(missing.code == "err.request.ifMatchRequired")
            let current = try await journey.attending.get("/api/v1/consultations/\(journey.id)")
            let version = try #require(current.body["version"].number)
            #expect(current.headers[.eTag] == "\"\(Int(version))\"")
            let stale = try await journey.attending.send(
                .put, path, ["invitationReason": "x"], version: Int(version) - 1)
            #expect(stale.status == 412)
            #expect(stale.body["currentVersion"].number == version)
        }
    }

    @Test func `a body that is not declared as JSON is 415, and one that is too long is 413`() async throws {
        try await withDraft { journey in
            let path = "/api/v1/consultations"
            let form = try await journey.attending.send(
                .post, path, headers: [.contentType: "text/plain"], bytes: Array("{}".utf8))
            #expect(form.status == 415)
            let long = JSON.object(["patientId": .string(String(repeating: "x", count: 300_000))])
            let tooLong = try await journey.attending.send(.post, path, long)
            #expect(tooLong.status == 413)
            #expect(tooLong.body["limit"] == 262_144)
        }
    }

    @Test func `an unknown path is 404 and a known path with another method 405`() async throws {
        try await withDraft { journey in
            let unknown = try await journey.attending.get("/api/v1/nowhere")
            #expect(unknown.status == 404)
            #expect(unknown.headers[.contentType] == "application/problem+json")
            let wrong = try await journey.attending.send(.put, "/api/v1/worklist", [:])
            #expect(wrong.status == 405)
            #expect(wrong.headers[.allow] == "GET")
        }
    }
}
