import ArgumentParser
import ConsultationCore
import Foundation
import Orchestration
import Storage

struct BackupCommandLine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Back up database, attachments and recordings while the service runs (SC 23(1)).",
        discussion: """
            Example: huizhen backup --config config/huizhen.yaml --data var

            Writes a folder into storage.backups and, where storage.secondBackups is set, a copy there; each file is compared by
            its SHA-256, the database by its own check and by every link of the journal. Both places must lie in a permitted
            region. Keys (storage.keys) are not in it: keep them apart, without them recordings cannot be opened.
            Then old backups go by age, in both places: the newest of each of the last storage.keepDaily days, keepWeekly weeks
            and keepMonthly months stays, and all of them where the three are 0. Nothing goes before one that stays was read and
            is whole; the newest never goes. --prune does that alone, without making a backup.
            Exit status: 0 made and whole; 1 not.
            """)
    @OptionGroup var common: CommonOptions
    @Flag(help: "Only remove what is too old; make no backup.") var prune = false
    @Flag(help: "Machine-readable output.") var json = false

    private struct Removed: Encodable { var removed: [String] }

    private struct Answer: Encodable {
        var name: String
        var path: String
        var second: String?
        var files: Int
        var bytes: Int64
        var journalEntries: Int64
        var seconds: Double
        var removed: [String]
    }

    func run() async throws {
        let configuration = try common.configuration()
        let database = try common.database()
        do {
            let began = ContinuousClock.now
            let installation = try await Backups(configuration: configuration, database: database)
            if prune {
                let removed = try await installation.prune()
                if json { return try Terminal.say(json: Removed(removed: removed)) }
                return Terminal.say("已清理 / removed: \(removed.count)\(removed.map { "\n  " + $0 }.joined())")
            }
            let (manifest, place, second) = try await installation.make()
            let removed = try await installation.prune()
            let answer = Answer(
                name: manifest.name, path: place.path, second: second?.path, files: manifest.files.count,
                bytes: manifest.bytes, journalEntries: manifest.journalEntries,
                seconds: began.duration(to: .now).inSeconds, removed: removed)
            if json { return try Terminal.say(json: answer) }
            Terminal.say(
                "已备份 / backed up: \(place.path)，\(manifest.files.count) 个文件，\(Terminal.size(UInt64(manifest.bytes)))"
                    + (second.map { "；异地 / second place: \($0.path)" } ?? "；未设异地备份 / no second place")
                    + (removed.isEmpty ? "" : "；清理旧备份 / removed \(removed.count)"))
        } catch {
            Terminal.complain(Backups.explain(error))
            throw ExitCode.failure
        }
    }
}

struct RestoreCommandLine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Bring a backup back into a new data directory.",
        discussion: """
            Example: huizhen restore --from /backup/huizhen-20261121T021500Z --data var-restored

            Every file is compared with the backup's list before it counts; a directory that holds a database is refused. Put the
            keys back into storage.keys before starting the service. Exit status: 0 whole; 1 not.
            """)
    @OptionGroup var common: CommonOptions
    @Option(help: "Folder of one backup.") var from: String

    func run() async throws {
        let configuration = try common.configuration()
        do {
            let manifest = try Backups.restore(URL(fileURLWithPath: from), into: configuration)
            Terminal.say(
                "已恢复 / restored: \(manifest.name)（\(Terminal.instant(manifest.at))），日志 \(manifest.journalEntries) 条，完整 / whole"
            )
            Terminal.say("请恢复密钥目录后启动服务 / put the keys back before starting: \(configuration.keys.path)")
        } catch {
            Terminal.complain(Backups.explain(error))
            throw ExitCode.failure
        }
    }
}

struct DrillCommandLine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Rehearse recovery from the newest backup and record the result (SC 23(1)).",
        discussion: """
            Example: huizhen drill --config config/huizhen.yaml --data var

            Restores the newest backup (of the second place where there is one) into a temporary directory, checks it whole, measures
            how much would be lost (RPO) and how long it takes (RTO), and puts the drill on record; --plan YYYY-MM-DD records when the
            next one is to be. Exit status: 0 passed; 1 failed, which is on record too.
            """)
    @OptionGroup var common: CommonOptions
    @Option(help: "Only record the day of the next drill, YYYY-MM-DD.") var plan: String?
    @Flag(help: "Machine-readable output.") var json = false

    private struct Answer: Encodable {
        var backup: String?
        var passed: Bool
        var rpoSeconds: Int64
        var rtoMilliseconds: Int64
        var note: String
    }

    func run() async throws {
        let configuration = try common.configuration()
        let database = try common.database()
        do {
            let installation = try await Backups(configuration: configuration, database: database)
            if let plan {
                guard let day = CivilDate(plan) else { throw ValidationError("--plan wants YYYY-MM-DD") }
                try await installation.orchestrator.perform(.planDrill(day))
                return Terminal.say("已计划 / planned: \(plan)")
            }
            let (drill, name) = try await installation.rehearse()
            if json {
                try Terminal.say(
                    json: Answer(
                        backup: name, passed: drill.isPassed, rpoSeconds: drill.rpo.milliseconds / 1000,
                        rtoMilliseconds: drill.rto.milliseconds, note: drill.note))
            } else {
                Terminal.say(
                    "恢复演练\(drill.isPassed ? "通过" : "未通过") / drill \(drill.isPassed ? "passed" : "FAILED"): RPO \(drill.rpo), RTO \(drill.rto)；\(drill.note)"
                )
            }
            if !drill.isPassed { throw ExitCode.failure }
        } catch let code as ExitCode {
            throw code
        } catch {
            Terminal.complain(Backups.explain(error))
            throw ExitCode.failure
        }
    }
}
