import MediaEngine
import MediaRelay
import ServiceDriver
import Testing
import Wire

/// Addresses that are not simply IPv4 and our own: IPv6, and those outside a 1:1 NAT.
@Suite struct `Relay node addresses` {
    private static let room = RelayRoomName("room")

    @Test(arguments: [["::1"], ["127.0.0.1", "::1"]])
    func `peers hear one another over IPv6, and over both families in one room`(addresses: [String])
        async throws
    {
        let test = try await TestNode(addresses: addresses)
        try await test.node.openRoom(id: Self.room, recording: .init("call"))
        let offer = try await test.node.join(
            room: Self.room, participant: .init("looker"), session: .init("looker"))
        #expect(try candidates(offer).map(\.family) == addresses.map { $0 == "::1" ? .v6 : .v4 })
        let (first, _) = try await test.peer(1, in: Self.room, at: "::1")
        let (second, _) = try await test.peer(2, in: Self.room, at: addresses[0])
        try await wait(for: "both to connect", polling: [first, second]) {
            first.isConnected && second.isConnected
        }
        #expect(first.relay?.family == .v6)
        #expect(second.relay?.family == (addresses[0] == "::1" ? .v6 : .v4))
        for address in try candidates(offer) where address.family == .v6 {
            try first.ask(address)
            try await wait(for: "an answer to a check", polling: [first, second]) {
                first.answeredFrom.contains(address)
            }
        }
        for (sender, listener) in [(first, second), (second, first)] {
            let payloads = try await `Relay node media`.talk(sender, to: listener, from: 9, count: 100)
            #expect(listener.media.suffix(100).map { Array($0.suffix(4)) } == payloads)
        }
        await test.stop()
    }

    @Test func `behind a 1:1 NAT the offer names the outside addresses alone, and the call runs over them`()
        async throws
    {
        let (inside, outside) = (["127.0.0.1", "127.0.0.2"], ["127.0.1.1", "127.0.1.2"])
        let test = try await TestNode(addresses: inside, advertised: outside)
        try await test.node.openRoom(id: Self.room, recording: .init("call"))
        var nat: UDPForwarder?
        var peers: [FakePeer] = []
        for number in 1...2 as ClosedRange<UInt32> {
            let session = RelaySessionName("session-\(number)")
            let offer = try await test.node.join(
                room: Self.room, participant: .init("participant-\(number)"), session: session)
            #expect(!inside.contains { offer.contains(" \($0) ") })
            let told = try candidates(offer)
            #expect(told.map(\.literal) == outside)
            nat =
                try nat
                ?? UDPForwarder(
                    zip(told, inside).map { .init(outside: $0.literal, inside: $1, port: $0.port) })
            // Its own address would let the relay go round the NAT.
            let peer = try FakePeer(offer: offer, number: number, tellsAddress: false)
            try await test.node.answer(session: session, sdp: peer.answer)
            for address in told { try peer.ask(address) }
            try await wait(for: "both addresses to answer and to ask", polling: [peer]) {
                peer.answeredFrom == Set(told) && peer.checkedFrom == Set(told)
            }
            peers.append(peer)
        }
        let (first, second) = (peers[0], peers[1])
        try await wait(for: "both to connect", polling: peers) { first.isConnected && second.isConnected }
        _ = try await `Relay node media`.talk(first, to: second, from: 9, count: 50)
        _ = try await `Relay node media`.talk(second, to: first, from: 9, count: 50)
        let legs = try #require(await test.node.statistics().first).legs
        #expect(legs.count == 2 && legs.allSatisfy { $0.pairs.count == 2 })
        #expect(legs.flatMap(\.pairs).allSatisfy { outside.contains($0.path.remote.literal) })
        nat?.stop()
        await test.stop()
    }

    @Test func `an outside address of another family than the link's is refused by name`() async {
        await #expect(throws: RelayNodeError.self) {
            _ = try await TestNode(addresses: ["127.0.0.1"], advertised: ["2001:db8::1"])
        }
    }

    private func candidates(_ offer: String) throws -> [PeerAddress] {
        try offer.split(separator: "\r\n").filter { $0.hasPrefix("a=candidate:") }.map { line in
            let words = line.split(separator: " ")
            return try #require(PeerAddress(literal: String(words[4]), port: UInt16(words[5]) ?? 0))
        }
    }
}
