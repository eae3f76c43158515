import Foundation
import HTTPTypes
import Testing
import Web

struct PageTests {
    @Test func `the pages come with an entity tag, compressed where asked, and are not sent twice`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let browser = Browser(client)
            let plain = try await browser.get("/")
            #expect(plain.status == 200)
            #expect(plain.headers[.contentType] == "text/html; charset=utf-8")
            #expect(plain.headers[.contentEncoding] == nil)
            let tag = try #require(plain.headers[.eTag])
            let again = try await browser.send(.get, "/", headers: [.ifNoneMatch: tag])
            #expect(again.status == 304)
            #expect(again.bytes.isEmpty)
            let head = try await browser.send(.head, "/")
            #expect(head.status == 200 && head.bytes.isEmpty)
            for path in ["/cases/some-id/consent", "/login"] {
                #expect(try await browser.get(path).bytes == plain.bytes, "\(path) is the pages' own address")
            }
            #expect(try await browser.get("/no-such-file.js").status == 404)
            #expect(try await browser.get("/../Package.swift").status == 404)
        }
    }

    @Test func `every answer carries the security headers`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            for path in ["/", "/api/v1/worklist", "/healthz", "/no-such-file.js", "/api/v1/public/prices"] {
                let headers = try await Browser(client).get(path).headers
                let policy = headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(headers[.xContentTypeOptions] == "nosniff")
                #expect(headers[Browser.header("Referrer-Policy")] == "no-referrer")
                #expect(headers[Browser.header("Permissions-Policy")]?.contains("camera=(self)") == true)
                #expect(headers[Browser.header("X-Request-Id")]?.count == 32)
                #expect(headers[.strictTransportSecurity] == nil, "only under TLS")
            }
        }
    }
}
