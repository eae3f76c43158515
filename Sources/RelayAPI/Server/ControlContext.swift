import Hummingbird
import NIOCore

struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Of the connection.
    let eventLoop: any EventLoop

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        eventLoop = source.channel.eventLoop
    }
}
