import ArgumentParser
import Foundation

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at this deployment: is everything there that the service and the law need?",
        discussion: """
            Example: huizhen doctor --config config/huizhen.yaml --data var

            Checks configuration, policy files, certificate, data directory, free space, keys, clock, time zone, network
            links, servers and backups, each with what to do and the article it rests on. Nothing is changed.
            Exit status: 0 no fault (warnings there may be); 2 a fault; 78 the configuration cannot be read.
            """)
    @OptionGroup var common: CommonOptions
    @Flag(help: "Machine-readable output.") var json = false

    private struct Answer: Encodable {
        var level: DoctorFinding.Level
        var findings: [DoctorFinding]
    }

    func run() async throws {
        let findings: [DoctorFinding]
        var readable = true
        do {
            let configuration = try Configuration.load(
                file: common.config, data: common.data, settings: common.set)
            let source = common.config ?? "默认值"
            findings =
                [DoctorFinding("configuration", .ok, "配置", "\(source)，各项有效")]
                + Doctor(configuration: configuration, now: Date()).findings()
        } catch {
            readable = false
            findings = [
                DoctorFinding(
                    "configuration", .fault, "配置", "\(error)", advice: "请按提示修改配置；config/huizhen.yaml 列有全部配置项。"
                )
            ]
        }
        let worst = findings.map(\.level).max() ?? .ok
        if json {
            try Terminal.say(json: Answer(level: worst, findings: findings))
        } else {
            Terminal.say(findings.map(\.lines).joined(separator: "\n"))
            let faults = findings.count { $0.level == .fault }
            let warnings = findings.count { $0.level == .warning }
            Terminal.say(
                "共 \(findings.count) 项：故障 \(faults) 项，提示 \(warnings) 项 / \(faults) faults, \(warnings) warnings"
            )
        }
        if !readable { throw ExitCode(78) }
        if worst == .fault { throw ExitCode.notWhole }
    }
}
