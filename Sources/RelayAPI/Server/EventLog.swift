import Synchronization

/// The node's latest events by number, kept so that a reader whose line was cut misses none of them.
///
/// A reader who asks for more than is kept is told so and loads the whole state, which is shorter than what it missed.
final class EventLog: Sendable {
    /// Kept for readers that come back: minutes of a busy node.
    static let capacity = 8192
    /// Waiting for one slow reader; then its stream ends, and it comes back for the rest.
    static let readerCapacity = 1024
    static let readerLimit = 32

    private struct State {
        var events: [NodeEvent] = []
        /// Index of the oldest in `events` once it is full.
        var oldest = 0
        var sequence: UInt64 = 0
        var readers: [UInt64: AsyncStream<NodeEvent>.Continuation] = [:]
        var lastReader: UInt64 = 0
        var isFinished = false
    }

    let instance: String
    private let state = Mutex(State())

    init(instance: String) { self.instance = instance }

    var sequence: UInt64 { state.withLock { $0.sequence } }

    func append(_ event: NodeEvent) {
        state.withLock { state in
            state.sequence += 1
            var event = event
            event.sequence = state.sequence
            if state.events.count < Self.capacity {
                state.events.append(event)
            } else {
                state.events[state.oldest] = event
                state.oldest = (state.oldest + 1) % Self.capacity
            }
            for (reader, continuation) in state.readers {
                if case .enqueued = continuation.yield(event) { continue }
                continuation.finish()
                state.readers[reader] = nil
            }
        }
    }

    struct Reading {
        /// Where the stream begins: later events have greater numbers.
        var head: EventStreamHead
        var missedSome: Bool
        /// Events that were kept, then those to come.
        var kept: [NodeEvent]
        var stream: AsyncStream<NodeEvent>
    }

    /// Everything after event `after` of the node's life `instance`; nil asks for what comes from now on. nil when
    /// there are too many readers, or the node ends.
    func read(after: UInt64?, of instance: String?) -> Reading? {
        let (stream, continuation) = AsyncStream<NodeEvent>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.readerCapacity))
        let reading = state.withLock { state -> (Reading, UInt64)? in
            guard !state.isFinished, state.readers.count < Self.readerLimit else { return nil }
            state.lastReader += 1
            state.readers[state.lastReader] = continuation
            let from = after ?? state.sequence
            let oldest = state.sequence - UInt64(state.events.count)
            let missed = after != nil && (instance != self.instance || from < oldest || from > state.sequence)
            let kept: [NodeEvent] =
                missed
                ? []
                : (0..<Int(state.sequence - from)).map { back in
                    let position = state.events.count - Int(state.sequence - from) + back
                    return state.events[(state.oldest + position) % state.events.count]
                }
            let head = EventStreamHead(instance: self.instance, sequence: missed ? state.sequence : from)
            return (
                Reading(head: head, missedSome: missed, kept: kept, stream: stream), state.lastReader
            )
        }
        guard let (reading, reader) = reading else { return nil }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.readers.removeValue(forKey: reader) }
        }
        return reading
    }

    /// Ends every reader's stream.
    func finish() {
        let readers = state.withLock { state in
            state.isFinished = true
            defer { state.readers = [:] }
            return Array(state.readers.values)
        }
        for reader in readers { reader.finish() }
    }
}
