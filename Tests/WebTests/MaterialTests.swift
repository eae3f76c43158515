import Crypto
import Foundation
import HTTPTypes
import Simulation
import TestRequirements
import Testing

struct MaterialTests {
    static let bytes = Array("检验报告：肌钙蛋白 0.8".utf8)

    static func headers(
        _ bytes: [UInt8], name: String = "%E6%A3%80%E9%AA%8C%20(1).pdf", group: String = "laboratoryReport"
    ) -> HTTPFields {
        [
            .contentType: "application/pdf", Browser.header("X-File-Name"): name,
            Browser.header("X-Material-Group"): group,
            Browser.header("Repr-Digest"):
                "sha-256=:\(Data(SHA256.hash(data: bytes)).base64EncodedString()):",
        ]
    }

    private func withDraft(_ body: @escaping @Sendable (Journey, String) async throws -> Void) async throws {
        let service = try await TestService.make()
        try await service.test { client in
            var journey = try await Journey(service, client)
            try await journey.create()
            try await body(journey, "/api/v1/consultations/\(journey.id)/attachments")
        }
    }

    @Test(.requirement("NHC-TM-2.3.1a"))
    func `a file comes back as it went in, with its name and its digest`() async throws {
        try await withDraft { journey, path in
            let stored = try await journey.attending.send(
                .post, path, headers: Self.headers(Self.bytes), bytes: Self.bytes)
            #expect(stored.status == 201, "\(stored.text)")
            #expect(stored.body["name"] == "检验 (1).pdf")
            #expect(stored.body["size"].number == Double(Self.bytes.count))
            let id = try #require(stored.body["id"].string)
            let back = try await journey.attending.get(path + "/" + id)
            #expect(back.bytes == Self.bytes)
            #expect(
                back.headers[.contentDisposition]
                    == "attachment; filename=\"__ (1).pdf\"; filename*=UTF-8''%E6%A3%80%E9%AA%8C%20%281%29.pdf"
            )
            #expect(
                back.headers[Browser.header("Repr-Digest")]
                    == Self.headers(Self.bytes)[Browser.header("Repr-Digest")])
            #expect(back.headers[.xContentTypeOptions] == "nosniff")
            let removed = try await journey.attending.send(.delete, path + "/" + id)
            #expect(removed.status == 204)
            #expect(try await journey.attending.get(path + "/" + id).status == 404)
        }
    }

    @Test(.requirement("NHC-TM-4.1.4")) func `a wrong digest stores nothing`() async throws {
        try await withDraft { journey, path in
            let answer = try await journey.attending.send(
                .post, path, headers: Self.headers(Array("other".utf8)), bytes: Self.bytes)
            #expect(answer.status == 422)
            #expect(answer.code == "err.transfer.hashMismatch")
            let consultation = try await journey.attending.get("/api/v1/consultations/\(journey.id)")
            #expect(consultation.body["attachments"] == [])
        }
    }

    @Test func `a file that declares more than the limit is 413`() async throws {
        let large = [UInt8](repeating: 7, count: TestService.attachmentLimit + 1)
        try await withDraft { journey, path in
            let declared = try await journey.attending.send(
                .post, path, headers: Self.headers(large), bytes: large)
            #expect(declared.status == 413)
            #expect(declared.body["limit"].number == Double(TestService.attachmentLimit))
        }
    }

    @Test func `every missing header of an upload is named`() async throws {
        try await withDraft { journey, path in
            let answer = try await journey.attending.send(
                .post, path, headers: [.contentType: "text/html; charset=x"], bytes: Self.bytes)
            #expect(answer.status == 422)
            let pointers = answer.body["errors"].items.compactMap { $0["pointer"].string }
            #expect(Set(pointers) == ["X-File-Name", "X-Material-Group", "Repr-Digest", "Content-Type"])
        }
    }

    @Test(arguments: ["..", "a%2Fb.pdf", "a%5Cb", "a%00b", "%FF", "%zz", "%20"])
    func `a name that is no plain file name is refused`(_ name: String) async throws {
        try await withDraft { journey, path in
            let answer = try await journey.attending.send(
                .post, path, headers: Self.headers(Self.bytes, name: name), bytes: Self.bytes)
            #expect(answer.status == 422)
        }
    }
}
