import MediaEngine
import Simulation
import Testing
import Wire

/// A camera in three encodings of 1, 3 and 12 packets a frame: about 150, 430 and 1,700 kbit/s with headers.
@Suite struct EngineSimulcastTests {
    static var media: SimulatedBrowser.Media {
        var media = SimulatedBrowser.Media()
        media.payloadBytes = 1100
        media.encodings = [1, 3, 12]
        return media
    }

    private func video(_ browser: SimulatedBrowser) -> BrowserReception? {
        browser.plan.slots.filter { $0.kind == .video }.compactMap { browser.receptions[$0.ssrc] }.first
    }

    @Test func `every encoding is recorded under its own name, and a listener gets one`() throws {
        let world = EngineWorld(links: [.init()], seed: 31)
        try world.openRoom(1)
        let camera = try world.join(room: 1, media: Self.media)
        let listener = try world.join(room: 1, sources: [.microphone])
        world.run(for: .seconds(8))
        var layers: Set<UInt8> = []
        for case .trackStarted(camera.session, let track) in world.events where track.source == .camera {
            layers.insert(track.layer)
        }
        #expect(layers == [0, 1, 2])
        let shown = try #require(video(listener))
        #expect(shown.missing == 0 && shown.duplicates == 0 && shown.timestampsBack == 0)
        #expect(shown.pictureBreaks == 0 && listener.violations == [])
        #expect(world.taps[1]?.repeated == 0)
        #expect(world.taps[1]?.video ?? 0 > 1500, "all sixteen packets of each frame")
    }

    @Test func `when the largest encoding stops, the next one goes on in the same stream`() throws {
        let world = EngineWorld(links: [.init(delay: .milliseconds(15))], seed: 32)
        try world.openRoom(1)
        let camera = try world.join(room: 1, media: Self.media)
        let listener = try world.join(room: 1, sources: [.microphone])
        world.run(for: .seconds(25))
        let shown = try #require(video(listener))
        #expect(shown.layer == 2)
        for gone in [[UInt8(2)], [1, 2], [1], []] {
            camera.silencedLayers = Set(gone)
            world.run(for: .seconds(8))
        }
        #expect(Set(shown.layers.values) == [0, 1, 2])
        #expect(shown.missing == 0 && shown.duplicates == 0 && shown.timestampsBack == 0)
        #expect(shown.pictureBreaks == 0, "picture numbers are unbroken over every change")
        #expect(shown.longestGap < .milliseconds(800), "\(shown.longestGap)")
        #expect(shown.worstSync < .milliseconds(2), "lips and sound stay together: \(shown.worstSync)")
        #expect(listener.violations == [] && world.violations == [])
    }

    @Test func `lost packets of each encoding are repaired on both hops`() throws {
        let world = EngineWorld(links: [.init(loss: 0.05, delay: .milliseconds(15))], seed: 33)
        try world.openRoom(1)
        let camera = try world.join(room: 1, media: Self.media)
        let listener = try world.join(room: 1, sources: [.microphone])
        world.run(for: .seconds(15))
        camera.silenced = [.camera]
        world.run(for: .seconds(1))
        let shown = try #require(video(listener))
        #expect(shown.restored > 10 && listener.violations == [])
        #expect(shown.missing * 100 <= shown.arrived.count, "\(shown.missing) of \(shown.arrived.count)")
        #expect(shown.pictureBreaks == 0)
    }
}
