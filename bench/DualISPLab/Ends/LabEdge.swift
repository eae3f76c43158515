import Foundation
import LinkLab
import MediaEngine
import MediaRelay
import Synchronization
import Wire

/// The edge of a site: a process in the namespace of the site's router, with an address in the hospital's network and
/// one at each provider.
final class LabEdge: Doorway {
    private struct Pipes {
        var child: Process
        var toEdge: FileHandle
        var fromEdge: FileHandle
    }

    private let pipes: Mutex<Pipes>

    init(at place: Place, in network: TwoProviderNetwork) throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let line =
            network.router(place).commandPrefix + ["--", program, "edge-node"]
            + [0, 1, 2].map { "10.\(place.network).\($0).1" }
        let child = Process()
        child.executableURL = URL(fileURLWithPath: line[0])
        child.arguments = Array(line.dropFirst())
        let (input, output) = (Pipe(), Pipe())
        child.standardInput = input
        child.standardOutput = output
        try child.run()
        pipes = Mutex(
            Pipes(child: child, toEdge: input.fileHandleForWriting, fromEdge: output.fileHandleForReading))
    }

    /// Opens a room at the edge and the trunk to the relay's room of the same name.
    func open(_ room: String, at relay: LabRelay) async throws {
        var generator = SystemRandomNumberGenerator()
        let secret = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let addresses = try await relay.node.openTrunk(
            room: .init(room), trunk: .init("trunk-\(room)"), secret: secret, role: .core)
        let remotes = addresses.map { ($0.link, "\($0.address.literal):\($0.address.port)") }
        _ = try ask(
            EdgeRequest(
                verb: .open, room: room, secret: secret,
                remotes: Dictionary(remotes, uniquingKeysWith: { first, _ in first })))
    }

    func offer(room: String, participant: String, session: String) async throws -> String {
        guard let sdp = try ask(EdgeRequest(verb: .offer, room: room, session: session)).sdp else {
            throw LabFault.failed("the edge gave no offer")
        }
        return sdp
    }

    func take(answer sdp: String, session: String) async throws {
        _ = try ask(EdgeRequest(verb: .answer, room: "", session: session, sdp: sdp))
    }

    func stop() {
        pipes.withLock {
            try? $0.toEdge.close()
            $0.child.waitUntilExit()
        }
    }

    private func ask(_ request: EdgeRequest) throws -> EdgeReply {
        let data = try JSONEncoder().encode(request) + Data("\n".utf8)
        let reply = try pipes.withLock { pipes in
            try pipes.toEdge.write(contentsOf: data)
            var line = Data()
            while line.last != UInt8(ascii: "\n") {
                let more = pipes.fromEdge.availableData
                guard !more.isEmpty else { throw LabFault.failed("the edge has ended") }
                line.append(more)
            }
            return try JSONDecoder().decode(EdgeReply.self, from: line)
        }
        if let fault = reply.fault { throw LabFault.failed("edge: \(fault)") }
        return reply
    }
}
