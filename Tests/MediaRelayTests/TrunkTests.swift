import Evidence
import Foundation
import MediaEngine
import MediaRelay
import Synchronization
import Testing
import Wire

/// One room on two nodes: real sockets, a wire per provider between them that can be cut.
@Suite struct `Trunk between two nodes` {
    static let room = RelayRoomName("room")
    static let trunk = RelayTrunkName("trunk")
    static let recording = RelayRecordingName("recording")

    struct World {
        var core: TestNode
        var branch: TestNode
        var wires: [TestWire]

        func stop() async {
            for wire in wires { wire.stop() }
            await core.stop()
            await branch.stop()
        }
    }

    static func world(loss: Int = 0, rekeying: TrunkRekeying = .init()) async throws -> World {
        let core = try await TestNode(links: 2)
        let branch = try await TestNode(links: 2)
        try await core.node.openRoom(id: room, recording: recording)
        try await branch.node.openRoom(id: room, recording: nil)
        var generator = SystemRandomNumberGenerator()
        let secret = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let addresses = try await core.node.openTrunk(
            room: room, trunk: trunk, secret: secret, role: .core, rekeying: rekeying)
        let wires = try addresses.enumerated().map { try TestWire(to: $1.address, seed: UInt64($0 + 1)) }
        for wire in wires { wire.state.withLock { $0.loss = loss } }
        _ = try await branch.node.openTrunk(
            room: room, trunk: trunk, secret: secret,
            remotes: Dictionary(
                uniqueKeysWithValues: wires.enumerated().map {
                    ("link\($0)", "\($1.address.literal):\($1.address.port)")
                }), role: .branch, rekeying: rekeying)
        try await wait(for: "the trunk to be set up") {
            [core, branch].allSatisfy { node in
                node.events.contains {
                    if case .trunkChanged(trunk, _, .connected) = $0 { true } else { false }
                }
            }
        }
        return World(core: core, branch: branch, wires: wires)
    }

    /// Payloads the listener has heard of those sent, without repetition.
    static func talk(
        _ sender: FakePeer, to listener: FakePeer, from start: UInt16, count: Int, perMillisecond: Int = 4,
        each: (Int) -> Void = { _ in }
    ) async throws -> Set<[UInt8]> {
        let first = listener.media.count
        var sent: Set<[UInt8]> = []
        for step in 0..<count {
            each(step)
            let number = start &+ UInt16(step)
            let payload: [UInt8] = [0x77, UInt8(number >> 8), UInt8(number & 0xFF)]
            sent.insert(payload)
            sender.sendAudio(sequence: number, payload: payload)
            sender.poll()
            listener.poll()
            if step % perMillisecond == 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        var heard: Set<[UInt8]> = []
        try? await wait(for: "all packets", limit: .seconds(20), polling: [sender, listener]) {
            heard = Set(listener.media.dropFirst(first).map { Array($0.suffix(3)) }).intersection(sent)
            return heard.count == count
        }
        return heard
    }

    @Test func `media passes both ways, a cut link loses nothing, and the core records everybody`()
        async throws
    {
        let world = try await Self.world()
        let (far, _) = try await world.branch.peer(1, in: Self.room)
        let (near, _) = try await world.core.peer(2, in: Self.room)
        try await wait(for: "the peers to connect", polling: [far, near]) {
            far.isConnected && near.isConnected
        }
        var next: UInt16 = 100
        for (sender, listener) in [(far, near), (near, far)] {
            // The very first packet counts too.
            for cut in [nil, 0, nil, 1, nil] as [Int?] {
                for (link, wire) in world.wires.enumerated() { wire.isCut = link == cut }
                let heard = try await Self.talk(sender, to: listener, from: next, count: 200)
                let missing = (next..<next + 200).filter {
                    !heard.contains([0x77, UInt8($0 >> 8), UInt8($0 & 0xFF)])
                }
                #expect(missing == [], "link cut: \(cut.map(String.init) ?? "none")")
                next &+= 200
            }
        }
        try await wait(for: "the slots to name the one beyond the trunk", polling: [far, near]) {
            world.core.events.contains { event in
                guard case .slotsChanged(_, _, let slots) = event else { return false }
                return slots.contains { $0.participant == .init("participant-1") && $0.source == .microphone }
            }
        }
        let sent = [far, near].map { peer in peer.sent.count { DatagramKind(of: $0.span) == .rtp } }
        let summary = try #require(try await world.core.node.closeRoom(id: Self.room))
        #expect(summary.recordingID == Self.recording.value)
        let verifier = RecordingVerifier(
            key: world.core.keys.recording, trustedSigningKeys: [world.core.keys.publicKey])
        let found = try verifier.verify(
            directory: world.core.directory, recording: Self.recording.value)
        #expect(found.findings.isEmpty && found.droppedPackets == 0)
        #expect(Set(found.participants.map(\.label)) == ["participant-1", "participant-2"])
        let audio = found.streams.filter { $0.packets >= 1000 }
        #expect(audio.map { Int($0.packets) }.sorted() == sent.sorted())
        let beyond = found.participants.first { $0.label == "participant-1" }
        #expect(found.declaredStreams.contains { $0.participant == beyond?.participant })
        await world.stop()
    }

    @Test func `one in two hundred lost on each link, and the keys changing meanwhile: nothing is missing`()
        async throws
    {
        let world = try await Self.world(loss: 5, rekeying: .init(packets: 500))
        let (far, _) = try await world.branch.peer(1, in: Self.room)
        let (near, _) = try await world.core.peer(2, in: Self.room)
        try await wait(for: "the peers to connect", polling: [far, near]) {
            far.isConnected && near.isConnected
        }
        // At 1,000 packets/s the 128 packets kept for repair are 128 ms: time for three questions.
        let heard = try await Self.talk(far, to: near, from: 1, count: 4_000, perMillisecond: 1) { step in
            if step == 1_000 { world.wires[0].isCut = true }
            if step == 2_000 { world.wires[0].isCut = false }
            if step == 3_000 { world.wires[1].isCut = true }
        }
        let missing = Set(
            (1...4_000 as ClosedRange<UInt16>).map { [0x77, UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        )
        .subtracting(heard)
        #expect(missing == [], "\(missing.map { Int($0[1]) << 8 | Int($0[2]) }.sorted())")
        await world.stop()
    }

    @Test func `one who leaves beyond the trunk leaves the slots here`() async throws {
        let world = try await Self.world()
        let (far, session) = try await world.branch.peer(1, in: Self.room)
        let (near, _) = try await world.core.peer(2, in: Self.room)
        let (third, _) = try await world.branch.peer(3, in: Self.room)
        let all = [far, near, third]
        try await wait(for: "the peers to connect", polling: all) { all.allSatisfy(\.isConnected) }
        #expect(try await Self.talk(far, to: near, from: 1, count: 50).count == 50)
        #expect(try await Self.talk(third, to: near, from: 1, count: 50).count == 50)
        await world.branch.node.leave(session: session)
        func shown() -> Set<String>? {
            for event in world.core.events.reversed() {
                guard case .slotsChanged(.init("session-2"), _, let slots) = event else { continue }
                return Set(slots.compactMap { $0.participant?.value })
            }
            return nil
        }
        try await wait(for: "the slots without the first", polling: all) {
            shown() == ["participant-3"]
        }
        await world.branch.node.closeTrunk(room: Self.room, trunk: Self.trunk)
        await world.stop()
    }

    @Test func `a room is a star: what would make it anything else is refused`() async throws {
        let world = try await Self.world()
        let secret = [UInt8](repeating: 3, count: 32)
        func refusal(_ test: TestNode, _ role: TrunkRole) async -> RelayNodeError? {
            do {
                _ = try await test.node.openTrunk(
                    room: Self.room, trunk: .init("second"), secret: secret,
                    remotes: ["link0": "127.0.0.1:9"], role: role)
                return nil
            } catch {
                return error
            }
        }
        #expect(await refusal(world.branch, .branch) == .trunkTopology(Self.room))
        #expect(await refusal(world.branch, .core) == .trunkTopology(Self.room))
        #expect(await refusal(world.core, .branch) == .trunkTopology(Self.room))
        #expect(await refusal(world.core, .core) == nil)
        await world.stop()
    }
}
