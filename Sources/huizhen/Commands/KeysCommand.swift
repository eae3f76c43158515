import ArgumentParser
import ConsultationCore
import Foundation
import Orchestration
import Storage

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Keys under which attachments, consents and archive packages lie sealed.",
        subcommands: [List.self, Rotate.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The names of the institutions' keys.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for name in try KeysCommand.keyring(common).names() { Terminal.say(name) }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new key; what lies sealed stays readable. The service must not run.",
            discussion: """
                Example: huizhen keys rotate --institution inst-1 --data var
                         huizhen keys rotate --master --data var
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "A new key for what this institution stores from now on.") var institution: String?
        @Flag(help: "A new master key; every institution's keys are wrapped anew.") var master = false

        func validate() throws {
            guard master != (institution != nil) else {
                throw ValidationError("give --institution or --master")
            }
        }

        func run() async throws {
            let lock = try DataDirectory(try common.configuration().dataDirectory)
            let keyring = try KeysCommand.keyring(common)
            let name: String
            if let institution {
                name = try keyring.rotate(institution)
            } else {
                name = "master/\(try keyring.rotateMaster())"
            }
            let now = ServiceEnvironment.live.now()
            let database = try common.database()
            try await database.write {
                try $0.noteKeyUse(.rotate, name, object: "", at: now, by: .system)
            }
            Terminal.say("已更换密钥 / rotated: \(name)")
            withExtendedLifetime(lock) {}
        }
    }

    private static func keyring(_ common: CommonOptions) throws -> BlobKeyring {
        let configuration = try common.configuration()
        do {
            return try BlobKeyring.open(
                directory: configuration.keys.path, masterKey: configuration.masterKey?.path)
        } catch {
            Terminal.complain("密钥无法读取。The keys in \(configuration.keys.path) cannot be read.")
            throw ExitCode.failure
        }
    }
}
