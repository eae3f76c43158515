import CLinkLab
import Evidence
import Foundation
import LinkLab
import MediaEngine
import MediaRelay
import Wire

/// The relay under test: a real node in the relay's namespace, one socket set per provider.
final class LabRelay: Sendable {
    let node: RelayNode
    private let directory: String

    init(duplicatesAudio: Bool = false) async throws {
        directory = FileManager.default.temporaryDirectory.path + "/huizhen-lab-\(UUID().uuidString)"
        var configuration = RelayConfiguration(
            links: Provider.allCases.map {
                .init(name: $0.name, provider: $0.name, address: TwoProviderNetwork.relayAddress($0))
            },
            portBase: 0, workers: 1, pinsWorkers: false, recordingsDirectory: directory,
            recordingReserveBytes: 0, producer: "huizhen/laboratory", cipher: .evp,
            limits: .init(roomsPerNode: 16, sessionsPerRoom: 8))
        configuration.duplicatesAudio = duplicatesAudio
        node = try RelayNode(configuration: configuration, keys: try EvidenceKeys.generate())
        try await node.start()
        // A relay has its machine for itself; here it shares one with whatever else runs.
        _ = lab_raise_threads("hz-worker")
    }

    func stop() async {
        await node.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Adds a native end at a site, on both lines with `duplicates`, else on `only`; or at the relay itself (`.relay`),
    /// which no line disturbs.
    func nativeEnd(
        at place: Place, in network: TwoProviderNetwork, room: String, plan: NativeEnd.Plan,
        over providers: [Provider] = Provider.allCases
    ) async throws -> NativeEnd {
        let address =
            place == .relay ? TwoProviderNetwork.relayInnerAddress : TwoProviderNetwork.hostAddress(place)
        let used = place == .relay ? [Provider.telecom] : providers
        let sockets = try network.host(place).run { try used.map { _ in try LabSocket(address) } }
        let name = "\(place.rawValue)-native"
        let leg = try await node.joinFixed(
            room: .init(room), participant: .init(name), session: .init("\(room)-\(name)"),
            request: plan.request(
                remotes: Dictionary(
                    uniqueKeysWithValues: zip(used, sockets).map { ($0.name, "\(address):\($1.port)") }),
                duplicates: used.count > 1))
        let relays = used.compactMap { provider in
            leg.addresses.first { $0.link == provider.name }.flatMap {
                LabSocket.Address(TwoProviderNetwork.relayAddress(provider), port: $0.address.port)
            }
        }
        guard relays.count == used.count else { throw LabFault.failed("the relay gave no address") }
        return NativeEnd(plan: plan, slots: leg.slots, sockets: sockets, relays: relays)
    }

    /// The line over which the relay now sends to a browser of this site.
    func lineInUse(by place: Place) async -> Provider? {
        for worker in await node.statistics() {
            for leg in worker.legs {
                let active = leg.pairs.first { $0.isActive && $0.path.remote.belongs(to: place) }
                if let active { return Provider(rawValue: Int(active.path.link.value)) }
            }
        }
        return nil
    }
}

extension PeerAddress {
    func belongs(to place: Place) -> Bool {
        family == .v4 && UInt8(truncatingIfNeeded: low >> 16) == place.network
    }
}
