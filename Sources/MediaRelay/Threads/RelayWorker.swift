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
    private let busyPollNanoseconds: UInt64
    private let mailbox = Mailbox<Command>(capacity: mailboxCapacity)

    /// `busyPoll`: how long to look at the sockets before sleeping.
    init(index: Int, sockets: [UDPSocket], busyPoll: Duration = .zero) {
        self.index = index
        self.sockets = sockets
        let parts = busyPoll.components
        busyPollNanoseconds =
            UInt64(max(0, parts.seconds)) * 1_000_000_000
            + UInt64(max(0, parts.attoseconds)) / 1_000_000_000
    }

    /// `processor` -1 leaves the thread to the scheduler.
    func start(processor: Int32, events: @escaping EventSink) throws(RelayNodeError) {
        let (mailbox, sockets, busyPoll) = (mailbox, sockets, busyPollNanoseconds)
        let poller = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard poller >= 0 else { throw .badConfiguration("no descriptor left for epoll") }
        var isWatching = huizhen_epoll_watch(poller, mailbox.descriptor, Self.mailboxTag) == 0
        for (position, socket) in sockets.enumerated() {
            isWatching = isWatching && huizhen_epoll_watch(poller, socket.descriptor, UInt64(position)) == 0
        }
        let thread = NativeThread(name: "hz-worker-\(index)", processor: processor) {
            Self.run(poller: poller, sockets: sockets, mailbox: mailbox, busyPoll: busyPoll, events: events)
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

    /// Returns when every event that arose before this call was given to the sink.
    func eventsTold() async {
        await withCheckedContinuation { done in
            if !mailbox.post({ state in state.awaitingEvents.append(done) }) { done.resume() }
        }
    }

    /// Ends the thread after the commands posted before.
    func stop() { _ = mailbox.post { state in state.isStopping = true } }

    // MARK: The thread

    private static func run(
        poller: Int32, sockets: [UDPSocket], mailbox: Mailbox<Command>, busyPoll: UInt64, events: EventSink
    ) {
        defer { close(poller) }
        let receiver = Receiver(joined: sockets.contains(where: \.joinsReceived))
        var state = WorkerState(seed: UInt64.random(in: .min ... .max), sockets: sockets)
        var ready = [epoll_event](repeating: epoll_event(), count: sockets.count + 1)
        while !state.isStopping {
            if busyPoll > 0 { spin(for: busyPoll, on: sockets, receiver, mailbox, into: &state, events) }
            let count = huizhen_epoll_wait(poller, &ready, Int32(ready.count), state.nanosecondsToDeadline())
            state.engine.hasUnreadInput = false
            for position in 0..<max(0, Int(count)) {
                let tag = huizhen_epoll_tag(&ready[position])
                if tag == mailboxTag {
                    runCommands(mailbox.take(), on: &state)
                } else if tag < UInt64(sockets.count) {
                    let drained = drain(sockets[Int(tag)], receiver, into: &state)
                    if !drained.isEmpty { state.engine.hasUnreadInput = true }
                }
            }
            finishTurn(&state, events)
        }
        runCommands(mailbox.close(), on: &state)
        state.flush()
        tell(&state, events)
    }

    private static func finishTurn(_ state: inout WorkerState, _ events: EventSink) {
        state.readClock()
        state.runTimers()
        tell(&state, events)
    }

    private static func tell(_ state: inout WorkerState, _ events: EventSink) {
        while let event = state.engine.nextEvent() { handle(event, &state, events) }
        if state.awaitingEvents.isEmpty { return }
        for done in state.awaitingEvents { done.resume() }
        state.awaitingEvents = []
    }

    /// Looks at the sockets again and again until nothing has come for `limit` nanoseconds or a command waits.
    private static func spin(
        for limit: UInt64, on sockets: [UDPSocket], _ receiver: borrowing Receiver,
        _ mailbox: Mailbox<Command>,
        into state: inout WorkerState, _ events: EventSink
    ) {
        var lastAt = NativeThread.now
        while mailbox.depth == 0 {
            var took = 0
            state.engine.hasUnreadInput = false
            for socket in sockets {
                let drained = drain(socket, receiver, into: &state)
                took += drained.took
                if !drained.isEmpty { state.engine.hasUnreadInput = true }
            }
            let now = NativeThread.now
            if took > 0 || state.nanosecondsToDeadline() == 0 { finishTurn(&state, events) }
            if took > 0 { lastAt = now } else if now &- lastAt > limit { return }
        }
    }

    /// Gives how many messages came, and whether the socket has no more.
    private static func drain(
        _ socket: UDPSocket, _ receiver: borrowing Receiver, into state: inout WorkerState
    ) -> (took: Int, isEmpty: Bool) {
        var took = 0
        for _ in 0..<batchesPerTurn {
            let count = receiver.take(from: socket)
            if count < 0 { state.receiveErrors &+= 1 }
            guard count > 0 else { return (took, true) }
            took += count
            if state.engine.foresees, count >= foreseeableBurst {
                for index in 0..<count {
                    forEachDatagram(of: receiver.message(index)) { bytes, peer in
                        state.foresee(bytes, from: peer, on: socket.link)
                    }
                }
                SealingCipher.foretell()
            }
            for index in 0..<count {
                let message = receiver.message(index)
                let isWhole = forEachDatagram(of: message) { bytes, peer in
                    state.receive(bytes, from: peer, on: socket.link, arrival: message.arrival_ns)
                }
                if !isWhole { state.truncated &+= 1 }
            }
            SealingCipher.forget()
            state.flush()
            if count < HUIZHEN_BURST { return (took, true) }
        }
        return (took, false)
    }

    /// Fewer messages than this are not worth looking at twice.
    private static let foreseeableBurst = 4

    /// The datagrams of one message, several where the kernel joined them (UDP_GRO). False for a message that was cut.
    @discardableResult
    private static func forEachDatagram(
        of message: huizhen_incoming, _ body: (UnsafeMutableBufferPointer<UInt8>, PeerAddress) -> Void
    ) -> Bool {
        guard message.truncated == 0, message.segment > 0, let peer = message.peer.address,
            let bytes = message.bytes
        else { return false }
        var at = 0
        let (length, segment) = (Int(message.length), Int(message.segment))
        while at < length {
            let count = min(segment, length - at)
            // SAFETY: `at + count` ≤ the length the kernel gave, which is at most the buffer's.
            body(UnsafeMutableBufferPointer(start: bytes + at, count: count), peer)
            at += count
        }
        return true
    }

    private static func runCommands(_ commands: [Command], on state: inout WorkerState) {
        for command in commands {
            state.readClock()
            command(&state)
            state.flush()
        }
    }

    private static func handle(_ event: EngineEvent, _ state: inout WorkerState, _ events: EventSink) {
        if case .legDisconnected(let session, _) = event {
            state.engine.removeLeg(session, at: state.now, into: &state.batch)
            state.flush()
            state.transports[session] = nil
        }
        events(event)
    }
}
