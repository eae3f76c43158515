import NIOCore
import Synchronization

/// How far one request's body was taken, and the means to end a connection (or its stream) whose body nobody will
/// take.
final class BodyProgress: Sendable {
    /// A client that still sends when it has its answer gets so long to read it before the line is cut. Cutting at
    /// once would reset the connection, and with it the answer.
    static let lingering = TimeAmount.seconds(2)

    private let channel: any Channel
    private let whole = Atomic<Bool>(false)

    init(channel: any Channel) {
        self.channel = channel
    }

    /// One of many streams of an HTTP/2 connection: its channel lies in the connection's, and that in the server's.
    var isStream: Bool { channel.parent?.parent != nil }

    var isWhole: Bool { whole.load(ordering: .relaxed) }

    func markWhole() { whole.store(true, ordering: .relaxed) }

    func closeSoon() {
        let channel = channel
        channel.eventLoop.scheduleTask(in: Self.lingering) { channel.close(promise: nil) }
    }
}
