import Evidence
import Foundation
import MediaEngine
import MediaRelay
import Synchronization

/// A relay node on loopback with a folder of its own, and its events gathered.
final class TestNode: Sendable {
    let node: RelayNode
    let keys: EvidenceKeys
    let directory: String
    private let gatherer: Task<Void, Never>

    init(
        workers: Int = 1, links: Int = 1, cipher: RelayConfiguration.Cipher = .evp, sessionsPerRoom: Int = 8,
        roomsPerNode: Int = 16, reserveBytes: UInt64 = 0, directory: String? = nil,
        addresses: [String]? = nil, advertised: [String]? = nil,
        carryingEventsOn executor: (any TaskExecutor)? = nil
    ) async throws {
        let folder =
            directory ?? FileManager.default.temporaryDirectory.path + "/huizhen-relay-\(UUID().uuidString)"
        self.directory = folder
        keys = try EvidenceKeys.generate()
        let node = try RelayNode(
            configuration: RelayConfiguration(
                links: (addresses ?? (1...links).map { "127.0.0.\($0)" }).enumerated().map {
                    number, address in
                    .init(
                        name: "link\(number)", provider: "isp\(number)", address: address,
                        advertisedAddress: advertised?[number])
                },
                portBase: 0, workers: workers, pinsWorkers: false, recordingsDirectory: folder,
                recordingReserveBytes: reserveBytes, producer: "huizhen/test", cipher: cipher,
                limits: .init(roomsPerNode: roomsPerNode, sessionsPerRoom: sessionsPerRoom)),
            keys: keys)
        self.node = node
        let box = EventBox()
        gatherer = Task { for await event in node.events { box.append(event) } }
        self.box = box
        try await node.start(carryingEventsOn: executor)
    }

    private let box: EventBox
    private final class EventBox: Sendable {
        private let events = Mutex<[RelayNodeEvent]>([])
        func append(_ event: RelayNodeEvent) { events.withLock { $0.append(event) } }
        var all: [RelayNodeEvent] { events.withLock { $0 } }
    }

    var events: [RelayNodeEvent] { box.all }

    /// Joins and answers: a peer that only has to be polled.
    func peer(
        _ number: UInt32, in room: RelayRoomName, promises: [UInt8]? = nil, at address: String = "127.0.0.1"
    ) async throws -> (FakePeer, RelaySessionName) {
        let session = RelaySessionName("session-\(number)")
        let offer = try await node.join(
            room: room, participant: RelayParticipantName("participant-\(number)"), session: session)
        let peer = try FakePeer(offer: offer, number: number, promises: promises, at: address)
        try await node.answer(session: session, sdp: peer.answer)
        return (peer, session)
    }

    func stop() async {
        await node.stop()
        await gatherer.value
        try? FileManager.default.removeItem(atPath: directory)
    }
}
