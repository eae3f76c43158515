import Foundation
import LinkLab

/// All figures of one run, with the machine they were taken on. Raw data stand beside, one file a part.
struct LabReport: Codable, Sendable {
    var takenAt = Date().formatted(.iso8601)
    var machine = Self.processor
    var cores = ProcessInfo.processInfo.processorCount
    /// One-minute load when the run began: other work on the machine.
    var load = Self.loadAverage
    var seed: UInt64
    var seconds = 0.0
    var figures: [Figure] = []

    static let directory = URL(fileURLWithPath: "bench/results")

    func table() -> String {
        let width = figures.map(\.title.count).max() ?? 0
        return figures.map { figure in
            let value = String(format: figure.unit.isEmpty ? "%9.0f" : "%9.1f", figure.value)
            let target = figure.limit.map { String(format: "<= %6.1f", $0) } ?? "         "
            let verdict = figure.limit == nil ? "" : figure.isMet ? "ok" : "MISSED"
            return [
                figure.title.padded(width), value, figure.unit.padded(4), target.padded(10),
                "n=\(figure.samples)".padded(9), verdict,
            ].joined(separator: "  ")
        }.joined(separator: "\n")
    }

    static func write(_ value: some Encodable, to name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try (encoder.encode(value) + Data("\n".utf8)).write(to: directory.appendingPathComponent(name))
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line.map { String($0.drop { $0 != ":" }.dropFirst(2)) } ?? "unknown"
    }

    private static var loadAverage: Double {
        let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
        return text.split(separator: " ").first.flatMap { Double($0) } ?? .nan
    }
}
