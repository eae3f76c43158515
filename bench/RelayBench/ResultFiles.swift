import Foundation

enum ResultFiles {
    /// A run of single parts, or a quick one, is not kept as the latest: it is written beside the real ones' folder.
    static func write(_ report: Report, isWhole: Bool) throws {
        let isKept = isWhole && !report.quick
        let folder = URL(fileURLWithPath: isKept ? "bench/results" : ".build/relay-bench")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let json = try encoder.encode(report) + Data("\n".utf8)
        try json.write(to: folder.appending(path: "relay-latest.json"))
        let plot = Plot(report: report)
        try Data(plot.svg().utf8).write(to: folder.appending(path: "relay-latest.svg"))
        print("written to \(folder.relativePath)/relay-latest.json and .svg")
    }
}
