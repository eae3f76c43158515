import ConsultationCore
import Foundation
import Orchestration
import Storage
import Web

/// Backups of this installation: where they go, whether they may, and what is on record of them.
struct Backups {
    let configuration: Configuration
    let database: ServiceDatabase
    let orchestrator: Orchestrator

    init(configuration: Configuration, database: ServiceDatabase) async throws {
        self.configuration = configuration
        self.database = database
        let environment = ServiceEnvironment.live
        let policies = try await PolicyBook.open(
            try configuration.policies(), in: database, at: environment.now())
        orchestrator = Orchestrator(
            database: database, policies: policies, environment: environment, feed: ChangeFeed())
    }

    private static func name(_ date: Date) -> String {
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt
        ).year().month().day().time(includingFractionalSeconds: false)
        return "huizhen-" + date.formatted(style) + "Z"
    }

    /// Copies to both places, whole, and puts it on record.
    func make() async throws -> (BackupManifest, URL, URL?) {
        let storage = configuration.storage
        try await orchestrator.checkRegions(
            storage.targets.filter { $0.use == .backup || $0.use == .secondBackup })
        let now = Date()
        let maker = BackupMaker(
            database: database,
            folders: [("blobs", configuration.blobs), ("recordings", configuration.recordings)],
            region: storage.backup?.text ?? "")
        let (manifest, place) = try maker.make(
            in: configuration.backups, named: Self.name(now), at: Int64(now.timeIntervalSince1970 * 1000))
        let second = try storage.secondBackups.map { try BackupMaker.copy(place, to: $0) }
        try await orchestrator.perform(
            .recordBackup(
                BackupMade(
                    name: manifest.name, at: WallTime(milliseconds: manifest.at), bytes: manifest.bytes,
                    files: manifest.files.count, region: storage.backup, secondRegion: storage.secondBackup)))
        return (manifest, place, second)
    }

    /// Thins out both places by age, and puts on record what went (`storage.keepDaily`, `keepWeekly`, `keepMonthly`).
    func prune() async throws -> [String] {
        let places = [configuration.backups, configuration.storage.secondBackups].compactMap(\.self)
        var removed: [String] = []
        for place in places {
            let names = try BackupThinning.prune(place, keeping: configuration.storage.keeping)
            removed += names.map { place.appendingPathComponent($0).path }
        }
        if !removed.isEmpty { try await orchestrator.noteRemovedBackups(removed) }
        return removed
    }

    /// Into a directory without a database; what is there afterwards is what was backed up.
    static func restore(_ backup: URL, into configuration: Configuration) throws -> BackupManifest {
        let manifest = try BackupCheck.manifest(of: backup)
        let files = FileManager.default
        guard !files.fileExists(atPath: configuration.database.path) else {
            throw BackupFault.occupied(configuration.database.path)
        }
        let data = configuration.dataDirectory
        try files.createDirectory(
            at: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let work = data.appendingPathComponent("restoring")
        try? files.removeItem(at: work)
        try BackupMaker.place(manifest, from: backup, at: work)
        let journal = try BackupCheck.database(work.appendingPathComponent("huizhen.sqlite").path)
        guard journal.head == manifest.journalHead else { throw BackupFault.changed("huizhen.sqlite") }
        for (name, target) in [
            ("blobs", configuration.blobs), ("recordings", configuration.recordings),
            ("huizhen.sqlite", configuration.database),
        ] {
            let source = work.appendingPathComponent(name)
            guard files.fileExists(atPath: source.path) else { continue }
            // An empty folder that a start has made is no data.
            if name != "huizhen.sqlite",
                (try? files.contentsOfDirectory(atPath: target.path))?.isEmpty ?? false
            {
                try files.removeItem(at: target)
            }
            guard !files.fileExists(atPath: target.path) else { throw BackupFault.occupied(target.path) }
            try files.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try files.moveItem(at: source, to: target)
        }
        try files.removeItem(at: work)
        return manifest
    }

    /// One rehearsal, on record whichever way it ends.
    func rehearse() async throws -> (RecoveryDrill, String?) {
        let began = ContinuousClock.now
        let now = orchestrator.environment.now()
        let places = [configuration.storage.secondBackups, configuration.backups].compactMap { $0 }
        let backup = places.lazy.compactMap { BackupCheck.newest(in: $0) }.first
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-drill-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        var rpo = TimeSpan.zero
        var note: String
        var isPassed = false
        if let backup {
            do {
                var target = configuration
                target.dataDirectory = scratch
                target.database = scratch.appendingPathComponent("huizhen.sqlite")
                target.blobs = scratch.appendingPathComponent("blobs")
                target.recordings = scratch.appendingPathComponent("recordings")
                let manifest = try Self.restore(backup, into: target)
                rpo = now - WallTime(milliseconds: manifest.at)
                isPassed = true
                note = "\(manifest.files.count) 个文件、日志 \(manifest.journalEntries) 条核对无误"
            } catch { note = Self.explain(error) }
        } else {
            note = "没有可用的备份"
        }
        let drill = RecoveryDrill(
            plannedAt: nil, doneAt: now, rpo: rpo,
            rto: TimeSpan(milliseconds: Int64(began.duration(to: .now).inSeconds * 1000)),
            isPassed: isPassed, note: note)
        try await orchestrator.perform(.recordDrill(drill))
        return (drill, backup?.lastPathComponent)
    }

    static func explain(_ error: any Error) -> String {
        switch error {
        case let refusal as Refusal:
            let problem = Problem(refusal)
            return "\(problem.code): \(problem.title)。\(problem.detail)（\(problem.article ?? "")）"
        case let fault as BackupFault: return fault.description
        default: return "\(error)"
        }
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
