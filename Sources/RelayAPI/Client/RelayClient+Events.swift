import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension RelayClient {
    /// What an event stream says.
    package enum Notice: Hashable, Sendable {
        /// The line stands; nothing was missed since the event asked for.
        case hello(EventStreamHead)
        /// The line stands, but events are gone: `rooms()` tells how things are.
        case resync(EventStreamHead)
        case event(NodeEvent)
    }

    /// The node's events after `position` (the last one known, of which life of the node); nil from now on. The stream
    /// ends with the line, or throws; the caller comes back with its newest position and misses none.
    package func events(after position: EventStreamHead?) -> AsyncThrowingStream<Notice, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    try await read(after: position) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Longest line of an event: one participant's slots.
    private static let lineLimit = 64 * 1024

    private func read(after position: EventStreamHead?, _ take: (Notice) -> Void) async throws {
        var request = HTTPClientRequest(url: address + "/v1/events")
        request.headers.add(name: "accept", value: "text/event-stream")
        if let position {
            request.headers.add(name: "last-event-id", value: "\(position.instance)-\(position.sequence)")
        }
        let response = try await http.execute(request, deadline: .distantFuture)
        guard response.status == .ok else { throw Fault.unreadable(status: Int(response.status.code)) }
        var pending: [UInt8] = []
        var name = ""
        for try await var part in response.body {
            pending += part.readBytes(length: part.readableBytes) ?? []
            while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                if line.isEmpty {
                    name = ""
                } else if line.hasPrefix("event: ") {
                    name = String(line.dropFirst(7))
                } else if line.hasPrefix("data: "), let notice = try notice(name, line.dropFirst(6)) {
                    take(notice)
                }
            }
            guard pending.count <= Self.lineLimit else { throw Fault.unreadable(status: 200) }
        }
    }

    private func notice(_ name: String, _ data: Substring) throws -> Notice? {
        let bytes = Data(data.utf8)
        switch name {
        case "hello": return .hello(try JSONDecoder().decode(EventStreamHead.self, from: bytes))
        case "resync": return .resync(try JSONDecoder().decode(EventStreamHead.self, from: bytes))
        case "relay": return .event(try JSONDecoder().decode(NodeEvent.self, from: bytes))
        default: return nil
        }
    }
}
