import MediaEngine
import Simulation
import Wire

/// Authenticated nonsense in front of a whole room: two connected legs, and datagrams from either that carry the right
/// checksum around the fuzzer's bytes. Each piece of input: one byte of who and what, one of time, then a chunk.
enum EngineFuzz {
    static func run(_ bytes: [UInt8]) -> Bool {
        let world = EngineWorld(links: [.init(), .init()], seed: 1)
        guard (try? world.openRoom(1)) != nil,
            let first = try? world.join(room: 1), let second = try? world.join(room: 1)
        else { return false }
        world.run(for: .milliseconds(300))
        var reader = ChunkReader(bytes)
        var steps = 0
        while steps < 16, let piece = reader.next() {
            steps += 1
            guard piece.count > 2 else { continue }
            let sender = piece[0] & 1 == 0 ? first : second
            let link = LinkID(value: piece[0] >> 1 & 1)
            let body = Array(piece.dropFirst(2))
            world.inject(piece[0] & 4 == 0 ? sender.sealed(body) : body, from: sender.address, on: link)
            world.run(for: .milliseconds(Int(piece[1] & 63)))
        }
        // A room and its legs hold each other until the room is closed.
        world.closeRoom(1)
        return world.violations.isEmpty && world.legCount == 0
    }
}

extension SimulatedBrowser {
    /// `body` as this browser would protect it: as RTCP where its second byte says so (RFC 5761 §4).
    func sealed(_ body: [UInt8]) -> [UInt8] {
        var buffer = body + [UInt8](repeating: 0, count: 32)
        var span = buffer.mutableSpan
        let isControl = body.count > 1 && (192...223).contains(body[1])
        let length =
            isControl
            ? try? transport.protectRTCP(&span, length: body.count)
            : try? transport.protectRTP(&span, length: body.count)
        return Array(buffer.prefix(length ?? 0))
    }
}
