import CLinuxNet
import Glibc
import Synchronization

/// A plain POSIX thread with a name, outside Swift's cooperative pool: it may block in the kernel.
final class NativeThread: Sendable {
    private final class Body: Sendable {
        let name: String
        let processor: Int32
        let run: @Sendable () -> Void
        init(name: String, processor: Int32, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.processor = processor
            self.run = run
        }
    }

    private let handle: pthread_t

    /// `processor` -1 leaves the thread to the scheduler. nil when the system gives no thread.
    init?(name: String, processor: Int32, run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(Body(name: name, processor: processor, run: run))
        var handle = pthread_t()
        // SAFETY: the thread takes over the one retained reference; on failure it is released here.
        let result = pthread_create(
            &handle, nil,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                _ = huizhen_place_thread(body.processor, body.name)
                body.run()
                return nil
            }, body.toOpaque())
        guard result == 0 else {
            body.release()
            return nil
        }
        pthread_detach(handle)
        self.handle = handle
    }

    /// Nanoseconds of the monotonic clock.
    static var now: UInt64 { huizhen_monotonic_ns() }
}
