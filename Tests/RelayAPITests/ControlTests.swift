import Foundation
import RelayAPI
import Testing

@Suite struct ControlTests {
    @Test func `opening and closing a room may be repeated, and the seal is told again`() async throws {
        let node = try await ControlledNode()
        let opening = RoomOpening(recording: "rec-1", segment: 3, controller: "me")
        let first = try await node.client.openRoom("room", opening)
        let second = try await node.client.openRoom("room", opening)
        #expect(first.isNew && !second.isNew)
        #expect(first.opened == second.opened && first.opened.segment == 3)
        await #expect(throws: RelayProblem.self) {
            try await node.client.openRoom("room", RoomOpening(recording: "rec-2"))
        }
        let closed = try await node.client.closeRoom("room")
        #expect(closed.seal?.segment == 3 && closed.seal?.lostPackets == 0)
        #expect(try await node.client.closeRoom("room") == closed)
        #expect(try await node.client.segment(3, of: "rec-1").rootHash == closed.seal?.rootHash)
        // The recording goes on where it was; a later life of the room has a seal of its own.
        let again = try await node.client.openRoom("room", RoomOpening(recording: "rec-1"))
        #expect(again.isNew && again.opened.segment == 4)
        #expect(try await node.client.closeRoom("room").seal?.segment == 4)
        #expect(try await node.client.closeRoom("never").seal == nil)
        await node.stop()
    }

    @Test func `a session pins a camera by its participant's name, and takes it back`() async throws {
        let node = try await ControlledNode()
        _ = try await node.client.openRoom("room", RoomOpening(recording: nil))
        let request = FixedSessionRequest.example("looks")
        _ = try await node.client.join("room", request)
        try await node.client.pin("looks", participant: request.participant)
        try await node.client.pin("looks", participant: nil)
        for (session, participant, code) in [
            ("looks", "nobody", "unknownParticipant"), ("never", "nobody", "unknownSession"),
            ("looks", "no name", "badName"),
        ] {
            let problem = await #expect(throws: RelayProblem.self) {
                try await node.client.pin(session, participant: participant)
            }
            #expect(problem?.code == code)
        }
        await node.stop()
    }

    @Test func `a reader whose line was cut comes back and misses no event`() async throws {
        let node = try await ControlledNode()
        _ = try await node.client.openRoom("room", RoomOpening(recording: nil))
        var position: EventStreamHead?
        for try await notice in node.client.events(after: nil) {
            guard case .hello(let head) = notice else { continue }
            position = head
            break
        }
        // Nobody listens now.
        for number in 0..<20 {
            _ = try await node.client.join("room", FixedSessionRequest.example("s\(number)"))
            try await node.client.leave("s\(number)")
        }
        let last = try await node.client.health().sequence
        #expect(last >= 40)
        var seen: [NodeEvent] = []
        for try await notice in node.client.events(after: position) {
            switch notice {
            case .hello(let head): #expect(head == position)
            case .resync: Issue.record("nothing was lost")
            case .event(let event): seen.append(event)
            }
            if seen.last?.sequence == last { break }
        }
        #expect(seen.map(\.sequence) == Array(1...last))
        let gone = seen.filter { $0.kind == .disconnected }.compactMap(\.session)
        #expect(gone == (0..<20).map { "s\($0)" })
        await node.stop()
    }

    @Test func `a reader of an earlier life of the node is told to load everything`() async throws {
        let node = try await ControlledNode()
        for position in [
            EventStreamHead(instance: "other", sequence: 0),
            EventStreamHead(instance: node.control.instance, sequence: 99),
        ] {
            for try await notice in node.client.events(after: position) {
                guard case .resync(let head) = notice else {
                    Issue.record("\(notice)")
                    break
                }
                #expect(head.instance == node.control.instance && head.sequence == 0)
                break
            }
        }
        await node.stop()
    }

    @Test func `a draining node takes no room, keeps what it has, and closes it at the deadline`()
        async throws
    {
        let node = try await ControlledNode()
        _ = try await node.client.openRoom("old", RoomOpening(recording: "old"))
        #expect(try await node.client.drain(deadlineSeconds: nil).state == .draining)
        let refused = await #expect(throws: RelayProblem.self) {
            try await node.client.openRoom("new", RoomOpening(recording: "new"))
        }
        #expect(refused?.code == "draining" && refused?.status == 503)
        _ = try await node.client.join("old", FixedSessionRequest.example("s"))
        #expect(try await node.client.health().rooms == 1)
        _ = try await node.client.drain(deadlineSeconds: 0)
        let end = ContinuousClock.now + .seconds(5)
        while try await node.client.health().rooms > 0, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try await node.client.closeRoom("old").seal?.segment == 1)
        #expect(try await node.client.statistics().refusals == ["draining": 1])
        await node.stop()
    }

    @Test func `wrong input gets a problem that says what and how to mend it, never a fault`() async throws {
        let node = try await ControlledNode()
        _ = try await node.client.openRoom("room", RoomOpening(recording: nil))
        let cases: [(String, String, String?, Int, String)] = [
            ("PUT", "/v1/rooms/x", "not json", 400, "malformed"),
            ("PUT", "/v1/rooms/x", #"{"recording":7}"#, 400, "malformed"),
            ("PUT", "/v1/rooms/x", #"{"recording":"../up"}"#, 400, "badName"),
            ("PUT", "/v1/rooms/" + String(repeating: "a", count: 65), "{}", 400, "badName"),
            ("POST", "/v1/rooms/room/sessions", #"{"kind":"other"}"#, 400, "malformed"),
            ("POST", "/v1/rooms/room/sessions", #"{"kind":"browser","participant":"p"}"#, 400, "malformed"),
            (
                "POST", "/v1/rooms/none/sessions", #"{"kind":"browser","participant":"p","session":"s"}"#,
                404,
                "unknownRoom"
            ),
            ("PUT", "/v1/sessions/none/answer", #"{"sdp":"v=0"}"#, 404, "unknownSession"),
            ("POST", "/v1/drain", #"{"deadlineSeconds":-1}"#, 400, "malformed"),
            ("GET", "/v1/recordings/rec/segments/0", nil, 400, "malformed"),
            ("GET", "/v1/recordings/rec/segments/1", nil, 404, "unknownSegment"),
            ("GET", "/v1/nothing", nil, 404, "notFound"),
            ("PUT", "/v1/rooms/x", String(repeating: " ", count: 300_000), 413, "tooLarge"),
        ]
        for (method, path, body, status, code) in cases {
            let answer = try await node.raw(method, path, body.map { Data($0.utf8) })
            #expect(answer.status == status, "\(method) \(path.prefix(40))")
            #expect(answer.type == "application/problem+json")
            let problem = try JSONDecoder().decode(RelayProblem.self, from: answer.body)
            #expect(problem.code == code && !problem.mend.isEmpty)
        }
        await node.stop()
    }

    @Test func `a thousand mutated bodies are refused or taken, never a fault`() async throws {
        let node = try await ControlledNode(roomsPerNode: 2000)
        _ = try await node.client.openRoom("room", RoomOpening(recording: nil))
        let seed = UInt64.random(in: 0...UInt64.max)
        print("mutation seed \(seed)")
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let models = [
            Array(try JSONEncoder().encode(SessionRequest.fixed(.example("m")))),
            Array(#"{"kind":"browser","participant":"p","session":"s"}"#.utf8),
            Array(#"{"recording":"rec","segment":1,"controller":"c"}"#.utf8),
        ]
        for round in 0..<1000 {
            let model = next(models.count)
            var bytes = models[model]
            for _ in 0...next(4) { bytes[next(bytes.count)] = UInt8(next(256)) }
            if next(3) == 0 { bytes.removeLast(next(bytes.count)) }
            let path = model == 2 ? "/v1/rooms/r\(round)" : "/v1/rooms/room/sessions"
            let answer = try await node.raw(model == 2 ? "PUT" : "POST", path, Data(bytes))
            let isKnown = [200, 201, 400, 404, 409, 422, 501, 503].contains(answer.status)
            #expect(isKnown, "seed \(seed) round \(round): \(answer.status)")
        }
        #expect(try await node.client.health().state == .serving)
        await node.stop()
    }
}
