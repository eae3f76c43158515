import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// The answer of `GET /events`: changes as they come, a heartbeat at a steady interval.
struct EventStream: Sendable {
    let feed: ChangeFeed
    let places: EventPlaces
    let heartbeat: Duration

    /// Events waiting for one browser. One that does not drain them is disconnected: it comes back by itself
    /// and loads the current state, which is shorter than what it missed.
    static let queueLimit = 128

    func response(for person: SignedIn) throws(Problem) -> Response {
        // Listening begins before the place is counted: who sees the count knows that nothing is missed.
        let notices = feed.notices(for: person.institution.id, account: person.account)
        guard let place = places.take(person.account) else { throw .tooManyRequests(retryAfterSeconds: 60) }
        let headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
            // nginx would otherwise hold events back until its buffer is full.
            .accelBuffering: "no",
        ]
        let events = merged(notices)
        return Response(
            status: .ok, headers: headers,
            body: .init { writer in
                defer { place.leave() }
                for await event in events { try await writer.write(event.bytes) }
                try await writer.finish(nil)
            })
    }

    /// Changes and heartbeats in one bounded stream that ends when the feed ends.
    private func merged(_ notices: AsyncStream<ChangeNotice>) -> AsyncStream<ServerEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ServerEvent.self, bufferingPolicy: .bufferingOldest(Self.queueLimit))
        continuation.yield(.hello)
        let interval = heartbeat
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    var number: UInt64 = 0
                    for await notice in notices {
                        number += 1
                        guard let event = ChangeEvents.event(notice.change, number: number) else { continue }
                        guard case .enqueued = continuation.yield(event) else { return }
                    }
                }
                group.addTask {
                    while (try? await Task.sleep(for: interval)) != nil {
                        // A full queue means events are waiting; no heartbeat is needed then.
                        if case .terminated = continuation.yield(.heartbeat) { return }
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
}

extension HTTPField.Name {
    static let accelBuffering: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Accel-Buffering") else { preconditionFailure("not a header name") }
        return name
    }()
}
