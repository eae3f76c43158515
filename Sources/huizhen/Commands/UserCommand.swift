import ArgumentParser
import ConsultationCore
import Foundation
import Orchestration
import Storage

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Accounts of an institution.",
        subcommands: [Setup.self, Add.self, Reset.self])

    struct Setup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Begin an installation: the operator's institution, an operator and the three administrators.",
            discussion: """
                Example: huizhen user setup --code 22010001X --name 远程会诊平台运营中心 --jurisdiction jilin --data var

                System, security and audit administrator are three people; each enrols a second factor at the first
                sign-in. Passwords are printed once. Where there are accounts already, nothing is done.
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "The institution's code.") var code: String
        @Option(help: "The institution's name.") var name: String
        @Option(help: "The province, for example jilin.") var jurisdiction: String

        func run() async throws {
            let configuration = try common.configuration()
            let lock: DataDirectory
            do { lock = try DataDirectory(configuration.dataDirectory) } catch {
                Terminal.complain("\(error)")
                throw ExitCode.failure
            }
            defer { withExtendedLifetime(lock) {} }
            let database = try ServiceDatabase.open(
                configuration.database.path, blobs: configuration.blobs.path,
                keys: configuration.keys.path, masterKey: configuration.masterKey?.path)
            let service = try SignInService(database: database, environment: .live, policy: SignInPolicy())
            let institution = Institution(
                id: InstitutionID(ServiceEnvironment.live.newID()), code: code, name: name, shortName: name,
                jurisdiction: Jurisdiction(jurisdiction), level: .province, grade: .ungraded, licence: nil,
                departments: [], capabilityAcceptance: nil)
            do {
                for one in try await service.setUp(operator: institution, password: { Password.random() }) {
                    Terminal.say(
                        "\(one.draft.displayName) \(one.draft.username)  密码 / password: \(one.password)")
                }
            } catch SignInFault.usernameTaken {
                Terminal.complain("已有账号，不再初始化 / there are accounts already")
                throw ExitCode.failure
            }
            Terminal.say("机构 / institution: \(institution.id)")
            try database.close()
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an account; its password is made at random and printed once.",
            discussion: """
                Example: huizhen user add --username zhang.wei --name 张伟 --institution 0199f0c2-… --role finance --data var

                Where a security administrator works, the roles wait for their approval.
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "Sign-in name.") var username: String
        @Option(help: "The person's name.") var name: String
        @Option(help: "The institution's id.") var institution: String
        @Option(help: "The practitioner's id, for a physician.") var practitioner: String?
        @Option(help: "Staff number (工号): tells which accounts are one person's.") var staffNumber: String?
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
            let added = try await reporting {
                try await service.addAtMachine(
                    AccountDraft(
                        username: username, institution: InstitutionID(institution), displayName: name,
                        practitioner: practitioner.map { PractitionerID($0) }, roles: roles,
                        staffNumber: staffNumber),
                    password: password)
            }
            Terminal.say("已添加 / added \(username), 密码 / password: \(password)")
            if added.waits {
                Terminal.say("岗位待安全管理员批准 / its roles wait for the security administrator")
            }
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a new random password, unlock the account and end its sessions.",
            discussion: """
                Example: huizhen user reset zhang.wei --data var
                Example: huizhen user reset security.admin --forget-factor 手机遗失，恢复码不在 --data var

                A lost second factor is otherwise reset by the security administrator; --forget-factor is for the last
                of them. The reason stands in the audit trail.
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "Sign-in name.") var username: String
        @Option(help: "Forget the second factor too, and why; it is enrolled anew at the next sign-in.")
        var forgetFactor: String?

        func validate() throws {
            if let forgetFactor, forgetFactor.allSatisfy(\.isWhitespace) {
                throw ValidationError("--forget-factor wants a reason")
            }
        }

        func run() async throws {
            let password = Password.random()
            let service = try common.signIn()
            try await reporting {
                try await service.resetPassword(
                    username: username, to: password, forgettingFactor: forgetFactor)
            }
            Terminal.say("已重置 / reset \(username), 密码 / password: \(password)")
            if forgetFactor != nil {
                Terminal.say("下次登录时重新绑定身份验证器 / enrol an authenticator at the next sign-in")
            }
        }
    }
}

private func reporting<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
        return try await body()
    } catch let refusal as Refusal {
        Terminal.complain(Backups.explain(refusal))
        throw ExitCode.failure
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
