import Foundation
import HTTPTypes
import Testing
import Web
import Yams

struct DescriptionTests {
    private struct Operation: Hashable, CustomStringConvertible {
        let method: String
        let path: String
        var description: String { "\(method) \(path)" }
    }

    private func document() throws -> [String: Any] {
        let text = try String(contentsOfFile: TestService.protocols + "/openapi.yaml", encoding: .utf8)
        return try #require(try Yams.load(yaml: text) as? [String: Any])
    }

    @Test func `every route is described and every described operation is a route`() async throws {
        let service = try await TestService.make()
        let paths = try #require(try document()["paths"] as? [String: [String: Any]])
        let described = Set(
            paths.flatMap { path, operations in
                operations.keys.filter { $0 != "parameters" }.map {
                    Operation(method: $0.uppercased(), path: path)
                }
            })
        let answered = Set(
            service.server.table.entries.map { Operation(method: $0.method.rawValue, path: $0.path) })
        #expect(answered.subtracting(described).isEmpty, "not described")
        #expect(described.subtracting(answered).isEmpty, "not answered")
        #expect(answered.count > 45)
    }

    @Test func `what a route asks for in headers is described`() async throws {
        let service = try await TestService.make()
        let paths = try #require(try document()["paths"] as? [String: [String: Any]])
        for entry in service.server.table.entries {
            let operation = try #require(
                paths[entry.path]?[entry.method.rawValue.lowercased()] as? [String: Any])
            let references = Set(
                (operation["parameters"] as? [[String: Any]] ?? []).compactMap { $0["$ref"] as? String }
                    .map { String($0.split(separator: "/").last ?? "") })
            let isOpen = (operation["security"] as? [Any])?.isEmpty == true
            #expect(isOpen == (entry.access == .open), "\(entry.path)")
            #expect(references.contains("IfMatch") == (entry.access == .change), "\(entry.path)")
            let keyed = [RouteTable.Access.command, .change, .upload].contains(entry.access)
            #expect(references.contains("IdempotencyKey") == keyed, "\(entry.path)")
        }
    }

    @Test func `every reference of the description leads somewhere`() throws {
        let document = try document()
        var missing: [String] = []
        func walk(_ value: Any) {
            if let map = value as? [String: Any] {
                if let reference = map["$ref"] as? String, resolve(reference) == nil {
                    missing.append(reference)
                }
                map.values.forEach(walk)
            } else if let list = value as? [Any] {
                list.forEach(walk)
            }
        }
        func resolve(_ reference: String) -> Any? {
            var value: Any? = document
            for part in reference.split(separator: "/").dropFirst() {
                value = (value as? [String: Any])?[String(part)]
            }
            return value
        }
        walk(document)
        #expect(missing.isEmpty)
    }

    @Test func `the description, the health and the explanations are served`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let browser = Browser(client)
            #expect(try await browser.get("/openapi.yaml").text.hasPrefix("openapi: 3.1"))
            #expect(try await browser.get("/healthz").body == ["status": "ok"])
            #expect(try await browser.get("/readyz").status == 200)
            let page = try await browser.get("/problems/err.consent.missing")
            #expect(page.text.contains("《远程医疗服务管理规范（试行）》三（二）"))
            #expect(page.text.contains("Informed consent is missing"))
            #expect(try await browser.get("/problems/err.no.such").status == 404)
        }
    }
}
