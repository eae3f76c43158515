import Foundation
import Yams

/// Why the configuration cannot be used: where, what, and what would be right.
struct ConfigurationFault: Error, CustomStringConvertible, Equatable {
    var place: String
    var problem: String
    var description: String { "\(place): \(problem)" }
}

/// Reads one YAML file, environment variables and command-line settings as one flat map of keys, checks each value
/// as it is asked for, and afterwards names every key that nobody asked for. All faults are collected and
/// reported at once.
struct ConfigurationReader {
    private struct Entry {
        var text: String
        var place: String
    }

    private var entries: [String: Entry] = [:]
    private var asked: Set<String> = []
    private(set) var faults: [ConfigurationFault] = []

    /// - Parameters:
    ///   - yaml: text of the configuration file; nil when there is none.
    ///   - environment: `HUIZHEN_WEB_PORT=9443` sets `web.port`; other variables are ignored.
    ///   - settings: `key=value` pairs of the command line; they win.
    init(yaml: String?, file: String, environment: [String: String] = [:], settings: [String] = []) throws {
        if let yaml {
            do {
                if let node = try Yams.compose(yaml: yaml) { flatten(node, path: "", file: file) }
            } catch {
                throw ConfigurationFault(place: file, problem: "not YAML: \(error)")
            }
        }
        for (name, value) in environment where name.hasPrefix("HUIZHEN_") {
            let wanted = name.dropFirst("HUIZHEN_".count).lowercased()
            environmentValues[wanted] = Entry(text: value, place: "environment \(name)")
        }
        for setting in settings {
            guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
                throw ConfigurationFault(
                    place: "--set \(setting)", problem: "wants key=value, for example web.port=9443")
            }
            entries[String(setting[..<equals])] = Entry(
                text: String(setting[setting.index(after: equals)...]), place: "--set")
            fixed.insert(String(setting[..<equals]))
        }
    }

    private var environmentValues: [String: Entry] = [:]
    private var fixed: Set<String> = []

    mutating func text(_ key: String, default value: String) -> String { take(key)?.text ?? value }

    mutating func number(_ key: String, default value: Int, in range: ClosedRange<Int>) -> Int {
        guard let entry = take(key) else { return value }
        guard let number = Int(entry.text), range.contains(number) else {
            faults.append(
                .init(
                    place: entry.place,
                    problem:
                        "\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound), not '\(entry.text)'"
                ))
            return value
        }
        return number
    }

    mutating func choice(_ key: String, default value: String, of choices: [String]) -> String {
        guard let entry = take(key) else { return value }
        guard choices.contains(entry.text) else {
            faults.append(
                .init(
                    place: entry.place,
                    problem: "\(key) must be one of \(choices.joined(separator: ", ")), not '\(entry.text)'"))
            return value
        }
        return entry.text
    }

    mutating func flag(_ key: String, default value: Bool) -> Bool {
        choice(key, default: value ? "true" : "false", of: ["true", "false"]) == "true"
    }

    mutating func refuse(_ key: String, _ problem: String) {
        faults.append(.init(place: entries[key]?.place ?? "configuration", problem: "\(key): \(problem)"))
    }

    /// Every key that was written but never asked for.
    mutating func refuseUnknownKeys() {
        for (key, entry) in entries.sorted(by: { $0.key < $1.key }) where !asked.contains(key) {
            faults.append(
                .init(place: entry.place, problem: "unknown key '\(key)'; config/huizhen.yaml lists all keys")
            )
        }
    }

    private mutating func take(_ key: String) -> Entry? {
        asked.insert(key)
        if !fixed.contains(key),
            let entry = environmentValues[key.replacing(".", with: "_").lowercased()]
        {
            return entry
        }
        return entries[key]
    }

    private mutating func flatten(_ node: Node, path: String, file: String) {
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                let name = key.string ?? "?"
                flatten(value, path: path.isEmpty ? name : "\(path).\(name)", file: file)
            }
        case .scalar(let scalar):
            entries[path] = Entry(text: scalar.string, place: place(scalar.mark, file))
        default:
            faults.append(.init(place: place(node.mark, file), problem: "\(path): a single value is wanted"))
        }
    }

    private func place(_ mark: Mark?, _ file: String) -> String { mark.map { "\(file):\($0.line)" } ?? file }
}
