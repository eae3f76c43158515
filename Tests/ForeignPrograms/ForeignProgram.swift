package import Foundation

/// Another program of the machine, run to its end: tests let it read what we wrote.
package struct ForeignProgram {
    package let status: Int32
    /// What it printed, complaints among the rest.
    package let output: Data

    package var text: String { String(decoding: output, as: UTF8.self) }

    /// Throws when it cannot be started; a program that is not there ends with status 127.
    package static func run(
        _ name: String, _ arguments: [String], in folder: URL? = nil
    ) throws -> ForeignProgram {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return ForeignProgram(status: process.terminationStatus, output: output)
    }
}
