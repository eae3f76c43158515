package import ConsultationCore
import Foundation
import Yams

/// All that is wrong with the policy files, in the order of files and lines.
package struct PolicyFaults: Error, CustomStringConvertible {
    package let all: [PolicyFault]
    package var description: String { all.map(\.description).joined(separator: "\n") }
}

/// A directory of policy files, one a source and version.
package enum PolicyDirectory {
    /// A policy file is a few kilobytes; a larger one is something else.
    static let fileLimit = 1 << 20
    static let countLimit = 1000

    /// Every `*.yaml` of the directory.
    /// - Throws: `PolicyFaults` with everything that is wrong in any file and between them.
    package static func load(_ path: String) throws(PolicyFaults) -> PolicyShelf {
        var faults: [PolicyFault] = []
        var texts: [PolicyText] = []
        for name in try names(in: path) {
            let file = (path as NSString).appendingPathComponent(name)
            do {
                let (text, found) = PolicyTextReader.read(try node(in: file), file: file)
                faults += found
                if let text { texts.append(text) }
            } catch {
                faults.append(error)
            }
        }
        let shelf = PolicyShelf(texts)
        // Between the files only what can be judged: a file that cannot be read would seem to leave gaps.
        if faults.isEmpty { faults = shelf.faults() }
        guard faults.isEmpty else { throw PolicyFaults(all: faults) }
        return shelf
    }

    private static func names(in path: String) throws(PolicyFaults) -> [String] {
        func fault(_ problem: String) -> PolicyFaults { PolicyFaults(all: [PolicyFault(path, nil, problem)]) }
        guard let all = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw fault("this directory of policy files cannot be read; policy.directory names another")
        }
        let names = all.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
        guard !names.isEmpty else { throw fault("there is no policy file (*.yaml) here") }
        guard names.count <= countLimit else { throw fault("more than \(countLimit) policy files") }
        return names
    }

    private static func node(in file: String) throws(PolicyFault) -> PolicyNode {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw PolicyFault(file, nil, "cannot be read")
        }
        guard data.count <= fileLimit else { throw PolicyFault(file, nil, "is larger than 1 MiB") }
        guard let text = String(bytes: data, encoding: .utf8) else {
            throw PolicyFault(file, nil, "is not UTF-8")
        }
        return try PolicyYAML.node(of: text, file: file)
    }
}

/// The step from YAML to the tree that the pure reader understands.
package enum PolicyYAML {
    /// Deeper nesting is no policy file.
    static let depthLimit = 16

    package static func node(of text: String, file: String) throws(PolicyFault) -> PolicyNode {
        let composed: Node?
        do { composed = try Yams.compose(yaml: text) } catch { throw fault(error, file) }
        guard let composed else {
            throw PolicyFault(file, PolicyMark(line: 1, column: 1), "the file is empty")
        }
        return try tree(composed, file: file, depth: 0)
    }

    private static func tree(_ node: Node, file: String, depth: Int) throws(PolicyFault) -> PolicyNode {
        let mark = mark(of: node)
        guard depth < depthLimit else { throw PolicyFault(file, mark, "nested too deeply") }
        switch node {
        case .scalar(let scalar): return .scalar(scalar.string, mark)
        case .sequence(let items):
            var list: [PolicyNode] = []
            for item in items { list.append(try tree(item, file: file, depth: depth + 1)) }
            return .list(list, mark)
        case .mapping(let pairs):
            var members: [PolicyNode.Member] = []
            for (key, value) in pairs {
                guard let name = key.string else {
                    throw PolicyFault(file, self.mark(of: key), "a key is a word")
                }
                members.append(
                    PolicyNode.Member(
                        key: name, mark: self.mark(of: key),
                        value: try tree(value, file: file, depth: depth + 1)))
            }
            return .map(members, mark)
        case .alias: throw PolicyFault(file, mark, "anchors and aliases are not used here; write the value")
        }
    }

    private static func mark(of node: Node) -> PolicyMark {
        PolicyMark(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private static func fault(_ error: any Error, _ file: String) -> PolicyFault {
        func at(_ mark: Mark, _ problem: String) -> PolicyFault {
            PolicyFault(file, PolicyMark(line: mark.line, column: mark.column), "not YAML: \(problem)")
        }
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _)?, .parser(_, let problem, let mark, _)?,
            .composer(_, let problem, let mark, _)?:
            return at(mark, problem)
        case .duplicatedKeysInMapping(let keys, let context)?:
            return at(context.mark, "'\(keys.joined(separator: "', '"))' stands twice in this map")
        case .reader(let problem, let offset, _, _)?:
            return PolicyFault(
                file, nil, "not YAML: \(problem)" + (offset.map { " at byte \($0)" } ?? ""))
        default: return PolicyFault(file, nil, "not YAML: \(error)")
        }
    }
}
