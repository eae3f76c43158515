import ConsultationCore
import Figures
import Foundation
import Orchestration
import ServiceDriver

/// The settlement of one institution over a month, by the shipped command, beside the same rows out of `sqlite3 -csv`.
enum ExportBench {
    static let ratioLimit = 3.0
    static let memoryLimit = 200.0
    /// A process that wants more address space than this is not let grow, in KiB.
    static let addressSpace = 6 * 1024 * 1024

    static func run(_ archive: Archive) async throws -> [Figure] {
        let size = archive.size
        let file = archive.folder.appendingPathComponent("export.csv").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        // Once before, so that both find the file in memory as far as it fits.
        let bare = try measure(bareCommand(archive, file))
        let again = try measure(bareCommand(archive, file))
        let lines = try countLines(file)
        guard bare.status == 0, again.status == 0, lines >= size else {
            throw BenchFault("sqlite3 gave \(lines) lines: \((bare.complaint + again.complaint).suffix(200))")
        }
        let ours = try measure(
            "ulimit -v \(addressSpace); exec '\(ServiceProcess.builtBinary.path)' settle export "
                + "--institution \(DemoData.province.text) --period \(archive.period) --format csv "
                + "--to '\(file)' --data '\(archive.folder.path)'")
        let seconds = min(bare.seconds, again.seconds)
        var figures = [
            Figure("export.lines", "lines of the settlement", Double(lines), "", size: size),
            Figure("export.sqlite_s", "sqlite3 -csv of the same rows", seconds, "s", size: size),
        ]
        guard ours.status == 0 else {
            note("  the export ended with \(ours.status): \(ours.complaint.suffix(200))")
            return figures + [
                Figure("export.failed", "the export ended with a fault", 1, "", limit: 0, size: size)
            ]
        }
        figures += [
            Figure("export.s", "settle export --format csv", ours.seconds, "s", size: size),
            Figure(
                "export.ratio", "export beside sqlite3 -csv", ours.seconds / seconds, "×", limit: ratioLimit,
                size: size),
            Figure(
                "export.rss_mib", "largest resident memory of the export", ours.memory, "MiB",
                limit: memoryLimit, size: size),
        ]
        return figures
    }

    /// The rows that the export reads: each line with the state of its batch and its receipt, in the same order.
    private static func bareCommand(_ archive: Archive, _ file: String) -> String {
        """
        exec sqlite3 -csv '\(archive.path)' "SELECT l.*, b.state, c.receipt, c.receipted_at \
        FROM settlement_lines l JOIN settlement_batches b ON b.id = l.batch \
        JOIN charges c ON c.consultation = l.consultation \
        WHERE l.invited = '\(DemoData.province.text)' AND l.period = '\(archive.period)' \
        ORDER BY l.at, l.entry" > '\(file)'
        """
    }

    private struct Run {
        var status: Int32
        var seconds: Double
        /// Peak resident memory in MiB.
        var memory: Double
        var complaint: String
    }

    private static func measure(_ command: String) throws -> Run {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/bash")
        child.arguments = ["-c", command]
        let errors = Pipe()
        child.standardError = errors
        child.standardOutput = FileHandle.nullDevice
        let began = ContinuousClock.now
        try child.run()
        var memory = 0.0
        while child.isRunning {
            let status = try? String(
                contentsOfFile: "/proc/\(child.processIdentifier)/status", encoding: .utf8)
            let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            if let kilobytes = line?.split(separator: " ").compactMap({ Double($0) }).first {
                memory = max(memory, kilobytes / 1024)
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
        let took = began.duration(to: .now).milliseconds / 1000
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return Run(status: child.terminationStatus, seconds: took, memory: memory, complaint: complaint)
    }

    private static func countLines(_ file: String) throws -> Int {
        let data = try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe)
        return data.count { $0 == 0x0A }
    }
}
