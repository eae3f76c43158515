import Foundation
import RelayLoad

/// Which core does what. The relay under test has its own; the load and its receivers share the others.
struct Cores {
    var relay: [Int]
    var senders: [Int]
    var receivers: [Int]
    /// Whether the load may poll clock and sockets, having cores of its own.
    var spins: Bool

    static var available: [Int] {
        var cores = [Int32](repeating: 0, count: 256)
        let count = load_cores(&cores, Int32(cores.count))
        return count > 0 ? cores[..<Int(count)].map(Int.init) : [0]
    }

    /// With three cores or more every part has its own. With fewer the load shares one core with its receivers and has
    /// to sleep: then only processor time a packet can be told, and no throughput and no latency.
    static func forOneWorker() -> Cores {
        let cores = available
        switch cores.count {
        case 4...:
            return Cores(
                relay: [cores[3]], senders: [cores[0], cores[1]], receivers: [cores[2]], spins: true)
        case 3: return Cores(relay: [cores[2]], senders: [cores[0]], receivers: [cores[1]], spins: true)
        case 2: return Cores(relay: [cores[1]], senders: [cores[0]], receivers: [cores[0]], spins: false)
        default: return Cores(relay: [cores[0]], senders: [cores[0]], receivers: [cores[0]], spins: false)
        }
    }

    /// Two workers need four cores.
    static func forTwoWorkers() -> Cores? {
        let cores = available
        guard cores.count >= 4 else { return nil }
        return Cores(relay: [cores[2], cores[3]], senders: [cores[0]], receivers: [cores[1]], spins: true)
    }
}

/// The machine, for the head of the report.
struct Machine: Codable {
    var processor: String
    var cores: Int
    var kernel: String
    var openssl: String
    var memoryGigabytes: Int
    /// Share of time other machines on this host took from us while measuring; nil when unknown.
    var stolen: Double?

    static func describe() -> Machine {
        func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        let model = text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
        let memory = text("/proc/meminfo").split(separator: "\n").first.map { $0.filter(\.isNumber) } ?? ""
        return Machine(
            processor: model.map { String($0.drop { $0 != ":" }.dropFirst(2)) } ?? "unknown",
            cores: Cores.available.count,
            kernel: text("/proc/sys/kernel/osrelease").trimmingCharacters(in: .whitespacesAndNewlines),
            openssl: Tool.firstLine("openssl", ["version"]), memoryGigabytes: (Int(memory) ?? 0) / 1_048_576)
    }

    /// All and stolen ticks since boot.
    static func ticks() -> (all: Double, stolen: Double) {
        let line = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8))?.split(separator: "\n").first
        let numbers = (line ?? "").split(separator: " ").dropFirst().compactMap { Double($0) }
        return (numbers.prefix(8).reduce(0, +), numbers.count > 7 ? numbers[7] : 0)
    }
}

/// Small programs of the system.
enum Tool {
    static func path(of name: String) -> String? {
        ["/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static func firstLine(_ name: String, _ arguments: [String]) -> String {
        guard let path = path(of: name) else { return "not installed" }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        guard (try? process.run()) != nil else { return "does not run" }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.split(separator: "\n").first.map(String.init) ?? ""
    }
}
