import ArgumentParser
import ConsultationCore
import Foundation
import Orchestration
import Storage
import Synchronization

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Demonstration data.", subcommands: [Seed.self])

    struct Seed: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Load two fictional hospitals of Jilin with people, agreement, prices and accounts. Safe to repeat.",
            discussion: """
                Example: huizhen demo seed --data var

                Passwords, and keys for an authenticator where a second factor is asked for, are made at random for new
                accounts, printed, and kept in demo-accounts.json (0600) in the data directory, so that a second run
                prints them again. Never use demonstration data with real patients.
                """)
        @OptionGroup var common: CommonOptions
        @Flag(help: "Machine-readable output.") var json = false

        struct Account: Codable {
            var username: String
            var password: String
            var displayName: String
            var institution: String
            var roles: [String]
            /// Base 32, for an authenticator; nil where no second factor is asked for.
            var secondFactor: String?
        }

        func run() async throws {
            let configuration = try common.configuration()
            _ = try claim(configuration)
            let database = try ServiceDatabase.open(
                configuration.database.path, blobs: configuration.blobs.path,
                keys: configuration.keys.path, masterKey: configuration.masterKey?.path)
            let today = CivilDate(ServiceEnvironment.live.now())
            let policy = try configuration.signInPolicy(configuration.policies(), on: today)
            let signIn = try SignInService(database: database, environment: .live, policy: policy)
            let file = configuration.dataDirectory.appendingPathComponent("demo-accounts.json")
            let known = (try? JSONDecoder().decode([Account].self, from: Data(contentsOf: file))) ?? []
            let passwords = Mutex(
                Dictionary(known.map { ($0.username, $0.password) }, uniquingKeysWith: { $1 }))
            let loaded = try await DemoData.load(into: database, signIn: signIn) { username in
                passwords.withLock { passwords in
                    let password = passwords[username] ?? Password.random()
                    passwords[username] = password
                    return password
                }
            }
            var keys = Dictionary(
                known.compactMap { one in one.secondFactor.map { (one.username, $0) } },
                uniquingKeysWith: { $1 })
            for account in loaded where !policy.secondFactorRoles.isDisjoint(with: account.roles) {
                let username = account.username
                if let key = try await signIn.enrolForDemonstration(username: username) {
                    keys[username] = key
                }
            }
            let accounts = loaded.map { account in
                Account(
                    username: account.username,
                    password: passwords.withLock { $0[account.username] } ?? "(已改 / changed)",
                    displayName: account.displayName, institution: account.institution,
                    roles: account.roles.map(\.rawValue), secondFactor: keys[account.username])
            }
            try write(accounts, to: file)
            try database.close()
            if json { try Terminal.say(json: accounts) } else { show(accounts, file) }
        }

        private func claim(_ configuration: Configuration) throws -> DataDirectory {
            do {
                return try DataDirectory(configuration.dataDirectory)
            } catch {
                Terminal.complain("\(error)")
                throw ExitCode.failure
            }
        }

        private func write(_ accounts: [Account], to file: URL) throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(accounts).write(to: file, options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        }

        private func show(_ accounts: [Account], _ file: URL) {
            Terminal.say("演示账号 / demonstration accounts (\(file.path)):")
            let width = accounts.map(\.username.count).max() ?? 0
            for account in accounts {
                let name = account.username.padding(toLength: width, withPad: " ", startingAt: 0)
                Terminal.say(
                    "  \(name)  \(account.password)  \(account.institution) \(account.displayName)  "
                        + account.roles.joined(separator: ", ")
                        + (account.secondFactor.map { "  动态验证码密钥 / authenticator key: \($0)" } ?? ""))
            }
        }
    }
}
