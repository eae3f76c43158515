import MediaEngine
import Simulation
import Testing
import Wire

@Suite struct EngineRoomTests {
    private func slots(_ world: EngineWorld, _ browser: SimulatedBrowser) -> [SlotAssignment] {
        var latest: [SlotAssignment] = []
        for case .slotsChanged(browser.session, let slots) in world.events { latest = slots }
        return latest
    }

    @Test func `eight parties all hear and see one another, and one leaving frees its slots`() throws {
        let world = EngineWorld(links: [.init(), .init()], seed: 3)
        try world.openRoom(1)
        let everyone = try (0..<8).map { _ in try world.join(room: 1) }
        world.run(for: .seconds(2))
        for browser in everyone {
            let others = Set((UInt64(1)...8).filter { $0 != UInt64(browser.participant) })
            let shown = slots(world, browser)
            for source in [SourceKind.microphone, .camera] {
                let seen = shown.filter { $0.source == source }.compactMap { $0.participant?.value }
                #expect(seen.count == 7 && Set(seen) == others, "\(source) for \(browser.participant)")
            }
            #expect(browser.violations == [])
            #expect(browser.receptions.count == 14)
        }
        world.leave(everyone[7])
        world.run(for: .milliseconds(100))
        for browser in everyone.dropLast() {
            #expect(!slots(world, browser).contains { $0.participant?.value == 8 })
        }
    }

    @Test func `microphone and camera of one participant share a rank, for lip sync`() throws {
        let world = EngineWorld(links: [.init()], seed: 4)
        try world.openRoom(1)
        let everyone = try (0..<5).map { _ in try world.join(room: 1) }
        world.run(for: .seconds(2))
        for browser in everyone {
            let audio = slots(world, browser).filter { $0.kind == .audio }.map(\.participant)
            let video = slots(world, browser).filter { $0.kind == .video }.map(\.participant)
            #expect(audio.prefix(7) == video.prefix(7) && audio.compactMap(\.self).count == 4)
        }
    }

    @Test func `a screen takes the last slot and gives it back three seconds after it ends`() throws {
        let world = EngineWorld(links: [.init()], seed: 5)
        try world.openRoom(1)
        let presenter = try world.join(room: 1, sources: [.microphone, .camera, .screen])
        let listener = try world.join(room: 1)
        world.run(for: .seconds(2))
        let screen = slots(world, listener).last
        #expect(screen?.source == .screen && screen?.participant?.value == UInt64(presenter.participant))
        presenter.silenced = [.screen]
        world.run(for: .milliseconds(2800))
        #expect(slots(world, listener).last?.source == .screen)
        world.run(for: .milliseconds(500))
        #expect(slots(world, listener).last?.source == nil)
        #expect(slots(world, listener).contains { $0.source == .camera }, "the camera stays")
        presenter.silenced = []
        world.run(for: .milliseconds(300))
        #expect(slots(world, listener).last?.source == .screen, "it comes back by itself")
    }

    @Test func `a slot that changes its source stays one unbroken stream`() throws {
        let world = EngineWorld(links: [.init(), .init()], seed: 6)
        try world.openRoom(1)
        let listener = try world.join(room: 1)
        let first = try world.join(room: 1)
        world.run(for: .seconds(2))
        world.leave(first)
        world.run(for: .seconds(1))
        try world.join(room: 1)
        world.run(for: .seconds(2))
        for reception in listener.receptions.values where reception.participants.count > 0 {
            #expect(reception.participants == [2, 3])
            #expect(reception.missing == 0 && reception.timestampsBack == 0 && reception.duplicates == 0)
        }
        #expect(listener.receptions.count == 2 && listener.violations == [])
    }

    @Test func `what five in a hundred packets lose is repaired on both hops`() throws {
        let world = EngineWorld(
            links: [.init(loss: 0.05, delay: .milliseconds(15), jitter: .milliseconds(5))], seed: 7)
        try world.openRoom(1)
        let browsers = [try world.join(room: 1), try world.join(room: 1)]
        world.run(for: .seconds(12))
        for browser in browsers { browser.silenced = [.microphone, .camera] }
        world.run(for: .seconds(1))
        for browser in browsers {
            let statistics = try #require(world.statistics(of: browser))
            #expect(statistics.nacksSent > 5 && statistics.nacksReceived > 5 && statistics.retransmitted > 5)
            #expect(statistics.recoveredIn > 5)
            for slot in browser.plan.slots where slot.kind == .video {
                guard let reception = browser.receptions[slot.ssrc] else { continue }
                #expect(reception.arrived.count > 300)
                #expect(reception.missing * 200 < reception.arrived.count, "\(reception.missing) missing")
                #expect(reception.restored > 5)
            }
        }
    }

    @Test func `sixteen bits wrap three times without a break`() throws {
        let world = EngineWorld(links: [.init(delay: .milliseconds(2))], seed: 8)
        var media = SimulatedBrowser.Media()
        media.frameInterval = .milliseconds(10)
        media.packetsPerFrame = 100
        try world.openRoom(1)
        let publisher = try world.join(room: 1, media: media)
        let listener = try world.join(room: 1, sources: [.microphone], agreesToFeedback: false)
        world.run(for: .seconds(17))
        #expect(publisher.sentCount(.camera) > 150_000)
        let reception = try #require(listener.receptions.values.max { $0.arrived.count < $1.arrived.count })
        #expect(reception.arrived.count > 150_000 && reception.missing == 0 && reception.duplicates == 0)
        #expect(listener.violations == [] && world.violations == [])
    }

    @Test func `keyframe requests of many joiners become few`() throws {
        let world = EngineWorld(links: [.init()], seed: 9)
        try world.openRoom(1)
        let publisher = try world.join(room: 1)
        world.run(for: .seconds(1))
        let before = publisher.keyframeRequests
        for _ in 0..<7 { try world.join(room: 1) }
        world.run(for: .seconds(2))
        let asked = publisher.keyframeRequests - before
        #expect((1...3).contains(asked), "\(asked) requests")
    }

    @Test func `closing a room removes every leg and stops all sending`() throws {
        let world = EngineWorld(links: [.init()], seed: 10)
        try world.openRoom(1)
        try world.openRoom(2)
        let gone = try world.join(room: 1)
        try world.join(room: 1)
        let stays = [try world.join(room: 2), try world.join(room: 2)]
        world.run(for: .seconds(1))
        world.closeRoom(1)
        #expect(world.legCount == 2 && world.roomCount == 1)
        world.run(for: .milliseconds(50))
        let before = gone.datagrams
        world.run(for: .seconds(2))
        #expect(gone.datagrams == before)
        #expect(stays.allSatisfy { $0.connected && $0.violations == [] })
    }

    @Test func `commands that cannot be are refused with their reason`() throws {
        let world = EngineWorld(links: [.init()], seed: 11)
        #expect(throws: EngineRefusal.unknownRoom) { try world.join(room: 9) }
        try world.openRoom(1)
        #expect(throws: EngineRefusal.roomExists) { try world.openRoom(1) }
        for _ in 0..<EngineLimits.legsPerRoom { try world.join(room: 1) }
        #expect(throws: EngineRefusal.roomFull) { try world.join(room: 1) }
    }

    @Test func `the tap gets every packet once, from its participant, RTX restored`() throws {
        let world = EngineWorld(links: [.init(loss: 0.05)], seed: 12)
        try world.openRoom(1)
        let browsers = [try world.join(room: 1), try world.join(room: 1)]
        let tap = try #require(world.taps[1])
        func settle() -> UInt64 {
            for browser in browsers { browser.silenced = [.microphone, .camera] }
            world.run(for: .seconds(1))
            return browsers.reduce(0) { $0 + $1.sentCount(.camera) } - UInt64(tap.video)
        }
        world.run(for: .seconds(1))
        let beforeConnected = settle()
        for browser in browsers { browser.silenced = [] }
        world.run(for: .seconds(8))
        // Only a lost last packet leaves no gap to be noticed by.
        #expect(settle() - beforeConnected <= 4)
        #expect(tap.repeated == 0 && tap.video > 400)
        #expect(tap.rtcp > 5 && tap.participants == [1, 2])
    }

    @Test func `speaking is told when it starts and when it ends`() throws {
        let world = EngineWorld(links: [.init()], seed: 13)
        try world.openRoom(1)
        let speaker = try world.join(room: 1)
        try world.join(room: 1)
        world.run(for: .seconds(1))
        let room = RoomID(value: 1)
        let name = ParticipantID(value: UInt64(speaker.participant))
        #expect(world.events.contains(.speaking(room, name, true)))
        speaker.level = 127
        world.run(for: .milliseconds(800))
        #expect(!world.events.contains(.speaking(room, name, false)))
        world.run(for: .milliseconds(500))
        #expect(world.events.contains(.speaking(room, name, false)))
    }

    @Test func `in a room of ten a new speaker takes the slot of a quiet one`() throws {
        let world = EngineWorld(links: [.init()], seed: 14)
        try world.openRoom(1)
        let listener = try world.join(room: 1, sources: [])
        let others = try (0..<9).map { _ in try world.join(room: 1, sources: [.microphone]) }
        for browser in others { browser.level = 127 }
        world.run(for: .seconds(1))
        let shown = Set(slots(world, listener).compactMap { $0.participant?.value })
        #expect(shown.count == 7)
        let hidden = try #require(others.first { !shown.contains(UInt64($0.participant)) })
        hidden.level = 20
        world.run(for: .milliseconds(500))
        #expect(slots(world, listener).contains { $0.participant?.value == UInt64(hidden.participant) })
    }

    @Test func `in a room of twelve the pictures follow whoever speaks, and the last to speak stay`() throws {
        let world = EngineWorld(links: [.init(delay: .milliseconds(10))], seed: 15)
        try world.openRoom(1)
        let listener = try world.join(room: 1, sources: [])
        let others = try (0..<12).map { _ in try world.join(room: 1) }
        for browser in others { browser.level = 127 }
        world.run(for: .seconds(2))
        func shown(_ kind: SourceKind) -> [UInt8] {
            slots(world, listener).filter { $0.source == kind }.compactMap { $0.participant }
                .map { UInt8($0.value) }
        }
        #expect(shown(.camera).count == 8 && shown(.microphone).count == 7)
        var spoke: [UInt8] = []
        for number in [11, 3, 10, 0, 9, 7, 11, 8, 2, 5] {
            let speaker = others[number]
            let ssrcs = listener.plan.slots.filter { $0.kind == .video }.map(\.ssrc)
            let before = ssrcs.map { listener.receptions[$0]?.arrived.count ?? 0 }
            speaker.level = 20
            world.run(for: .milliseconds(700))
            spoke.removeAll { $0 == speaker.participant }
            spoke.append(speaker.participant)
            #expect(shown(.camera).contains(speaker.participant), "who speaks is seen")
            #expect(shown(.microphone).contains(speaker.participant), "and heard")
            #expect(Set(spoke.suffix(7)).isSubset(of: shown(.microphone)), "the last seven stay")
            #expect(Set(spoke.suffix(8)).isSubset(of: shown(.camera)), "the last eight stay")
            let place = listener.plan.slots.filter { $0.kind == .video }.firstIndex { slot in
                slots(world, listener).contains {
                    $0.mediaLine == slot.mediaLine && $0.participant?.value == UInt64(speaker.participant)
                }
            }
            if let place {
                let now = listener.receptions[ssrcs[place]]?.arrived.count ?? 0
                #expect(now - before[place] >= 5, "the picture moves, from a keyframe on")
            }
            speaker.level = 127
            world.run(for: .milliseconds(1500))
        }
        #expect(listener.violations == [] && world.violations == [])
    }
}
