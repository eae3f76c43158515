import CLinuxNet
import Glibc
import Synchronization

/// Commands for a thread, in order. Bounded: a full mailbox refuses. The thread is woken by an eventfd.
final class Mailbox<Command: Sendable>: Sendable {
    private struct State {
        var commands: [Command] = []
        var isClosed = false
    }

    let capacity: Int
    /// Readable while commands wait; for the thread's epoll or poll.
    let descriptor: Int32
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        precondition(descriptor >= 0, "the process has no descriptor left for an eventfd")
    }

    deinit { close(descriptor) }

    /// False when the mailbox is full or closed; the command is then forgotten.
    func post(_ command: Command) -> Bool {
        let taken = state.withLock { state in
            guard !state.isClosed, state.commands.count < capacity else { return false }
            state.commands.append(command)
            return true
        }
        if taken { wake() }
        return taken
    }

    /// Commands that wait now.
    var depth: Int { state.withLock { $0.commands.count } }

    func wake() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Everything that waits. Called by the thread alone.
    func take() -> [Command] {
        var counter: UInt64 = 0
        _ = read(descriptor, &counter, 8)
        return state.withLock { state in
            guard !state.commands.isEmpty else { return [] }
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// The last commands; nothing can be posted afterwards.
    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }

    private func close(_ descriptor: Int32) { Glibc.close(descriptor) }
}
