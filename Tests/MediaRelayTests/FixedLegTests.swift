import Foundation
import MediaEngine
import MediaRelay
import Testing
import Wire

/// Ends with given keys over real sockets: both links, the identical packet on each.
@Suite struct `Fixed legs` {
    static let room = RelayRoomName("room")

    struct Pair {
        var first: NativeEnd
        var second: NativeEnd
        var sessions: [RelaySessionName]
        func poll() {
            first.poll()
            second.poll()
        }
    }

    static func request(
        _ end: NativeEnd, keys: (sending: MasterKey, receiving: MasterKey), ssrc: UInt32,
        profile: ProtectionProfile, learns: Bool
    ) -> FixedLegRequest {
        FixedLegRequest(
            suite: profile, sendingKey: keys.receiving, receivingKey: keys.sending,
            remotes: learns
                ? [:]
                : Dictionary(
                    uniqueKeysWithValues: end.sockets.enumerated().map {
                        ("link\($0)", "\($1.local.literal):\($1.local.port)")
                    }),
            duplicates: end.sockets.count > 1, learns: learns,
            publishes: [
                .init(
                    source: .microphone, codec: .opus, payloadType: 111, clockRate: 48_000,
                    repairPayloadType: nil, ssrc: ssrc, repairSSRC: nil)
            ], receives: [.init(kind: .audio, codec: .opus, payloadType: 111)])
    }

    static func pair(
        _ test: TestNode, profile: ProtectionProfile = .aeadAES256GCM, learns: Bool = false,
        cipher: RelayConfiguration.Cipher = .evp
    ) async throws -> Pair {
        try await test.node.openRoom(id: room, recording: nil)
        var ends: [NativeEnd] = []
        var names: [RelaySessionName] = []
        for number in 1...2 {
            let ssrc = UInt32(0x0A00_0000 + number)
            let keys = try NativeEnd.keys(profile, seed: UInt64(number))
            let end = try NativeEnd(links: 2, profile: profile, keys: keys, ssrc: ssrc, cipher: cipher)
            let name = RelaySessionName("session-\(number)")
            let leg = try await test.node.joinFixed(
                room: room, participant: .init("participant-\(number)"), session: name,
                request: request(end, keys: keys, ssrc: ssrc, profile: profile, learns: learns))
            end.relays = leg.addresses.map(\.address)
            #expect(leg.addresses.map(\.link) == ["link0", "link1"])
            #expect(leg.slots.map(\.payloadType) == [111])
            ends.append(end)
            names.append(name)
        }
        return Pair(first: ends[0], second: ends[1], sessions: names)
    }

    /// Sends packets one by one and gives what the other end has heard of them, in order of arrival.
    static func talk(_ pair: Pair, from start: UInt16, count: Int) async throws -> [[UInt8]] {
        let before = pair.second.media.count
        for step in 0..<count {
            pair.first.sendAudio(
                sequence: start &+ UInt16(step), payload: [UInt8(step & 0xff), UInt8(step >> 8), 7])
            if step % 20 == 19 { try await Task.sleep(for: .milliseconds(2)) }
            pair.poll()
        }
        try? await wait(for: "all packets", limit: .seconds(10)) {
            pair.poll()
            return pair.second.media.count >= before + count
        }
        return pair.second.media.dropFirst(before).map { Array($0.suffix(3)) }
    }

    @Test(arguments: [RelayConfiguration.Cipher.evp, .libsrtp], ProtectionProfile.allCases)
    func `the identical packet goes both ways over both links, and the copy is not decrypted`(
        cipher: RelayConfiguration.Cipher, profile: ProtectionProfile
    ) async throws {
        let test = try await TestNode(links: 2, cipher: cipher)
        let pair = try await Self.pair(test, profile: profile, cipher: cipher)
        let heard = try await Self.talk(pair, from: 100, count: 300)
        #expect(heard.count == 300)
        #expect(Set(heard).count == 300)
        try await wait(for: "the second copies") {
            pair.poll()
            return pair.second.repeated == 300
        }
        #expect(pair.second.arrived == [300, 300])
        #expect(pair.second.repeated == 300 && pair.second.unreadable == 0)
        if cipher == .evp {
            // The receiving end runs the same window: each packet reached its cipher once, reports aside.
            let decryptions = try #require(pair.second.transport.decryptions)
            #expect(decryptions == UInt64(pair.second.media.count + pair.second.control.count))
        }
        let numbers = try #require(await test.node.statistics().first?.legs.first)
        #expect(numbers.drops[.duplicateByDesign] == 300)
        #expect(numbers.drops[.replayed] == 0 && numbers.drops[.duplicate] == 0)
        #expect(numbers.pairs.map(\.missing) == [0, 0])
        await test.stop()
    }

    @Test func `cutting either link loses nothing, and the cut one is back by itself`() async throws {
        let test = try await TestNode(links: 2)
        let pair = try await Self.pair(test)
        var next: UInt16 = 30_000
        for cut in [0, 1] {
            for (round, isCut) in [false, true, false].enumerated() {
                pair.first.passes = { link, _ in !(isCut && link == cut) }
                pair.second.passes = { link, _ in !(isCut && link == cut) }
                let before = pair.second.arrived[cut]
                let heard = try await Self.talk(pair, from: next, count: 200)
                next &+= 200
                try await wait(for: "what the second link still carries") {
                    pair.poll()
                    return isCut || pair.second.arrived[cut] - before == 200
                }
                #expect(heard.count == 200, "cut \(cut), round \(round)")
                #expect(Set(heard).count == 200)
                #expect((pair.second.arrived[cut] - before == 200) == !isCut)
            }
        }
        await test.stop()
    }

    @Test func `addresses are learned from the packet that authenticates, never from the one that arrives`()
        async throws
    {
        let test = try await TestNode(links: 2)
        let pair = try await Self.pair(test, learns: true)
        // A stranger's packets and reports, well formed and sealed with other keys.
        let strange = try NativeEnd.keys(.aeadAES256GCM, seed: 99)
        let stranger = try NativeEnd(links: 2, profile: .aeadAES256GCM, keys: strange, ssrc: 0x0A00_0001)
        stranger.relays = pair.first.relays
        for sequence in 0..<50 { stranger.sendAudio(sequence: UInt16(sequence), payload: [6, 6, 6]) }
        stranger.report()
        pair.first.report()
        pair.second.report()
        let node = test.node
        try await wait(for: "both addresses of both ends") {
            pair.poll()
            let legs = try #require(await node.statistics().first?.legs)
            return legs.allSatisfy { $0.pairs.count == 2 }
        }
        let heard = try await Self.talk(pair, from: 1, count: 100)
        #expect(heard.count == 100)
        try await wait(for: "the second copies") {
            pair.poll()
            return pair.second.arrived == [100, 100]
        }
        stranger.poll()
        #expect(stranger.media.isEmpty && stranger.control.isEmpty && stranger.unreadable == 0)

        // The end moves to another address: the relay follows the first authentic newer packet.
        let moved = try TestSocket("127.0.1.3")
        let old = pair.second.media.count
        var packet = PacketMaker.rtp(ssrc: 0x0A00_0001, sequence: 500, payload: [1, 2, 3])
        packet[1] = 111
        guard case .success(let sealed) = run(packet, pair.first.transport.protectRTP) else {
            Issue.record("not sealed")
            return
        }
        moved.send(sealed, to: pair.first.relays[0])
        try await wait(for: "the packet from the new address") {
            pair.poll()
            return pair.second.media.count > old
        }
        let leg = try #require(await node.statistics().first?.legs.first)
        #expect(leg.pairs.contains { $0.path.remote == moved.local })
        await test.stop()
    }

    @Test func `a flood from nowhere uses up the trials of a second, and no more`() async throws {
        let test = try await TestNode(links: 2)
        let pair = try await Self.pair(test, learns: true)
        pair.first.report()
        pair.second.report()
        let strange = try NativeEnd.keys(.aeadAES256GCM, seed: 98)
        let stranger = try NativeEnd(links: 1, profile: .aeadAES256GCM, keys: strange, ssrc: 0x0A00_0001)
        stranger.relays = Array(pair.first.relays.prefix(1))
        for sequence in 0..<5_000 {
            stranger.sendAudio(sequence: UInt16(sequence), payload: [6])
            if sequence % 100 == 99 { try await Task.sleep(for: .milliseconds(2)) }
        }
        let node = test.node
        try await wait(for: "the flood to be counted") {
            let drops = try #require(await node.statistics().first).drops
            return drops[.trialLimit] > 0 && drops[.unknownPeer] + drops[.trialLimit] >= 5_000
        }
        #expect(try await Self.talk(pair, from: 1, count: 50).count == 50)
        await test.stop()
    }

    @Test func `requests that cannot be are refused with a reason`() async throws {
        let test = try await TestNode(links: 2)
        try await test.node.openRoom(id: Self.room, recording: nil)
        let keys = try NativeEnd.keys(.aeadAES128GCM, seed: 5)
        func refusal(_ change: (inout FixedLegRequest) -> Void) async -> RelayNodeError? {
            var request = FixedLegRequest(
                suite: .aeadAES128GCM, sendingKey: keys.sending, receivingKey: keys.receiving, learns: true,
                publishes: [], receives: [])
            change(&request)
            do {
                _ = try await test.node.joinFixed(
                    room: Self.room, participant: .init("p"), session: .init("s"), request: request)
                return nil
            } catch {
                return error
            }
        }
        for change: (inout FixedLegRequest) -> Void in [
            { $0.remotes = ["nowhere": "127.0.0.1:9"] }, { $0.remotes = ["link0": "127.0.0.1"] },
            { $0.learns = false }, { $0.suite = .aeadAES256GCM }, { $0.receivingKey = $0.sendingKey },
            { $0.receives = [.init(kind: .audio, codec: .opus, payloadType: 72)] },
            { $0.receives = Array(repeating: .init(kind: .video, codec: .vp8, payloadType: 96), count: 25) },
        ] {
            guard case .badRequest = await refusal(change) else {
                Issue.record("was not refused")
                continue
            }
        }
        #expect(await refusal { _ in } == nil)
        await test.stop()
    }
}
