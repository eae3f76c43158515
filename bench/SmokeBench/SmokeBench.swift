import Figures
import Foundation
import ServiceDriver

/// The small bench: what a person at a desk would notice. Prints a table, writes `bench/results/smoke-latest.json`,
/// and ends with status 1 when a figure misses its target.
@main
struct SmokeBench {
    static func main() async throws {
        var figures: [Figure] = []
        for (name, part) in parts {
            note("measuring \(name) …")
            figures += try await part()
        }
        let report = Report(
            takenAt: Date().formatted(.iso8601), machine: machine,
            cores: ProcessInfo.processInfo.processorCount,
            figures: figures)
        print(report.table())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let file = URL(fileURLWithPath: "bench/results/smoke-latest.json")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try (encoder.encode(report) + Data("\n".utf8)).write(to: file)
        note("written to \(file.path)")
        if figures.contains(where: { !$0.meets }) { exit(1) }
    }

    private static var parts: [(String, () async throws -> [Figure])] {
        let all: [(String, () async throws -> [Figure])] = [
            ("start and idle size", StartBench.run), ("the first page", PageBench.run),
            ("commands", CommandBench.run), ("joining", JoinBench.run),
        ]
        let wanted = CommandLine.arguments.dropFirst()
        return wanted.isEmpty ? all : all.filter { part in wanted.contains { part.0.contains($0) } }
    }

    private static var machine: String {
        let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = cpu.split(separator: "\n").first { $0.hasPrefix("model name") }
        return model.map { String($0.drop { $0 != ":" }.dropFirst(2)) } ?? "unknown"
    }
}

func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
