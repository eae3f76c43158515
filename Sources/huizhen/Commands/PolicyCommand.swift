import ArgumentParser
import ConsultationCore
import Foundation
import PolicyFiles

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The rules as data: check the files, and ask why a value holds.",
        subcommands: [Check.self, Explain.self, List.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every policy file and say all that is wrong, with file, line and column.",
            discussion: """
                Example: huizhen policy check config/policy

                Exit status 78 when anything is wrong.
                """)
        @OptionGroup var common: CommonOptions
        @Argument(
            help: ArgumentHelp(
                "Directory of policy files; policy.directory when missing.", valueName: "directory"))
        var directory: String?

        func run() async throws {
            let shelf = try common.policies(in: directory)
            let entries = shelf.texts.map(\.entries.count).reduce(0, +)
            Terminal.say(
                "政策文件无误 / the policy files are in order: \(shelf.texts.count) texts, \(entries) values, "
                    + "\(PolicyParameter.all.count) parameters")
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "A parameter's value in a place on a day: from which text and article, and over which others.",
            discussion: """
                Example: huizhen policy explain upload.deadline --jurisdiction jilin --date 2026-11-01
                """)
        @OptionGroup var common: CommonOptions
        @OptionGroup var question: PolicyQuestion
        @Argument(help: "A name of `huizhen policy list`; the prefix policy. may be left out.") var parameter:
            String
        @Flag(help: "Machine-readable output.") var json = false

        func run() async throws {
            let name =
                parameter.hasPrefix("policy.") ? String(parameter.dropFirst("policy.".count)) : parameter
            let shelf = try common.policies(in: question.policies)
            guard let known = PolicyParameter.named(name) else {
                let near = PolicyParameter.all.map(\.name).filter {
                    $0.lowercased().contains(name.lowercased())
                }
                if !near.isEmpty { Terminal.complain("similar: " + near.prefix(8).joined(separator: ", ")) }
                Terminal.complain(
                    "没有该参数 / there is no parameter '\(parameter)'; huizhen policy list names them")
                throw ExitCode.failure
            }
            let resolution = try question.resolution(shelf)
            guard let finding = resolution[known] else {
                Terminal.complain("\(name): no text speaks on \(try question.day())")
                throw ExitCode.failure
            }
            let told = PolicyExplanation(known, finding, resolution, shelf, try question.day())
            if json { try Terminal.say(json: told.answer) } else { Terminal.say(told.text) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every parameter with its value, unit, text and article.",
            discussion: "Example: huizhen policy list --jurisdiction jilin")
        @OptionGroup var common: CommonOptions
        @OptionGroup var question: PolicyQuestion

        func run() async throws {
            let shelf = try common.policies(in: question.policies)
            let resolution = try question.resolution(shelf)
            for parameter in PolicyParameter.all {
                guard let word = resolution[parameter]?.word else { continue }
                Terminal.say(
                    [
                        parameter.name, parameter.form.written(word.value), parameter.form.unit,
                        parameter.ruleClass.rawValue, word.text, word.article, word.row, word.weight.rawValue,
                        word.standing.rawValue,
                    ].joined(separator: "\t"))
            }
        }
    }
}

/// For whom and when a value is asked.
struct PolicyQuestion: ParsableArguments {
    @Option(help: "A province in pinyin, for example jilin, or national.") var jurisdiction = "national"
    @Option(help: "A day, for example 2026-11-01; today when missing.") var date: String?
    @Option(help: ArgumentHelp("telemedicine, internetHospitalConsultation or internetFollowUp."))
    var pathway = LegalPathway.telemedicine.rawValue
    @Option(
        help: ArgumentHelp(
            "Directory of policy files; policy.directory when missing.", valueName: "directory"))
    var policies: String?

    func day() throws -> CivilDate {
        guard let date else {
            return CivilDate(WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
        }
        guard let day = CivilDate(date) else {
            throw ValidationError("'\(date)' is not a day; write it as 2026-11-01")
        }
        return day
    }

    func resolution(_ shelf: PolicyShelf) throws -> PolicyResolution {
        guard let pathway = LegalPathway(rawValue: pathway) else {
            throw ValidationError(
                "there is no pathway '\(pathway)'; one of "
                    + LegalPathway.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return shelf.resolve(pathway, Jurisdiction(jurisdiction), on: try day())
    }
}

extension CommonOptions {
    /// The texts of `directory`, or of the configured one; what is wrong with them is said, all at once.
    func policies(in directory: String?) throws -> PolicyShelf {
        let path = try directory ?? configuration().policyDirectory.path
        do {
            return try PolicyDirectory.load(path)
        } catch {
            for fault in error.all { Terminal.complain(fault.description) }
            throw ExitCode(78)
        }
    }
}
