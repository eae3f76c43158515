import CLinuxNet
import Glibc
import MediaEngine
import Wire

/// One thread with one engine, one UDP port on every link, and its mailbox. This is the handle the async side holds;
/// the state itself is on the thread's stack.
final class RelayWorker: Sendable {
    typealias Command = @Sendable (inout WorkerState) -> Void
    /// An event of one worker's engine. Called on the worker's thread: must not wait.
    typealias EventSink = @Sendable (EngineEvent) -> Void

    /// Joins, answers and leaves waiting for one worker.
    static let mailboxCapacity = 1024
    /// Batches taken from one socket before the others and the timers get their turn.
    private static let batchesPerTurn = 4
    private static let mailboxTag = UInt64.max

    let index: Int
    let sockets: [UDPSocket]
    private let mailbox = Mailbox<Command>(capacity: mailboxCapacity)

    init(index: Int, sockets: [UDPSocket]) {
        self.index = index
        self.sockets = sockets
    }

    /// `processor` -1 leaves the thread to the scheduler.
    func start(processor: Int32, events: @escaping EventSink) throws(RelayNodeError) {
        let (mailbox, sockets) = (mailbox, sockets)
        let poller = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard poller >= 0 else { throw .badConfiguration("no descriptor left for epoll") }
        var isWatching = huizhen_epoll_watch(poller, mailbox.descriptor, Self.mailboxTag) == 0
        for (position, socket) in sockets.enumerated() {
            isWatching = isWatching && huizhen_epoll_watch(poller, socket.descriptor, UInt64(position)) == 0
        }
        let thread = NativeThread(name: "hz-worker-\(index)", processor: processor) {
            Self.run(poller: poller, sockets: sockets, mailbox: mailbox, events: events)
        }
        guard isWatching, thread != nil else {
            if thread == nil { close(poller) }
            throw .badConfiguration("the system gives no thread or epoll")
        }
    }

    var mailboxDepth: Int { mailbox.depth }

    func post(_ command: @escaping Command) -> Bool { mailbox.post(command) }

    /// Runs `body` on the worker's thread and returns what it returned.
    func call<Value: Sendable>(
        _ body: @escaping @Sendable (inout WorkerState) -> Value
    ) async throws(RelayNodeError) -> Value {
        let value: Value? = await withCheckedContinuation { done in
            let posted = mailbox.post { state in done.resume(returning: body(&state)) }
            if !posted { done.resume(returning: nil) }
        }
        guard let value else { throw .workerBusy }
        return value
    }

    /// Ends the thread after the commands posted before.
    func stop() { _ = mailbox.post { state in state.isStopping = true } }

    // MARK: The thread

    private static func run(
        poller: Int32, sockets: [UDPSocket], mailbox: Mailbox<Command>, events: EventSink
    ) {
        defer { close(poller) }
        let slab = ReceiveSlab()
        var state = WorkerState(seed: UInt64.random(in: .min ... .max), sockets: sockets)
        var ready = [epoll_event](repeating: epoll_event(), count: sockets.count + 1)
        while !state.isStopping {
            let count = huizhen_epoll_wait(poller, &ready, Int32(ready.count), state.nanosecondsToDeadline())
            state.engine.hasUnreadInput = false
            for position in 0..<max(0, Int(count)) {
                let tag = huizhen_epoll_tag(&ready[position])
                if tag == mailboxTag {
                    runCommands(mailbox.take(), on: &state)
                } else if tag < UInt64(sockets.count), !drain(sockets[Int(tag)], slab, into: &state) {
                    state.engine.hasUnreadInput = true
                }
            }
            state.readClock()
            state.runTimers()
            while let event = state.engine.nextEvent() { handle(event, &state, events) }
        }
        runCommands(mailbox.close(), on: &state)
        state.transmitter.flush(&state.batch)
    }

    /// False when the socket may hold more.
    private static func drain(
        _ socket: UDPSocket, _ slab: borrowing ReceiveSlab, into state: inout WorkerState
    ) -> Bool {
        for _ in 0..<batchesPerTurn {
            let count = slab.receive(from: socket)
            if count < 0 { state.receiveErrors &+= 1 }
            guard count > 0 else { return true }
            for index in 0..<count {
                guard !slab.isTruncated(index), let peer = slab.peer(index) else {
                    state.truncated &+= 1
                    continue
                }
                state.receive(
                    slab.buffer(index), length: slab.length(index), from: peer, on: socket.link,
                    arrival: slab.arrival(index))
            }
            // Never wait to fill a batch: what this one caused leaves now.
            state.transmitter.flush(&state.batch)
            if count < HUIZHEN_BATCH { return true }
        }
        return false
    }

    private static func runCommands(_ commands: [Command], on state: inout WorkerState) {
        for command in commands {
            state.readClock()
            command(&state)
            state.transmitter.flush(&state.batch)
        }
    }

    private static func handle(_ event: EngineEvent, _ state: inout WorkerState, _ events: EventSink) {
        if case .legDisconnected(let session, _) = event {
            state.engine.removeLeg(session, at: state.now, into: &state.batch)
            state.transmitter.flush(&state.batch)
            state.transports[session] = nil
        }
        events(event)
    }
}
