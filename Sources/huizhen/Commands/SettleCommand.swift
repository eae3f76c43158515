import ArgumentParser
import ConsultationCore
import Foundation
import Orchestration
import Storage

struct SettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Settlements between institutions.",
        subcommands: [Export.self, Ledger.self])

    enum Format: String, ExpressibleByArgument, CaseIterable { case xlsx, csv, json }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The lines of a month of one institution, with sums that balance with the ledger.",
            discussion: """
                Example: huizhen settle export --institution 12220621MB1234567X --period 2026-11 --format xlsx --to 2026-11.xlsx

                Exit status 2 when lines and ledger differ; the file is written all the same.
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "The institution's id, unified social credit code or name.") var institution: String
        @Option(help: "A month, for example 2026-11.") var period: String
        @Option(help: "xlsx, csv (UTF-8 with BOM, CRLF) or json.") var format = Format.csv
        @Option(
            help: ArgumentHelp(
                "File to write; standard output when missing (not for xlsx).", valueName: "file"))
        var to: String?

        func run() async throws {
            let database = try common.database()
            guard let month = SettlementPeriod(period) else {
                throw ValidationError("'\(period)' is not a month; write it as 2026-11")
            }
            guard to != nil || format != .xlsx else { throw ValidationError("--format xlsx needs --to") }
            let party = try await Institutions.named(institution, in: database)
            let path = to ?? FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
            defer { if to == nil { try? FileManager.default.removeItem(atPath: path) } }
            let result = try await database.writeSettlement(
                SettlementHead(
                    selection: .month(month), institution: party, period: month, by: "huizhen settle export",
                    at: ServiceEnvironment.live.now()),
                as: SettlementFormat(rawValue: format.rawValue) ?? .csv, to: path)
            if let to {
                Terminal.say("\(result.lines) 行 / lines → \(to)")
            } else {
                try Terminal.pour(path)
            }
            guard result.isBalanced else {
                Terminal.complain(
                    "明细与账本不符 / lines and ledger differ by \(SettlementExport.yuan(result.difference))")
                throw ExitCode.notWhole
            }
        }
    }

    struct Ledger: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The books as a Beancount journal, which an outside program can add again.",
            discussion: """
                Example: huizhen settle ledger --to ledger.beancount && bean-check ledger.beancount

                Each account ends with a balance assertion, so that bean-check proves the sums.
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "One institution's books alone: its id, code or name.") var institution: String?
        @Option(help: ArgumentHelp("File to write.", valueName: "file")) var to: String

        func run() async throws {
            let database = try common.database()
            let parties: [Institution]
            if let institution {
                parties = [try await Institutions.named(institution, in: database)]
            } else {
                parties = try await database.read { try $0.institutions() }
            }
            let tomorrow = CivilDate(ServiceEnvironment.live.now()).adding(days: 1)
            let path = to
            let count = try await database.read {
                try LedgerJournal.write(parties, until: tomorrow, in: $0, to: path)
            }
            Terminal.say("\(count) 笔 / transactions → \(to)")
        }
    }
}

/// Finds an institution by whatever somebody has at hand.
private enum Institutions {
    static func named(_ name: String, in database: ServiceDatabase) async throws -> Institution {
        let found = try await database.read { transaction in
            try transaction.institutions().filter {
                $0.id.text == name || $0.code == name || $0.name == name
            }
        }
        guard let party = found.first, found.count == 1 else {
            Terminal.complain("没有该机构 / there is no institution '\(name)'")
            throw ExitCode.failure
        }
        return party
    }
}
