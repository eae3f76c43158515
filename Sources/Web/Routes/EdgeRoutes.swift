import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// Where site edges dial in: a stream of commands down, reports up. What they say is the media side's own matter.
struct EdgeRoutes: Sendable {
    let services: WebServices

    /// One report: replies and events of at most a few seconds.
    static let reportLimit = 4 << 20
    private static let heartbeat = Duration.seconds(1)

    func add(to routes: inout Routes) {
        routes.open(.get, "/edge/v1/commands") { request, _ in try await commands(request) }
        routes.open(.post, "/edge/v1/reports") { request, context in try await report(request, context) }
    }

    private func commands(_ request: Request) async throws -> Response {
        guard let token = Self.token(request), let name = HTTPField.Name("Huizhen-Edge-Instance"),
            let instance = request.headers[name],
            let lines = await services.edges?.open(token: token, instance: instance)
        else { throw Problem.unauthenticated }
        let parts = Self.merged(lines)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
                .accelBuffering: "no",
            ],
            body: .init { writer in
                for await part in parts { try await writer.write(part) }
                try await writer.finish(nil)
            })
    }

    /// Heartbeats show both ends, and every proxy between, that the line stands.
    private static func merged(_ lines: AsyncStream<String>) -> AsyncStream<ByteBuffer> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(512))
        continuation.yield(ByteBuffer(string: ": edge\n\n"))
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await line in lines {
                        guard case .enqueued = continuation.yield(ByteBuffer(string: "data: \(line)\n\n"))
                        else { return }
                    }
                }
                group.addTask {
                    while (try? await Task.sleep(for: heartbeat)) != nil {
                        if case .terminated = continuation.yield(ByteBuffer(string: ": beat\n\n")) { return }
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

    private func report(_ request: Request, _ context: WebContext) async throws -> Response {
        guard let token = Self.token(request), let edges = services.edges else {
            throw Problem.unauthenticated
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.reportLimit)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: Self.reportLimit)
        }
        context.progress.markWhole()
        guard await edges.take(Array(body.readableBytesView), token: token) else {
            throw Problem.unauthenticated
        }
        return Response(status: .noContent)
    }

    private static func token(_ request: Request) -> String? {
        let parts = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 256 else {
            return nil
        }
        return String(parts[1])
    }
}
