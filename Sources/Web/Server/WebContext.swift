import Hummingbird
import Logging
import NIOCore

/// What one request carries besides itself: a trace id and the peer's address.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// 128 random bits in hexadecimal; in the answer's `X-Request-Id`, in problems and in the log.
    let traceID: String
    /// The peer as the socket saw it, without port; `nil` in tests without a socket.
    let peerAddress: String?
    let progress: BodyProgress

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        traceID = Self.makeTraceID()
        peerAddress = source.channel.remoteAddress?.ipAddress
        progress = BodyProgress(channel: source.channel)
        logger[metadataKey: "trace"] = .string(traceID)
    }

    private static func makeTraceID() -> String {
        var generator = SystemRandomNumberGenerator()
        let bits = [generator.next() as UInt64, generator.next() as UInt64]
        return bits.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
