import Foundation

/// The checkout that this test was compiled from.
enum House {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct Source {
        var path: String
        var text: String
        var lines: Int
        var target: String
    }

    /// Our own files with one of the given extensions, in the order of their paths.
    static func sources(under folders: [String], extensions: Set<String>) throws -> [Source] {
        var found: [Source] = []
        for folder in folders {
            let base = root.appendingPathComponent(folder)
            guard let files = FileManager.default.enumerator(atPath: base.path) else { continue }
            for case let name as String in files where extensions.contains((name as NSString).pathExtension) {
                let text = try String(contentsOf: base.appendingPathComponent(name), encoding: .utf8)
                let parts = name.split(separator: "/")
                found.append(
                    .init(
                        path: "\(folder)/\(name)", text: text,
                        lines: text.split(separator: "\n", omittingEmptySubsequences: false).count,
                        target: parts.count > 1 ? String(parts[0]) : folder))
            }
        }
        return found.sorted { $0.path < $1.path }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
}
