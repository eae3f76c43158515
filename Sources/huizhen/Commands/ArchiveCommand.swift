import ArgumentParser
import ConsultationCore
import Foundation
import Orchestration
import Storage

struct ArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "Archive packages of cases, one an institution.",
        subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Check a package against its manifest and, where the database is, the journal; exit status 2 when it is not whole.",
            discussion: "Example: huizhen archive verify HZ20261121-00001.zip --data var")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The package, as it was taken from the service.") var file: String
        @Flag(help: "Machine-readable output.") var json = false

        func run() async throws {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                Terminal.complain("无法读取文件 \(file)。The file cannot be read.")
                throw ExitCode.failure
            }
            let result: ArchiveVerification
            do {
                let first = try ArchiveVerification(of: bytes)
                result = try ArchiveVerification(
                    of: bytes, journaled: try await journaled(first.consultation))
            } catch {
                Terminal.complain("不是归档包，或已损坏。This is no archive package, or it is damaged.")
                throw ExitCode.notWhole
            }
            if json {
                try Terminal.say(json: result)
            } else if result.isWhole {
                Terminal.say(
                    "归档包完整：\(result.number)，\(result.files) 个文件 / whole: \(result.files) files, manifest \(result.manifestHash)"
                )
            } else {
                Terminal.say(
                    "归档包不完整 / NOT whole: \(result.number)\n"
                        + result.faults.map { "  \($0)" }.joined(separator: "\n"))
            }
            if !result.isWhole { throw ExitCode.notWhole }
        }

        /// Nil where there is no database beside, or it does not know the case.
        private func journaled(_ consultation: String) async throws -> String? {
            guard FileManager.default.fileExists(atPath: try common.configuration().database.path) else {
                return nil
            }
            let id = ConsultationID(consultation)
            let found = try await common.database().read { try $0.system.consultation(id) }
            return found?.archive?.manifestHash.hexadecimal
        }
    }
}
