import Foundation
import RequirementTrace

/// `make trace`: which requirements are met, by which tests, and which are not.
@main
struct Trace {
    static func main() throws {
        let root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        let trace = try RequirementTrace(checkout: root)
        if CommandLine.arguments.dropFirst().first == "--write" {
            let table = root.appending(path: RequirementTrace.tablePath)
            try trace.rewritten.write(to: table, atomically: true, encoding: .utf8)
            print("the tests that carry each row are written to \(RequirementTrace.tablePath)")
            return
        }
        print(trace.report)
        let readings = try ReadingTable(checkout: root)
        let silent = readings.silent(in: root)
        print("\nreadings listed where they act \(readings.rows.count - silent.count)/\(readings.rows.count)")
        for row in silent { print("  \(row.id): not named in \(row.actsAt)") }
        let faults = trace.faults { FileManager.default.fileExists(atPath: root.appending(path: $0).path()) }
        guard !faults.isEmpty else { return }
        print("\nthe table and the tests disagree (scripts/trace --write takes the tests into the table):")
        print(faults.map { "  \($0)" }.joined(separator: "\n"))
        exit(2)
    }
}
