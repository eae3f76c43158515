import Figures
import Foundation
import ServiceDriver

/// The consultation service with much behind it. Prints a table of figures beside their targets, writes
/// `bench/results/service-latest.json`, and ends with status 1 when a target is missed.
@main
struct ServiceBench {
    static func main() async {
        do {
            try await run()
        } catch {
            note("\(error)")
            exit(2)
        }
    }

    private static func run() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let sizes = words.compactMap { Int($0) }
        let parts = words.filter { Int($0) == nil }
        func wants(_ part: String) -> Bool { parts.isEmpty || parts.contains(part) }
        var figures: [Figure] = []
        let needsArchive = ["proof", "export", "reading", "commands"].contains(where: wants)
        for size in !needsArchive ? [] : sizes.isEmpty ? [10_000, 100_000, 1_000_000] : sizes {
            let archive = Archive(size: size)
            note("an archive of \(size) consultations")
            let seconds = try await archive.fill()
            if seconds > 0 { note("  filled in \(Int(seconds)) s") }
            if wants("proof"), size <= 10_000 { note("  verified: \(try await ArchiveProof(of: archive))") }
            if wants("export") { figures += try await ExportBench.run(archive) }
            if wants("reading") || wants("commands") {
                let opened = try await Opened(archive)
                defer { opened.service.stop() }
                if wants("reading") { figures += try await ReadingBench.run(opened, size: size) }
                if wants("commands") { figures += try await CommandBench.run(opened, size: size) }
                figures.append(
                    Figure(
                        "service.rss_mib", "resident memory of the service after it",
                        try opened.memory("VmRSS"), "MiB", size: size))
            }
            if ProcessInfo.processInfo.environment["KEEP"] != "1" { archive.remove() }
        }
        if wants("deadlines") {
            note("deadlines")
            figures += try await DeadlineBench.run()
        }
        if wants("throughput") {
            note("complete consultations")
            figures += try await ThroughputBench.run()
        }
        let report = Report(
            takenAt: Date().formatted(.iso8601), machine: machine,
            cores: ProcessInfo.processInfo.processorCount, figures: figures)
        print(report.table())
        try write(report, to: parts.isEmpty && sizes.isEmpty ? "bench/results" : ".build/service-bench")
        if figures.contains(where: { !$0.meets }) { exit(1) }
    }

    /// Only a whole run is kept beside the sources.
    private static func write(_ report: Report, to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = URL(fileURLWithPath: "\(folder)/service-latest.json")
        try (encoder.encode(report) + Data("\n".utf8)).write(to: file)
        note("written to \(file.path)")
    }

    private static var machine: String {
        let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = cpu.split(separator: "\n").first { $0.hasPrefix("model name") }
        return model.map { String($0.drop { $0 != ":" }.dropFirst(2)) } ?? "unknown"
    }
}
