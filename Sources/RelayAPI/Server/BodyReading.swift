import Hummingbird
import NIOCore

/// Reads a request's whole body within bounds of size and time.
enum BodyReading {
    /// The largest body is an SDP text.
    static let limit = 256 * 1024
    static let time = Duration.seconds(10)

    static func body(of request: Request, _ context: ControlContext) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw RelayProblem.tooLarge(limit: limit)
        }
        let reading = Task { try await request.body.collect(upTo: limit) }
        // On the connection's event loop, which forgets what is cancelled: a cancelled Task.sleep stays in memory
        // until its time is over, and every request would leave one behind for that long.
        let alarm = context.eventLoop.scheduleTask(in: TimeAmount(time)) { reading.cancel() }
        defer { alarm.cancel() }
        do {
            let body = try await withTaskCancellationHandler {
                try await reading.value
            } onCancel: {
                reading.cancel()
            }
            guard !reading.isCancelled else { throw CancellationError() }
            return body
        } catch is NIOTooManyBytesError {
            throw RelayProblem.tooLarge(limit: limit)
        } catch  where reading.isCancelled {
            throw RelayProblem.malformed("The body was not whole within \(time).")
        }
    }
}
