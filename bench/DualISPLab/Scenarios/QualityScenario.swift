import BrowserDriver
import Foundation
import LinkLab
import MediaRelay

/// Two unmodified Chromiums with camera and microphone in one room. Site A's line loses packets both ways, then is
/// squeezed; what each of the two sees and hears of the other is read from the browsers.
struct QualityScenario {
    struct Phase: Codable, Sendable {
        var name: String
        var seconds: Double
        /// One for each site: what is seen and heard there.
        var sites: [Site] = []
    }

    /// Lengths in seconds, shares 0 to 1.
    struct Site: Codable, Sendable {
        var place: Place
        var freezes = 0.0
        var freezeSeconds = 0.0
        /// The longest time without a new picture on the screen (requestVideoFrameCallback).
        var longestStill = 0.0
        var frames = 0
        /// Concealed samples that were not silent, of all played; and with the silent ones.
        var concealed = 0.0
        var concealedAll = 0.0
        /// Mean time of sound in the jitter buffer, milliseconds.
        var jitterBuffer = 0.0
        var widthAtEnd = 0
        /// What the camera's encodings of this site were limited by at the end: none, bandwidth or cpu, each with
        /// its name.
        var limits: [String] = []
        /// From the phase's start until the widest encoding is on the screen for good; nil: not in this phase.
        var secondsToTop: Double?
    }

    struct Result: Codable, Sendable {
        var seed: UInt64
        var bitsPerSecond: Double
        var lossBothSites: Bool
        var phases: [Phase] = []
    }

    let network: TwoProviderNetwork
    let seed: UInt64
    let isQuick: Bool
    /// Whether site B's line is as bad as site A's: then each packet passes two bad lines.
    var lossBothSites = false

    /// Stands for a top layer that did not come back within its phase.
    static let neverSeconds = 99.0
    private static let bitsPerSecond = 2_000_000.0
    private static let squeezedBitsPerSecond = 300_000.0
    private static let loss = 0.05
    /// What may wait in front of a narrow line.
    private static let queueSeconds = 0.25
    /// The camera has 1,280 columns, the middle encoding half of them. A busy computer makes the widest encoding a
    /// little narrower, but never so narrow.
    private static let middleWidth = 640

    func run() async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        setLines(loss: 0, rate: Self.bitsPerSecond)
        let relay = try await LabRelay(duplicatesAudio: false)
        try await relay.node.openRoom(id: .init("quality"), recording: nil)
        var browsers: [ChromiumEnd] = []
        for place in [Place.siteA, .siteB] {
            let browser = try await ChromiumEnd.launch(
                at: place, in: network, directory: directory, isUrgent: false)
            try await browser.join(relay, room: "quality", sendsVideo: true)
            browsers.append(browser)
        }
        var result = Result(seed: seed, bitsPerSecond: Self.bitsPerSecond, lossBothSites: lossBothSites)
        let plan: [(String, Double, Double, Double)] = [
            ("clean", isQuick ? 10 : 25, 0, Self.bitsPerSecond),
            ("loss 5 %", isQuick ? 15 : 60, Self.loss, Self.bitsPerSecond),
            ("loss over", isQuick ? 8 : 20, 0, Self.bitsPerSecond),
            ("300 kbit/s", isQuick ? 12 : 40, 0, Self.squeezedBitsPerSecond),
            ("wide again", isQuick ? 10 : 30, 0, Self.bitsPerSecond),
        ]
        for (name, seconds, loss, rate) in plan {
            setLines(loss: loss, rate: rate)
            var phase = Phase(name: name, seconds: seconds)
            var before: [Reading] = []
            for browser in browsers { before.append(try await Reading(browser.page)) }
            try await Task.sleep(for: .seconds(seconds))
            for (position, browser) in browsers.enumerated() {
                let after = try await Reading(browser.page)
                phase.sites.append(after.since(before[position], at: browser.place))
            }
            result.phases.append(phase)
        }
        for browser in browsers { await browser.close() }
        await relay.stop()
        return result
    }

    private func setLines(loss: Double, rate: Double) {
        for link in AccessLink.all where link.place != .relay {
            var settings = LinePair(loss: 0).settings(link.provider)
            if link.place == .siteA || lossBothSites {
                settings.loss = loss
                settings.bitsPerSecond = rate
                settings.queueBytes = Int(rate / 8 * Self.queueSeconds)
            }
            network.emulator.set(settings, link)
        }
        for provider in Provider.allCases { network.emulator.set(.ideal, AccessLink(.relay, provider)) }
    }

    /// One look at a page: its counters, and every picture drawn since the last look.
    private struct Reading {
        var video: JSONValue
        var audio: JSONValue
        /// When, in the page's milliseconds, and how wide.
        var drawn: [(at: Double, width: Int)]
        var now: Double
        var limits: [String]

        init(_ page: Page) async throws {
            let value = try await page.evaluate(
                "stats().then(s => ({...s, drawn: drawn.splice(0), now: performance.now()}))")
            func busiest(_ kind: String, _ counter: String) -> JSONValue {
                (value[kind].array ?? []).max { ($0[counter].number ?? 0) < ($1[counter].number ?? 0) }
                    ?? .null
            }
            video = busiest("video", "framesDecoded")
            audio = busiest("audio", "packetsReceived")
            drawn = (value["drawn"].array ?? []).compactMap { entry in
                entry[1].number.flatMap { at in entry[2].int.map { (at, $0) } }
            }
            now = value["now"].number ?? 0
            limits = (value["sent"].array ?? []).map {
                "\($0["rid"].string ?? "-"): \($0["limited"].string ?? "?")"
            }
        }

        func since(_ before: Reading, at place: Place) -> Site {
            func more(_ key: String, _ keyPath: KeyPath<Reading, JSONValue>) -> Double {
                (self[keyPath: keyPath][key].number ?? 0) - (before[keyPath: keyPath][key].number ?? 0)
            }
            var site = Site(place: place)
            site.freezes = more("freezeCount", \.video)
            site.freezeSeconds = more("totalFreezesDuration", \.video)
            site.frames = Int(more("framesDecoded", \.video))
            let samples = max(1, more("totalSamplesReceived", \.audio))
            let concealed = more("concealedSamples", \.audio)
            site.concealedAll = concealed / samples
            site.concealed = (concealed - more("silentConcealedSamples", \.audio)) / samples
            site.jitterBuffer =
                more("jitterBufferDelay", \.audio) / max(1, more("jitterBufferEmittedCount", \.audio)) * 1000
            let moments = [before.now] + drawn.map(\.at) + [now]
            site.longestStill = zip(moments, moments.dropFirst()).map { ($1 - $0) / 1000 }.max() ?? 0
            site.widthAtEnd = drawn.last?.width ?? 0
            site.limits = limits
            if site.widthAtEnd > middleWidth {
                let lastNarrow = drawn.last { $0.width <= middleWidth }?.at
                site.secondsToTop = lastNarrow.map { max(0, $0 - before.now) / 1000 } ?? 0
            }
            return site
        }
    }
}
