import BrowserDriver
import CLinuxNet
import Foundation
import LinkLab
import Wire

/// An unmodified Chromium at a site, on a page that does what any page does, and notes when encoded frames come in.
/// Signalling goes over the browser's debugging pipe: once connected, there is none.
final class ChromiumEnd: Sendable {
    struct Options: Sendable {
        var sendsVideo = false
        /// The camera's picture; nil: the browser's own test pattern.
        var cameraFile: String?
    }

    let place: Place
    let page: Page
    private let browser: Browser
    private let url: String

    private init(place: Place, browser: Browser, page: Page, url: String) {
        self.place = place
        self.browser = browser
        self.page = page
        self.url = url
    }

    /// Starts a browser at the site. With `isUrgent` it goes before all other work of the machine, which a browser with
    /// sound alone may: a person's computer does little else in a call.
    static func launch(
        at place: Place, in network: TwoProviderNetwork, directory: URL, isUrgent: Bool
    ) async throws -> ChromiumEnd {
        let sound = directory.appendingPathComponent("tone.wav")
        if !FileManager.default.fileExists(atPath: sound.path) { try ToneFile.data.write(to: sound) }
        let file = directory.appendingPathComponent("page.html")
        try LabPage.html.write(to: file, atomically: true, encoding: .utf8)
        var options = Browser.Options()
        options.commandPrefix = network.host(place).commandPrefix + ["--"]
        let scheduler = "/usr/bin/chrt"
        if isUrgent, FileManager.default.isExecutableFile(atPath: scheduler) {
            options.commandPrefix += [scheduler, "--rr", "5"]
        }
        options.microphoneFile = sound.path
        let browser = try await Browser.launch(options)
        return ChromiumEnd(
            place: place, browser: browser, page: try await browser.newPage(), url: "file://" + file.path)
    }

    /// Loads the page afresh and connects it to the room.
    func join(_ door: some Doorway, room: String, sendsVideo: Bool = false) async throws {
        try await page.navigate(to: "about:blank")
        try await page.navigate(to: url)
        let session = "\(room)-chromium-\(place.rawValue)"
        let offer = try await door.offer(
            room: room, participant: "chromium-\(place.rawValue)", session: session)
        let quoted = String(decoding: try JSONEncoder().encode(offer), as: UTF8.self)
        let answer = try await page.evaluate("join(\(quoted), \(sendsVideo))")
        guard let sdp = answer.string else { throw LabFault.failed("the page gave no answer") }
        try await door.take(answer: sdp, session: session)
        try await page.wait(for: "pc.connectionState === 'connected'", "a connection")
    }

    /// The audio that came in since joining, before the jitter buffer, per slot; the busiest slot's trace.
    func heard() async throws -> ArrivalTrace {
        let log = try await page.evaluate("frames()")
        // Both clocks count evenly; their distance now is their distance then.
        let offset = Double(huizhen_realtime_ns()) / 1e6 - Double(huizhen_monotonic_ns()) / 1e6
        var traces: [String: (trace: ArrivalTrace, numbers: CounterUnwrapper)] = [:]
        for entry in log.array ?? [] {
            guard let slot = entry[0].string, let sequence = entry[1].int, let wall = entry[2].number else {
                continue
            }
            var known = traces[slot] ?? (ArrivalTrace(), .sequence())
            let index = known.numbers.unwrap(UInt16(truncatingIfNeeded: sequence))
            _ = known.trace.note(index, at: UInt64(max(0, (wall - offset) * 1e6)))
            traces[slot] = known
        }
        return traces.values.map(\.trace).max { $0.arrivals.count < $1.arrivals.count } ?? ArrivalTrace()
    }

    func close() async { await browser.close() }
}

/// Ten seconds of a steady tone, so that the encoder never falls silent: 48 kHz, mono, 16 bits.
enum ToneFile {
    static var data: Data {
        let samples = (0..<480_000).map { Int16(8000 * sin(Double($0) * 2 * .pi * 440 / 48_000)) }
        func little(_ value: UInt32, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
        }
        let size = UInt32(samples.count * 2)
        var file = Array("RIFF".utf8) + little(36 + size, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        file += little(1, 2) + little(1, 2) + little(48_000, 4) + little(96_000, 4) + little(2, 2)
        file += little(16, 2) + Array("data".utf8) + little(size, 4)
        for sample in samples { file += little(UInt32(UInt16(bitPattern: sample)), 2) }
        return Data(file)
    }
}
