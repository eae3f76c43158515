import Foundation

/// A foreign program at work: its lines as they come, and its end.
package final class ForeignEnd: Sendable {
    package enum Fault: Error, CustomStringConvertible {
        case ended(String)
        case silent(String)
        case notInstalled

        package var description: String {
            switch self {
            case .ended(let errors): "the program ended: \(errors)"
            case .notInstalled: "the foreign ends are not installed; run `make tools`"
            case .silent(let wanted): "the program said no \(wanted) in time"
            }
        }
    }

    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private let process: Process
    private let lines: AsyncStream<String>
    private let input: FileHandle
    private let log: URL

    /// Starts a program of the machine; its errors go to a file that failures show.
    package init(_ program: String, _ arguments: [String]) throws {
        log = FileManager.default.temporaryDirectory.appending(path: "huizhen-end-\(UUID().uuidString).log")
        try Data().write(to: log)
        process = Process()
        let (toProgram, fromProgram) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = toProgram
        process.standardOutput = fromProgram
        process.standardError = try FileHandle(forWritingTo: log)
        input = toProgram.fileHandleForWriting
        let output = fromProgram.fileHandleForReading
        lines = AsyncStream { continuation in
            let thread = Thread {
                var rest = Data()
                while case let chunk = output.availableData, !chunk.isEmpty {
                    rest.append(chunk)
                    while let end = rest.firstIndex(of: 10) {
                        continuation.yield(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                        rest = Data(rest[rest.index(after: end)...])
                    }
                }
                continuation.finish()
            }
            thread.start()
        }
        // A worker thread of the runtime blocks signals, and a program inherits that: it could not be interrupted.
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    /// A script of `Tests/ForeignEnds` in the environment made for it, or in the system's Python, which has GStreamer.
    package static func python(_ script: String, _ arguments: [String], system: Bool = false) throws
        -> ForeignEnd
    {
        let interpreter =
            system ? "/usr/bin/python3" : repository.appending(path: ".build/foreign-ends/bin/python3").path
        guard FileManager.default.isExecutableFile(atPath: interpreter) else { throw Fault.notInstalled }
        let path = repository.appending(path: "Tests/ForeignEnds/\(script)").path
        return try ForeignEnd(interpreter, [path] + arguments)
    }

    /// A file of `Tests/ForeignEnds`.
    package static func text(_ name: String) throws -> String {
        try String(contentsOf: repository.appending(path: "Tests/ForeignEnds/\(name)"), encoding: .utf8)
    }

    package func tell(_ text: String) throws {
        try input.write(contentsOf: try JSONEncoder().encode(text) + [10])
    }

    /// The JSON value behind the next line that begins with `word`.
    package func hear<Value: Decodable>(_ word: String, as type: Value.Type) async throws -> Value {
        for await line in lines where line.hasPrefix(word + " ") {
            return try JSONDecoder().decode(type, from: Data(line.dropFirst(word.count + 1).utf8))
        }
        process.waitUntilExit()
        throw Fault.ended(errors)
    }

    package var errors: String {
        (try? String(contentsOf: log, encoding: .utf8)).map { String($0.suffix(3000)) } ?? ""
    }

    /// Ends the program and waits for it; a program that has ended already is left alone.
    package func stop(_ signal: Int32 = SIGINT) {
        if process.isRunning { kill(process.processIdentifier, signal) }
        let deadline = ContinuousClock.now + .seconds(5)
        while process.isRunning, ContinuousClock.now < deadline { usleep(20_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: log)
    }

    package func wait() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// What an end saw and heard.
package struct ForeignResult: Decodable, Sendable {
    package var state: String?
    package var frames: Int?
    package var width: Int?
    /// Hertz.
    package var tone: Double?
    /// Root mean square of 16-bit samples.
    package var level: Double?
    package var deleted: Int?
}
