import ArgumentParser
import Storage

struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "The append-only, hash-chained journal of every act.",
        subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Re-read the whole chain; exit status 2 and the first broken row when it does not hold (NHC-ID-24).",
            discussion: """
                Example: huizhen journal verify --data var

                Keep the printed head hash in another place: compared later, it also shows a tail that was cut off.
                """)
        @OptionGroup var common: CommonOptions
        @Flag(help: "Machine-readable output.") var json = false

        private struct Answer: Encodable {
            var intact: Bool
            var verified: Int64
            var headHash: String
            var brokenAt: Int64?
            var fault: String?
        }

        func run() async throws {
            let database = try common.database()
            let report = try await database.read { transaction in try transaction.verifyJournal() }
            if json {
                try Terminal.say(
                    json: Answer(
                        intact: report.isIntact, verified: report.verified, headHash: report.headHash,
                        brokenAt: report.firstBreak?.seq, fault: report.firstBreak?.fault.rawValue))
            } else if let broken = report.firstBreak {
                Terminal.say(
                    """
                    日志链在第 \(broken.seq) 条断裂：\(broken.fault.rawValue)
                    The journal is BROKEN at entry \(broken.seq): \(broken.fault.rawValue). Entries before it are good.
                    """)
            } else {
                Terminal.say(
                    """
                    日志完整：\(report.verified) 条 / the journal is whole: \(report.verified) entries
                      head \(report.headHash)
                    """)
            }
            if !report.isIntact { throw ExitCode.notWhole }
        }
    }
}
