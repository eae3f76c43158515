import Glibc
import MediaRelay
import Synchronization
import Wire

/// One link between two nodes: datagrams go through a thread of its own that can cut the link and lose a share.
final class TestWire: Sendable {
    struct State {
        var isCut = false
        /// Of 1000.
        var loss = 0
        var isStopping = false
        var carried = 0
    }

    let state = Mutex(State())
    /// What the dialling end sends to.
    let address: PeerAddress

    init(to target: PeerAddress, seed: UInt64) throws {
        let front = try TestSocket("127.0.2.1")
        let back = try TestSocket("127.0.2.2")
        address = front.local
        let state = UnsafeShared(self)
        _ = NativeLoop {
            var generator = SeededGenerator(seed: seed)
            var dialler: PeerAddress?
            while let wire = state.value, !wire.state.withLock({ $0.isStopping }) {
                var moved = 0
                for received in front.receive() {
                    dialler = received.peer
                    moved += 1
                    if wire.passes(&generator) { back.send(received.bytes, to: target) }
                }
                for received in back.receive() {
                    moved += 1
                    if let dialler, wire.passes(&generator) { front.send(received.bytes, to: dialler) }
                }
                if moved == 0 { usleep(300) }
            }
        }
    }

    private func passes(_ generator: inout SeededGenerator) -> Bool {
        let draw = Int(generator.next() % 1000)
        return state.withLock { state in
            guard !state.isCut, draw >= state.loss else { return false }
            state.carried += 1
            return true
        }
    }

    var isCut: Bool {
        get { state.withLock { $0.isCut } }
        set { state.withLock { $0.isCut = newValue } }
    }

    func stop() { state.withLock { $0.isStopping = true } }
}

/// A weak hold on a wire, so that its thread ends with it.
private final class UnsafeShared: Sendable {
    private let hold: Mutex<Weak>
    struct Weak { weak var wire: TestWire? }
    init(_ wire: TestWire) { hold = Mutex(Weak(wire: wire)) }
    var value: TestWire? { hold.withLock { $0.wire } }
}

private struct NativeLoop {
    init(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Box(body))
        var handle = pthread_t()
        // SAFETY: the thread takes over the one retained reference.
        let result = pthread_create(
            &handle, nil,
            { context in
                if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        if result != 0 { box.release() } else { pthread_detach(handle) }
    }
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
