import ConsultationCore
import Foundation
import HTTPTypes
import Orchestration
import Simulation
import TestRequirements
import Testing
import Yams

@testable import Web

/// SC 23(3): code systems are declared per field, and what is declared is what is enforced.
struct CodeSystemTests {
    /// One text field of one request body, as the interface's description has it.
    private struct Leaf {
        let method: String
        let path: String
        let pointer: [String]
        let isList: [Bool]
        let schema: [String: Any]

        var name: String { pointer.last ?? "" }

        var keys: [String] {
            let own = ["\(path) \(name)", name]
            return pointer.count > 1 ? [pointer.suffix(2).joined(separator: ".")] + own : own
        }

        /// A body in which this field alone stands, with a value that no system knows.
        var wrongBody: JSON {
            zip(pointer, isList).reversed().reduce(JSON.string("?!")) { inner, step in
                .object([step.0: step.1 ? .array([inner]) : inner])
            }
        }

        /// The field's place in the answer.
        var place: String {
            zip(pointer, isList).map { "/" + $0 + ($1 ? "/0" : "") }.joined()
        }
    }

    private static func leaves() throws -> [Leaf] {
        let text = try String(contentsOfFile: TestService.protocols + "/openapi.yaml", encoding: .utf8)
        let document = try #require(try Yams.load(yaml: text) as? [String: Any])
        let components = try #require(document["components"] as? [String: Any])
        let schemas = try #require(components["schemas"] as? [String: [String: Any]])
        var found: [Leaf] = []
        for (path, item) in try #require(document["paths"] as? [String: [String: Any]]) {
            for (method, operation) in item {
                let body = (operation as? [String: Any])?["requestBody"] as? [String: Any]
                let content = body?["content"] as? [String: [String: Any]]
                guard let schema = content?["application/json"]?["schema"] as? [String: Any] else { continue }
                walk(schema, [], [], [], schemas) { pointer, isList, schema in
                    found.append(
                        Leaf(
                            method: method, path: String(path.dropFirst("/api/v1".count)), pointer: pointer,
                            isList: isList, schema: schema))
                }
            }
        }
        return found
    }

    private static func walk(
        _ schema: [String: Any], _ pointer: [String], _ isList: [Bool], _ seen: Set<String>,
        _ schemas: [String: [String: Any]], _ take: ([String], [Bool], [String: Any]) -> Void
    ) {
        guard schema["readOnly"] as? Bool != true else { return }
        if let reference = schema["$ref"] as? String {
            let name = String(reference.split(separator: "/").last ?? "")
            guard !seen.contains(name), let target = schemas[name] else { return }
            return walk(target, pointer, isList, seen.union([name]), schemas, take)
        }
        for word in ["allOf", "oneOf", "anyOf"] {
            for part in schema[word] as? [[String: Any]] ?? [] {
                walk(part, pointer, isList, seen, schemas, take)
            }
        }
        if let items = schema["items"] as? [String: Any] {
            return walk(items, pointer, isList.dropLast() + [true], seen, schemas, take)
        }
        if let properties = schema["properties"] as? [String: [String: Any]] {
            for (name, value) in properties {
                walk(value, pointer + [name], isList + [false], seen, schemas, take)
            }
            return
        }
        let isText = (schema["type"] as? String ?? "string") == "string"
        let isDate = ["date", "date-time"].contains(schema["format"] as? String ?? "")
        if !pointer.isEmpty, isText, !isDate, schema["const"] == nil { take(pointer, isList, schema) }
    }

    @Test(.requirement("SC-23e"))
    func `every text a request may carry is declared, and every declared field is in a request`() throws {
        let declaration = try CodeDeclaration.read()
        let rows = Dictionary(declaration.fields.map { ($0.field, $0) }) { first, _ in first }
        #expect(rows.count == declaration.fields.count, "a field stands twice")
        var used: Set<String> = []
        let leaves = try Self.leaves()
        #expect(leaves.count > 400)
        for leaf in leaves {
            guard let key = leaf.keys.first(where: { rows[$0] != nil }), let row = rows[key] else {
                let isClosed = leaf.schema["enum"] != nil
                #expect(isClosed, "\(leaf.method) \(leaf.path) \(leaf.place) is not declared")
                continue
            }
            used.insert(key)
            let annotated = leaf.schema["x-code-system"] as? String
            let declared = row.system == .closedList ? nil : row.system?.rawValue
            #expect(annotated == declared, "\(leaf.path) \(leaf.place)")
        }
        #expect(Set(rows.keys).subtracting(used).isEmpty, "declared, and in no request")
    }

    @Test(.requirement("SC-23e"))
    func `every system has a name and a version, codes a field, and its table is there`() throws {
        let declaration = try CodeDeclaration.read()
        #expect(declaration.systems.map(\.id) == CodeSystem.allCases)
        for system in declaration.systems {
            #expect(declaration.fields.contains { $0.system == system.id }, "\(system.id) codes nothing")
            #expect(!system.name.isEmpty && !system.nameEnglish.isEmpty && !system.version.isEmpty)
        }
        for system in CodeBook.tabled { #expect(CodeBook.shipped.count(system) > 30, "\(system)") }
        #expect(CodeBook.shipped.count(.drug) == DrugCatalogue.shipped.drugs.count)
        #expect(CodeBook.shipped.name("03.04", in: .department) == "心血管内科专业")
        // Where signed diagnoses name departments, they name them by this list.
        for kind in ServiceKind.allCases {
            for department in DiagnosisScope(kind).departments {
                #expect(CodeBook.shipped.name(department.text, in: .department) != nil)
            }
        }
    }

    /// Where the record is looked for before the body is read; creating one reads the same field.
    private static let foundFirst = ["/support-agreements/{id}/edit", "/internet-hospitals/{id}/departments"]

    @Test(.requirement("SC-23e"))
    func `a code outside its system is refused at every coded field by the name of the system`() async throws
    {
        let declaration = try CodeDeclaration.read()
        let rows = Dictionary(declaration.fields.map { ($0.field, $0) }) { first, _ in first }
        let service = try await VisitService.make()
        try await service.test { client in
            let visit = try await VisitDriver(service, client)
            let browser = visit.doctor
            var tried: Set<CodeSystem> = []
            for leaf in try Self.leaves() {
                guard let row = leaf.keys.compactMap({ rows[$0] }).first, let id = row.system,
                    let method = HTTPRequest.Method(rawValue: leaf.method.uppercased())
                else { continue }
                // A region abroad is taken, to be refused by the rule on exporting data; a number is held to the
                // resident id where the document is one.
                guard row.field != "region", !Self.foundFirst.contains(leaf.path) else { continue }
                var body = leaf.wrongBody
                if row.system == .residentID {
                    body = ["identityDocument": ["type": "residentId", "number": "11010519491231002Y"]]
                }
                let parts = leaf.path.split(separator: "/").map { $0.hasPrefix("{") ? "1" : String($0) }
                let path =
                    leaf.path.hasPrefix("/visits/{id}")
                    ? visit.path + leaf.path.dropFirst("/visits/{id}".count)
                    : "/api/v1/" + parts.joined(separator: "/")
                let answer = try await browser.send(method, path, body, version: 1)
                let problem = answer.body["errors"].items.first {
                    $0["pointer"].string.map { leaf.place == $0 || leaf.place == $0 + "/0" } ?? false
                }
                let message = problem?["message"].string ?? ""
                let where_ = "\(leaf.method) \(leaf.path) \(leaf.place): \(answer.text)"
                #expect(answer.status == 422, "\(where_)")
                tried.insert(id)
                if leaf.schema["enum"] != nil || id == .closedList {
                    #expect(problem?["code"] == "err.field.unknownValue", "\(where_)")
                } else if id == .residentID {
                    #expect(message.contains("身份证号码"), "\(where_)")
                } else {
                    let name = try #require(declaration.system(id)).name
                    #expect(message.contains(name), "\(where_)")
                }
            }
            #expect(tried == Set(CodeSystem.allCases))
        }
    }

    @Test(
        .requirement("SC-23e"),
        arguments: [
            (CodeSystem.icd10, "I10.x00", true), (.icd10, "A15.0+", true), (.icd10, "高血压", false),
            (.icd10, "i10", false), (.icd10, "", false), (.approvalNumber, "国药准字H20046000", true),
            (.approvalNumber, "国药准字HJ20160000", true), (.approvalNumber, "国药准字H2004600", false),
            (.approvalNumber, "H20046000", true), (.approvalNumber, "Q20046000", false),
            (.creditCode, "91350100M000100Y43", true), (.creditCode, "91350100M000100Y44", false),
            (.creditCode, "91350100M000100I43", false), (.dicomUID, "1.2.840.10008.1", true),
            (.dicomUID, "1.02.3", false), (.dicomUID, "1..2", false), (.dicomUID, "1", false),
        ])
    func `codes are told from what is none by their form`(system: CodeSystem, code: String, isCode: Bool) {
        #expect(system.isWellFormed(code) == isCode)
    }

    @Test(.requirement("SC-23e"))
    func `a hospital's ICD-10 decides once it is loaded, and a wrong file is refused with its line`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("icd-\(UUID()).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        try "code,name\nI10.x00,特发性高血压\nE11.900,2型糖尿病\n".write(to: file, atomically: true, encoding: .utf8)
        let book = try CodeBook(icd10: file.path)
        #expect(book.count(.icd10) == 2 && CodeBook.shipped.count(.icd10) == 0)
        #expect(book.accepts("I10.x00", in: .icd10) && !book.accepts("I11.000", in: .icd10))
        #expect(CodeBook.shipped.accepts("I11.000", in: .icd10))
        #expect(book.acceptsBeginning("I10", in: .icd10) && !book.acceptsBeginning("J45", in: .icd10))
        #expect(book.search("糖尿", in: .icd10, limit: 5).map(\.code) == ["E11.900"])
        // As a spreadsheet saves it: a mark first, lines that end in two characters, names with commas quoted.
        try "\u{FEFF}code,name\r\nI10.x00,\"高血压, \"\"原发\"\"\"\r\nE11.900,2型糖尿病\r\n"
            .write(to: file, atomically: true, encoding: .utf8)
        let saved = try CodeBook(icd10: file.path)
        #expect(saved.count(.icd10) == 2 && saved.accepts("E11.900", in: .icd10))
        #expect(saved.name("I10.x00", in: .icd10) == "高血压, \"原发\"")
        for (wrong, line) in [
            ("I10\n", 2), ("I10.x00,甲\nI10.x00,乙\n", 3), ("I10.x00,甲\n\n高血压,乙\n", 4), ("", 2),
        ] {
            try ("code,name\n" + wrong).write(to: file, atomically: true, encoding: .utf8)
            do {
                _ = try CodeBook(icd10: file.path)
                Issue.record("taken: \(wrong)")
            } catch let fault as CodeBook.Fault {
                #expect(fault.line == line, "\(fault)")
            }
        }
    }

    @Test(.requirement("SC-23e"))
    func `the declaration is read on the page and taken along as a file`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            let auditor = try await Browser.signedIn(.invitingQuality, client)
            let page = try await auditor.get("/api/v1/code-systems").body
            let field = try #require(page["fields"].items.first { $0["field"] == "departmentCode" })
            #expect(field["system"] == "department" && field["bindingDisplay"] == "必须采用")
            var explained = 0
            for one in page["fields"].items where one["binding"] == "free" {
                if let reason = one["reason"].string, !reason.isEmpty { explained += 1 }
            }
            let declared = try CodeDeclaration.read().fields
            #expect(explained == declared.count { $0.binding == .free } && explained > 90)
            let found = try await auditor.get("/api/v1/code-systems/department/codes?text=03.0").body
            #expect(found["items"].items.count == 9)
            #expect(try await auditor.get("/api/v1/code-systems/none/codes").status == 404)
            let file = try await auditor.get("/api/v1/code-systems/export")
            #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
            let lines = file.text.split(separator: "\r\n")
            #expect(lines.count == page["fields"].items.count + 1)
            #expect(lines.contains { $0.hasPrefix("diagnoses,确诊材料中的诊断,疾病分类与代码 ICD-10") })
        }
    }
}
