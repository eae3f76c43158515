import BrowserDriver
import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// A service whose media runs on two relay nodes of their own.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct RelayNodeTests {
    /// One consultation in session between two real browsers, on one of two nodes.
    private struct Call {
        let hospitals: Hospitals
        let nodes: [RelayProcess]
        let id: String
        /// The node that has the room, and the other.
        let here: RelayProcess
        let there: RelayProcess

        var persons: [Person] { [hospitals.physician, hospitals.specialist] }

        static func begin(_ nodes: [RelayProcess]) async throws -> Call {
            for node in nodes { try await node.start() }
            let list = nodes.map { "\($0.name)=http://127.0.0.1:\($0.address.port ?? 0)" }
            let hospitals = try await Hospitals.open(settings: [
                "relay.nodes=" + list.joined(separator: " "), "relay.nodeLossSeconds=2",
            ])
            let id = try await hospitals.people.scheduled()
            try await hospitals.enter(id)
            let isFirst = try await nodes[0].rooms() == 1
            #expect(try await nodes[isFirst ? 1 : 0].rooms() == 0)
            let call = Call(
                hospitals: hospitals, nodes: nodes, id: id, here: nodes[isFirst ? 0 : 1],
                there: nodes[isFirst ? 1 : 0])
            for person in call.persons { try await person.watchFrames() }
            return call
        }

        func end() async throws -> JSONValue {
            try await hospitals.people.note(id)
            try await hospitals.people.end(id)
            return try await hospitals.people.recording(id)
        }
    }

    @Test(.requirement("JL-35c"))
    func `a node is killed in a call: both see each other again by themselves, and both parts verify`()
        async throws
    {
        let nodes = [try RelayProcess("one"), try RelayProcess("two")]
        defer { nodes.forEach { $0.removeData() } }
        let call = try await Call.begin(nodes)
        try await Task.sleep(for: .seconds(2))
        call.here.kill()
        for person in call.persons {
            try await person.seesMovingPicturesAgain(after: .seconds(1), within: .seconds(15))
        }
        #expect(try await call.there.rooms() == 1)
        var gaps: [Double] = []
        for person in call.persons {
            gaps.append(try await person.longestPause())
            #expect(person.exceptions.isEmpty)
        }
        print("node killed: no picture for \(gaps.map { String(format: "%.2f", $0) }) s")
        #expect(gaps.allSatisfy { $0 < 8 })

        // The node comes back: what its disk holds of the lost part gets its root into the journal.
        try await call.here.start()
        let recording = try await call.end()
        let name = try #require(recording["recordingId"].string)
        #expect(recording["segments"].array?.count == 2)
        let lost = try call.here.verdict(of: name)
        #expect(lost["verdict"].string == "unsealed" && lost["findings"].array?.isEmpty == true)
        #expect((lost["packets"].int ?? 0) > 200)
        let later = try call.there.verdict(of: name)
        #expect(later["verdict"].string == "sealed" && later["findings"].array?.isEmpty == true)
        #expect(later["segments"][0]["segment"].int == 2)
        #expect(later["droppedPackets"].int == 0)
        let journalled = recording["segments"].array?.compactMap { $0["root"].string }
        #expect(journalled == [lost, later].compactMap { $0["segments"][0]["rootHash"].string })
        await call.hospitals.close()
        nodes.forEach { $0.stop() }
    }

    @Test
    func `the service is killed in a call: its rooms are sealed at its return, and the pages come back`()
        async throws
    {
        let nodes = [try RelayProcess("one"), try RelayProcess("two")]
        defer { nodes.forEach { $0.removeData() } }
        let call = try await Call.begin(nodes)
        call.hospitals.service.kill()
        try await Task.sleep(for: .seconds(1))
        // The media does not depend on the service: pictures go on while it is away.
        for person in call.persons { #expect(try await person.longestPause() < 1) }
        try await call.hospitals.service.start()
        try await call.hospitals.people.reached("inSession", call.id)
        let end = ContinuousClock.now + .seconds(20)
        var recording = JSONValue.null
        repeat {
            try await Task.sleep(for: .milliseconds(100))
            let path = "/consultations/\(call.id)/recording"
            recording = try await call.hospitals.people.physician.get(path).body
        } while (recording["segments"].array?.count ?? 0) < 2 && ContinuousClock.now < end
        for person in call.persons {
            try await person.page.wait(
                for: "document.querySelector(\"[data-testid='call']\")?.dataset.state === 'connected'",
                "the call", timeout: .seconds(30))
            try await person.decodes("remote-video")
        }
        recording = try await call.end()
        let name = try #require(recording["recordingId"].string)
        #expect(recording["segments"].array?.count == 2)
        var found: [Int] = []
        for node in nodes {
            guard let verdict = try? node.verdict(of: name) else { continue }
            #expect(verdict["verdict"].string == "sealed" && verdict["findings"].array?.isEmpty == true)
            found += (verdict["segments"].array ?? []).compactMap { $0["segment"].int }
        }
        #expect(found.sorted() == [1, 2])
        await call.hospitals.close()
        nodes.forEach { $0.stop() }
    }

    @Test(.requirement("JL-35c"))
    func `a node is drained in a call: the room moves while the old place works, and nothing is unrecorded`()
        async throws
    {
        let nodes = [try RelayProcess("one"), try RelayProcess("two")]
        defer { nodes.forEach { $0.removeData() } }
        let call = try await Call.begin(nodes)
        try await Task.sleep(for: .seconds(1))
        // SIGTERM: the node takes no new rooms, and ends once its last room has moved.
        call.here.terminate()
        let end = ContinuousClock.now + .seconds(20)
        while call.here.isRunning, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(50)) }
        #expect(!call.here.isRunning)
        #expect(call.here.stop() == 0)
        try await Task.sleep(for: .seconds(2))
        var gaps: [Double] = []
        for person in call.persons {
            gaps.append(try await person.longestPause())
            #expect(
                try await person.page.evaluate("performance.getEntriesByName('huizhen-changed-over').length")
                    .int == 1)
        }
        print("node drained: no picture for \(gaps.map { String(format: "%.2f", $0) }) s")
        #expect(gaps.allSatisfy { $0 < 1.5 })
        #expect(try await call.hospitals.people.state(call.id) == "inSession")

        let recording = try await call.end()
        let name = try #require(recording["recordingId"].string)
        #expect(recording["segments"].array?.count == 2)
        for (node, segment) in [(call.here, 1), (call.there, 2)] {
            let verdict = try node.verdict(of: name)
            #expect(verdict["verdict"].string == "sealed" && verdict["droppedPackets"].int == 0)
            #expect(verdict["segments"][0]["segment"].int == segment)
        }
        let course = try await call.hospitals.people.physician.get("/consultations/\(call.id)/timeline").bytes
        #expect(!String(decoding: course, as: UTF8.self).contains("录制中断"))
        await call.hospitals.close()
        nodes.forEach { $0.stop() }
    }
}

extension Person {
    /// Keeps the longest time between two pictures of the other side, from now on.
    func watchFrames() async throws {
        _ = try await page.evaluate(
            """
            (() => { const watch = window.frameWatch = { last: performance.now(), longest: 0, seen: null, count: 0 };
              setInterval(() => {
                const video = document.querySelector("[data-testid='remote-video']");
                const frames = video ? video.getVideoPlaybackQuality().totalVideoFrames : 0;
                const now = performance.now();
                watch.longest = Math.max(watch.longest, now - watch.last);
                if (video && (frames !== watch.seen)) { watch.last = now; watch.seen = frames; watch.count += 1; }
              }, 10); return true })()
            """)
    }

    func longestPause() async throws -> Double {
        (try await page.evaluate("window.frameWatch.longest").number ?? .infinity) / 1000
    }

    /// Waits until pictures paused for `pause` at least, and then moved on by ten.
    func seesMovingPicturesAgain(after pause: Duration, within limit: Duration) async throws {
        let milliseconds = pause.components.seconds * 1000
        try await page.wait(
            for: """
                (() => { const watch = window.frameWatch;
                  if (watch.longest < \(milliseconds)) { watch.count = 0; return false; }
                  watch.mark ??= watch.count;
                  return watch.count >= watch.mark + 10 && performance.now() - watch.last < 500 })()
                """, "moving pictures after the node was lost", timeout: limit)
    }
}
