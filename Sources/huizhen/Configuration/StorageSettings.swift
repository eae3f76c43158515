import ConsultationCore
import Foundation
import Storage

/// The keys of `storage` that say where data lie (NHC-IH 附录四(一)), and a second place for backups (SC 23(1)).
struct StorageSettings: Sendable {
    /// Of database, attachments and recordings; nil: not said.
    var region: DataRegion?
    var backup: DataRegion?
    var secondBackups: URL?
    var secondBackup: DataRegion?
    /// How many backups stay, by age; zero everywhere keeps all.
    var keeping: BackupKeeping

    init(reading reader: inout ConfigurationReader, path: (String) -> URL) {
        func place(_ text: String) -> DataRegion? { text.isEmpty ? nil : DataRegion(text) }
        region = place(reader.text("storage.region", default: ""))
        backup = place(reader.text("storage.backupRegion", default: "")) ?? self.region
        let second = reader.text("storage.secondBackups", default: "")
        secondBackups = second.isEmpty ? nil : path(second)
        secondBackup = place(
            reader.text("storage.secondBackupRegion", default: ""))
        keeping = BackupKeeping(
            daily: reader.number("storage.keepDaily", default: 0, in: 0...3660),
            weekly: reader.number("storage.keepWeekly", default: 0, in: 0...520),
            monthly: reader.number("storage.keepMonthly", default: 0, in: 0...360))
        if secondBackups != nil, secondBackup == nil {
            reader.refuse(
                "storage.secondBackupRegion", "say where storage.secondBackups stands, for example jilin")
        }
    }

    /// Every place to which data of patients are written and of which the region is said.
    var targets: [StorageTarget] {
        var targets: [StorageTarget] = []
        if let region {
            targets += [.database, .materials, .recordings].map { StorageTarget($0, in: region) }
        }
        if let backup { targets.append(StorageTarget(.backup, in: backup)) }
        if let secondBackup { targets.append(StorageTarget(.secondBackup, in: secondBackup)) }
        return targets
    }
}

/// The keys of `deployment`: facts that nobody can measure, for the self-check (NHC-IH 附录四(一)).
struct DeploymentFacts: Sendable {
    enum Power: String, CaseIterable, Sendable {
        case unrecorded, single, dualFeed, generator
    }

    var servers: Int
    var databaseApart: Bool
    var power: Power
    var hasUPS: Bool

    init(reading reader: inout ConfigurationReader) {
        servers = reader.number("deployment.servers", default: 1, in: 1...1000)
        databaseApart = reader.flag("deployment.databaseApart", default: false)
        power =
            Power(
                rawValue: reader.choice(
                    "deployment.power", default: "unrecorded", of: Power.allCases.map(\.rawValue)))
            ?? .unrecorded
        hasUPS = reader.flag("deployment.ups", default: false)
    }
}

/// A platform to which events are sent: the province's (JL 19), or the front-end server before one (GX 附录五(二)).
struct PlatformSettings: Sendable {
    let name: String
    /// Where its keys stand in the configuration.
    let place: String
    /// Empty: none is configured.
    let url: String
    let installation: String
    let secretFile: URL

    static func jilin(reading reader: inout ConfigurationReader, path: (String) -> URL) -> PlatformSettings {
        PlatformSettings(
            "jilinTelemedicinePlatform", under: "supervision.jilin",
            url: reader.text("supervision.jilin.url", default: ""),
            installation: reader.text("supervision.jilin.installation", default: ""),
            secretFile: path(reader.text("supervision.jilin.secretFile", default: "jilin-secret")),
            refusing: &reader)
    }

    static func frontEnd(
        reading reader: inout ConfigurationReader, path: (String) -> URL
    ) -> PlatformSettings {
        PlatformSettings(
            "frontEndServer", under: "supervision.frontEnd",
            url: reader.text("supervision.frontEnd.url", default: ""),
            installation: reader.text("supervision.frontEnd.installation", default: ""),
            secretFile: path(reader.text("supervision.frontEnd.secretFile", default: "front-end-secret")),
            refusing: &reader)
    }

    private init(
        _ name: String, under place: String, url: String, installation: String, secretFile: URL,
        refusing reader: inout ConfigurationReader
    ) {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        (self.name, self.place, self.url) = (name, place, url)
        (self.installation, self.secretFile) = (installation, secretFile)
        guard !url.isEmpty else { return }
        let host = URL(string: url)?.host ?? ""
        let isLocal = ["localhost", "127.0.0.1", "::1"].contains(host)
        if !url.hasPrefix("https://"), !(url.hasPrefix("http://") && isLocal) {
            reader.refuse(place + ".url", "use https:// (http:// only on this machine)")
        }
        if installation.isEmpty {
            reader.refuse(place + ".installation", "give the name the platform knows this service by")
        }
    }
}
