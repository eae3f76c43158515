import Foundation
import Testing
import Yams

/// Protocols/relay-control.yaml as a tree, and what it says of a JSON value.
struct Description {
    let document: [String: Any]

    init() throws {
        document = try #require(try Yams.load(yaml: Self.page("relay-control.yaml")) as? [String: Any])
    }

    static func page(_ name: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("Protocols/\(name)"), encoding: .utf8)
    }

    func resolve(_ reference: String) -> Any? {
        var value: Any? = document
        for part in reference.split(separator: "/").dropFirst() {
            value = (value as? [String: Any])?[String(part)]
        }
        return value
    }

    /// Members that the schema does not know, or misses, with their places.
    func differences(_ value: Any, _ schema: String, at place: String = "") -> [String] {
        guard let found = resolve("#/components/schemas/\(schema)") as? [String: Any] else {
            return ["no schema \(schema)"]
        }
        return differences(value, found, at: place)
    }

    private func differences(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            return differences(value, (resolve(reference) as? [String: Any]) ?? [:], at: place)
        }
        if let list = value as? [Any] {
            let items = schema["items"] as? [String: Any] ?? [:]
            return list.enumerated().flatMap { differences($1, items, at: "\(place)/\($0)") }
        }
        guard let object = value as? [String: Any] else { return [] }
        if schema["additionalProperties"] != nil { return [] }
        let properties = schema["properties"] as? [String: Any] ?? [:]
        let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
        var found = missing.map { "\(place)/\($0) is missing" }
        for (name, member) in object {
            guard let property = properties[name] as? [String: Any] else {
                found.append("\(place)/\(name) is not described")
                continue
            }
            found += differences(member, property, at: "\(place)/\(name)")
        }
        return found
    }
}
