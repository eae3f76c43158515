import Figures
import Foundation
import ServiceDriver

/// How soon the service is ready on an existing database, and how much memory it holds when nobody asks for anything.
enum StartBench {
    static let starts = 10

    static func run() async throws -> [Figure] {
        let service = try ServiceProcess()
        defer { service.removeData() }
        try await service.start()
        service.stop()
        var times: [Double] = []
        var resident = 0.0
        for _ in 0..<starts {
            times.append(try await service.start().milliseconds)
            try await Task.sleep(for: .milliseconds(600))
            resident = max(resident, try residentMiB(service.processIdentifier))
            service.stop()
        }
        return [
            Figure(
                "start.ready_ms_p95", "ready after start, p95", Statistics.quantile(0.95, of: times),
                "ms", limit: 1000, samples: times.count),
            Figure(
                "idle.rss_mib", "resident memory, idle, max", resident, "MiB", limit: 80, samples: starts),
        ]
    }

    private static func residentMiB(_ process: Int32?) throws -> Double {
        let status = try String(contentsOfFile: "/proc/\(process ?? 0)/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let kilobytes = line.split(separator: " ").compactMap({ Double($0) }).first
        else { throw ServiceFault.unexpected("no VmRSS") }
        return kilobytes / 1024
    }
}
