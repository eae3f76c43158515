import ArgumentParser
import ConsultationCore
import Foundation
import Orchestration
import Storage

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Accounts of an institution.", subcommands: [Add.self, Reset.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an account; its password is made at random and printed once.",
            discussion: """
                Example: huizhen user add --username zhang.wei --name 张伟 --institution 0199f0c2-… --role finance --data var
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "Sign-in name.") var username: String
        @Option(help: "The person's name.") var name: String
        @Option(help: "The institution's id.") var institution: String
        @Option(help: "The practitioner's id, for a physician.") var practitioner: String?
        @Option(
            parsing: .singleValue,
            help: ArgumentHelp(
                "One of: \(Role.allCases.map(\.rawValue).joined(separator: ", ")); may be repeated."))
        var role: [String]

        func run() async throws {
            var roles: [Role] = []
            for text in role {
                guard let role = Role(rawValue: text) else {
                    throw ValidationError("there is no role '\(text)'")
                }
                roles.append(role)
            }
            let password = Password.random()
            let service = try common.signIn()
            try await reporting {
                _ = try await service.addAccount(
                    AccountDraft(
                        username: username, institution: InstitutionID(institution), displayName: name,
                        practitioner: practitioner.map { PractitionerID($0) }, roles: roles),
                    password: password)
            }
            Terminal.say("已添加 / added \(username), 密码 / password: \(password)")
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a new random password, unlock the account and end its sessions.",
            discussion: "Example: huizhen user reset zhang.wei --data var")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Sign-in name.") var username: String

        func run() async throws {
            let password = Password.random()
            let service = try common.signIn()
            try await reporting { try await service.resetPassword(username: username, to: password) }
            Terminal.say("已重置 / reset \(username), 密码 / password: \(password)")
        }
    }
}

private func reporting(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch SignInFault.usernameTaken {
        Terminal.complain("用户名已存在 / this sign-in name exists already")
        throw ExitCode.failure
    } catch SignInFault.badCredentials {
        Terminal.complain("没有该账号 / there is no such account")
        throw ExitCode.failure
    }
}

extension CommonOptions {
    /// The existing database of the data directory; a missing one is an error here, only `serve` and `demo
    /// seed` make one.
    func database() throws -> ServiceDatabase {
        let configuration = try configuration()
        guard FileManager.default.fileExists(atPath: configuration.database.path) else {
            Terminal.complain("there is no database at \(configuration.database.path). Is --data right?")
            throw ExitCode.failure
        }
        do {
            return try ServiceDatabase.open(
                configuration.database.path, blobs: configuration.blobs.path,
                keys: configuration.keys.path, masterKey: configuration.masterKey?.path)
        } catch {
            Terminal.complain("\(configuration.database.path) cannot be opened: \(error)")
            throw ExitCode.failure
        }
    }

    func signIn() throws -> SignInService {
        try SignInService(database: database(), environment: .live, policy: SignInPolicy())
    }
}

/// Passwords that a person can type and nobody can guess.
enum Password {
    /// Letters and digits without those that look alike.
    private static let alphabet = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    static let length = 16  // 16 × log2(56) = 92 bits

    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<length).compactMap { _ in alphabet.randomElement(using: &generator) })
    }
}
