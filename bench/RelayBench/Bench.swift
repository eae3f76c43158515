import Foundation
import RelayLoad

/// One run of the whole bench: where things are, how long each part may take, and what was found.
final class Bench {
    let isQuick: Bool
    let directory: URL
    let cores: Cores
    var report: Report
    private let floorProgram = ".build/release/relay-floor"
    private let huizhenProgram = ".build/release/huizhen"
    private var made = 0
    /// Faults told before the running part began.
    var faultsBefore = 0

    var repeats: Int { isQuick ? 1 : 3 }
    /// Measured seconds of one step of a search, and of one look at latency.
    var stepSeconds: Double { isQuick ? 0.8 : 1.2 }
    var latencySeconds: Double { isQuick ? 1.5 : 4 }

    init(quick: Bool) throws {
        isQuick = quick
        cores = Cores.forOneWorker()
        // Memory-backed, so that recorders are compared and not this machine's disk.
        let base =
            FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        Self.removeLeftovers(in: base)
        directory = URL(fileURLWithPath: base).appending(path: "huizhen-relay-bench-\(getpid())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for program in [floorProgram, huizhenProgram]
        where !FileManager.default.isExecutableFile(atPath: program) {
            throw BenchFault("\(program) is missing; `make bench-relay` builds it")
        }
        report = Report(
            takenAt: Date().formatted(.iso8601), quick: quick, machine: .describe(),
            versions: ["rtpengine": Tool.firstLine("rtpengine", ["--version"])],
            load:
                "two-party calls, each side 50 audio packets/s of 120 bytes and 115 video packets/s of 1,100 bytes "
                + "(before protection) in frames of 4, SRTP with different keys on both sides")
    }

    /// Folders of benches that were killed: recordings in memory-backed files are large.
    private static func removeLeftovers(in base: String) {
        let prefix = "huizhen-relay-bench-"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [] {
            guard name.hasPrefix(prefix), let pid = Int32(name.dropFirst(prefix.count)), kill(pid, 0) != 0
            else { continue }
            try? FileManager.default.removeItem(atPath: base + "/" + name)
        }
    }

    func clean() { try? FileManager.default.removeItem(at: directory) }

    func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    // MARK: Contestants

    enum Kind { case floor, huizhen, rtpengine }

    /// A contestant with its own load. `loadSegments`: whether the load uses segmentation; by default as the relay
    /// does.
    func trial(
        _ kind: Kind, _ suite: Suite, shape: Trial.Shape = .call, cores: Cores? = nil, segments: Bool = false,
        loadSegments: Bool? = nil, records: Bool = false, busyPolls: Bool = false, workers: Int = 1,
        preload: [String: String] = [:]
    ) throws -> Trial {
        let number = made
        made += 1
        let folder = directory.appending(path: "\(number)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let slot = UInt16(number % 2)
        let setting = Setting(
            suite: suite, cores: cores ?? self.cores, segments: segments, records: records,
            busyPolls: busyPolls,
            workers: workers,
            port: kind == .rtpengine ? 8000 + 11_000 * slot : 2000 + UInt16(number % 50) * 100,
            directory: folder, environment: preload)
        let load = try Load(
            suite: suite, segments: loadSegments ?? segments, port: 40_000 + UInt16(number % 500) * 10,
            cores: cores ?? self.cores)
        if load.receiveBufferBytes < 4 << 20 {
            report.faults.append("receive buffers of the load are only \(load.receiveBufferBytes) bytes")
        }
        let (floor, huizhen) = (floorProgram, huizhenProgram)
        return try Trial(load, shape) {
            switch kind {
            case .floor: try FloorContestant(setting, program: floor)
            case .huizhen: try HuizhenContestant(setting, program: huizhen)
            case .rtpengine: try RtpengineContestant(setting)
            }
        }
    }

    // MARK: Findings

    func add(_ figure: Figure) {
        var figure = figure
        figure.isDisturbed = report.faults.count > faultsBefore
        report.figures.append(figure)
        note(
            "\(figure.key) = \(figure.value.map { String(format: "%.3f", $0) } ?? "–")"
                + (figure.isMet.map { $0 ? " (met)" : " (NOT MET)" } ?? ""))
    }

    func add(
        _ discipline: String, _ measurements: [Measurement], rates: [Double]? = nil, latency: Bool = false
    ) {
        guard let first = measurements.first else { return }
        let merged = first.result
        if latency { for other in measurements.dropFirst() { merged.merge(other.result) } }
        report.absolutes.append(
            Absolute(
                discipline: discipline, contestant: first.name,
                packetsPerSecond: rates.map(Statistics.median),
                microsecondsPerPacket: Statistics.median(measurements.map(\.microsecondsPerPacket)),
                latency: latency
                    ? .init(
                        p50: merged.latency(0.5), p90: merged.latency(0.9), p99: merged.latency(0.99),
                        p999: merged.latency(0.999), max: merged.latency(1)) : nil,
                loss: measurements.map(\.loss).max(),
                worstCallLoss: measurements.map { $0.result.value.worst_group_loss }.max()))
    }
}
