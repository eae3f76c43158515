import MediaRelay
import Foundation

/// Everything that may be set from outside, checked, with paths made absolute. Keys: config/huizhen.yaml.
struct Configuration: Sendable {
    struct Link: Sendable, Equatable {
        var name: String
        var address: String
        var advertised: String?
    }

    var dataDirectory: URL
    var database: URL
    var blobs: URL
    var keys: URL
    /// The key over the institutions' keys; nil: `storage.key` among the keys.
    var masterKey: URL?
    /// Where backups are put; the self-check looks at their age.
    var backups: URL
    var storage: StorageSettings
    var deployment: DeploymentFacts
    var jilin: PlatformSettings
    var frontEnd: PlatformSettings
    var exchange: ExchangeConfiguration
    var host: String
    var port: Int
    /// Both or none; none means plain HTTP.
    var tls: (certificate: URL, key: URL)?
    var attachmentBytes: Int
    var logRequests: Bool
    var lockAfterFailures: Int
    var lockSeconds: Int
    var idleSeconds: Int
    var absoluteSeconds: Int
    /// Empty means every usable address of this machine.
    var links: [Link]
    var portBase: Int
    /// 0 means one a core.
    var workers: Int
    var protection: RelayConfiguration.Cipher
    var duplicateAudio: Bool
    var partiesPerRoom: Int
    var usesOffloads: Bool
    /// Microseconds.
    var busyPoll: Int
    var pinsWorkers: Bool
    var control: ControlSettings
    var edge: EdgeConfiguration
    /// Where the service keeps what it knows of the edges' tokens.
    var edgeTokens: URL
    var metrics: MetricsSettings
    var recordings: URL
    var reserveBytes: Int
    var policyDirectory: URL
    /// Nil where the policy files decide.
    var autoArchiveSeconds: Int?
    var tickSeconds: Int
    /// The hospital's ICD-10; empty: none.
    var diagnosisTable: String
    var logLevel: String

    /// `file` is the configuration file, beside which the policy files lie unless it says otherwise.
    init(reading reader: inout ConfigurationReader, data: URL, file: String? = nil) throws {
        dataDirectory = data
        func path(_ text: String) -> URL { URL(fileURLWithPath: text, relativeTo: data).absoluteURL }
        database = path(reader.text("storage.database", default: "huizhen.sqlite"))
        blobs = path(reader.text("storage.blobs", default: "blobs"))
        keys = path(reader.text("storage.keys", default: "keys"))
        let master = reader.text("storage.masterKey", default: "")
        masterKey = master.isEmpty ? nil : path(master)
        backups = path(reader.text("storage.backups", default: "backups"))
        storage = StorageSettings(reading: &reader, path: path)
        deployment = DeploymentFacts(reading: &reader)
        jilin = .jilin(reading: &reader, path: path)
        frontEnd = .frontEnd(reading: &reader, path: path)
        exchange = ExchangeConfiguration(reading: &reader, path: path)
        host = reader.text("web.host", default: "127.0.0.1")
        port = reader.number("web.port", default: 8443, in: 0...65535)
        let certificate = reader.text("web.certificate", default: "tls/certificate.pem")
        let key = reader.text("web.key", default: "tls/key.pem")
        if certificate.isEmpty != key.isEmpty {
            reader.refuse("web.key", "give both certificate and key, or neither")
        }
        tls = certificate.isEmpty ? nil : (path(certificate), path(key))
        attachmentBytes = reader.number("web.attachmentMegabytes", default: 50, in: 1...2048) << 20
        logRequests = reader.flag("web.logRequests", default: false)
        lockAfterFailures = reader.number("accounts.lockAfterFailures", default: 5, in: 1...20)
        lockSeconds = reader.number("accounts.lockMinutes", default: 15, in: 1...1440) * 60
        idleSeconds = reader.number("accounts.idleMinutes", default: 30, in: 5...720) * 60
        absoluteSeconds = reader.number("accounts.absoluteHours", default: 12, in: 1...24) * 3600
        links = Self.links(reader.text("relay.links", default: "auto"), refusing: &reader)
        portBase = reader.number("relay.portBase", default: 40000, in: 1024...65000)
        workers = reader.number("relay.workers", default: 0, in: 0...64)
        protection =
            switch reader.choice(
                "relay.protection", default: "quickest", of: ["quickest", "evp", "libsrtp2"])
            {
            case "evp": .evp
            case "libsrtp2": .libsrtp
            default: .quickest
            }
        partiesPerRoom = reader.number("relay.partiesPerRoom", default: 8, in: 2...64)
        usesOffloads = reader.choice("relay.segmentation", default: "auto", of: ["auto", "off"]) == "auto"
        busyPoll = reader.number("relay.busyPoll", default: 0, in: 0...1_000_000)
        pinsWorkers = reader.choice("relay.pinning", default: "off", of: ["off", "on"]) == "on"
        metrics = MetricsSettings(reading: &reader)
        duplicateAudio = reader.choice("relay.duplicateAudio", default: "off", of: ["off", "on"]) == "on"
        control = ControlSettings(reading: &reader, path: path)
        edge = EdgeConfiguration(reading: &reader, path: path)
        edgeTokens = path(reader.text("storage.edges", default: "edges"))
        recordings = path(reader.text("recording.directory", default: "recordings"))
        reserveBytes = reader.number("recording.reserveMegabytes", default: 512, in: 1...1_048_576) << 20
        let policies = reader.text("policy.directory", default: "")
        policyDirectory =
            policies.isEmpty ? Self.besides(file).appendingPathComponent("policy") : path(policies)
        let archive = reader.number("policy.autoArchiveSeconds", default: -1, in: -1...2_592_000)
        autoArchiveSeconds = archive < 0 ? nil : archive
        tickSeconds = reader.number("policy.tick", default: 1, in: 1...60)
        let diagnoses = reader.text("codes.icd10", default: "")
        diagnosisTable = diagnoses.isEmpty ? "" : path(diagnoses).path
        logLevel = reader.choice(
            "log.level", default: "info", of: ["trace", "debug", "info", "notice", "warning", "error"])
        reader.refuseUnknownKeys()
        if !reader.faults.isEmpty { throw ConfigurationFaults(all: reader.faults) }
    }

    /// Reads the file (when given), this process's environment and `settings`.
    static func load(file: String?, data: String, settings: [String]) throws -> Configuration {
        var yaml: String?
        if let file {
            do { yaml = try String(contentsOfFile: file, encoding: .utf8) } catch {
                throw ConfigurationFault(
                    place: file, problem: "cannot be read; give --config FILE that exists")
            }
        }
        var reader = try ConfigurationReader(
            yaml: yaml, file: file ?? "", environment: ProcessInfo.processInfo.environment, settings: settings
        )
        return try Configuration(
            reading: &reader, data: URL(fileURLWithPath: data, isDirectory: true).absoluteURL, file: file)
    }

    /// The directory of the configuration file; `config` of the working directory without one.
    private static func besides(_ file: String?) -> URL {
        file.map { URL(fileURLWithPath: $0).absoluteURL.deletingLastPathComponent() }
            ?? URL(fileURLWithPath: "config").absoluteURL
    }

    private static func links(_ text: String, refusing reader: inout ConfigurationReader) -> [Link] {
        if text == "auto" { return [] }
        var links: [Link] = []
        for item in text.split(separator: " ") {
            let parts = item.split(separator: "=", maxSplits: 1)
            let addresses = parts.count == 2 ? parts[1].split(separator: "/").map(String.init) : []
            guard (1...2).contains(addresses.count) else {
                reader.refuse("relay.links", "'\(item)' is not name=address or name=address/advertised")
                continue
            }
            links.append(
                .init(
                    name: String(parts[0]), address: addresses[0],
                    advertised: addresses.count == 2 ? addresses[1] : nil))
        }
        if links.isEmpty { reader.refuse("relay.links", "give auto or at least one name=address") }
        return links
    }
}

/// All that is wrong with a configuration, at once.
struct ConfigurationFaults: Error, CustomStringConvertible {
    var all: [ConfigurationFault]
    var description: String { all.map(\.description).joined(separator: "\n") }
}
