import Foundation
import RelayAPI
import Testing

@Suite struct MetricsTests {
    @Test
    func `the metrics are Prometheus text with bounded labels and without any name of a room or person`()
        async throws
    {
        let node = try await ControlledNode()
        _ = try await node.client.openRoom("room-secret", RoomOpening(recording: "recording-secret"))
        for name in ["person-a", "person-b"] {
            _ = try await node.client.join("room-secret", FixedSessionRequest.example(name))
        }
        let answer = try await node.raw("GET", "/metrics")
        #expect(answer.type == "text/plain; version=0.0.4; charset=utf-8")
        let text = String(decoding: answer.body, as: UTF8.self)
        let metrics = try MetricsReader(text)
        #expect(metrics.samples["huizhen_relay_rooms"] == 1)
        #expect(metrics.samples["huizhen_relay_sessions{state=\"connected\"}"] == 2)
        #expect(metrics.samples["huizhen_relay_recordings{state=\"running\"}"] == 1)
        #expect(metrics.samples["huizhen_relay_recorder_dropped_packets_total"] == 0)
        #expect((metrics.samples["process_resident_memory_bytes"] ?? 0) > 1_000_000)
        #expect((metrics.samples["process_open_fds"] ?? 0) > 10)
        #expect(
            metrics.samples.keys.contains { $0.hasPrefix("huizhen_relay_packets_total{direction=\"in\"") })
        #expect(!text.contains("secret") && !text.contains("person"))
        let known: Set = [
            "worker", "direction", "reason", "link", "state", "code", "kind", "statistic", "le",
        ]
        #expect(metrics.labels.subtracting(known).isEmpty)
        let page = try Description.page("metrics.md")
        let listed = Set(page.matches(of: /\| `([a-z_]+)` \|/).map { String($0.1) })
        #expect(Set(metrics.kinds.keys).subtracting(listed).isEmpty, "not listed")
        // Families of the service are served by it alone.
        let own = listed.filter { $0.hasPrefix("huizhen_relay_") && !$0.hasPrefix("huizhen_relay_node_") }
        #expect(own.subtracting(metrics.kinds.keys).isEmpty, "not served")
        await node.stop()
    }

    @Test func `what a leg dropped stays in the total when the leg is gone`() async throws {
        let node = try await ControlledNode()
        _ = try await node.client.openRoom("room", RoomOpening(recording: nil))
        let opened = try await node.client.join("room", FixedSessionRequest.example("a"))
        let port = try #require(opened.addresses.first?.port)
        // RTP of nobody's keys, from an address nobody named.
        try Datagrams.send(Array([0x80, 111] + [UInt8](repeating: 7, count: 60)), count: 50, to: port)
        func drops() async throws -> Double {
            let metrics = try MetricsReader(
                String(decoding: try await node.raw("GET", "/metrics").body, as: UTF8.self))
            return metrics.samples.filter { $0.key.hasPrefix("huizhen_relay_drops_total") }.values.reduce(
                0, +)
        }
        let end = ContinuousClock.now + .seconds(5)
        while try await drops() < 50, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(20))
        }
        let before = try await drops()
        #expect(before >= 50)
        try await node.client.leave("a")
        #expect(try await drops() >= before)
        await node.stop()
    }
}

/// UDP to loopback.
enum Datagrams {
    static func send(_ bytes: [UInt8], count: Int, to port: UInt16) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        for _ in 0..<count {
            let sent = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(
                        descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            #expect(sent == bytes.count)
        }
    }
}
