import ForeignPrograms
import Foundation
import HTTPTypes
import Testing
import Web

struct PackingTests {
    @Test func `long JSON answers are packed where asked, and say the same`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            let path = "/api/v1/consultations/\(journey.id)"
            let plain = try await journey.attending.get(path)
            try #require(plain.bytes.count >= 1000)
            #expect(plain.headers[.contentEncoding] == nil)
            #expect(plain.headers[.vary] == "Accept-Encoding")
            let packed = try await journey.attending.send(
                .get, path, headers: [.acceptEncoding: "br, gzip;q=0.8"])
            #expect(packed.headers[.contentEncoding] == "gzip")
            #expect(packed.headers[.contentLength] == String(packed.bytes.count))
            #expect(packed.headers[.eTag] == plain.headers[.eTag])
            #expect(packed.bytes.count < plain.bytes.count)
            let unpacked = JSON.parse(try unpack(packed.bytes))
            for member in ["invitation", "patient", "questions", "actions", "version"] {
                try #require(plain.body[member] != .null)
                #expect(unpacked[member] == plain.body[member])
            }
            for refusal in ["identity", "gzip;q=0"] {
                let answer = try await journey.attending.send(
                    .get, path, headers: [.acceptEncoding: refusal])
                #expect(answer.headers[.contentEncoding] == nil)
            }
        }
    }

    @Test func `secrets, short answers and files of a case are never packed`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let gzip: HTTPFields = [.acceptEncoding: "gzip"]
            var journey = try await Journey(service, client)
            try await journey.create()
            // Long enough and JSON by name: only where it comes from keeps it as it is.
            let file = JSON.object(["text": .string(String(repeating: "结果 ", count: 1000))]).bytes
            var headers = MaterialTests.headers(file)
            headers[.contentType] = "application/json"
            let attachments = "/api/v1/consultations/\(journey.id)/attachments"
            let stored = try await journey.attending.send(.post, attachments, headers: headers, bytes: file)
            let id = try #require(stored.body["id"].string)
            let back = try await journey.attending.send(.get, attachments + "/" + id, headers: gzip)
            #expect(back.headers[.contentEncoding] == nil && back.bytes == file)
            let session = try await journey.attending.send(.get, "/api/v1/session", headers: gzip)
            #expect(session.headers[.cacheControl] == "no-store, no-transform")
            for path in ["/api/v1/session", "/healthz"] {
                let answer = try await journey.attending.send(.get, path, headers: gzip)
                #expect(answer.headers[.contentEncoding] == nil, "\(path)")
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
            let packed = try #require(Gzip.pack(sample))
            #expect(try unpack(packed) == sample, "sample \(index), seed \(seed)")
        }
        #expect(try #require(Gzip.pack(words)).count * 4 < words.count)
    }

    private func unpack(_ packed: [UInt8]) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gz")
        try Data(packed).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let answer = try ForeignProgram.run("gzip", ["-dc", file.path])
        #expect(answer.status == 0)
        return [UInt8](answer.output)
    }
}
