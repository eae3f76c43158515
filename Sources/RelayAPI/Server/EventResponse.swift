import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Server-sent events (WHATWG HTML §9.2). A reader that comes back names the last event it has, by `Last-Event-ID`
/// (`instance-sequence`), and misses none.
enum EventResponse {
    /// Silence is how a reader notices a dead line.
    static let heartbeat = Duration.seconds(1)

    static func make(_ call: ControlCall, _ log: EventLog) throws -> Response {
        let (instance, after) = try position(call)
        guard let reading = log.read(after: after, of: instance) else { throw RelayProblem.tooManyReaders }
        let lines = merged(reading)
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            body: .init { writer in
                for await line in lines { try await writer.write(line) }
                try await writer.finish(nil)
            })
    }

    private static func position(_ call: ControlCall) throws -> (String?, UInt64?) {
        guard let name = HTTPField.Name("Last-Event-ID"), let header = call.request.headers[name] else {
            return (nil, nil)
        }
        let parts = header.split(separator: "-")
        guard parts.count == 2, let sequence = UInt64(parts[1]) else {
            throw RelayProblem.malformed("Last-Event-ID is instance-sequence.")
        }
        return (String(parts[0]), sequence)
    }

    private static func merged(_ reading: EventLog.Reading) -> AsyncStream<ByteBuffer> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ByteBuffer.self,
            bufferingPolicy: .bufferingOldest(EventLog.capacity + EventLog.readerCapacity))
        let head = reading.head
        continuation.yield(
            line(reading.missedSome ? "resync" : "hello", head, "\(head.instance)-\(head.sequence)"))
        for event in reading.kept { continuation.yield(line(event, head.instance)) }
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await event in reading.stream {
                        guard case .enqueued = continuation.yield(line(event, head.instance)) else { return }
                    }
                }
                group.addTask {
                    let beat = ByteBuffer(string: ": beat\n\n")
                    while (try? await Task.sleep(for: heartbeat)) != nil {
                        if case .terminated = continuation.yield(beat) { return }
                    }
                }
                await group.next()
                group.cancelAll()
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    private static func line(_ event: NodeEvent, _ instance: String) -> ByteBuffer {
        line("relay", event, "\(instance)-\(event.sequence)")
    }

    private static func line(_ name: String, _ value: some Encodable, _ id: String) -> ByteBuffer {
        var buffer = ByteBuffer(string: "id: \(id)\nevent: \(name)\ndata: ")
        buffer.writeBytes((try? ControlJSON.encode(value)) ?? Data("{}".utf8))
        buffer.writeString("\n\n")
        return buffer
    }
}
