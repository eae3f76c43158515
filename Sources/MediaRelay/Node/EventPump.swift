import MediaEngine
import Synchronization

/// Carries the events of one worker's engine, in order, from the worker's thread to the node.
final class EventPump: Sendable {
    private enum Item: Sendable {
        case event(EngineEvent)
        /// Somebody waits for all events before this one.
        case mark(CheckedContinuation<Bool, Never>)
    }

    private let inlet: AsyncStream<Item>.Continuation
    private let task: Task<Void, Never>
    private let lost = Atomic<UInt64>(0)

    /// `executor` nil: where the runtime pleases.
    init(on executor: (any TaskExecutor)?, to handle: @escaping @Sendable (EngineEvent) async -> Void) {
        let (stream, inlet) = AsyncStream<Item>.makeStream(
            bufferingPolicy: .bufferingOldest(RelayNode.eventCapacity))
        self.inlet = inlet
        task = Task(executorPreference: executor) {
            for await item in stream {
                switch item {
                case .event(let event): await handle(event)
                case .mark(let done): done.resume(returning: true)
                }
            }
        }
    }

    /// Events that found the pump full.
    var dropped: UInt64 { lost.load(ordering: .relaxed) }

    /// From the worker's thread; never waits.
    func put(_ event: EngineEvent) {
        if case .dropped = inlet.yield(.event(event)) { lost.add(1, ordering: .relaxed) }
    }

    /// Returns when the node has handled every event put before.
    func drained() async {
        while true {
            let isDone = await withCheckedContinuation { done in
                switch inlet.yield(.mark(done)) {
                case .enqueued: break
                case .dropped: done.resume(returning: false)
                case .terminated: done.resume(returning: true)
                @unknown default: done.resume(returning: true)
                }
            }
            if isDone { return }
            // Full: each event that the node handles makes room.
            await Task.yield()
        }
    }

    /// Takes no more, and returns when the rest is handled.
    func finish() async {
        inlet.finish()
        await task.value
    }
}
