import Simulation
import Testing
import Wire

@testable import MediaEngine

/// Numbers that wrap and numbers that collide: what counts inside is 64 bits wide and each listener's own.
@Suite struct EngineIndexTests {
    @Test func `a sixteen-bit counter is followed beyond the 32nd bit, and back over each border`() {
        var unwrapper = CounterUnwrapper.sequence()
        var index = unwrapper.unwrap(UInt16(40_000))
        // Just under half a cycle at a time: the widest gap that can be told from a step back.
        let far: UInt64 = 1 << 32
        while index < far {
            let next = index + 0x7FFF
            index = unwrapper.unwrap(UInt16(truncatingIfNeeded: next))
            if index != next {
                Issue.record("\(next) was taken for \(index)")
                return
            }
        }
        for border in [far + 0x1_0000, far + 0x2_0000] {
            while index < border + 100 {
                let next = min(index + 0x7FFF, border + 100)
                index = unwrapper.unwrap(UInt16(truncatingIfNeeded: next))
                #expect(index == next)
            }
            // Late ones from before the border are not taken for new ones.
            for late in border - 200..<border {
                #expect(unwrapper.extend(UInt32(late & 0xFFFF)) == late)
            }
            #expect(unwrapper.highest == border + 100)
        }
    }

    @Test(arguments: [UInt64(0x1_0000), 0x1_0000_0000, 0x1_0000_0000_0000])
    func `a receive window knows new, repeated and late ones on both sides of a border`(border: UInt64) {
        for span in [ReceiveWindow.usualSpan, ReceiveWindow.wideSpan] {
            var window = ReceiveWindow(span: span)
            #expect(window.insert(border - span) == .new)
            for index in stride(from: border - span + 2, to: border + span, by: 2) {
                if window.insert(index) != .new { Issue.record("\(index) is new") }
            }
            let top = border + span - 2
            #expect(window.highest == top)
            #expect(window.insert(top - span) == .tooOld && window.insert(top - span + 2) == .duplicate)
            for index in stride(from: top - span + 1, to: top, by: 2) {
                if window.insert(index) != .new { Issue.record("\(index) came late, not twice") }
                if window.insert(index) != .duplicate { Issue.record("\(index) came twice") }
            }
            // A jump over more than the window leaves nothing behind that is taken for seen.
            #expect(window.insert(top + 5 * span + 3) == .new)
            #expect(window.insert(top + 4 * span + 4) == .new && window.insert(top + 4 * span + 3) == .tooOld)
        }
    }

    @Test func `a slot renumbers across the borders in both spaces`() {
        let start: UInt64 = 0x1_0000_0000 - 5
        let mapping = SlotMapping(sourceStart: start, outStart: 0x1_0000 - 3, timestamp: 0xFFFF_FFF0)
        let out = (UInt64(0)..<10).map { mapping.out(start + $0) }
        #expect(out == Array(0x1_0000 - 3..<0x1_0000 + 7))
        var random = SplitMix64(state: 5)
        let plan = SlotPlan.Slot(mediaLine: 3, kind: .audio, ssrc: 1, repairSSRC: 0)
        let slot = ListenerSlot(plan: plan, rank: 0, random: &random)
        slot.formats = PayloadTypes(.opus, 111)
        let publication = Publication(
            session: SessionID(value: 1), participant: ParticipantID(value: 1), kind: .microphone,
            codec: .opus)
        let published = NegotiatedAnswer.Published(
            source: .microphone, codec: .opus, payloadType: 111, clockRate: 48_000, repairPayloadType: nil,
            ssrc: 9, repairSSRC: nil)
        let now = MonotonicInstant(nanoseconds: 1)
        let source = SourceStream(publication, published: published, layer: 0, ssrc: 9, at: now)
        publication.add(source)
        slot.show(publication)
        _ = slot.aim(at: source)
        let first = slot.nextSequence
        // 2³² packets and more pass; the numbers that leave stay in step, and NACKs find what they mean.
        let steps: [UInt64] = [0, 0x1_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x1_0001_1170]
        for step in steps {
            let low = UInt16(truncatingIfNeeded: start + step)
            let header = RTPHeader(
                [
                    0x80, 111, UInt8(low >> 8), UInt8(low & 0xFF), 0, 0, 0, 0, 0, 0, 0, 9,
                ].span)
            guard let header else { continue }
            let packet = MediaPacket(header: header, index: start + step)
            guard case .forward = slot.admit(packet, of: source, at: now) else {
                Issue.record("step \(step) does not pass")
                continue
            }
            slot.sent(slot.mapping.out(start + step), payloadBytes: 1)
            let wanted = first &+ UInt16(truncatingIfNeeded: step)
            #expect(slot.nextSequence == wanted &+ 1)
            #expect(slot.origin(of: wanted)?.index == start + step)
            if step > 100 { #expect(slot.origin(of: wanted &- 100)?.index == start + step - 100) }
        }
    }

    @Test func `after four thousand million numbers a stream goes on, and its gaps are repaired`() throws {
        let world = EngineWorld(links: [.init(delay: .milliseconds(5))], seed: 41)
        try world.openRoom(1)
        var media = SimulatedBrowser.Media()
        media.audioInterval = .milliseconds(1)
        media.soundStride = 0x7FF0
        media.repeatsSound = true
        let speaker = try world.join(room: 1, media: media, sources: [.microphone])
        var hearing = SimulatedBrowser.Media()
        hearing.repeatsSound = true
        let listener = try world.join(room: 1, media: hearing, sources: [])
        listener.keepsSound = true
        world.run(for: .seconds(135))
        #expect(speaker.sentCount(.microphone) > 1 << 32)
        #expect(listener.sounds.count > 130_000)
        speaker.media.soundStride = 1
        speaker.media.audioInterval = .milliseconds(20)
        world.run(for: .milliseconds(100))
        listener.keepsSound = false
        world.run(for: .seconds(1))
        world.network.conditions[0].loss = 0.05
        world.run(for: .seconds(20))
        world.network.conditions[0].loss = 0
        world.run(for: .seconds(2))
        let reception = try #require(listener.receptions.values.first)
        #expect(reception.arrived.count > 1000)
        #expect(reception.missing * 200 <= reception.arrived.count, "\(reception.missing) missing")
        #expect(reception.duplicates == 0 && reception.timestampsBack == 0)
        #expect(try #require(world.statistics(of: speaker)).recoveredIn > 20)
        #expect(listener.violations == [] && world.violations == [])
    }

    @Test func `two who chose the same SSRCs are both heard and seen, under SSRCs of ours`() throws {
        let world = EngineWorld(links: [.init(loss: 0.02, delay: .milliseconds(10))], seed: 42)
        try world.openRoom(1)
        var media = SimulatedBrowser.Media()
        media.ssrcs = [.microphone: 7777, .camera: 8888]
        media.repairSSRC = 9999
        let twins = [try world.join(room: 1, media: media), try world.join(room: 1, media: media)]
        // A third whose camera has the number of the others' repairs.
        media.ssrcs = [.microphone: 8888, .camera: 9999]
        media.repairSSRC = 7777
        let third = try world.join(room: 1, media: media)
        // And one whose microphone has the number under which another hears.
        media = SimulatedBrowser.Media()
        media.ssrcs = [.microphone: third.plan.slots[0].ssrc]
        let fourth = try world.join(room: 1, media: media)
        let all = twins + [third, fourth]
        world.run(for: .seconds(10))
        for browser in all { browser.silenced = [.microphone, .camera] }
        world.run(for: .seconds(1))
        for browser in all {
            for kind in [MediaKind.audio, .video] {
                let heard = browser.plan.slots.filter { $0.kind == kind }.compactMap {
                    browser.receptions[$0.ssrc]
                }
                #expect(heard.count == 3, "of each other one stream")
                #expect(heard.allSatisfy { $0.participants.count == 1 })
                let others = Set(all.map(\.participant)).subtracting([browser.participant])
                #expect(Set(heard.flatMap(\.participants)) == others)
                #expect(heard.allSatisfy { $0.arrived.count > (kind == .audio ? 450 : 250) })
                if kind == .video { #expect(heard.allSatisfy { $0.missing < 4 }, "repaired, each its own") }
            }
            let ours = Set(browser.plan.slots.map(\.ssrc))
            #expect(Set(browser.receptions.keys).isSubset(of: ours) && browser.violations == [])
        }
        #expect(world.taps[1]?.participants == Set(all.map { UInt64($0.participant) }))
    }
}
