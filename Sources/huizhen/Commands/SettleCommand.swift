import ArgumentParser
import ConsultationCore
import Foundation
import Orchestration
import Storage

struct SettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Settlements between institutions.", subcommands: [Export.self])

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The lines of a month of one institution, with sums that balance with the ledger.",
            discussion: """
                Example: huizhen settle export --institution 12220621MB1234567X --period 2026-11 --format csv --data var

                Exit status 2 when lines and ledger differ; the file is written all the same.
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "The institution's id, unified social credit code or name.") var institution: String
        @Option(help: "A month, for example 2026-11.") var period: String
        @Option(help: "csv (UTF-8 with BOM, CRLF) or json.") var format = Format.csv
        @Option(help: ArgumentHelp("File to write; standard output when missing.", valueName: "file")) var to:
            String?

        func run() async throws {
            let database = try common.database()
            let wanted = institution
            let found = try await database.read { transaction in
                try transaction.institutions().filter {
                    $0.id.text == wanted || $0.code == wanted || $0.name == wanted
                }
            }
            guard let party = found.first, found.count == 1 else {
                Terminal.complain("没有该机构 / there is no institution '\(institution)'")
                throw ExitCode.failure
            }
            guard
                let statement = try await SettlementQueries(database: database).statement(
                    for: party.id, period: period)
            else { throw ValidationError("'\(period)' is not a month; write it as 2026-11") }
            let text =
                switch format {
                case .csv: SettlementExport.csv(statement)
                case .json: try SettlementExport.json(statement)
                }
            if let to {
                try text.write(toFile: to, atomically: true, encoding: .utf8)
                Terminal.say("\(statement.lines.count) 行 / lines → \(to)")
            } else {
                FileHandle.standardOutput.write(Data(text.utf8))
            }
            guard statement.isBalanced else {
                Terminal.complain(
                    "明细与账本不符 / lines and ledger differ by \(SettlementExport.yuan(statement.difference))")
                throw ExitCode.notWhole
            }
        }
    }
}
