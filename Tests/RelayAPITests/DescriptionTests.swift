import Foundation
import RelayAPI
import Testing

@Suite struct DescriptionTests {
    @Test func `every route is described and every described operation is a route`() async throws {
        let node = try await ControlledNode()
        let description = try Description()
        let paths = try #require(description.document["paths"] as? [String: [String: Any]])
        let described = Set(
            paths.flatMap { path, operations in
                operations.keys.filter { $0 != "parameters" }.map { "\($0.uppercased()) \(path)" }
            })
        let answered = Set(node.table.map { "\($0.method) \($0.path)" })
        #expect(answered.subtracting(described).isEmpty, "not described")
        #expect(described.subtracting(answered).isEmpty, "not answered")
        #expect(answered.count >= 14)
        await node.stop()
    }

    @Test func `every reference of the description leads somewhere`() throws {
        let description = try Description()
        var missing: [String] = []
        func walk(_ value: Any) {
            if let map = value as? [String: Any] {
                if let reference = map["$ref"] as? String, description.resolve(reference) == nil {
                    missing.append(reference)
                }
                map.values.forEach(walk)
            } else if let list = value as? [Any] {
                list.forEach(walk)
            }
        }
        walk(description.document)
        #expect(missing.isEmpty)
    }

    @Test func `the kinds of events, sources, suites and states are those that are described`() throws {
        let description = try Description()
        func described(_ schema: String, _ member: String) -> Set<String> {
            let place = "#/components/schemas/\(schema)/properties/\(member)/enum"
            return Set(description.resolve(place) as? [String] ?? [])
        }
        #expect(described("NodeEvent", "kind") == Set(NodeEvent.Kind.allCases.map(\.rawValue)))
        #expect(described("FixedSessionRequest", "suite") == Set(SuiteName.allCases.map(\.rawValue)))
        #expect(described("FixedPublished", "source") == Set(MediaSourceName.allCases.map(\.rawValue)))
        #expect(described("NodeHealth", "state") == Set(NodeState.allCases.map(\.rawValue)))
        #expect(
            described("ForeignSessionRequest", "role")
                == Set(ForeignSessionRequest.Role.allCases.map(\.rawValue)))
    }

    @Test func `real answers have the members that are described, and no others`() async throws {
        let node = try await ControlledNode()
        let description = try Description()
        func check(_ answer: (Int, Any), _ schema: String, _ status: Int = 200) {
            #expect(answer.0 == status, "\(schema)")
            #expect(description.differences(answer.1, schema) == [], "\(schema)")
        }
        check(try await node.json("PUT", "/v1/rooms/r", #"{"recording":"rec"}"#), "RoomOpened", 201)
        check(try await node.json("PUT", "/v1/rooms/r", #"{"recording":"rec"}"#), "RoomOpened", 200)
        check(
            try await node.json(
                "POST", "/v1/rooms/r/sessions", #"{"kind":"browser","participant":"p","session":"s"}"#),
            "OfferedSession", 201)
        let fixed = try JSONEncoder().encode(SessionRequest.fixed(.example("t")))
        check(
            try await node.json("POST", "/v1/rooms/r/sessions", String(decoding: fixed, as: UTF8.self)),
            "FixedSessionOpened", 201)
        let request = try JSONSerialization.jsonObject(with: fixed)
        #expect(description.differences(request, "FixedSessionRequest") == [])
        check(try await node.json("GET", "/v1/rooms"), "RoomList")
        check(try await node.json("GET", "/v1/sessions/s/statistics"), "SessionStatistics")
        check(try await node.json("GET", "/v1/sessions/t/statistics"), "SessionStatistics")
        check(try await node.json("GET", "/v1/statistics"), "NodeStatistics")
        check(try await node.json("GET", "/v1/health"), "NodeHealth")
        check(try await node.json("GET", "/v1/recordings/rec/segments/1"), "RelayProblem", 409)
        check(try await node.json("DELETE", "/v1/rooms/r"), "RoomClosed")
        check(try await node.json("GET", "/v1/recordings/rec/segments/1"), "SegmentSeal")
        check(try await node.json("POST", "/v1/drain", "{}"), "NodeHealth")
        check(try await node.json("PUT", "/v1/rooms/q", #"{"recording":"q"}"#), "RelayProblem", 503)
        check(try await node.json("DELETE", "/v1/drain"), "NodeHealth")
        await node.stop()
    }
}

extension FixedSessionRequest {
    /// An end with one microphone that wants one voice.
    static func example(_ name: String) -> FixedSessionRequest {
        FixedSessionRequest(
            participant: name, session: name, suite: .aeadAES128GCM,
            sendingKey: Data((0..<28).map { _ in UInt8.random(in: 0...255) }),
            receivingKey: Data((0..<28).map { _ in UInt8.random(in: 0...255) }),
            remotes: ["link0": "127.0.0.1:9"], duplicates: false, learns: true,
            publishes: [.init(source: .microphone, codec: "opus", payloadType: 111, clockRate: 48_000)],
            receives: [.init(kind: .audio, codec: "opus", payloadType: 111)])
    }
}
