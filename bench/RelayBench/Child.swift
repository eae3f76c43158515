import Foundation
import Glibc
import RelayLoad

/// A program under test: started on given cores, stopped and continued, and asked by `/proc` what it costs.
final class Child {
    let name: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread = Data()

    /// `cores`: where all its threads may run.
    init(
        _ name: String, _ program: String, _ arguments: [String], cores: [Int], log: URL,
        environment: [String: String] = [:]
    ) throws {
        self.name = name
        // It ends with the bench, however that ends: a stopped program would stay for ever.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments =
            ["--pdeathsig", "KILL", "taskset", "-c", cores.map(String.init).joined(separator: ","), program]
            + arguments
        process.standardInput = input
        process.standardOutput = output
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        process.standardError = try FileHandle(forWritingTo: log)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        try process.run()
    }

    var pid: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    func write(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// The next line of its standard output; nil at the end.
    func readLine() -> String? {
        while true {
            if let end = unread.firstIndex(of: 10) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread = Data(unread[unread.index(after: end)...])
                return line
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            unread += more
        }
    }

    func pause() { kill(pid, SIGSTOP) }
    func resume() { kill(pid, SIGCONT) }

    /// Ends it, and waits until it is gone.
    func stop() {
        resume()
        try? input.fileHandleForWriting.close()
        if process.isRunning { kill(pid, SIGKILL) }
        process.waitUntilExit()
    }

    // MARK: What it costs

    private var threads: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
    }

    /// Time all its threads have run, in nanoseconds: first field of `schedstat`.
    var processorTime: UInt64 {
        threads.reduce(0) { sum, thread in
            let text = try? String(contentsOfFile: "/proc/\(pid)/task/\(thread)/schedstat", encoding: .utf8)
            return sum + (text?.split(separator: " ").first.flatMap { UInt64($0) } ?? 0)
        }
    }

    /// Resident memory in bytes.
    var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8)) ?? ""
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4096 } ?? 0
    }

    /// Pins its threads whose name begins with `prefix`, in the order of their names, to one core each.
    func pin(threadsNamed prefix: String, to cores: [Int]) {
        let named = threads.compactMap { thread -> (String, Int32)? in
            let text = try? String(contentsOfFile: "/proc/\(pid)/task/\(thread)/comm", encoding: .utf8)
            guard let name = text?.trimmingCharacters(in: .whitespacesAndNewlines), name.hasPrefix(prefix),
                let number = Int32(thread)
            else { return nil }
            return (name, number)
        }.sorted { $0.0 < $1.0 }
        for (position, thread) in named.enumerated() where !cores.isEmpty {
            _ = load_place(thread.1, Int32(cores[position % cores.count]))
        }
    }
}
