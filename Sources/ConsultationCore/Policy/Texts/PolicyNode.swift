/// A place in a file, counted from 1.
package struct PolicyMark: Sendable, Hashable, Codable, Comparable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: PolicyMark, right: PolicyMark) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// What is wrong with a policy file, and where.
package struct PolicyFault: Error, Sendable, Hashable, CustomStringConvertible {
    package let file: String
    package let mark: PolicyMark?
    package let problem: String

    package init(_ file: String, _ mark: PolicyMark?, _ problem: String) {
        self.file = file
        self.mark = mark
        self.problem = problem
    }

    package var description: String {
        mark.map { "\(file):\($0.line):\($0.column): \(problem)" } ?? "\(file): \(problem)"
    }
}

/// A file's text as its outer room has taken it apart: scalars, lists and maps, each with its place.
package indirect enum PolicyNode: Sendable, Hashable {
    case scalar(String, PolicyMark)
    case list([PolicyNode], PolicyMark)
    case map([Member], PolicyMark)

    package struct Member: Sendable, Hashable {
        package let key: String
        package let mark: PolicyMark
        package let value: PolicyNode

        package init(key: String, mark: PolicyMark, value: PolicyNode) {
            self.key = key
            self.mark = mark
            self.value = value
        }
    }

    package var mark: PolicyMark {
        switch self {
        case .scalar(_, let mark), .list(_, let mark), .map(_, let mark): mark
        }
    }

    var text: String? {
        guard case .scalar(let text, _) = self else { return nil }
        return text
    }

    /// The words of a list of scalars; nil where something else stands.
    var texts: [String]? {
        guard case .list(let nodes, _) = self else { return nil }
        let words = nodes.compactMap(\.text)
        return words.count == nodes.count ? words : nil
    }
}
