import CLinkLab
import Evidence
import Foundation
import LinkLab
import MediaEngine
import MediaRelay

/// What the laboratory asks of its edge, one line of JSON each, and the answers.
struct EdgeRequest: Codable {
    enum Verb: String, Codable { case open, offer, answer }

    var verb: Verb
    var room: String
    var session: String?
    var sdp: String?
    var secret: [UInt8]?
    /// Provider → the relay's address and port.
    var remotes: [String: String]?
}

struct EdgeReply: Codable {
    var sdp: String?
    var fault: String?
}

/// A site edge as a program of its own, so that it lives in its router's namespace as a whole: the node that
/// `huizhen edge` runs, with its links, told what to do by lines on standard input instead of by a service.
struct EdgeNode {
    private let node: RelayNode

    /// - Parameter addresses: of the hospital's own network, then of each provider.
    init(addresses: [String]) async throws {
        guard addresses.count == 1 + Provider.allCases.count else {
            throw LabFault.failed("edge-node LAN A B")
        }
        let lan = RelayConfiguration.Link(
            name: "lan", provider: "lan", address: addresses[0], use: .participants)
        let uplinks = zip(Provider.allCases, addresses.dropFirst()).map { provider, address in
            RelayConfiguration.Link(
                name: provider.name, provider: provider.name, address: address, use: .trunks)
        }
        node = try RelayNode(
            configuration: RelayConfiguration(
                links: [lan] + uplinks, portBase: 0, workers: 1, pinsWorkers: false,
                recordingsDirectory: FileManager.default.temporaryDirectory.path, recordingReserveBytes: 0,
                producer: "huizhen/laboratory", cipher: .evp,
                limits: .init(roomsPerNode: 16, sessionsPerRoom: 8)), keys: try EvidenceKeys.generate())
        try await node.start()
        // A relay has its machine for itself; here it shares one with whatever else runs.
        _ = lab_raise_threads("hz-worker")
    }

    /// Answers until standard input ends.
    func run() async {
        while let line = readLine() {
            var reply = EdgeReply()
            do {
                let request = try JSONDecoder().decode(EdgeRequest.self, from: Data(line.utf8))
                reply.sdp = try await answer(request)
            } catch {
                reply.fault = "\(error)"
            }
            let data = (try? JSONEncoder().encode(reply)) ?? Data("{}".utf8)
            FileHandle.standardOutput.write(data + Data("\n".utf8))
        }
        await node.stop()
    }

    private func answer(_ request: EdgeRequest) async throws -> String? {
        let room = RelayRoomName(request.room)
        let session = RelaySessionName(request.session ?? "")
        switch request.verb {
        case .open:
            try await node.openRoom(id: room, recording: nil)
            _ = try await node.openTrunk(
                room: room, trunk: .init("trunk-\(request.room)"), secret: request.secret ?? [],
                remotes: request.remotes ?? [:], role: .branch)
            return nil
        case .offer:
            return try await node.join(room: room, participant: .init("chromium"), session: session)
        case .answer:
            try await node.answer(session: session, sdp: request.sdp ?? "")
            return nil
        }
    }
}
