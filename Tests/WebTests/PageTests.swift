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

    @Test func `gzip undoes what we pack`() throws {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let noise = (0..<70_000).map { _ in UInt8(truncatingIfNeeded: next()) }
        let words = (0..<20_000).flatMap { _ in Array("const 会诊\(next() % 50) = ".utf8) }
        let samples = [[], [7], [UInt8](repeating: 0, count: 100_000), noise, words]
        for (index, sample) in samples.enumerated() {
            let packed = Gzip.compress(sample)
            #expect(try unpack(packed) == sample, "sample \(index), seed \(seed)")
        }
        #expect(Gzip.compress(words).count * 4 < words.count)
    }

    private func unpack(_ packed: [UInt8]) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gz")
        try Data(packed).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return [UInt8](bytes)
    }
}
