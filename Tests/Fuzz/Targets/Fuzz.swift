import CFuzz
import Glibc

/// Coverage-guided fuzzing of everything that reads what strangers send. Built and started by `make fuzz` only:
///
///     Fuzz stun -runs=1000000 -max_len=600 corpus/stun
///
/// The first argument names the target; the rest are libFuzzer's own. A trap, a hang or a broken promise ends the run
/// with the input written to a file.
@main
struct Fuzz {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count > 1, let target = FuzzTarget(rawValue: arguments[1]) else {
            print(
                "usage: Fuzz \(FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")) [libFuzzer options] [corpus]"
            )
            exit(2)
        }
        if arguments.count > 3, arguments[2] == "--seed-corpus" {
            exit(SeedCorpus.write(for: target, to: arguments[3]) ? 0 : 1)
        }
        chosen = target
        exit(run([arguments[0]] + arguments.dropFirst(2)))
    }

    /// The target of this process; written once before the driver starts.
    nonisolated(unsafe) private static var chosen = FuzzTarget.stun

    private static func run(_ arguments: [String]) -> Int32 {
        var count = Int32(arguments.count)
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        return pointers.withUnsafeMutableBufferPointer { buffer in
            var base = buffer.baseAddress
            return huizhen_fuzz(&count, &base) { bytes, length in
                let input = Array(UnsafeBufferPointer(start: bytes, count: length))
                let kept = Fuzz.chosen.run(input)
                precondition(kept, "the parser accepted something outside its bytes")
                return 0
            }
        }
    }
}
