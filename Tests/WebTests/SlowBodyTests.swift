import Foundation
import HTTPTypes
import HummingbirdTesting
import Simulation
import Testing
import Web

/// Bodies that are too long or too slow, over a real socket: what is refused, and that the line is then cut.
struct SlowBodyTests {
    private func withDraft(
        configure: (inout WebConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (Journey, _ port: Int) async throws -> Void
    ) async throws {
        let service = try await TestService.make(configure: configure)
        try await service.testOverSocket { client, port in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await body(journey, port)
        }
    }

    private func head(_ browser: Browser, _ path: String, _ fields: HTTPFields) -> [UInt8] {
        var lines = ["POST \(path) HTTP/1.1", "Host: localhost", "Cookie: \(browser.cookie ?? "")"]
        lines += ["X-CSRF-Token: \(browser.csrf ?? "")", "Idempotency-Key: k-1"]
        lines += fields.map { "\($0.name.rawName): \($0.value)" }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private func upload(_ journey: Journey) -> [UInt8] {
        var fields = MaterialTests.headers(MaterialTests.bytes)
        fields[.transferEncoding] = "chunked"
        return head(journey.attending, "/api/v1/consultations/\(journey.id)/attachments", fields)
    }

    /// One chunk of 16 KiB of a chunked body.
    private static let chunk =
        Array("4000\r\n".utf8) + [UInt8](repeating: 7, count: 0x4000) + Array("\r\n".utf8)

    @Test func `a chunked upload without end is refused at the limit, and the line is cut`() async throws {
        try await withDraft { journey, port in
            let outcome = await RawConnection.talk(
                port: port, first: upload(journey), next: Self.chunk, times: 100_000)
            #expect(outcome.status == 413, "\(outcome.text)")
            #expect(outcome.text.contains("err.request.tooLarge"))
            #expect(outcome.text.lowercased().contains("connection: close"))
            #expect(outcome.wasClosed)
            let consultation = try await journey.attending.get("/api/v1/consultations/\(journey.id)")
            #expect(consultation.body["attachments"] == [])
        }
    }

    @Test func `an upload that drips is given up at its deadline`() async throws {
        try await withDraft(configure: { $0.attachmentTime = .milliseconds(300) }) { journey, port in
            let outcome = await RawConnection.talk(
                port: port, first: upload(journey), next: Array("1\r\nx\r\n".utf8), times: 1000,
                pause: .milliseconds(20))
            #expect(outcome.status == 408, "\(outcome.text)")
            #expect(outcome.text.contains("err.request.tooSlow"))
            #expect(outcome.wasClosed)
            #expect(outcome.milliseconds >= 300)
        }
    }

    @Test func `a JSON body that never ends is given up at its deadline, also before signing in`()
        async throws
    {
        try await withDraft(configure: { $0.jsonTime = .milliseconds(300) }) { journey, port in
            for path in ["/api/v1/session", "/api/v1/consultations"] {
                let first = head(
                    journey.attending, path,
                    [.contentType: "application/json", .contentLength: "1000"])
                let outcome = await RawConnection.talk(
                    port: port, first: first, next: [0x20], times: 900, pause: .milliseconds(20))
                #expect(outcome.status == 408, "\(path): \(outcome.text)")
                #expect(outcome.wasClosed)
            }
        }
    }

    @Test func `a body nobody asked for is not taken for ever`() async throws {
        try await withDraft { journey, port in
            var stranger = journey.attending
            stranger.cookie = nil
            let outcome = await RawConnection.talk(
                port: port,
                first: head(stranger, "/api/v1/consultations/x/attachments", [.transferEncoding: "chunked"]),
                next: Self.chunk, times: 100_000)
            #expect(outcome.status == 401, "\(outcome.text)")
            #expect(outcome.wasClosed)
        }
    }

    @Test func `a connection is kept after an answer whose body was taken`() async throws {
        try await withDraft { journey, port in
            let body = Array(#"{"patientId":"pat-1"}"#.utf8)
            let request =
                head(
                    journey.attending, "/api/v1/consultations",
                    [.contentType: "application/json", .contentLength: "\(body.count)"]) + body
            let last = Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
            let outcome = await RawConnection.talk(port: port, first: request + last)
            #expect(outcome.status == 201, "\(outcome.text)")
            #expect(outcome.text.contains("HTTP/1.1 200"))
        }
    }
}
