import ConsultationCore
import Foundation
import Logging
import MediaRelay
import Orchestration
import PolicyFiles
import Web

/// The one configuration, as each part wants it.
extension Configuration {
    /// What `policy.security.*` asks for; this configuration may only shorten its times (NHC-ID-13).
    func signInPolicy(_ shelf: PolicyShelf, on day: CivilDate) throws -> SignInPolicy {
        var policy = SignInPolicy(try shelf.security(on: day))
        policy.failureLimit = lockAfterFailures
        policy.lockTime = .seconds(Int64(lockSeconds))
        policy.idleLimit = min(policy.idleLimit, .seconds(Int64(idleSeconds)))
        policy.sessionLimit = min(policy.sessionLimit, .seconds(Int64(absoluteSeconds)))
        return policy
    }

    /// The policy files, and on top of them what this configuration sets itself.
    func policies() throws -> PolicyShelf {
        let shelf = try PolicyDirectory.load(policyDirectory.path)
        guard let autoArchiveSeconds else { return shelf }
        let setting = PolicyText.configuration(
            "record.autoArchiveAfter", .span(.seconds(Int64(autoArchiveSeconds))),
            article: "SC 23(2)", row: "SC-23c", reason: "policy.autoArchiveSeconds of the configuration")
        return PolicyShelf(shelf.texts + (setting.map { [$0] } ?? []))
    }

    func webServer() -> WebConfiguration {
        var web = WebConfiguration(
            host: host, port: port,
            tls: tls.map { .init(certificateChainPath: $0.certificate.path, privateKeyPath: $0.key.path) })
        web.attachmentLimitBytes = attachmentBytes
        web.logRequests = logRequests
        return web
    }

    /// - Note: one provider is a warning (NHC-TM 二(三)3 asks for two), not a failure.
    func relayNode(_ logger: Logger) -> RelayConfiguration {
        var chosen = links.map {
            RelayConfiguration.Link(
                name: $0.name, provider: $0.name, address: $0.address, advertisedAddress: $0.advertised)
        }
        if chosen.isEmpty {
            chosen = LocalAddresses.usable().map {
                .init(name: $0.interface, provider: $0.interface, address: $0.address)
            }
        }
        if chosen.isEmpty { chosen = [.init(name: "loopback", provider: "loopback", address: "127.0.0.1")] }
        if chosen.count == 1 {
            logger.warning(
                "vio.network.redundancyLost: only one network link is configured; relay.links takes one a provider",
                metadata: ["requirement": "NHC-TM-2.3.3"])
        }
        let threads = workers == 0 ? ProcessInfo.processInfo.activeProcessorCount : workers
        var relay = RelayConfiguration(
            links: chosen, portBase: UInt16(portBase), workers: min(max(threads, 1), 64),
            pinsWorkers: pinsWorkers,
            recordingsDirectory: recordings.path, recordingReserveBytes: UInt64(reserveBytes),
            producer: "huizhen 0.1.0", cipher: protection,
            limits: .init(roomsPerNode: 4096, sessionsPerRoom: partiesPerRoom))
        relay.duplicatesAudio = duplicateAudio
        relay.usesOffloads = usesOffloads
        relay.busyPoll = .microseconds(busyPoll)
        return relay
    }
}
